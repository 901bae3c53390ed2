"""A register instead of use: a counter's readings where the energy of each interval should stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.arrays import Flags, Floats
from analytics.data_doubts.doubt import Rows, runs
from domain.errors import Fault, InputError

# So many values that only rise, so many of them really: no day of any building rises for a day and a night.
_RISES = {96: 40, 24: 24, 1: 15, 0: 8}
_STILL_SHARE = 0.9
# A whole file is a register when hardly a value falls; a part of one when its steps are as large as use is
# elsewhere in the file. A season's rise is made of steps that are small beside the use itself.
_WHOLE_SHARE = 0.98
_STEPS_LIKE_USE = (0.05, 20.0)


def refuse_register(source: str, rows: Rows, lines: Sequence[int] = ()) -> None:
    """InputError when `energy_kwh` holds counter readings anywhere; `lines` are those of the rows in the file."""
    known = np.flatnonzero(~np.isnan(rows.values))
    steps = np.diff(rows.values[known])
    least = _RISES.get(rows.per_day, 24)
    for start, end in runs(_in_long_runs(steps >= 0.0, least)):
        rises = int(np.count_nonzero(steps[start:end] > 0.0))
        # A long run of equal values is a stuck meter, not a register.
        if rises < least or rises < (1 - _STILL_SHARE) * (end - start):
            continue
        if (steps >= 0.0).mean() < _WHOLE_SHARE and not _like_use(rows.values[known], start, end):
            continue
        first, last = int(known[start]), int(known[end])
        found = (
            f"values that only rise, from {rows.values[first]:g} to {rows.values[last]:g} in {end - start} rows"
        )
        remedy = (
            "this is a counter's reading: write the difference from one reading to the next, "
            "or store the readings with `snokyla import readings`"
        )
        line = lines[first] if lines else None
        raise InputError([Fault(source, line, "energy_kwh", found, "the energy of each interval", remedy)])


def _in_long_runs(flags: Flags, least: int) -> Flags:
    """Flags that stand in a run of `least` or more."""
    sums = np.concatenate([[0], np.cumsum(flags)])
    whole = np.flatnonzero(sums[least:] - sums[:-least] == least) if len(flags) >= least else np.empty(0, np.int64)
    kept = np.zeros(len(flags) + 1, np.int64)
    np.add.at(kept, whole, 1)
    np.add.at(kept, whole + least, -1)
    return np.cumsum(kept)[:-1] > 0


def _like_use(values: Floats, start: int, end: int) -> bool:
    """Whether the steps from `start` to `end` are of the size of the values outside them."""
    outside = np.concatenate([values[:start], values[end + 1 :]])
    if not len(outside) or (usual := float(np.median(np.abs(outside)))) == 0.0:
        return True
    low, high = _STEPS_LIKE_USE
    return low <= float(np.median(np.diff(values[start : end + 1]))) / usual <= high
