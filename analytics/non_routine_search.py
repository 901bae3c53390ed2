"""Where use leaves its level for weeks: change points of a model's weekly error, by an exact penalised search.

Segments minimise Σ (d − mean of segment)² + β per segment, d the weekly error as a share of mean use:
optimal partitioning (Jackson et al. 2005), exact and quick for the few hundred weeks of a meter; PELT (Killick et
al. 2012) prunes the same search.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby

import numpy as np

from analytics.arrays import DAY_S, Floats, Ints
from analytics.observations import Observations
from analytics.uncertainty import clusters
from domain.interval import Interval

# A new segment must pay for itself: β = 12 σ² ln n. Four times the usual 3 σ² ln n, because weeks follow each
# other and seasons leave their mark: chosen for few false alarms in years without a measure (verification.md).
PENALTY = 12.0
# Shorter stretches are holidays and cold snaps.
MIN_WEEKS = 3
# Half a week seen makes a week.
MIN_DAYS_SEEN = 3.5
# A year's total beyond this factor is no drift any more (the same bound as for placebo pairs).
UNCOMMON_LOG = 0.25
# A quarter of a year is too short to have a level to leave.
MIN_SEARCHED_WEEKS = 12
# An event moves use by a tenth or more while it lasts, and the period's total by 1.5 %.
MIN_LEVEL_SHARE = 0.10
MIN_ENERGY_SHARE = 0.015
# Three quarters, and half, of a normal variable lie within this many standard deviations of its mean.
NORMAL_UPPER_QUARTILE, NORMAL_MEDIAN = 1.1503, 0.6745
# A week of which less than this share of the largest is expected says nothing of a ratio.
LEAST_WEEK = 1e-3
# Weekly noise below half a per cent is that of an invented meter.
MIN_NOISE_SHARE = 0.005


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


def find_events(rows: Observations, expected_kwh: Floats, place: Place, rests: bool) -> tuple[Event, ...]:
    """Events within the seen `rows` of one period; the level is that of most weeks, whatever a measure saved.

    `rests` tells that the carrier may rest for a part of the year, as heat does in summer.
    """
    if rows.step == "1mo" or not len(rows.starts):
        return ()
    weeks = _weeks(rows, expected_kwh)
    if len(weeks.errors) < MIN_SEARCHED_WEEKS or weeks.mean_kwh <= 0:
        return ()
    segments = partition(weeks.errors, PENALTY * _noise(weeks.errors, rests) ** 2 * np.log(len(weeks.errors)))
    return tuple(_events(weeks, segments, place))


@dataclass(frozen=True, slots=True)
class _Weeks:
    """Weeks known for half or more: number, error as a share of `mean_kwh` per day, days seen."""

    numbers: Ints
    errors: Floats
    days: Floats
    mean_kwh: float


def _weeks(rows: Observations, expected_kwh: Floats) -> _Weeks:
    """Weeks against the model times the ratio of most weeks: a measure that saves a share leaves no error."""
    numbers, index = np.unique(clusters(rows), return_inverse=True)
    days, used, expected = (
        np.bincount(index, weights=part).astype(float) for part in (rows.days, rows.energy_kwh, expected_kwh)
    )
    enough = days >= MIN_DAYS_SEEN
    days, used, expected = days[enough], used[enough], expected[enough]
    if not len(days) or (mean := float(expected.sum() / days.sum())) <= 0:
        return _Weeks(numbers[:0], days[:0], days[:0], 0.0)
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


def _noise(errors: Floats, rests: bool) -> float:
    """Robust standard deviation of a week about the median, or from week to week where that is more.

    What rests for a part of the year errs in the other alone, and the median of its deviations says nothing: the
    upper quartile is taken.
    """
    away = np.abs(errors - np.median(errors))
    about = np.quantile(away, 0.75) / NORMAL_UPPER_QUARTILE if rests else np.median(away) / NORMAL_MEDIAN
    stepwise = np.median(np.abs(np.diff(errors))) / (NORMAL_MEDIAN * np.sqrt(2))
    return float(max(about, stepwise, MIN_NOISE_SHARE))


def partition(values: Floats, penalty: float, least: int = MIN_WEEKS) -> list[tuple[int, int]]:
    """Segments [start, end) of at least `least` values that minimise squared error plus `penalty` each."""
    count = len(values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    squares = np.concatenate([[0.0], np.cumsum(values**2)])
    cost = np.full(count + 1, np.inf)
    cost[0] = 0.0
    before = np.zeros(count + 1, np.int64)
    for end in range(least, count + 1):
        starts = np.arange(end - least + 1)
        error = squares[end] - squares[starts] - (sums[end] - sums[starts]) ** 2 / (end - starts)
        total = cost[starts] + error + penalty
        before[end] = starts[np.argmin(total)]
        cost[end] = total[before[end]]
    segments, end = [], count
    while end > 0:
        segments.append((int(before[end]), end))
        end = int(before[end])
    return segments[::-1]


def _events(weeks: _Weeks, segments: list[tuple[int, int]], place: Place) -> Iterator[Event]:
    """Stretches off the level of most weeks; neighbours on the same side are one event."""
    levels = [float(weeks.errors[start:end].mean()) for start, end in segments]
    usual = float(np.median(np.repeat(levels, [end - start for start, end in segments])))
    shifts = [level - usual for level in levels]
    sides = [int(np.sign(shift)) if abs(shift) >= MIN_LEVEL_SHARE else 0 for shift in shifts]
    together = zip(sides, segments, strict=True)
    for side, group in groupby(together, key=lambda pair: pair[0]):
        stretch = [segment for _, segment in group]
        start, end = stretch[0][0], stretch[-1][1]
        days = weeks.days[start:end]
        moved = float(((weeks.errors[start:end] - usual) * days).sum())
        if side and abs(moved) >= MIN_ENERGY_SHARE * float(weeks.days.sum()):
            first, last = _monday(weeks.numbers[start]), _monday(weeks.numbers[end - 1]) + timedelta(days=7)
            yield Event(place, Interval(first, last), moved * weeks.mean_kwh, moved / float(days.sum()))


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
