"""All that is found out before anything is claimed: rows of both periods, model, verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from analytics.arrays import Floats
from analytics.baselines.baseline import Baseline, FittedBaseline
from analytics.baselines.metrics import cv_rmse
from analytics.events.rulings import adjustments_kwh, decided_meter
from analytics.events.search import Compared, Event, Place, YearTotal, find_events, uncommon_years
from analytics.records.meter_record import MeterRecord, complete_meter
from analytics.records.observations import Observations, Surroundings
from analytics.records.observe import observe
from analytics.records.sufficiency import Judgement, Verdict, judge
from analytics.records.weather_record import WeatherRecord
from analytics.uncertainty.placebo import PlaceboPair, placebo_pairs
from analytics.verification.held_out import held_out_cv_rmse, held_out_rates
from analytics.verification.question import Question
from analytics.verification.surround import at_step, surround
from domain.interval import Interval, Step
from domain.site import Carrier

# Fewer days than this with both meter and weather are no reporting period.
MIN_COMMON_DAYS = 10
# Nine tenths of a year make a year's total.
MIN_YEAR_DAYS = 0.9 * 365
# Carriers whose use may rest for a part of the year.
MAY_REST = frozenset({Carrier.HEAT, Carrier.GAS, Carrier.COOLING})
_YEAR_S = 365.25 * 86400


@dataclass(frozen=True)
class Evidence:
    """Rows learned from (usable ones alone) and reported on (all steps), and what the model made of them."""

    question: Question
    kind: Baseline
    meter: MeterRecord
    around: Surroundings
    learned_from: Observations
    reported: Observations
    model: FittedBaseline | None
    judgement: Judgement

    @property
    def may_claim(self) -> bool:
        """Whether figures of savings are given at all."""
        sure = self.judgement.verdict is not Verdict.INSUFFICIENT or self.question.accept_insufficient
        return self.model is not None and sure and self.common_days >= MIN_COMMON_DAYS

    @property
    def common_days(self) -> float:
        """Days of the reporting period with both meter and weather."""
        if self.kind.step == "1d":
            return float(self.reported.usable.sum())
        return float(round(self.reported.hours.sum() / 24, 1))

    @cached_property
    def seen(self) -> Observations:
        """Rows of the reporting period of which something is known."""
        return self.reported.chosen(self.reported.seen)

    @property
    def missing_share(self) -> float:
        """Share 0…1 of the reporting period's time without meter or weather."""
        total = float(self.reported.total_hours.sum())
        return max(1.0 - float(self.seen.hours.sum()) / total, 0.0) if total else 1.0

    @property
    def cv_rmse(self) -> float | None:
        """CV(RMSE) of the fit on rates, parameters and balance points counted."""
        if self.model is None:
            return None
        return cv_rmse(self.learned_from.rate, self.model.rate(self.learned_from), self.model.parameters)

    @property
    def sober_cv_rmse(self) -> float | None:
        """CV(RMSE) by which savings are judged: of the fit, or on weeks not seen where the model is not linear."""
        return self.cv_rmse if self.model is None or self.model.linear else self.held_out_cv_rmse

    def expected(self, rows: Observations) -> Floats:
        """Adjusted baseline [kWh] of the known part of each row of the reporting period, NaN without a model."""
        if self.model is None:
            return np.full(len(rows.starts), np.nan)
        return self.model.predict(rows) + adjustments_kwh(rows, self.question.decisions)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Non-routine events inside the baseline and inside the reporting period, each searched by itself."""
        if self.model is None or not self.may_claim:
            return ()
        rests = self.question.carrier in MAY_REST
        before = Compared(self.learned_from, self.model.predict(self.learned_from))
        after = Compared(self.seen, self.expected(self.seen))
        learned = find_events(before, Place.BASELINE, rests)
        reported = find_events(after, Place.REPORTING, rests, beside=before)
        return learned + reported + self._uncommon_years()

    def _uncommon_years(self) -> tuple[Event, ...]:
        """Years of the reporting period that are no drift; a part of a year is too little to say so."""
        years = list(years_of(self.question.reporting, self.question.zone))
        expected, middles = self.expected(self.seen), self.seen.starts + self.seen.total_hours * 1800.0
        totals = []
        for year in years:
            inside = (middles >= year.start.timestamp()) & (middles < year.end.timestamp())
            if self.seen.days[inside].sum() >= MIN_YEAR_DAYS:
                used = float(self.seen.energy_kwh[inside].sum())
                totals.append(YearTotal(year, used, float(expected[inside].sum())))
        return uncommon_years(totals, alone=len(years) == 1)

    @property
    def undecided(self) -> tuple[Event, ...]:
        """Events that no person has ruled on."""
        rulings = self.question.decisions
        return tuple(event for event in self.events if not any(ruling.covers(event.period) for ruling in rulings))

    @property
    def held_out_cv_rmse(self) -> float | None:
        """CV(RMSE) on weeks (months) hidden in turn, at the model's step."""
        model = self.model
        if model is None:
            return None
        unseen = model.unseen_rate if not model.linear else held_out_rates(self.kind, self.learned_from)
        return held_out_cv_rmse(self.learned_from, unseen)

    def placebo_pairs(self) -> tuple[PlaceboPair, ...]:
        """Pairs of years before the measure that the meter's file holds."""
        return placebo_pairs(self.meter, self.around, self.kind, self.question.baseline, self.question.zone)

    def complete(self) -> Observations:
        """All steps of the reporting period as if meter and weather had no gap."""
        period = self.question.reporting
        return observe(complete_meter(self.meter, period), self.around.filled(period), period, self.step)

    def register_gaps(self) -> tuple[Observations, float] | None:
        """Steps of the reporting period's gaps of which a register knows the total, and that total [kWh]."""
        period = self.question.reporting
        gaps = [gap for gap in self.meter.gaps if gap.within(period)]
        if not gaps:
            return None
        starts = np.concatenate([gap.starts for gap in gaps])
        counted = MeterRecord(self.meter.step, starts, np.ones(len(starts)), np.zeros(len(starts), dtype=bool))
        rows = observe(counted, self.around.filled(period), period, self.step)
        return rows.chosen(rows.seen), sum(gap.kwh for gap in gaps)

    @property
    def step(self) -> Step:
        """The model's step on the question's clock."""
        return Step.parse(self.kind.step, self.question.zone)


