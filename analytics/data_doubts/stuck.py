"""Stuck values: a meter or its reader that repeats its last value."""

from __future__ import annotations

import math

import numpy as np

from analytics.arrays import Flags
from analytics.data_doubts.doubt import Rows, hours_after_midnight, runs

# Fewest equal values in a row that are doubted at all: half a day of hours, five days, four months.
_LEAST = {24: 12, 96: 24, 1: 5, 0: 4}
# A run is stuck when so few of such length are to be expected in the whole record by chance.
EXPECTED_BY_CHANCE = 1e-3
# A meter that counts coarse units repeats itself at night as a habit; above this share nothing can be told.
_MOST_REPEATS = 0.97
# A value that stands still in more places than this is a level of the load.
_MOST_RUNS = 2


def stuck(rows: Rows) -> Flags:
    """Rows in runs of equal values other than zero that are too long for chance.

    With p the share of rows that equal the row before, at the hour of the day where that is commonest, a run of
    L rows is expected n·p^(L−1) times among n. The first of a run is a reading like any other, the rest are
    doubted.
    """
    values = rows.values
    same = np.zeros(len(values), dtype=bool)
    same[1:] = (values[1:] == values[:-1]) & (values[1:] != 0.0)
    found = np.zeros(len(values), dtype=bool)
    least = _LEAST.get(rows.per_day, 12)
    long = [(start, end) for start, end in runs(same) if end - start + 1 >= least]
    if not long:
        return found
    chance = _usual_repeats(rows, same, long)
    known = int(np.count_nonzero(~np.isnan(values)))
    needed = math.log(EXPECTED_BY_CHANCE / known) / math.log(chance) if 0.0 < chance < _MOST_REPEATS else 0.0
    if chance >= _MOST_REPEATS:
        return found
    lowest = float(np.nanmin(values))
    levels = [float(values[start]) for start, end in runs(same) if end - start + 1 >= least // 2]
    for start, end in long:
        value = float(values[start])
        # A load's floor, or a level it comes back to, is no stuck meter.
        at_home = value == lowest or levels.count(value) > _MOST_RUNS
        found[start:end] = end - start >= needed and not at_home
    return found


def _usual_repeats(rows: Rows, same: Flags, long: list[tuple[int, int]]) -> float:
    """Share of rows that repeat the one before, where that is commonest, the longest runs left out.

    Repeats at one hour of many days are the meter's habit; a single long run is not.
    """
    usual = same.copy()
    week = 7 * max(rows.per_day, 1)
    for start, end in long:
        if end - start >= week:
            usual[start:end] = False
    if rows.per_day <= 1:
        return float(usual.mean())
    hours = hours_after_midnight(rows)
    # Each hour of the day counts days, so that one run of a day or two hardly raises it.
    by_hour = np.bincount(hours, weights=usual, minlength=24) / np.maximum(np.bincount(hours, minlength=24), 1)
    return float(by_hour.max())
