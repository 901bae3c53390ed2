"""Where use leaves its level for weeks: change points of a model's weekly error, by an exact penalised search.

Segments minimise Σ (d − mean of segment)² + β per segment, d the weekly error as a share of mean use:
optimal partitioning (Jackson et al. 2005), exact and quick for the few hundred weeks of a meter; PELT (Killick et
al. 2012) prunes the same search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby

import numpy as np

from analytics.arrays import DAY_S, Floats, Ints
from analytics.observations import Observations
from analytics.uncertainty import clusters
from domain.interval import Interval

# A new segment must pay for itself: β = 10 σ² ln n. Three times the usual 3 σ² ln n, because weeks follow each
# other and seasons leave their mark: chosen for few false alarms in years without a measure (verification.md).
PENALTY = 10.0
# Shorter stretches are holidays and cold snaps.
MIN_WEEKS = 3
# Half a week seen makes a week.
MIN_DAYS_SEEN = 3.5
# A quarter of a year is too short to have a level to leave.
MIN_SEARCHED_WEEKS = 12
# An event moves use by a tenth or more while it lasts, and the period's total by 1.5 %.
MIN_LEVEL_SHARE = 0.10
MIN_ENERGY_SHARE = 0.015
# Three quarters, and half, of a normal variable lie within this many standard deviations of its mean.
NORMAL_UPPER_QUARTILE, NORMAL_MEDIAN = 1.1503, 0.6745
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


def find_events(rows: Observations, expected_kwh: Floats, place: Place) -> tuple[Event, ...]:
    """Events within the seen `rows` of one period; the level is that of most weeks, whatever a measure saved."""
    if rows.step == "1mo" or not len(rows.starts):
        return ()
    weeks = _weeks(rows, expected_kwh)
    if len(weeks.errors) < MIN_SEARCHED_WEEKS or weeks.mean_kwh <= 0:
        return ()
    segments = partition(weeks.errors, PENALTY * _noise(weeks.errors) ** 2 * np.log(len(weeks.errors)))
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
    ratio = used / np.maximum(expected, np.finfo(float).tiny)
    order = np.argsort(ratio)
    weight = np.cumsum(np.maximum(expected, 0.0)[order])
    middle = float(ratio[order][np.searchsorted(weight, weight[-1] / 2)])
    return middle if middle > 0 else 1.0


def _noise(errors: Floats) -> float:
    """Robust standard deviation of a week about the median, or from week to week where that is more.

    The upper quartile of deviations, not their median: heat errs in winter alone, half of its year says nothing.
    """
    about = float(np.quantile(np.abs(errors - np.median(errors)), 0.75)) / NORMAL_UPPER_QUARTILE
    stepwise = float(np.median(np.abs(np.diff(errors)))) / (NORMAL_MEDIAN * np.sqrt(2))
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


def _monday(number: int) -> datetime:
    """Start of a week counted as in `clusters`."""
    return datetime.fromtimestamp(int(number) * 7 * DAY_S - 3 * DAY_S, UTC)
