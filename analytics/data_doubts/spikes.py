"""Spikes: single values far above all that a meter has shown, as when a silent one sends days at once."""

from __future__ import annotations

import numpy as np

from analytics.arrays import Flags
from analytics.data_doubts.doubt import Rows

# Of 74 real meters (Cambridge, BDG2, GEPIII, Danish heat) no hour and no day lies above 2.1 times the value that
# one row in a thousand exceeds, and no fewer than three rows.
_TIMES, _SHARE, _LEAST = 4.0, 1000, 3
_FEWEST_ROWS = 30


def spikes(rows: Rows) -> Flags:
    """Rows above four times what a thousandth of all rows exceeds; months and invoices are not judged."""
    found = np.zeros(len(rows.values), dtype=bool)
    known = np.sort(rows.values[~np.isnan(rows.values)])
    if not rows.per_day or len(known) < _FEWEST_ROWS:
        return found
    usual_highest = float(known[-1 - max(_LEAST, len(known) // _SHARE)])
    if usual_highest > 0.0:
        found[rows.values > _TIMES * usual_highest] = True
    return found
