"""Columns of a file on the grid of a season: what is missing, what is bridged, how steps are divided."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from domain.errors import Fault
from domain.interval_table import IntervalTable
from simulators.hours import Floats, Integers

# A file with a fault in each row would bury the first ones.
_MOST_FAULTS = 20


@dataclass(frozen=True, eq=False)
class Column:
    """Values of regular intervals of `step_s` from `first_s` on [s since 1970]; NaN is missing."""

    first_s: int
    step_s: int
    values: Floats


def after(table: IntervalTable) -> datetime:
    """End of the table's last interval."""
    return table.step.next(table.times[-1])


def dense(table: IntervalTable, name: str, step_s: int) -> Column:
    """The column with absent rows as missing values."""
    times = np.array([int(moment.timestamp()) for moment in table.times], dtype=np.int64)
    values = np.full(int((times[-1] - times[0]) // step_s) + 1, np.nan)
    given = table.columns.get(name, (None,) * len(times))
    values[(times - times[0]) // step_s] = [np.nan if value is None else value for value in given]
    return Column(int(times[0]), step_s, values)


def _within(column: Column, starts: Integers) -> Integers:
    """Indices of the intervals, the first perhaps below 0, that a grid of `starts` lies in."""
    first = (int(starts[0]) - column.first_s) // column.step_s
    last = (int(starts[-1]) - column.first_s) // column.step_s
    return np.arange(first, last + 1)


def _known(column: Column, indices: Integers) -> Floats:
    """Values at `indices`, NaN outside the column."""
    inside = (indices >= 0) & (indices < len(column.values))
    values = np.full(len(indices), np.nan)
    values[inside] = column.values[indices[inside]]
    return values


def missing_faults(
    table: IntervalTable, name: str, column: Column, starts: Integers, allowed_s: int
) -> list[Fault]:
    """A fault for every gap inside the grid that is longer than `allowed_s`."""
    indices = _within(column, starts)
    empty = np.isnan(_known(column, indices))
    faults = []
    for first, last in _runs(empty):
        length_s = (last - first) * column.step_s
        if length_s > allowed_s:
            faults.append(_gap(table, name, column, (int(indices[first]), last - first), allowed_s))
    if len(faults) > _MOST_FAULTS:
        more = f"{len(faults) - _MOST_FAULTS} more gaps"
        rest = Fault(table.source, faults[_MOST_FAULTS].line, name, more, "none", "fill the first ones")
        return [*faults[:_MOST_FAULTS], rest]
    return faults


def _gap(table: IntervalTable, name: str, column: Column, gap: tuple[int, int], allowed_s: int) -> Fault:
    first, count = gap
    begins = datetime.fromtimestamp(column.first_s + first * column.step_s, UTC)
    ends = datetime.fromtimestamp(column.first_s + (first + count) * column.step_s, UTC)
    row = min(bisect_left(table.times, begins), len(table.times) - 1)
    line = table.lines[row] if table.lines else None
    found = f"nothing from {begins:%Y-%m-%dT%H:%MZ} to {ends:%Y-%m-%dT%H:%MZ}"
    expected = f"gaps of at most {allowed_s // 3600} h" if allowed_s else "values in every interval of the season"
    remedy = "fill the gap, or play another period with --from and --to"
    return Fault(table.source, line, name, found, expected, remedy)


def _runs(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    """First and behind-the-last index of every run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def bridged(column: Column, starts: Integers) -> tuple[Column, int]:
    """The column with gaps as straight lines, and how many intervals of the grid were missing."""
    indices = _within(column, starts)
    count = int(np.isnan(_known(column, indices)).sum())
    empty = np.isnan(column.values)
    if not empty.any() or empty.all():
        return column, count
    places = np.arange(len(column.values))
    values = np.interp(places, places[~empty], column.values[~empty])
    return Column(column.first_s, column.step_s, values), count


def held(column: Column, starts: Integers) -> Floats:
    """The value of the interval that every start lies in."""
    indices: Integers = (starts - column.first_s) // column.step_s
    return _known(column, np.clip(indices, 0, len(column.values) - 1))


def spread(column: Column, starts: Integers) -> Floats:
    """Straight lines between the middles of the column's intervals, at the middles of the grid's."""
    own = column.first_s + column.step_s * (np.arange(len(column.values)) + 0.5)
    grid_s = int(starts[1] - starts[0]) if len(starts) > 1 else column.step_s
    values: Floats = np.interp(starts + grid_s / 2.0, own, column.values)
    return values
