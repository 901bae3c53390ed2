"""Melt under chips from a full energy balance, and what it falls back on."""

from time import perf_counter

import numpy as np
import pytest

from physics.cover_energy_balance import cover_series, surface_melt_series
from physics.cover_weather import WeatherSeries, fallback_steps, sky_longwave_w_m2
from physics.skin_temperature import OVER_WATER, Skin
from physics.snow_store import surface_melt_kg_m2_h


def summer(steps=24 * 40, seed=0):
    random = np.random.default_rng(seed)
    hour = np.arange(steps) % 24
    sun = np.maximum(np.sin((hour - 5) / 15 * np.pi), 0.0)
    return WeatherSeries(
        13.0 + 5.0 * np.sin((hour - 9) / 24 * 2 * np.pi) + random.normal(0, 2, steps),
        np.clip(random.normal(72.0, 15.0, steps), 20.0, 100.0),
        np.maximum(random.normal(3.3, 1.5, steps), 0.0),
        600.0 * sun * random.uniform(0.3, 1.0, steps),
        np.maximum(random.normal(-1.0, 0.9, steps), 0.0),
    )


def changed(weather, **change):
    names = WeatherSeries.__slots__
    return WeatherSeries(**{name: change.get(name, getattr(weather, name)) for name in names})


def test_a_storm_holds_the_surface_at_air_temperature_and_conduction_is_what_is_left():
    air = np.full(24 * 30, 15.0)
    saturated = WeatherSeries(air, np.full_like(air, 100.0), np.full_like(air, 500.0), np.zeros_like(air))
    last = surface_melt_series(saturated, 0.2, 0.25)[-24:]
    assert last.mean() == pytest.approx(surface_melt_kg_m2_h(15.0, 0.2, 0.25), rel=0.02)


def test_a_summer_melts_as_conduction_says_within_a_fifth():
    weather = summer()
    balance = surface_melt_series(weather, 0.2).sum()
    assert balance == pytest.approx(surface_melt_kg_m2_h(weather.air_temp_c, 0.2).sum(), rel=0.2)


@pytest.mark.parametrize("seed", range(4))
def test_melt_rises_with_warmth_sun_and_humidity_and_falls_with_cover(seed):
    weather = summer(seed=seed)

    def melted(cover_m=0.2, **change):
        return surface_melt_series(changed(weather, **change), cover_m).sum()

    base = melted()
    assert melted(air_temp_c=weather.air_temp_c + 1.0) > base
    assert melted(global_radiation_w_m2=weather.global_radiation_w_m2 * 1.2) > base
    assert melted(relative_humidity_pct=np.minimum(weather.relative_humidity_pct + 10.0, 100.0)) > base
    assert melted(longwave_w_m2=sky_longwave_w_m2(weather) + 20.0) > base
    by_cover = [melted(cover_m) for cover_m in (0.05, 0.1, 0.2, 0.4, 0.6)]
    assert by_cover == sorted(by_cover, reverse=True)
    assert by_cover[-1] > 0.0


def test_water_of_the_cover_closes_while_it_neither_drains_nor_dries_out():
    weather = summer(24 * 4)
    weather = changed(weather, rain_mm_h=np.full(24 * 4, 0.02))
    series = cover_series(weather, 0.2)
    assert series.water_kg_m2.min() > 0.0
    assert series.water_kg_m2.max() < 10.0
    change = series.water_kg_m2[-1] - series.water_kg_m2[0]
    gained = (weather.rain_mm_h - series.evaporation_mm_h)[1:].sum()
    assert change == pytest.approx(gained, abs=1e-9)


def test_a_dry_summer_cannot_evaporate_more_than_there_is():
    weather = changed(summer(24 * 90), rain_mm_h=None, relative_humidity_pct=np.full(24 * 90, 30.0))
    series = cover_series(weather, 0.2)
    assert series.water_kg_m2.min() >= 0.0
    assert series.evaporation_mm_h.sum() <= 5.0 + 1e-9


