"""Bare snow closes its water, keeps what physics keeps, and refuses what it cannot know."""

import numpy as np
import pytest

from physics.bare_snow import bare_snow_series
from physics.cover_weather import WeatherSeries


def winter(seed, warmer_k=0.0, steps=24 * 120):
    random = np.random.default_rng(seed)
    hour = np.arange(steps)
    air = -6.0 + 14.0 * hour / steps + 4.0 * np.sin(hour / 24 * 2 * np.pi) + random.normal(0, 2, steps) + warmer_k
    wet = np.maximum(random.normal(-1.0, 1.0, steps), 0.0)
    weather = WeatherSeries(
        air,
        np.clip(random.normal(80.0, 10.0, steps), 20.0, 100.0),
        np.maximum(random.normal(1.5, 1.0, steps), 0.0),
        np.maximum(np.sin((hour % 24 - 7) / 10 * np.pi), 0.0) * 400.0,
        np.where(air - warmer_k > 1.0, wet, 0.0),
        np.full(steps, 270.0),
    )
    return weather, np.where(air - warmer_k > 1.0, 0.0, wet)


@pytest.mark.parametrize("seed", range(5))
def test_water_closes_and_nothing_is_negative(seed):
    weather, snowfall = winter(seed)
    series = bare_snow_series(weather, snowfall, start_kg_m2=40.0)
    came = 40.0 + snowfall.sum() + weather.rain_mm_h.sum()
    went = series.runoff_kg_m2.sum() + series.sublimated_kg_m2.sum() + series.water_equivalent_kg_m2[-1]
    assert went == pytest.approx(came, rel=1e-9)
    assert min(series.water_equivalent_kg_m2.min(), series.runoff_kg_m2.min(), series.melt_kg_m2.min()) >= 0.0
    assert np.all((series.albedo >= 0.2) & (series.albedo <= 0.8))
    assert all(np.all(np.isfinite(getattr(series, name))) for name in series.__slots__)


@pytest.mark.parametrize("seed", range(3))
def test_a_warmer_winter_keeps_no_more_snow(seed):
    sums = []
    for warmer_k in (0.0, 2.0, 4.0):
        weather, snowfall = winter(seed, warmer_k)
        sums.append(bare_snow_series(weather, snowfall).water_equivalent_kg_m2.sum())
    assert sums == sorted(sums, reverse=True)


def test_clear_cold_nights_melt_nothing():
    steps = 24 * 5
    night = WeatherSeries(
        np.full(steps, -15.0),
        np.full(steps, 70.0),
        np.full(steps, 2.0),
        np.zeros(steps),
        np.zeros(steps),
        np.full(steps, 200.0),
    )
    series = bare_snow_series(night, np.zeros(steps), start_kg_m2=200.0)
    assert series.melt_kg_m2.sum() == 0.0
    assert series.runoff_kg_m2.sum() == 0.0


@pytest.mark.parametrize(
    "missing", ["relative_humidity_pct", "wind_m_s", "global_radiation_w_m2", "longwave_w_m2"]
)
def test_weather_with_a_gap_is_refused(missing):
    weather, snowfall = winter(0, steps=48)
    values = {name: getattr(weather, name) for name in WeatherSeries.__slots__}
    gap = values[missing].copy()
    gap[7] = np.nan
    with pytest.raises(ValueError, match="in every step"):
        bare_snow_series(WeatherSeries(**{**values, missing: gap}), snowfall)
