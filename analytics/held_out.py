"""How well a kind of model predicts days it has not seen, by hiding weeks of the baseline in turn."""

from __future__ import annotations

import numpy as np

from analytics.arrays import Floats
from analytics.baselines.baseline import Baseline
from analytics.metrics import cv_rmse
from analytics.observations import Observations
from analytics.uncertainty import clusters

FOLDS = 6


def held_out_cv_rmse(kind: Baseline, rows: Observations, folds: int = FOLDS) -> float | None:
    """CV(RMSE) [1] over rows hidden from the fit: each sixth week in turn, each month by itself.

    Whole weeks, because neighbouring days tell of each other. None when a fit on the rest is not to be had.
    """
    number = np.unique(clusters(rows), return_inverse=True)[1]
    count = int(number.max()) + 1
    fold = number % (count if rows.step == "1mo" else folds)
    expected: Floats = np.full(len(rows.starts), np.nan)
    for hidden in range(int(fold.max()) + 1):
        out = fold == hidden
        model = kind.fit(rows.chosen(~out)) if (~out).any() else None
        if model is None:
            return None
        expected[out] = model.rate(rows.chosen(out))
    known = ~np.isnan(expected)
    return cv_rmse(rows.rate[known], expected[known])
