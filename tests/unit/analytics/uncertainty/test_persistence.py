"""Errors that last longer than a week make a band wider, never narrower."""

import numpy as np
import pytest

from analytics.uncertainty.interval import PERSISTENT_WEEKS, persistence


def process(correlation, count=20_000, seed=1):
    """Weeks of an autocorrelated process."""
    luck, error = np.random.default_rng(seed).normal(size=count), np.zeros(count)
    for week in range(1, count):
        error[week] = correlation * error[week - 1] + luck[week]
    return error


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6])
def test_it_is_the_sum_of_the_weighted_correlations(correlation):
    weights = [1 - lag / (PERSISTENT_WEEKS + 1) for lag in range(1, PERSISTENT_WEEKS + 1)]
    right = 1 + 2 * sum(weight * correlation**lag for lag, weight in enumerate(weights, start=1))
    errors = process(correlation)
    assert persistence(np.arange(len(errors)), errors) == pytest.approx(right, rel=0.05)
    assert persistence(np.arange(len(errors)), errors * 1000) == pytest.approx(right, rel=0.05)


def test_weeks_that_make_up_for_each_other_do_not_narrow_a_band():
    assert persistence(np.arange(50), np.tile([1.0, -1.0], 25)) == 1.0


def test_weeks_apart_are_counted_in_time():
    errors, weeks = process(0.6), np.arange(20_000)
    known = np.random.default_rng(2).random(20_000) > 0.4
    assert persistence(weeks[known], errors[known]) == pytest.approx(persistence(weeks, errors), rel=0.05)
    # Weeks that nobody saw between those known tell of no neighbour.
    assert persistence(weeks[::10], errors[::10]) == 1.0
    assert persistence(weeks[:3], np.zeros(3)) == 1.0