def gather(meter: MeterRecord, weather: WeatherRecord, kind: Baseline, question: Question) -> Evidence:
    """What the records say by a kind of model."""
    return gather_around(meter, surround(meter, weather, question), kind, question)


def gather_around(meter: MeterRecord, surroundings: Surroundings, kind: Baseline, question: Question) -> Evidence:
    """Observe both periods, fit the baseline, judge it; what a person has ruled on is ruled on first."""
    meter = decided_meter(meter, question.baseline, question.decisions)
    step = Step.parse(kind.step, question.zone)
    around = at_step(surroundings, meter, question, step)
    baseline = observe(meter, around, question.baseline, step)
    usable = baseline.chosen(baseline.usable)
    model = _fitted(kind, usable)
    judgement = judge(baseline, question.baseline, model is not None)
    reported = observe(meter, around, question.reporting, step)
    return Evidence(question, kind, meter, around, usable, reported, model, judgement)


def _fitted(kind: Baseline, rows: Observations) -> FittedBaseline | None:
    """The model of all rows; one that is not linear with its errors on weeks not seen, for its band."""
    model = kind.fit(rows) if len(rows.starts) else None
    return model if model is None or model.linear else replace(model, unseen_rate=held_out_rates(kind, rows))


def years_of(period: Interval, zone: ZoneInfo) -> Iterator[Interval]:
    """Local years from the period's start; the last ends with the period."""
    start = period.start.astimezone(zone)
    day = 28 if (start.month, start.day) == (2, 29) else start.day
    while start < period.end:
        end = min(start.replace(year=start.year + 1, day=day), period.end)
        yield Interval(start.astimezone(UTC), end.astimezone(UTC))
        start = end


def gap_years(baseline: Interval, reporting: Interval) -> float:
    """Years between the midpoints of two periods."""
    middles = [(period.start.timestamp() + period.end.timestamp()) / 2 for period in (baseline, reporting)]
    return abs(middles[1] - middles[0]) / _YEAR_S
