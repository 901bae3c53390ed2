"""How well a kind of model predicts days it has not seen, by hiding weeks of the baseline in turn."""

from __future__ import annotations

import numpy as np

from analytics.arrays import Floats
from analytics.baselines.baseline import Baseline
from analytics.baselines.metrics import cv_rmse
from analytics.records.observations import MIN_DAY_COVERAGE, Observations
from analytics.uncertainty.interval import clusters

FOLDS = 6


def held_out_rates(kind: Baseline, rows: Observations, folds: int = FOLDS, block: int = 1) -> Floats | None:
    """Rate [kWh per 24 h] of each row expected by a fit that has not seen its week; of its month for months.

    Every `folds`-th block of `block` weeks is hidden in turn: whole weeks, because neighbouring days tell of each
    other. None when a fit on the rest is not to be had.
    """
    number = np.unique(clusters(rows), return_inverse=True)[1]
    fold = number if rows.step == "1mo" else number // block % folds
    expected: Floats = np.full(len(rows.starts), np.nan)
    for hidden in np.unique(fold):
        out = fold == hidden
        model = kind.fit(rows.chosen(~out)) if not out.all() else None
        if model is None:
            return None
        expected[out] = model.rate(rows.chosen(out))
    return expected


def held_out_cv_rmse(rows: Observations, unseen_rate: Floats | None) -> float | None:
    """CV(RMSE) [1] of rows hidden from the fits, at the rows' own step; None without such fits."""
    if unseen_rate is None or not len(rows.starts):
        return None
    known = ~np.isnan(unseen_rate)
    return cv_rmse(rows.rate[known], unseen_rate[known])


def daily_cv_rmse(rows: Observations, rate: Floats) -> float | None:
    """CV(RMSE) [1] of a predicted `rate` summed to local days, by which models of different steps compare."""
    known = ~np.isnan(rate) & rows.seen
    days, index = np.unique(rows.local_days[known], return_inverse=True)
    weight = np.bincount(index, weights=rows.days[known], minlength=len(days))
    enough = weight >= (MIN_DAY_COVERAGE if rows.step != "1mo" else 0.0)
    if not enough.any():
        return None
    observed, expected = (
        np.bincount(index, weights=values[known] * rows.days[known])[enough] / weight[enough]
        for values in (rows.rate, rate)
    )
    return cv_rmse(observed, expected)
