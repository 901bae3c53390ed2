"""Degree days and normal-year correction against published and hand-made answers."""

from __future__ import annotations

import pytest

from analytics.indicators.normal_year import (
    MonthWeather,
    Weather,
    corrected_months,
    degree_days,
    month_weather,
)

EVEN = (100.0,) * 12


def test_degree_days_are_what_lies_below_the_base():
    assert degree_days([17.0, 20.0, 16.0, -3.0]) == 21.0


def test_härnösands_january_follows_from_its_mean_temperature():
    # Published normal year: January 686 degree days; 31 days of −5.1 °C (hemab.se).
    assert degree_days([-5.1] * 31) == pytest.approx(686, abs=1)


def test_missing_days_get_the_mean_of_the_others():
    days: list[float | None] = [7.0] * 24 + [None] * 6
    assert month_weather(days) == MonthWeather(300.0, 7.0)


def test_a_month_with_too_few_days_is_unknown():
    assert month_weather([7.0] * 20 + [None] * 10) is None
    assert month_weather([]) is None


@pytest.mark.parametrize(("normal", "actual", "expected"), [(5230.0, 5062.0, 26860.0), (5045.0, 4623.0, 28371.0)])
def test_bodens_published_examples_where_all_use_follows_the_weather(
    normal: float, actual: float, expected: float
):
    # Boden's energy company prints 26,000 kWh corrected by the whole year's degree days (factor 1.0331, 1.0912).
    use = [26000.0 / 9] * 5 + [0.0] * 3 + [26000.0 / 9] * 4
    corrected = corrected_months(2021, use, [actual / 12] * 12, [normal / 12] * 12)
    assert sum(corrected) == pytest.approx(expected, abs=3)


def test_what_does_not_follow_the_weather_is_left_alone():
    flat = [31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0]
    assert corrected_months(2021, flat, EVEN, (150.0,) * 12) == pytest.approx(flat)


def test_only_the_part_above_the_summer_use_is_scaled():
    use = [100.0 * days for days in (31, 28, 31, 30, 31)] + [10.0 * days for days in (30, 31, 31)]
    use += [100.0 * days for days in (30, 31, 30, 31)]
    corrected = corrected_months(2021, use, EVEN, (110.0,) * 12)
    assert corrected[0] == pytest.approx(31 * (10 + 90 * 1.1))
    assert corrected[6] == pytest.approx(31 * 10)


def test_a_month_with_hardly_any_degree_days_is_not_corrected():
    use = [310.0] * 12
    actual = (100.0,) * 4 + (19.0,) + (100.0,) * 7
    use[4] = 3000.0
    corrected = corrected_months(2021, use, actual, (50.0,) * 12)
    assert corrected[4] == pytest.approx(3000.0)


def test_a_year_in_normal_weather_is_not_changed():
    use = [float(month) for month in range(1, 13)]
    assert corrected_months(2021, use, EVEN, EVEN) == pytest.approx(use)


def weather(*years: int) -> Weather:
    months = {(year, month): MonthWeather(float(year - 2000), 1.0) for year in years for month in range(1, 13)}
    return Weather("p", 17.0, months)


def test_the_normal_year_is_the_mean_of_whole_years():
    known = weather(2010, 2020)
    del known.months[2020, 5]
    assert known.complete_years(range(2009, 2022)) == [2010]
    assert known.normal(range(2009, 2022)) == (10.0,) * 12
    assert weather(2010, 2020).normal(range(2009, 2022)) == (15.0,) * 12
    assert weather().normal(range(2009, 2022)) is None
