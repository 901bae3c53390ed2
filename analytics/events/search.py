"""Where use leaves its level for weeks: stretches of a model's weekly error that stand out.

The error of a week is a share of mean use; what standing out means is told in `non_routine_scan`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np

from analytics.arrays import DAY_S, Floats, Ints
from analytics.events.scan import Stretch, innovation_sd, stretches
from analytics.records.observations import Observations
from analytics.uncertainty.interval import clusters
from domain.interval import Interval

# Half a week seen makes a week.
MIN_DAYS_SEEN = 3.5
# A year's total beyond this factor is no drift any more (the same bound as for placebo pairs).
UNCOMMON_LOG = 0.25
# A quarter of a year is too short to have a level to leave.
MIN_SEARCHED_WEEKS = 12
# Usual noise from week to week, as a share of mean use; a period's own is known by few weeks and drawn half-way to
# it. A little below the median of the Cambridge meters' baseline years (electricity 0.044, gas 0.14).
USUAL_NOISE, USUAL_NOISE_RESTING = 0.035, 0.10
# A week of which less than this share of the largest is expected says nothing of a ratio.
LEAST_WEEK = 1e-3


class Place(StrEnum):
    """Which of the two periods an event lies in."""

    BASELINE = "baseline"
    REPORTING = "reporting"


@dataclass(frozen=True, slots=True)
class Event:
    """Use above (or below, negative) its level: `kwh` in all, `share` of mean use while it lasts."""

    place: Place
    period: Interval
    kwh: float
    share: float


@dataclass(frozen=True, slots=True)
class YearTotal:
    """A year's known use and what was expected of it [kWh]."""

    period: Interval
    used_kwh: float
    expected_kwh: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Seen rows of a period and what was expected of each [kWh]."""

    rows: Observations
    expected_kwh: Floats


def find_events(period: Compared, place: Place, rests: bool, beside: Compared | None = None) -> tuple[Event, ...]:
    """Events within one period by date; the level is that of most weeks, whatever a measure saved.

    `rests` tells that the carrier may rest for a part of the year, as heat does in summer. `beside` is another
    period of the same meter, whose noise counts too.
    """
    weeks = _weeks(period)
    if weeks is None:
        return ()
    noise = [_noise(part) for part in (weeks, _weeks(beside) if beside else None) if part is not None]
    usual = USUAL_NOISE_RESTING if rests else USUAL_NOISE
    innovation = math.sqrt((float(np.mean(np.square(noise))) + usual**2) / 2)
    found = stretches(weeks.errors, weeks.numbers, innovation)
    return tuple(_events(weeks, sorted(found, key=lambda stretch: stretch.start), place))


@dataclass(frozen=True, slots=True)
class _Weeks:
    """Weeks known for half or more: number, error as a share of `mean_kwh` per day, days seen."""

    numbers: Ints
    errors: Floats
    days: Floats
    mean_kwh: float


def _weeks(period: Compared) -> _Weeks | None:
    """Weeks against the model times the ratio of most weeks: a measure that saves a share leaves no error.

    None where there are too few, or months.
    """
    rows = period.rows
    if rows.step == "1mo":
        return None
    numbers, index = np.unique(clusters(rows), return_inverse=True)
    days, used, expected = (
        np.bincount(index, weights=part).astype(float)
        for part in (rows.days, rows.energy_kwh, period.expected_kwh)
    )
    enough = days >= MIN_DAYS_SEEN
    days, used, expected = days[enough], used[enough], expected[enough]
    if len(days) < MIN_SEARCHED_WEEKS or (mean := float(expected.sum() / days.sum())) <= 0:
        return None
    mean *= (ratio := _usual_ratio(used, expected))
    return _Weeks(numbers[enough], (used - ratio * expected) / days / mean, days, mean)


def _usual_ratio(used: Floats, expected: Floats) -> float:
    """Median of used by expected, each week weighing what was expected of it; 1 where that is not above zero."""
    weight = np.maximum(expected, 0.0)
    ratio = np.divide(used, weight, out=np.full(len(used), np.inf), where=weight > LEAST_WEEK * weight.max())
    order = np.argsort(ratio)
    weight = np.cumsum(np.where(np.isfinite(ratio), weight, 0.0)[order])
    middle = float(ratio[order][np.searchsorted(weight, weight[-1] / 2)])
    return middle if middle > 0 else 1.0


def _noise(weeks: _Weeks) -> float:
    return innovation_sd(weeks.errors, weeks.numbers) or 0.0


def _events(weeks: _Weeks, found: list[Stretch], place: Place) -> Iterator[Event]:
    """Stretches with the energy by which they differ from the mean of the weeks outside all of them."""
    outside = np.ones(len(weeks.errors), dtype=bool)
    for stretch in found:
        outside[stretch.start : stretch.end] = False
    level = float(np.average(weeks.errors[outside], weights=weeks.days[outside]))
    for stretch in found:
        inside = slice(stretch.start, stretch.end)
        moved = float(((weeks.errors[inside] - level) * weeks.days[inside]).sum())
        first, last = _monday(weeks.numbers[stretch.start]), _monday(weeks.numbers[stretch.end - 1] + 1)
        share = moved / float(weeks.days[inside].sum())
        yield Event(place, Interval(first, last), moved * weeks.mean_kwh, share)


def uncommon_years(years: Sequence[YearTotal], alone: bool) -> tuple[Event, ...]:
    """Years of a reporting period whose total lies beyond e^±0.25 of the others' ratio of used to expected.

    One year `alone` is held against the model, and only a rise counts: a fall may be the measure.
    """
    ratios = [year.used_kwh / year.expected_kwh if year.expected_kwh > 0 else 1.0 for year in years]
    usual = 1.0 if alone else float(np.median(ratios))
    found = []
    for year, ratio in zip(years, ratios, strict=True):
        low = 0.0 if alone else usual * math.exp(-UNCOMMON_LOG)
        if usual > 0 and not low <= ratio <= usual * math.exp(UNCOMMON_LOG):
            share = ratio - usual
            found.append(Event(Place.REPORTING, year.period, share * year.expected_kwh, share))
    return tuple(found)


def _monday(number: int) -> datetime:
    """Start of a week counted as in `clusters`."""
    return datetime.fromtimestamp(int(number) * 7 * DAY_S - 3 * DAY_S, UTC)
