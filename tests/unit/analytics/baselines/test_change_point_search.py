"""The search finds the form that made the data, and refuses what has no support."""

import numpy as np
import pytest

from analytics.baselines.change_point import ByGroup, Shape
from analytics.baselines.change_point_search import Search, fit_change_point

TEMPS = np.linspace(-15, 28, 365)
RNG = np.random.default_rng(1)


def use(heating=0.0, cooling=0.0, low=14.0, high=19.0, noise=1.0):
    clean = 100 + heating * np.maximum(low - TEMPS, 0) + cooling * np.maximum(TEMPS - high, 0)
    return clean + noise * RNG.normal(size=365)


@pytest.mark.parametrize(
    ("heating", "cooling", "shape"),
    [(0, 0, Shape.MEAN), (3, 0, Shape.HEATING), (0, 5, Shape.COOLING), (3, 5, Shape.BOTH)],
)
def test_the_shape_behind_the_data_is_found(heating, cooling, shape):
    found = fit_change_point(TEMPS, use(heating, cooling))
    assert found.form.shape is shape
    if heating:
        assert found.form.heating_balance_c == pytest.approx(14.0, abs=1)
    if cooling:
        assert found.form.cooling_balance_c == pytest.approx(19.0, abs=1)


def test_a_common_balance_point_is_four_parameters():
    found = fit_change_point(TEMPS, use(3, 3, 16, 16))
    assert found.form.shape is Shape.COMMON
    assert found.form.balance_points == 1


def test_use_that_falls_with_cold_is_no_heating():
    found = fit_change_point(TEMPS, use(heating=-2))
    assert found.form.shape in {Shape.MEAN, Shape.COOLING}
    free = fit_change_point(TEMPS, use(heating=-2), Search(shapes=(Shape.HEATING,), free_slopes=True))
    assert free.coefficients[-1] < 0


def test_a_side_needs_ten_days_and_twenty_degree_days():
    # Five days of cold, however cold they are, prove no heating.
    temps = np.concatenate([np.full(5, -20.0), np.linspace(10, 25, 360)])
    found = fit_change_point(
        temps, np.where(temps < 0, 500.0, 100.0) + RNG.normal(size=365), Search(grid_c=(0.0, 5.0))
    )
    assert found.form.shape is not Shape.HEATING


def test_day_types_get_a_level_or_slopes_of_their_own():
    days_off = np.arange(365) % 7 >= 5
    level = fit_change_point(TEMPS, use(3) - 30 * days_off, groups=days_off.astype(int))
    assert level.form.by_group is ByGroup.LEVEL
    all_apart = fit_change_point(TEMPS, np.where(days_off, use(1), use(4)), groups=days_off.astype(int))
    assert all_apart.form.by_group is ByGroup.ALL
    assert all_apart.coefficients[2:] == pytest.approx([4, 1], abs=0.2)
    alike = fit_change_point(TEMPS, use(3), groups=days_off.astype(int))
    assert alike.form.by_group is ByGroup.NOTHING


def test_months_of_days_bend_at_the_days_temperature():
    # A month whose mean is at the balance point still has cold days: its degree days are those of its days.
    months = np.stack([np.linspace(mean - 6, mean + 6, 31) for mean in np.linspace(-8, 22, 12)])
    rate = 50 + 4 * np.maximum(15 - months, 0).mean(axis=1)
    found = fit_change_point(months, rate, Search(by_group=(ByGroup.NOTHING,)), np.full(12, 31.0))
    assert found.form.heating_balance_c == 15.0
    assert found.coefficients == pytest.approx([50, 4])


def test_same_answer_twice_and_none_for_nothing():
    data = use(3, 5)
    first, second = (fit_change_point(TEMPS, data) for _ in range(2))
    assert (first.coefficients == second.coefficients).all()
    assert fit_change_point(np.empty(0), np.empty(0)) is None
    assert fit_change_point(np.full(3, 5.0), np.array([1.0, 2.0, 3.0])).form.shape is Shape.MEAN
