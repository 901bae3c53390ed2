"""Outdoor temperatures that stand still: a sensor that is stuck, or a file filled in with one value."""

from __future__ import annotations

import numpy as np

from analytics.arrays import Flags
from analytics.data_doubts.doubt import Rows, runs

# The longest runs of one value (tenths of a degree) in eleven station years of Bedford, Skien and Jokioinen
# are of 8, 7 and 11 hours; the last is where the source filled a gap.
_HOURS, _DAYS = 24, 5


def still_air(rows: Rows) -> Flags:
    """Rows that repeat the one before for a day or longer (of days: five), but for the first of each run."""
    same = np.zeros(len(rows.values), dtype=bool)
    same[1:] = rows.values[1:] == rows.values[:-1]
    found = np.zeros(len(rows.values), dtype=bool)
    least = _HOURS * rows.per_day // 24 if rows.per_day > 1 else _DAYS
    for start, end in runs(same) if rows.per_day else ():
        found[start:end] = end - start + 1 >= least
    return found
