"""The year of a snow store: the same for estimate, simulated plant and simulated season."""

from datetime import date

import pytest

from domain.plant import Season
from domain.storage_year import StorageYear

MAY_TO_SEPTEMBER = Season((5, 1), (9, 30))


@pytest.mark.parametrize("day", [date(2025, 10, 1), date(2025, 12, 31), date(2026, 2, 28), date(2026, 9, 30)])
def test_a_year_goes_from_the_end_of_one_season_to_that_of_the_next(day):
    year = StorageYear.of(day, MAY_TO_SEPTEMBER)
    assert (year.begins, year.filled_from) == (date(2025, 10, 1), date(2025, 11, 1))
    assert (year.covered_from, year.starts, year.ends) == (date(2026, 4, 1), date(2026, 5, 1), date(2026, 9, 30))


def test_snow_settles_from_the_day_it_is_covered():
    year = StorageYear.of(date(2026, 5, 1), MAY_TO_SEPTEMBER)
    assert [year.days_settled(day) for day in (date(2026, 3, 1), year.covered_from, year.starts)] == [
        0.0,
        0.0,
        30.0,
    ]
    assert [year.covered(day) for day in (date(2026, 3, 31), year.covered_from, year.ends)] == [False, True, True]
    assert [year.filled_share(day) for day in (year.filled_from, year.covered_from, year.ends)] == [0.0, 1.0, 1.0]


def test_a_store_is_not_filled_before_it_is_cleared():
    late = StorageYear.of(date(2026, 12, 1), Season((6, 1), (11, 20)))
    assert (late.begins, late.filled_from) == (date(2026, 11, 21), date(2026, 11, 21))
