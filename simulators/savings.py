"""The measures that the demonstration organisation took: what makes its use fall by about 18 % from 2010 to 2026.

Each building takes three measures for heat and three for electricity between 2011 and 2025 (think of ventilation
hours, insulation, LED); each grows in over 60 days and stays. A building ends 13-23 % below 2010.
"""

from __future__ import annotations

import numpy as np

from simulators import hours
from simulators.hours import Floats

_MEASURES = 3
_LEAST, _MOST = 0.13, 0.23
_FIRST_YEAR, _LAST_YEAR = 2011.0, 2025.5
_GROWS_IN_H = 60 * 24


def remaining_share(random: np.random.Generator) -> Floats:
    """Share of the use of 2010 that is left in every simulated hour."""
    in_the_end = 1.0 - random.uniform(_LEAST, _MOST)
    parts = random.dirichlet(np.full(_MEASURES, 4.0))
    starts_h = (np.sort(random.uniform(_FIRST_YEAR, _LAST_YEAR, _MEASURES)) - 2010.0) * 8766.0
    knots_h, left = [0.0], [1.0]
    for part, start_h in zip(parts, starts_h, strict=True):
        # Two measures that overlap follow each other: the second begins where the first has grown in.
        begins_h = max(float(start_h), knots_h[-1] + 1.0)
        knots_h += [begins_h, begins_h + _GROWS_IN_H]
        left += [left[-1], left[-1] * in_the_end ** float(part)]
    return np.interp(np.arange(hours.COUNT), knots_h, left)
