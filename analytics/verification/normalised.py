"""Saving in a year of normal weather: what the baseline would use in it, less what the building now would use."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from analytics.arrays import DAY_S
from analytics.baselines.metrics import autocorrelation, effective_points
from analytics.data_doubts.screen import TEMPERATURE, screen
from analytics.digits import steady
from analytics.records.meter_record import complete_meter, meter_record
from analytics.records.observations import MIN_MONTH_WEATHER, Observations, Surroundings
from analytics.records.observe import observe
from analytics.records.sufficiency import Verdict
from analytics.records.weather_record import WeatherRecord, weather_record
from analytics.records.work_calendar import work_calendar
from analytics.uncertainty.drift import drift_sd
from analytics.uncertainty.interval import NORMAL_90, TAIL, HalfWidths, luck, residuals
from analytics.uncertainty.metering import meter_class
from analytics.uncertainty.student import t_quantile
from analytics.verification.document import Normalised, Verification
from analytics.verification.evidence import Evidence, gather
from analytics.verification.question import MODELS, Question
from analytics.verification.texts import notice
from domain.errors import Fault, InputError
from domain.interval import Interval
from domain.interval_table import IntervalTable

# Normal weather is a year of dates, a leap year or not.
_YEAR_DAYS = (365, 366)


@dataclass(frozen=True)
class Side:
    """One of the two models: what it was learned from, and the rows of the normal year."""

    evidence: Evidence
    rows: Observations

    @property
    def kwh(self) -> float:
        """Use in the normal year [kWh]."""
        assert self.evidence.model is not None
        return float(self.evidence.model.predict(self.rows).sum())

    @property
    def half_widths(self) -> tuple[float, float]:
        """Half-widths [kWh] of noise and coefficients of that use."""
        model, learned = self.evidence.model, self.evidence.learned_from
        assert model is not None
        return luck(model, residuals(model, learned), self.rows).half_widths

    @property
    def guideline_kwh(self) -> float | None:
        """Guideline 14's half-width of that use at 90 % [kWh]."""
        model, learned = self.evidence.model, self.evidence.learned_from
        assert model is not None
        errors, points = model.errors(learned), len(learned.starts)
        return guideline_half_width(
            squares=float((errors**2).sum()),
            effective=effective_points(points, autocorrelation(errors)),
            parameters=model.parameters,
            growth=float(model.rate(self.rows).mean()) / float(learned.rate.mean()),
            steps=len(self.rows.starts),
        )


def guideline_half_width(
    *, squares: float, effective: float, parameters: int, growth: float, steps: int, factor: float = 1.26
) -> float | None:
    """Half-width at 90 % of a sum over `steps` of other weather, in the unit of the errors.

    a · t · (mean Ê_norm / mean E) · sqrt[SSE/(n' − p) · (1 + 2/n') · g], t with n' − p degrees of freedom (ASHRAE
    Guideline 14, 2014, as nmecr has it). `growth` is the ratio of the means; None without degrees of freedom.
    """
    freedom = effective - parameters
    if freedom <= 1.0:
        return None
    variance = squares / freedom * (1 + 2 / effective) * steps
    return factor * t_quantile(TAIL, freedom) * growth * math.sqrt(variance)


def with_normalised(
    document: Verification, meter: IntervalTable, weather: IntervalTable, normal: IntervalTable, question: Question
) -> Verification:
    """The document with `normalised`; a warning instead where a period cannot carry a model of its own.

    InputError for a file that is not one whole year: two years would double the saving, half of one halve it.
    """
    year = weather_record(normal)
    _refuse_other_than_a_year(normal, year)
    if document.avoided_energy is None:
        return document
    screened = screen(meter, weather, question.carrier)
    record, air = meter_record(screened.meter, question.carrier), weather_record(screened.weather)
    kind = MODELS[document.model]
    turned = replace(question, baseline=question.reporting, reporting=question.baseline)
    sides = [_side(gather(record, air, kind, asked), year) for asked in (question, turned)]
    if any(side.evidence.model is None for side in sides) or _thin(sides[1]):
        return replace(document, warnings=(*document.warnings, notice("normalised", question.language)))
    return replace(document, normalised=steady(_normalised(document, sides[0], sides[1], normal)))


def _refuse_other_than_a_year(table: IntervalTable, year: WeatherRecord) -> None:
    """InputError unless the file holds 365 or 366 days and the temperature of nearly all of them in each month."""
    days = float(year.ends[-1] - year.starts[0]) / DAY_S
    if round(days) not in _YEAR_DAYS:
        remedy = "cut the file to one year of normal weather"
        raise InputError([Fault(table.source, None, "file", f"{days:.0f} days", "365 or 366 days", remedy)])
    months = (year.starts + year.ends) // 2 // DAY_S
    months = months.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    known = np.bincount(months, weights=~np.isnan(year.temps_c), minlength=12)
    share = known / np.maximum(np.bincount(months, minlength=12), 1)
    if (share < MIN_MONTH_WEATHER).any():
        worst = int(share.argmin())
        found, expected = f"{share[worst]:.0%} of month {worst + 1:02d}", f"{MIN_MONTH_WEATHER:.0%} of every month"
        raise InputError([Fault(table.source, None, TEMPERATURE, found, expected, "fill in its temperatures")])


def _thin(side: Side) -> bool:
    return side.evidence.judgement.verdict is Verdict.INSUFFICIENT


def _side(evidence: Evidence, year: WeatherRecord) -> Side:
    """All steps of the normal year, the calendar being that of its dates."""
    question = evidence.question
    start, end = (datetime.fromtimestamp(int(moment), UTC) for moment in (year.starts[0], year.ends[-1]))
    calendar = work_calendar(question.zone, question.holidays, range(start.year - 1, end.year + 2))
    around = Surroundings(year, calendar, evidence.around.profile)
    period = Interval(start, end)
    rows = observe(complete_meter(evidence.meter, period), around, period, evidence.step)
    return Side(evidence, rows.chosen(rows.usable))


def _normalised(document: Verification, before: Side, after: Side, normal: IntervalTable) -> Normalised:
    """S_N = Σ Ê_base(T_norm) − Ê_rep(T_norm); both models' errors in quadrature."""
    question, drift = before.evidence.question, document.drift_prior
    kwh = before.kwh - after.kwh
    pairs = zip(before.half_widths, after.half_widths, strict=True)
    noise, coefficients = (math.hypot(one, other) for one, other in pairs)
    meter = NORMAL_90 * meter_class(question.carrier, question.meter_class).sd_share
    widths = HalfWidths(
        noise=noise,
        coefficients=coefficients,
        drift=NORMAL_90 * drift_sd(drift.sd_one_year, drift.gap_years) * abs(before.kwh),
        metering=meter * abs(after.kwh),
    )
    each = (before.guideline_kwh, after.guideline_kwh)
    together = math.hypot(*(width for width in each if width is not None)) if None not in each else None
    return Normalised(
        kwh=kwh,
        share=kwh / before.kwh if before.kwh > 0 else None,
        baseline_kwh=before.kwh,
        reporting_kwh=after.kwh,
        interval_90_kwh=(kwh - widths.together, kwh + widths.together),
        half_width_90_kwh=widths,
        fsu_90=together / kwh if kwh > 0 and together is not None else None,
        weather=normal.source,
        days=round(float(before.rows.total_days.sum())),
    )
