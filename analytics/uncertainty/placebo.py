"""Placebo years: years of a meter before the measure, where the truth is that nothing was saved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from analytics.baselines.baseline import Baseline, FittedBaseline
from analytics.records.meter_record import MeterRecord
from analytics.records.observations import Observations, Surroundings
from analytics.records.observe import observe
from analytics.records.sufficiency import SUFFICIENT_SHARE, present_share
from analytics.uncertainty.interval import model_sd
from domain.interval import Interval, Step

# A total that moves by more than this factor (times √ of the years between) is a change of the building.
CLEAN_LOG = 0.25
# Fifteen earlier years make a hundred pairs; more would only cost time.
MAX_YEARS = 15


@dataclass(frozen=True, slots=True)
class PlaceboPair:
    """A year predicted from an earlier one: relative `error` (measured less expected) and the model's own sd [1].

    `clean` is False where the total moved so much that something must have happened.
    """

    learned_year: int
    predicted_year: int
    error: float
    model_sd: float
    expected_kwh: float
    clean: bool

    @property
    def gap_years(self) -> float:
        """Years between the two."""
        return float(self.predicted_year - self.learned_year)


@dataclass(frozen=True)
class _Year:
    number: int
    rows: Observations
    model: FittedBaseline


def placebo_pairs(
    meter: MeterRecord, around: Surroundings, kind: Baseline, baseline: Interval, zone: ZoneInfo
) -> tuple[PlaceboPair, ...]:
    """All pairs among the clean years that end with the baseline period; none when the file begins with it."""
    step = Step.parse(kind.step, zone)
    years = []
    for number, period in earlier_years(baseline, meter, zone):
        rows = observe(meter, around, period, step)
        usable = rows.chosen(rows.usable)
        if present_share(rows) >= SUFFICIENT_SHARE and (model := kind.fit(usable)) is not None:
            years.append(_Year(number, usable, model))
    return tuple(_pair(*sorted(two, key=lambda year: year.number)) for two in combinations(years, 2))


def earlier_years(baseline: Interval, meter: MeterRecord, zone: ZoneInfo) -> Iterator[tuple[int, Interval]]:
    """Whole local years back from the baseline's end that the file holds, the last first."""
    end = baseline.end.astimezone(zone)
    first = datetime.fromtimestamp(int(meter.starts[0]), UTC)
    for back in range(MAX_YEARS):
        period = Interval(_years_before(end, back + 1), _years_before(end, back))
        # A file of January to December on UTC begins an hour or two into the local year.
        if (first - period.start).total_seconds() > 86400:
            return
        yield _middle_year(period, zone), period


def _middle_year(period: Interval, zone: ZoneInfo) -> int:
    return (period.start + period.duration / 2).astimezone(zone).year


def _years_before(moment: datetime, years: int) -> datetime:
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year - years, day=day).astimezone(UTC)


def _pair(early: _Year, late: _Year) -> PlaceboPair:
    expected = float(early.model.predict(late.rows).sum())
    observed = float(late.rows.energy_kwh.sum())
    gap = late.number - early.number
    sound = expected > 0 and observed > 0
    return PlaceboPair(
        learned_year=early.number,
        predicted_year=late.number,
        error=(observed - expected) / expected if sound else math.inf,
        model_sd=model_sd(early.model, early.rows, late.rows) / expected if sound else 0.0,
        expected_kwh=expected,
        clean=sound and abs(math.log(observed / expected)) <= CLEAN_LOG * math.sqrt(gap),
    )
