"""Gathering readings per step: counts, means, extremes and how much of the step the readings speak for.

All stores gather with these functions, so that the same readings give the same table everywhere. `Bins` add up:
hours are made from raw readings once, days from hours, steps from whichever fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from domain.interval import Interval, Step
from domain.table import StepSeries
from historian.instants import MICROSECOND, micros, moment

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# A reading speaks until the next one, but at most for so many usual spacings (domain.table.StepSeries).
HOLD_SPACINGS = 3
# The usual spacing at a reading is the median of so many spacings on either side: local, because a point may be
# read hourly in one year and each second in the next, and robust, because a gap is not usual.
NEIGHBOURS = 5
# How many readings beside a stretch decide about what is inside it.
CONTEXT = NEIGHBOURS + 1

_FAR = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True)
class Column:
    """Readings of one point in rising time: `at` [us since the epoch], `value` [canonical], NaN where bad."""

    at: Ints
    value: Floats


@dataclass(frozen=True, slots=True)
class Grid:
    """Edges of the steps that touch an interval, also as `us`, and its `start` and `end` [us since the epoch]."""

    edges: tuple[datetime, ...]
    us: Ints
    start: int
    end: int

    @classmethod
    def of(cls, interval: Interval, step: Step) -> Grid:
        """The grid of all steps that touch `interval`."""
        start, end = micros(interval.start), micros(interval.end)
        if step.fixed is None or start == end:
            edges = step.edges(interval)
            return cls(tuple(edges), np.array([micros(edge) for edge in edges], np.int64), start, end)
        span = step.fixed // MICROSECOND
        us = np.arange(start // span * span, end + span, span, dtype=np.int64)
        us = us[: np.searchsorted(us, end) + 1]
        return cls(tuple([moment(edge) for edge in us.tolist()]), us, start, end)

    @property
    def clipped(self) -> Ints:
        """The edges with the first and the last moved to start and end of the interval [us since the epoch]."""
        return np.unique(np.clip(self.us, self.start, self.end))


@dataclass(frozen=True, slots=True)
class Bins:
    """Summaries of the non-empty spans [start, end) of one point, in rising time [us since the epoch].

    `count` usable readings with `total`, `minimum`, `maximum`, and the `last` at `last_at` (NaN and 0 without
    any); `covered` [us] is what its readings speak for inside the span, `until` when the last of them ends to
    speak if that is beyond the span, else 0.
    """

    start: Ints
    end: Ints
    count: Ints
    total: Floats
    minimum: Floats
    maximum: Floats
    last: Floats
    last_at: Ints
    covered: Ints
    until: Ints

    def where(self, chosen: NDArray[np.bool_]) -> Bins:
        """The bins for which `chosen` holds."""
        return Bins(*(getattr(self, field.name)[chosen] for field in fields(self)))


def joined(parts: Sequence[Bins]) -> Bins:
    """All bins of `parts` in rising time."""
    together = Bins(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Bins)))
    order = np.argsort(together.start, kind="stable")
    return Bins(*(getattr(together, field.name)[order] for field in fields(Bins)))


def speaks_until(at: Ints) -> Ints:
    """When each reading ends to speak [us]: at the next one, or after three usual spacings. Same shape as `at`."""
    n = len(at)
    if n < 2:
        return at.copy()
    gaps = np.diff(at)
    ends = np.append(at[1:], _FAR)
    # Only a reading with a long gap behind it needs the median: three times the shortest gap is a lower bound.
    long = np.flatnonzero(ends - at > HOLD_SPACINGS * gaps.min())
    padding = np.full(NEIGHBOURS, _FAR)
    around = np.lib.stride_tricks.sliding_window_view(np.concatenate([padding, gaps, padding]), 2 * NEIGHBOURS)
    known = np.minimum(long, NEIGHBOURS) + np.minimum(n - 1 - long, NEIGHBOURS)
    usual = np.sort(around[long], axis=1)[np.arange(len(long)), (known - 1) // 2]
    ends[long] = np.minimum(ends[long], at[long] + HOLD_SPACINGS * usual)
    return ends


def bins_of(column: Column, edges: Ints) -> Bins:
    """Bins [edges[i], edges[i+1]) of readings that reach `CONTEXT` readings out of `edges` where there are any."""
    until = speaks_until(column.at)
    usable = ~np.isnan(column.value)
    first, after = np.searchsorted(column.at, edges[[0, -1]])
    inside = slice(first, after)
    at, value, use, ends = column.at[inside], column.value[inside], usable[inside], until[inside]
    place = np.searchsorted(edges, at, side="right") - 1
    heads = np.flatnonzero(np.diff(place, prepend=-1))
    if len(heads) == 0:
        return empty_bins()
    own_end = edges[place + 1]
    newest = np.maximum.reduceat(np.where(use, np.arange(len(at)), -1), heads)
    final = np.append(heads[1:], len(at)) - 1
    speaks_on = use[final] & (ends[final] > own_end[final])
    return Bins(
        start=edges[place[heads]],
        end=own_end[heads],
        count=np.add.reduceat(use.astype(np.int64), heads),
        total=np.add.reduceat(np.where(use, value, 0.0), heads),
        minimum=_or_nan(np.minimum.reduceat(np.where(use, value, np.inf), heads), newest),
        maximum=_or_nan(np.maximum.reduceat(np.where(use, value, -np.inf), heads), newest),
        last=_or_nan(value[newest], newest),
        last_at=np.where(newest >= 0, at[newest], 0),
        covered=np.add.reduceat(np.where(use, np.minimum(ends, own_end) - at, 0), heads),
        until=np.where(speaks_on, ends[final], 0),
    )


def _or_nan(values: Floats, newest: Ints) -> Floats:
    return np.where(newest >= 0, values, np.nan)


def leading_bin(column: Column, edge: int) -> Bins:
    """One bin that counts nothing, up to `edge`, of the reading before it if that still speaks there."""
    before = int(np.searchsorted(column.at, edge)) - 1
    if before < 0 or np.isnan(column.value[before]):
        return empty_bins()
    until = speaks_until(column.at)[before]
    if until <= edge:
        return empty_bins()
    nothing, zero, start = np.array([np.nan]), np.zeros(1, np.int64), column.at[before : before + 1]
    end, ends = np.array([edge], np.int64), np.array([until], np.int64)
    return Bins(start, end, zero, np.zeros(1), nothing, nothing, nothing, zero, zero, ends)


def empty_bins() -> Bins:
    """No bins."""
    none, nothing = np.empty(0, np.int64), np.empty(0)
    return Bins(none, none, none, nothing, nothing, nothing, nothing, none, none, none)


def coarser(bins: Bins, edges: Ints) -> Bins:
    """`bins` put together to bins [edges[i], edges[i+1]); those that start before the first edge stay apart."""
    outside = bins.start < edges[0]
    inner = bins.where(~outside)
    place = np.searchsorted(edges, inner.start, side="right") - 1
    heads = np.flatnonzero(np.diff(place, prepend=-1))
    if len(heads) == 0:
        return bins.where(outside)
    own_end = edges[place + 1]
    newest = np.maximum.reduceat(np.where(inner.count > 0, np.arange(len(place)), -1), heads)
    speaks_inside = np.maximum(np.minimum(inner.until, own_end) - inner.end, 0)
    together = Bins(
        start=edges[place[heads]],
        end=own_end[heads],
        count=np.add.reduceat(inner.count, heads),
        total=np.add.reduceat(inner.total, heads),
        minimum=np.fmin.reduceat(inner.minimum, heads),
        maximum=np.fmax.reduceat(inner.maximum, heads),
        last=_or_nan(inner.last[newest], newest),
        last_at=np.where(newest >= 0, inner.last_at[newest], 0),
        covered=np.add.reduceat(inner.covered + speaks_inside, heads),
        until=np.maximum.reduceat(np.where(inner.until > own_end, inner.until, 0), heads),
    )
    return joined([bins.where(outside), together])


def step_series(point: str, unit: str, bins: Bins, grid: Grid) -> StepSeries:
    """`bins` as one entry per step of `grid`; nothing speaks after the end of its interval."""
    us = grid.us
    merged = coarser(replace(bins, until=np.minimum(bins.until, grid.end)), us)
    steps = merged.where(merged.start >= us[0])
    place = np.searchsorted(us, steps.start)
    count, covered = np.zeros((2, len(us) - 1), np.int64)
    count[place], covered[place] = steps.count, steps.covered
    share = (covered + _spoken_over(merged, us)) / np.diff(us)
    counted = steps.where(steps.count > 0)
    place = np.searchsorted(us, counted.start)
    return StepSeries(
        point=point,
        unit=unit,
        edges=grid.edges,
        mean=_spread(counted.total / counted.count, place, len(count)),
        minimum=_spread(counted.minimum, place, len(count)),
        maximum=_spread(counted.maximum, place, len(count)),
        last=_spread(counted.last, place, len(count)),
        last_at=_moments(counted.last_at, place, len(count)),
        count=tuple(count.tolist()),
        coverage=tuple(np.clip(share, 0.0, 1.0).tolist()),
    )


def _spoken_over(bins: Bins, us: Ints) -> Floats:
    """What readings of earlier steps speak for in each step [us]: the length of all [end, until) in it."""
    over = bins.until > bins.end
    begins, ends = bins.end[over], bins.until[over]
    if len(begins) == 0:
        return np.zeros(len(us) - 1)
    bounds = np.column_stack([begins, ends]).ravel()
    spoken = np.cumsum(ends - begins)
    running = np.column_stack([spoken - (ends - begins), spoken]).ravel()
    until_edge: Floats = np.interp(us, bounds, running, left=0.0)
    return np.diff(until_edge)


def no_steps(point: str) -> StepSeries:
    """The table of an empty interval."""
    return StepSeries(point, "", (), (), (), (), (), (), (), ())


def _spread(values: Floats, place: Ints, steps: int) -> tuple[float | None, ...]:
    spread: list[float | None] = [None] * steps
    for index, value in zip(place.tolist(), values.tolist(), strict=True):
        spread[index] = value
    return tuple(spread)


def _moments(values: Ints, place: Ints, steps: int) -> tuple[datetime | None, ...]:
    spread: list[datetime | None] = [None] * steps
    for index, value in zip(place.tolist(), values.tolist(), strict=True):
        spread[index] = moment(value)
    return tuple(spread)
