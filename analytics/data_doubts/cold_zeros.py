"""Zero runs of a heat meter: a day at zero in the cold asks for a word, a day at zero in summer does not."""

from __future__ import annotations

import numpy as np

from analytics.arrays import Flags, Floats
from analytics.data_doubts.doubt import Days, Rows, runs

# On days colder than this a building that is heated at all uses heat [°C].
COLD_C = 5.0
# A meter that is at zero on a larger share of cold days rests by habit (a reserve boiler, an empty house).
_HABIT_SHARE = 0.2


def cold_zeros(rows: Rows, days: Days, temps_c: Floats) -> Flags:
    """Rows at zero for at least a day that lie on cold days; `temps_c` are the temperatures of `days`."""
    found = np.zeros(len(rows.values), dtype=bool)
    if not rows.per_day:
        return found
    cold = np.nan_to_num(temps_c, nan=99.0) < COLD_C
    known = cold & ~np.isnan(days.means)
    silent = known & (days.means == 0.0)
    if not silent.any() or silent.sum() > _HABIT_SHARE * known.sum():
        return found
    for start, end in runs(rows.values == 0.0):
        if end - start >= rows.per_day:
            found[start:end] = cold[days.of_row[start:end]]
    return found
