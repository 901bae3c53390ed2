"""Registers to months and years: turns of the year, gaps, falls, estimates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.indicators.meter_years import MeterYears, MonthUse, YearSpan, filled, read_registers
from domain.reading import Reading
from domain.register import CumulativeRegister, MeterSwap
from historian.in_memory import InMemoryHistorian

ZONE = ZoneInfo("Europe/Stockholm")
POINT = "s/b/m/energy_kwh"
TURN_2021, TURN_2022 = (datetime(year, 1, 1, tzinfo=ZONE).astimezone(UTC) for year in (2021, 2022))


def years(
    counts: list[tuple[datetime, float]],
    register: CumulativeRegister | None = None,
    first: int = 2021,
    last: int = 2021,
) -> MeterYears:
    store = InMemoryHistorian()
    store.append([Reading(POINT, at, at, value, "kWh") for at, value in counts])
    span = YearSpan(first, last, ZONE)
    return read_registers(store, [register or CumulativeRegister(POINT)], span, lambda: None)[POINT]


def test_a_year_is_the_difference_at_two_turns_of_the_year():
    found = years([(TURN_2021, 100.0), (TURN_2022, 8860.0)]).year(2021)
    assert found is not None
    assert found.amount == pytest.approx(8760.0)
    assert (found.estimated, found.known_months) == (0.0, 12)


def test_months_follow_the_local_clock_and_add_up():
    # One kWh an hour: March 2021 has an hour less than 31 days, October one more.
    found = years([(TURN_2021, 0.0), (TURN_2022, 8760.0)])
    assert found.month(2021, 3).amount == pytest.approx(31 * 24 - 1)
    assert found.month(2021, 10).amount == pytest.approx(31 * 24 + 1)
    assert sum(month.amount or 0.0 for month in found.months) == pytest.approx(8760.0)


@pytest.mark.parametrize(("hours_before", "known"), [(0.5, 12), (5.0, 12), (7.0, 11)])
def test_a_count_counts_as_read_at_the_turn_within_six_hours(hours_before: float, known: int):
    last = TURN_2022 - timedelta(hours=hours_before)
    found = years([(TURN_2021, 0.0), (last, 1000.0)])
    assert sum(month.amount is not None for month in found.months) == known
    if known == 12:
        assert sum(month.amount or 0.0 for month in found.months) == pytest.approx(1000.0)


def test_the_count_before_the_turn_goes_before_the_one_after_it():
    minute = timedelta(minutes=1)
    counts = [(TURN_2021 - minute, 10.0), (TURN_2021 + minute, 11.0), (TURN_2022, 100.0)]
    found = years(counts).year(2021)
    assert found is not None
    assert found.amount == pytest.approx(90.0)


def test_an_unexplained_fall_leaves_its_month_unknown_and_is_counted():
    june = datetime(2021, 6, 10, tzinfo=UTC)
    counts = [
        (TURN_2021, 0.0), (june, 500.0), (june + timedelta(days=1), 20.0), (TURN_2022, 400.0)
    ]  # fmt: skip
    found = years(counts)
    assert found.month(2021, 6).amount is None
    assert found.year(2021) is None
    assert found.falls(2021, ZONE) == 1


def test_a_declared_swap_loses_nothing():
    june = datetime(2021, 6, 10, tzinfo=UTC)
    register = CumulativeRegister(POINT, None, (MeterSwap(june, 520.0, 5.0),))
    counts = [(TURN_2021, 0.0), (june - timedelta(days=1), 500.0), (june, 5.0), (TURN_2022, 400.0)]
    found = years(counts, register).year(2021)
    assert found is not None
    assert found.amount == pytest.approx(520.0 + 395.0)


def test_nothing_known_is_none_and_not_zero():
    found = years([])
    assert found.year(2021) is None
    assert found.began is None
    assert found.read_share == (0.0,)


def made(*amounts: float | None) -> MeterYears:
    """Years of equal months from 2020 on."""
    months = tuple(MonthUse(amount) for amount in amounts for _ in range(12))
    return MeterYears(POINT, "kWh", 2020, months, (1.0,) * len(amounts), ())


def test_an_unknown_month_takes_the_mean_of_its_nearest_neighbours_and_is_marked():
    found = filled(made(10.0, None, None, 40.0), None)
    assert found.month(2021, 5) == MonthUse(25.0, estimated=True)
    year = found.year(2022)
    assert year is not None
    assert (year.estimated, year.known_months) == (pytest.approx(300.0), 0)


def test_one_neighbour_is_enough_and_none_is_not():
    assert filled(made(None, 8.0), None).month(2020, 1) == MonthUse(8.0, estimated=True)
    assert filled(made(None, None), None).month(2020, 1).amount is None


def test_before_a_building_stood_it_used_nothing():
    found = filled(made(None, 8.0), 2021)
    assert found.month(2020, 1) == MonthUse(0.0)
