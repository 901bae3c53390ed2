from __future__ import annotations

from datetime import timedelta

import pytest

from controller.snow_estimator import SnowEstimate, estimate
from physics.snow_pile import pile_height_m
from physics.snow_store import melt


def height_mm(mass_t, store):
    return 1000.0 * pile_height_m(mass_t * 1000.0 / store.density_kg_m3, store.pad_area_m2)


@pytest.mark.parametrize("mass_t", [8000.0, 15000.0, 20000.0])
def test_the_first_estimate_is_what_the_height_says(image, plant, mass_t):
    first = estimate(None, image(snow_surface_mm=height_mm(mass_t, plant.snow_store)), plant.snow_store)
    assert first.left_t == pytest.approx(mass_t, rel=0.01)
    assert (first.low_t, first.high_t) == (pytest.approx(0.9 * first.left_t), pytest.approx(1.1 * first.left_t))


def test_without_a_height_it_is_the_nominal_mass_with_a_wide_band(image, plant):
    first = estimate(None, image(snow_surface_mm=None), plant.snow_store)
    assert (first.left_t, first.low_t, first.high_t) == (20000.0, 10000.0, 22000.0)


def test_balance_of_a_day_by_energy_and_natural_melt(image, plant, noon):
    store = plant.snow_store
    before = estimate(None, image(snow_surface_mm=None), store)
    later = image(
        noon + timedelta(hours=24),
        snow_surface_mm=None,
        snow_cooling_energy_kwh=100000.0 + 24 * 500.0,
        melt_water_return_temp_c=10.0,
    )
    after = estimate(before, later, store)
    natural_t = melt(store, 20000.0, 24.0, air_temp_c=20.0).natural_t
    load_t = 24 * 500.0 * 3.6 / (334.0 + 4.19 * 10.0)
    assert before.left_t - after.left_t == pytest.approx(natural_t + load_t, rel=1e-6)
    assert before.low_t - after.low_t > before.left_t - after.left_t > before.high_t - after.high_t > 0.0


def test_energy_used_while_the_counter_was_away_is_not_lost(image, plant, noon):
    store, blind = plant.snow_store, {"snow_surface_mm": None, "outside_air_temp_c": None}
    before = estimate(None, image(**blind), store)
    away = estimate(before, image(noon + timedelta(minutes=5), snow_cooling_energy_kwh=None, **blind), store)
    assert away.left_t == before.left_t
    back_at = noon + timedelta(minutes=10)
    back = estimate(away, image(back_at, snow_cooling_energy_kwh=100200.0, **blind), store)
    assert before.left_t - back.left_t == pytest.approx(200.0 * 3.6 / (334.0 + 4.19 * 11.0))


def test_a_counter_that_fell_melts_nothing(image, plant, noon):
    store, blind = plant.snow_store, {"snow_surface_mm": None, "outside_air_temp_c": None}
    before = estimate(None, image(**blind), store)
    after = estimate(before, image(noon + timedelta(minutes=5), snow_cooling_energy_kwh=3.0, **blind), store)
    assert after.left_t == before.left_t


def test_a_wrong_balance_is_drawn_to_the_height_in_days_not_minutes(image, plant, noon):
    store = plant.snow_store
    now, guess = noon, SnowEstimate(noon, 20000.0, 18000.0, 22000.0, 100000.0, by_height=True)
    shown = {"snow_surface_mm": height_mm(12000.0, store), "outside_air_temp_c": -5.0}
    hour = estimate(guess, image(noon + timedelta(hours=1), **shown), store)
    assert guess.left_t - hour.left_t < 100.0
    for _ in range(20 * 24):
        now += timedelta(hours=1)
        guess = estimate(guess, image(now, **shown), store)
    assert guess.left_t == pytest.approx(12000.0, rel=0.02)
    assert guess.low_t < 12000.0 < guess.high_t


def test_a_low_pile_may_hold_anything_up_to_what_its_height_allows(image, plant, noon):
    store = plant.snow_store
    first = estimate(None, image(snow_surface_mm=900.0, outside_air_temp_c=None), store)
    assert (first.low_t, first.left_t) == (0.0, first.high_t / 2.0)
    assert 4000.0 < first.high_t < 7000.0
    # What the balance knows better stays.
    known = SnowEstimate(noon, 900.0, 700.0, 1100.0, 100000.0, by_height=True)
    later = image(noon + timedelta(hours=5), snow_surface_mm=900.0, outside_air_temp_c=None)
    assert estimate(known, later, store).left_t == 900.0
    # What cannot be there does not.
    wrong = SnowEstimate(noon, 15000.0, 14000.0, 16000.0, 100000.0, by_height=True)
    assert estimate(wrong, later, store).left_t == pytest.approx(first.high_t)


def test_a_guess_gives_way_at_once_to_the_first_height(image, plant, noon):
    store = plant.snow_store
    guess = estimate(None, image(snow_surface_mm=None), store)
    seen = estimate(guess, image(noon + timedelta(seconds=10), snow_surface_mm=height_mm(9000.0, store)), store)
    assert seen.left_t == pytest.approx(9000.0, rel=0.01)


def test_a_bare_pad_holds_nothing(image, plant, noon):
    first = estimate(None, image(snow_surface_mm=10.0), plant.snow_store)
    assert (first.left_t, first.low_t, first.high_t) == (0.0, 0.0, 0.0)


def test_it_never_falls_below_nothing(image, plant, noon):
    store = plant.snow_store
    before = estimate(None, image(snow_surface_mm=None), store)
    used = image(noon + timedelta(days=1), snow_surface_mm=None, snow_cooling_energy_kwh=9e6)
    after = estimate(before, used, store)
    assert (after.left_t, after.low_t, after.high_t) == (0.0, 0.0, 0.0)
