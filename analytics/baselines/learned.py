"""Learned hourly model: the mean of the linear hourly model, by hours of the day, and boosted regression trees.

Trees see T, its means over 3, 24 and 72 h, hour, weekday, day of year, rest and variables. On 81 pairs of years
of Cambridge buildings the mean of the two predicts the next year better than either; inside one year, day of year
flatters the trees because it remembers the neighbouring days. Trees: gradient boosting of Ke et al. 2017 as
scikit-learn has it, squared error. Valid inside the baseline's weather; beyond it trees stay level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.arrays import Floats
from analytics.baselines.baseline import FittedBaseline
from analytics.baselines.time_of_week import BY_HOURS
from analytics.records.observations import Observations

# Sixty trees of rate 0.1 predict next years as well as two hundred of 0.05, in a third of the time.
TREES, RATE, LEAVES, ROWS_PER_LEAF = 60, 0.1, 31, 20
# What lies below these digits is rounding of other machines' arithmetic, not weather or use.
_DECIMALS = 3


@dataclass(frozen=True)
class Learned:
    """The learned kind of model; one thread, no early stopping, no luck: the same trees everywhere."""

    name: str = "learned"
    step: str = "1h"

    def fit(self, rows: Observations) -> FittedBaseline | None:
        """Fit both parts; None where the linear one cannot be had."""
        linear = BY_HOURS.fit(rows)
        if linear is None:
            return None
        trees = _grow(rows)

        def expected(asked: Observations) -> Floats:
            return (linear.rate(asked) + _ask(trees, asked)) / 2

        form = {
            "sv": f"medel av {linear.form['sv']} och {TREES} träd",
            "en": f"mean of {linear.form['en']} and {TREES} trees",
        }
        return FittedBaseline(
            self.name, form, linear.design, linear.coefficients, linear.parameters, expected, linear=False
        )


LEARNED = Learned()


def features(rows: Observations) -> Floats:
    """What the trees may split on (n x q), rounded so that they split alike everywhere."""
    clock = np.stack([rows.local_hours, rows.weekdays, rows.days_of_year], axis=1)
    past = np.stack([rows.temps_c[:, 0], rows.recent_temp_c], axis=1)
    columns = np.concatenate([past, rows.past_temps_c, clock, rows.rest, rows.variables], axis=1)
    rounded: Floats = np.round(columns, _DECIMALS)
    return rounded


def _grow(rows: Observations) -> Any:
    """Boosted trees on the use [kWh per 24 h] of the rows."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    trees = HistGradientBoostingRegressor(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=ROWS_PER_LEAF,
        early_stopping=False,
        random_state=0,
    )
    with threadpool_limits(limits=1):
        return trees.fit(features(rows), rows.rate)


def _ask(trees: Any, rows: Observations) -> Floats:
    """Use [kWh per 24 h] that the trees expect."""
    from threadpoolctl import threadpool_limits

    if not len(rows.starts):
        return np.zeros(0)
    with threadpool_limits(limits=1):
        expected: Floats = trees.predict(features(rows))
    return expected
