"""What readings speak for, and how bins add up."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from domain.interval import Interval, Step
from historian.gather import Column, Grid, bins_of, coarser, joined, leading_bin, speaks_until, step_series


def times(*seconds: float) -> np.ndarray:
    return np.array([round(second * 1e6) for second in seconds], np.int64)


def test_a_reading_speaks_until_the_next() -> None:
    assert speaks_until(times(0, 10, 20, 30))[:3].tolist() == times(10, 20, 30).tolist()


def test_the_last_reading_and_one_before_a_gap_speak_for_three_spacings() -> None:
    until = speaks_until(times(0, 10, 20, 30, 1000, 1010, 1020))
    assert until[3] == 60_000_000
    assert until[6] == 1_050_000_000


def test_one_isolated_reading_between_gaps_does_not_stretch_what_is_usual() -> None:
    at = [*range(0, 100, 10), 5000, *range(9000, 9100, 10)]
    until = speaks_until(times(*at))
    assert until[10] == 5_030_000_000


def test_a_lone_reading_speaks_for_nothing() -> None:
    assert speaks_until(times(7)).tolist() == [7_000_000]
    assert speaks_until(times()).tolist() == []


def test_what_is_usual_does_not_hang_on_readings_far_away() -> None:
    near = [1000.0, 1060, 1120, 1180, 1240, 1300, 5000, 5060, 5120, 5180, 5240, 5300]
    far = [0.0, 1, 2, 3, 4]
    assert speaks_until(times(*far, *near))[len(far) + 5] == speaks_until(times(*near))[5]


def test_hours_add_up_to_the_same_day_as_the_readings_themselves() -> None:
    chance = np.random.default_rng(1)
    at = np.unique(chance.integers(0, 86_400 * 3, 900)) * 1_000_000
    value = np.where(chance.random(len(at)) < 0.1, math.nan, chance.normal(size=len(at)))
    column = Column(at, value)
    hours = np.arange(0, 73, dtype=np.int64) * 3_600_000_000
    days = hours[::24]
    direct, by_hours = bins_of(column, days), coarser(bins_of(column, hours), days)
    for name in ("start", "end", "count", "last", "last_at", "covered", "until", "minimum", "maximum"):
        np.testing.assert_array_equal(getattr(by_hours, name), getattr(direct, name))
    np.testing.assert_allclose(by_hours.total, direct.total)


def test_a_reading_before_the_interval_speaks_into_it() -> None:
    begin = datetime(1970, 1, 1, tzinfo=UTC)
    column = Column(times(*range(0, 7200, 1200)), np.ones(6))
    grid = Grid.of(Interval(begin + timedelta(seconds=600), begin + timedelta(seconds=3600)), Step.parse("1h"))
    bins = joined([leading_bin(column, grid.start), bins_of(column, grid.clipped)])
    table = step_series("p", "kW", bins, grid)
    assert table.count == (2,)
    assert table.coverage == pytest.approx((3000 / 3600,))


def test_the_grid_of_equal_steps_is_that_of_the_step() -> None:
    begin = datetime(2025, 3, 30, 0, 7, tzinfo=UTC)
    for written in ("10s", "15min", "1h", "7h"):
        step = Step.parse(written)
        for length in (timedelta(0), timedelta(minutes=53), timedelta(hours=9)):
            interval = Interval(begin, begin + length)
            assert list(Grid.of(interval, step).edges) == step.edges(interval)