def test_frost_is_paid_back_before_snow_melts():
    air = np.concatenate([np.full(24 * 20, -10.0), np.full(24 * 40, 5.0)])
    still = np.zeros_like(air)
    weather = WeatherSeries(air, np.full_like(air, 90.0), np.full_like(air, 200.0), still)
    cold = surface_melt_series(weather, 0.2)
    warm_only = surface_melt_series(
        WeatherSeries(
            *(series[24 * 20 :] for series in (air, weather.relative_humidity_pct, weather.wind_m_s, still))
        ),
        0.2,
    )
    assert cold[: 24 * 20].sum() == 0.0
    # 20 days at −10 °C take as much as 40 days at +5 °C bring.
    assert cold.sum() < 0.1 * warm_only.sum()


def test_steps_without_humidity_wind_or_sun_fall_back_on_conduction():
    weather = summer(48)
    wind = weather.wind_m_s.copy()
    wind[10:20] = np.nan
    gaps = changed(weather, wind_m_s=wind)
    assert fallback_steps(gaps).tolist() == [10 <= at < 20 for at in range(48)]
    melted = surface_melt_series(gaps, 0.2)
    assert melted[10:20].tolist() == surface_melt_kg_m2_h(weather.air_temp_c, 0.2)[10:20].tolist()
    assert np.all(np.isfinite(melted))
    nothing = WeatherSeries(weather.air_temp_c)
    assert surface_melt_series(nothing, 0.2).tolist() == surface_melt_kg_m2_h(weather.air_temp_c, 0.2).tolist()


def test_a_day_of_hours_and_a_day_of_quarters_melt_the_same():
    weather = summer(24 * 20)
    quarters = WeatherSeries(
        *(np.repeat(getattr(weather, name), 4) for name in WeatherSeries.__slots__ if name != "longwave_w_m2")
    )
    hourly = surface_melt_series(weather, 0.2).sum()
    assert surface_melt_series(quarters, 0.2, step_hours=0.25).sum() / 4.0 == pytest.approx(hourly, rel=0.01)


def test_weather_without_air_temperature_is_refused():
    weather = summer(24)
    air = weather.air_temp_c.copy()
    air[3] = np.nan
    with pytest.raises(ValueError, match="missing in 1 of 24 steps"):
        surface_melt_series(changed(weather, air_temp_c=air), 0.2)


def test_bare_snow_is_not_a_thin_cover():
    with pytest.raises(ValueError, match="bare snow"):
        surface_melt_series(summer(24), 0.01)


def test_the_skin_is_the_root_of_its_balance_wherever_it_starts():
    skin = Skin(0.95, OVER_WATER, 101_325.0, highest_c=90.0)
    roots = [
        skin.temperature_c(guess, 700.0, 12.0, 20_000.0, 0.006)[0] for guess in (-40.0, 0.0, 15.0, 60.0, 90.0)
    ]
    assert roots == pytest.approx([roots[0]] * 5, abs=1e-3)
    emitted = 0.95 * 5.670374e-8 * (roots[0] + 273.15) ** 4
    latent = 20_000.0 * (OVER_WATER.humidity(roots[0], 101_325.0) - 0.006)
    assert 700.0 - 12.0 * roots[0] - emitted - latent == pytest.approx(0.0, abs=0.05)
    held, surplus = Skin(0.95, OVER_WATER, 101_325.0, highest_c=0.0).temperature_c(-5.0, 700.0, 12.0, 0.0, 0.0)
    assert held == 0.0
    assert surplus == pytest.approx(700.0 - 0.95 * 5.670374e-8 * 273.15**4)


def test_a_season_of_quarter_hours_takes_well_under_a_second():
    weather = summer(14_688)
    start = perf_counter()
    surface_melt_series(weather, 0.2, step_hours=0.25)
    # 0.1 s on one core; ten times that on a busy machine.
    assert perf_counter() - start < 1.0
