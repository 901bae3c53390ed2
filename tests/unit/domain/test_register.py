"""From counts to use: roll-over, meter swap, gaps and falls that nothing explains."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.register import CumulativeRegister, MeterSwap, consumption

START = datetime(2025, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
EDGES = [START + i * HOUR for i in range(5)]


def hours(*counts: float) -> list[tuple[datetime, float]]:
    return [(START + i * HOUR, count) for i, count in enumerate(counts)]


def used(register: CumulativeRegister, counts: list[tuple[datetime, float]]) -> tuple[float | None, ...]:
    return consumption(register, "kWh", counts, EDGES).amounts


def test_use_is_the_difference_of_counts() -> None:
    result = consumption(CumulativeRegister("p"), "kWh", hours(10, 12, 15, 15, 20), EDGES)
    assert result.amounts == (2, 3, 0, 5)
    assert (result.point, result.unit, result.edges, result.unexplained) == ("p", "kWh", tuple(EDGES), ())


def test_a_register_that_rolls_goes_on_from_zero() -> None:
    assert used(CumulativeRegister("p", rolls_at=100_000), hours(99_990, 99_998, 3, 5, 5)) == (8, 5, 2, 0)


def test_a_fall_from_the_middle_is_no_roll_over() -> None:
    result = consumption(CumulativeRegister("p", rolls_at=100_000), "kWh", hours(500, 510, 0, 10, 20), EDGES)
    assert result.amounts == (10, None, 10, 10)
    assert result.unexplained == (START + 2 * HOUR,)


def test_a_fall_without_a_known_end_is_unexplained() -> None:
    assert used(CumulativeRegister("p"), hours(99_990, 99_998, 3, 5, 5)) == (8, None, 2, 0)


def test_a_declared_swap_joins_the_old_meter_and_the_new() -> None:
    swap = MeterSwap(START + timedelta(minutes=90), old_end=514, new_start=2)
    register = CumulativeRegister("p", swaps=(swap,))
    assert used(register, hours(500, 510, 5, 10, 20)) == (10, 7, 5, 10)


def test_a_swap_that_does_not_fit_the_counts_is_unexplained() -> None:
    swap = MeterSwap(START + timedelta(minutes=90), old_end=505, new_start=2)
    assert used(CumulativeRegister("p", swaps=(swap,)), hours(500, 510, 5, 10, 20)) == (10, None, 5, 10)


def test_the_total_over_a_gap_is_kept_and_spread_evenly() -> None:
    counts = [(START, 0.0), (START + 4 * HOUR, 8.0)]
    assert used(CumulativeRegister("p"), counts) == pytest.approx((2, 2, 2, 2))


def test_counts_between_the_edges_are_interpolated() -> None:
    counts = [(START - HOUR / 2, 0.0), (START + HOUR / 2, 10.0), (START + 5 * HOUR, 55.0)]
    assert used(CumulativeRegister("p"), counts) == pytest.approx((10, 10, 10, 10))


def test_nothing_is_known_outside_the_counts() -> None:
    assert used(CumulativeRegister("p"), hours(0, 1, 2)) == (1, 1, None, None)
    assert used(CumulativeRegister("p"), []) == (None,) * 4
    assert used(CumulativeRegister("p"), hours(5)) == (None,) * 4
