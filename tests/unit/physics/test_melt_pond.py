"""The pond keeps its water."""

import numpy as np
import pytest

from physics.melt_pond import pond_step


def test_level_rises_by_melt_and_rain_and_falls_by_discharge():
    step = pond_step(0.5, 1000.0, 2.0, melt_water_t=100.0, rain_m3=10.0, discharge_m3_h=30.0)
    assert step.level_m == pytest.approx(0.55)
    assert (step.inflow_m3, step.discharged_m3, step.overflow_m3) == (110.0, 60.0, 0.0)


def test_no_more_is_discharged_than_there_is_and_the_weir_takes_the_rest():
    empty = pond_step(0.01, 1000.0, 1.0, melt_water_t=0.0, discharge_m3_h=50.0)
    assert (empty.level_m, empty.discharged_m3) == (0.0, pytest.approx(10.0))
    full = pond_step(1.0, 1000.0, 1.0, melt_water_t=300.0, weir_m=1.2)
    assert (full.level_m, full.overflow_m3) == (pytest.approx(1.2), pytest.approx(100.0))


def test_water_closes_over_a_random_season():
    random = np.random.default_rng(1)
    level = start = 0.6
    came = went = 0.0
    for _ in range(2000):
        step = pond_step(
            level,
            900.0,
            1.0,
            melt_water_t=random.uniform(0.0, 40.0),
            rain_m3=max(random.normal(-1.0, 2.0), 0.0),
            discharge_m3_h=random.uniform(0.0, 50.0),
            weir_m=1.5,
        )
        came += step.inflow_m3
        went += step.discharged_m3 + step.overflow_m3
        level = step.level_m
        assert 0.0 <= level <= 1.5 + 1e-12
    assert (level - start) * 900.0 == pytest.approx(came - went, abs=1e-6)
