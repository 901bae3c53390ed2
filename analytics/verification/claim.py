"""The claim: avoided energy with its interval, and what it comes to for the whole period."""

from __future__ import annotations

import math

from analytics.baselines.baseline import FittedBaseline
from analytics.baselines.metrics import autocorrelation, effective_points
from analytics.events.rulings import adjustment_sd_kwh
from analytics.records.observations import Observations
from analytics.records.sufficiency import Verdict
from analytics.uncertainty.drift import YearDrift
from analytics.uncertainty.interval import (
    METHOD,
    METHOD_MONTHLY,
    NORMAL_90,
    TAIL,
    Residuals,
    fractional_savings_uncertainty,
    luck,
    residuals,
)
from analytics.uncertainty.metering import meter_class
from analytics.uncertainty.student import t_quantile
from analytics.verification.document import AvoidedEnergy, WholePeriod, YearSaving
from analytics.verification.evidence import Evidence, gap_years, years_of
from analytics.verification.findings import Findings
from analytics.verification.savings import whole_period
from domain.interval import Interval

_YEAR_S = 365.25 * 86400
# A reporting period a little longer than a year is still one: its years are not told apart.
MANY_YEARS = 1.5


def findings(evidence: Evidence) -> Findings | None:
    """What the known part of the reporting period says; None where nothing may be claimed."""
    model = evidence.model
    if model is None or not evidence.may_claim:
        return None
    found = residuals(model, evidence.learned_from)
    return _findings(evidence, model, found, evidence.question.reporting)


def yearly_findings(evidence: Evidence) -> tuple[Findings, ...]:
    """The same for each year of a reporting period of several; empty for one of a year."""
    model, period = evidence.model, evidence.question.reporting
    if model is None or not evidence.may_claim or period.duration.total_seconds() < MANY_YEARS * _YEAR_S:
        return ()
    found = residuals(model, evidence.learned_from)
    years = (_findings(evidence, model, found, year) for year in years_of(period, evidence.question.zone))
    return tuple(year for year in years if year is not None)


def _findings(evidence: Evidence, model: FittedBaseline, found: Residuals, part: Interval) -> Findings | None:
    """Findings for a part of the reporting period, which may be all of it; None where none of it is known."""
    whole = part == evidence.question.reporting
    seen = evidence.seen if whole else evidence.seen.chosen(evidence.seen.within(part))
    if not len(seen.starts):
        return None
    errors = luck(model, found, seen)
    adjusted, observed = float(evidence.expected(seen).sum()), float(seen.energy_kwh.sum())
    return Findings(
        from_=part.start,
        to=part.end,
        gap_years=gap_years(evidence.question.baseline, part),
        observed_kwh=observed,
        adjusted_baseline_kwh=adjusted,
        luck=errors,
        coefficients_kwh=math.hypot(errors.half_widths[1], _adjustments_kwh(evidence, seen, adjusted)),
        baseline_missing_share=_unseen(evidence),
        metering_kwh=NORMAL_90 * _meter_sd(evidence) * abs(observed),
        fsu_90=_fsu(evidence, model, seen, adjusted, observed),
        sound=evidence.judgement.verdict is not Verdict.INSUFFICIENT and not evidence.undecided,
        whole=whole_period(
            model=model,
            found=found,
            known_kwh=float(model.predict(seen).sum()),
            adjusted_kwh=adjusted,
            share=(adjusted - observed) / adjusted if adjusted > 0 else None,
            reported=evidence.reported,
            complete=evidence.complete(),
            counted=evidence.register_gaps(),
        )
        if whole
        else None,
    )


def _unseen(evidence: Evidence) -> float:
    """Share 0…1 of the baseline's time that the model could not learn from."""
    days = evidence.question.baseline.duration.total_seconds() / 86400
    return min(max(1.0 - float(evidence.learned_from.days.sum()) / days, 0.0), 1.0)


def _meter_sd(evidence: Evidence) -> float:
    return meter_class(evidence.question.carrier, evidence.question.meter_class).sd_share


def _adjustments_kwh(evidence: Evidence, seen: Observations, adjusted_kwh: float) -> float:
    """Half-width [kWh] of the non-routine adjustments; one of the baseline grows with the energy predicted."""
    decisions, learned = evidence.question.decisions, evidence.learned_from
    learned_kwh = float(learned.energy_kwh.sum())
    growth = abs(adjusted_kwh) / learned_kwh if learned_kwh > 0 else 0.0
    before, after = (adjustment_sd_kwh(rows, decisions) for rows in (learned, seen))
    return NORMAL_90 * math.hypot(before * growth, after)


def avoided_energy(found: Findings, drift: YearDrift, monthly: bool) -> AvoidedEnergy:
    """The claim over the known part of the period."""
    widths = found.half_widths(drift)
    interval = around(found.kwh, widths.together)
    return AvoidedEnergy(
        kwh=found.kwh,
        share=found.share,
        interval_90_kwh=interval,
        half_width_90_kwh=widths,
        interval_method=METHOD_MONTHLY if monthly else METHOD,
        fsu_90=found.fsu_90,
        proven=interval[0] > 0 and found.sound,
    )


def whole_saving(found: Findings, drift: YearDrift) -> WholePeriod | None:
    """The claim carried over to the whole period; None without a ratio."""
    if found.whole is None or (share := found.share) is None:
        return None
    kwh = found.whole.saved_kwh(share)
    whole_share = kwh / found.whole.adjusted_baseline_kwh
    return WholePeriod(kwh, whole_share, around(kwh, found.whole_half_width(drift)))


def year_saving(found: Findings, drift: YearDrift) -> YearSaving:
    """One year of several."""
    together = found.half_widths(drift).together
    return YearSaving(found.from_, found.to, found.kwh, found.share, around(found.kwh, together))


def around(middle: float, half_width: float) -> tuple[float, float]:
    """The interval `middle` ± `half_width`."""
    return middle - half_width, middle + half_width


def _fsu(
    evidence: Evidence, model: FittedBaseline, seen: Observations, adjusted: float, observed: float
) -> float | None:
    """Guideline 14's fractional savings uncertainty at 90 %, None without a saving.

    A model that is not linear is judged by its errors on weeks not seen: the formula is made for fits that do not
    follow their own rows closer than others.
    """
    rows, cv = evidence.learned_from, evidence.sober_cv_rmse
    if adjusted <= 0 or observed >= adjusted or cv is None:
        return None
    points = len(rows.starts)
    return fractional_savings_uncertainty(
        cv=cv,
        saving_share=(adjusted - observed) / adjusted,
        points=points,
        effective=effective_points(points, autocorrelation(model.errors(rows))),
        reporting_points=len(seen.starts),
        t=t_quantile(TAIL, points - model.parameters),
    )
