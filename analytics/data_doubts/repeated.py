"""Copies: a stretch of a record that stands in it twice, value for value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import DAY_S, Flags, Ints
from analytics.data_doubts.doubt import Rows

# Length of the stretch looked for, a power of two: 2.7 days of hours or quarter hours, 16 days, 8 months.
_WINDOW = {96: 256, 24: 64, 1: 16, 0: 8}
# A stretch speaks when this share of its neighbours differ and it has as many different values: a coarse meter's
# quiet nights are alike by nature.
_MIN_CHANGES = 0.6
_MIN_VALUES = 0.3
# From so many days on a copy is one year's rows in another year.
_YEAR_DAYS = 300
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
    for first, second in _pairs(rows, window):
        far = rows.starts[second] - rows.starts[first] >= _YEAR_DAYS * DAY_S
        if far:
            # Which of the two is the copy cannot be told from them: neither is used.
            years[first : first + window] = years[second : second + window] = True
        else:
            blocks[second : second + window] = True
    return Repeated(years, blocks & ~years)


def _pairs(rows: Rows, window: int) -> list[tuple[int, int]]:
    """Starts of windows that are equal, each with the one before it."""
    speaks = _speaking(rows, window)
    places = np.flatnonzero(speaks)
    if len(places) < 2:
        return []
    marks = _marks(rows, window)[places]
    order = np.argsort(marks, kind="stable")
    same = np.flatnonzero(marks[order][1:] == marks[order][:-1])
    pairs = ((int(places[order[at]]), int(places[order[at + 1]])) for at in same.tolist())
    return [
        (first, second)
        for first, second in pairs
        if second - first >= window
        and np.array_equal(rows.values[first : first + window], rows.values[second : second + window])
    ]


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
        whole &= different >= max(4 * window, 1) if rows.per_day >= 24 else different >= _MIN_VALUES * known.sum()
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
