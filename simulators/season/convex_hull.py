"""The greatest convex function below many small tables at once."""

from __future__ import annotations

import numpy as np

from simulators.hours import Floats

_SAME = 1e-9


def hull_slopes(values: Floats, corners: Floats) -> Floats:
    """Slopes between `corners` of the greatest convex function nowhere above `values` there, row by row.

    Slope of piece j: the largest over starts i ≤ j of the least chord from i to an end k > j. Pieces without
    width have the slope of a neighbour, or 0 where a whole row has none.
    """
    pieces = values.shape[1] - 1
    slopes = np.full((len(values), pieces), -np.inf)
    for start in range(pieces):
        run = corners[:, start + 1 :] - corners[:, start, None]
        rise = values[:, start + 1 :] - values[:, start, None]
        chords = np.divide(rise, run, out=np.full(run.shape, np.inf), where=run > _SAME)
        least = np.minimum.accumulate(chords[:, ::-1], axis=1)[:, ::-1]
        slopes[:, start:] = np.maximum(slopes[:, start:], np.where(np.isfinite(least), least, -np.inf))
    return np.where(np.isfinite(slopes), slopes, 0.0)


def filled(amount: Floats, corners: Floats, slopes: Floats) -> Floats:
    """Value of the convex function of each row, 0 at its first corner, at `amount` behind it."""
    widths = np.clip(amount[:, None] - (corners[:, :-1] - corners[:, :1]), 0.0, np.diff(corners, axis=1))
    total: Floats = (widths * slopes).sum(axis=1)
    return total
