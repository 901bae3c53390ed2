"""Copies: a stretch of a record that stands in it twice, value for value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import DAY_S, Flags, Ints
from analytics.data_doubts.doubt import Rows, runs

# Length of the stretch looked for, a power of two: 5.3 days of hours or quarter hours, 16 days, 8 months.
_WINDOW = {96: 512, 24: 128, 1: 16, 0: 8}
# A stretch speaks when this share of its neighbours differ and it has as many different values: a coarse meter's
# quiet nights are alike by nature.
_MIN_CHANGES = 0.6
_MIN_VALUES = 0.3
# A day's schedule without luck repeats too, but has few values of its own.
_MIN_DIFFERENT = 0.35
# From so many days on a copy is one year's rows in another year.
_YEAR_DAYS = 300
_MOST_COPIES = 3
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Repeated:
    """Rows of years that copy each other (both sides), and later copies of what came shortly before."""

    years: Flags
    blocks: Flags


def repeated(rows: Rows) -> Repeated:
    """Stretches that stand in the record twice."""
    size = len(rows.values)
    years, blocks = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    window = _WINDOW.get(rows.per_day, 64)
    if size < 2 * window:
        return Repeated(years, blocks)
    for lag, start, end in _stretches(rows, window):
        if rows.starts[start + lag] - rows.starts[start] >= _YEAR_DAYS * DAY_S:
            # Which of the two is the copy cannot be told from them: neither is used.
            years[start:end] = years[start + lag : end + lag] = True
        else:
            blocks[start + lag : end + lag] = True
    return Repeated(years, blocks & ~years)


def _stretches(rows: Rows, window: int) -> Iterator[tuple[int, int, int]]:
    """Distance, first and one past the last row of each stretch that stands a distance further on once more."""
    places: dict[int, list[int]] = {}
    for first, second in _pairs(rows, window):
        places.setdefault(second - first, []).append(first)
    for lag, firsts in places.items():
        alike = rows.values[lag:] == rows.values[:-lag]
        seeds = np.zeros(len(alike) + 1, np.int64)
        seeds[firsts] = 1
        counted = np.cumsum(seeds)
        for start, end in runs(alike):
            if end - start >= window and counted[end - 1] > (counted[start - 1] if start else 0):
                yield lag, start, end


def _pairs(rows: Rows, window: int) -> list[tuple[int, int]]:
    """Starts of windows that are equal, each with the one before it."""
    speaks = _speaking(rows, window)
    places = np.flatnonzero(speaks)
    if len(places) < 2:
        return []
    marks = _marks(rows, window)[places]
    order = np.argsort(marks, kind="stable")
    same = np.flatnonzero(marks[order][1:] == marks[order][:-1])
    # What stands in the record many times over is a habit of the load.
    often = _counts(marks) > _MOST_COPIES
    same = same[~often[order][same]]
    pairs = ((int(places[order[at]]), int(places[order[at + 1]])) for at in same.tolist())
    return [
        (first, second)
        for first, second in pairs
        if second - first >= window
        and np.array_equal(rows.values[first : first + window], rows.values[second : second + window])
        and len(np.unique(rows.values[first : first + window])) >= _MIN_DIFFERENT * window
    ]


def _counts(marks: NDArray[np.uint64]) -> Ints:
    """How many windows share the mark of each."""
    _, index, count = np.unique(marks, return_inverse=True, return_counts=True)
    return np.asarray(count[index], dtype=np.int64)


def _speaking(rows: Rows, window: int) -> Flags:
    """Windows without gaps in which enough changes for a repetition to mean something."""
    known = ~np.isnan(rows.values)
    changes = np.zeros(len(known), np.int64)
    changes[1:] = rows.values[1:] != rows.values[:-1]
    number = len(known) - window + 1

    def total(flags: Ints) -> Ints:
        sums = np.concatenate([[0], np.cumsum(flags)])
        return np.asarray(sums[window:][:number] - sums[:number])

    whole = (total(known.astype(np.int64)) == window) & (total(changes) >= _MIN_CHANGES * window)
    if whole.any():
        different = len(np.unique(rows.values[known]))
        # The record as a whole must have many more values than a window has rows.
        whole &= different >= 2 * window if rows.per_day >= 24 else different >= _MIN_VALUES * known.sum()
    return np.asarray(whole)


def _marks(rows: Rows, window: int) -> NDArray[np.uint64]:
    """A number for each window that equal windows share (a rolling product hash, doubled in length each round)."""
    marks = np.ascontiguousarray(rows.values).view(np.uint64) * _FACTOR
    length, power = 1, _FACTOR
    while length < window:
        with np.errstate(over="ignore"):
            marks = marks[:-length] * power + (marks[length:] ^ (marks[length:] >> np.uint64(29)))
            power = power * power
        length *= 2
    return np.asarray(marks, dtype=np.uint64)
