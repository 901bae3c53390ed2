from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from controller.cycle import decide
from controller.memory import Memory
from controller.outputs import decision_readings, status_of
from controller.snow_estimate.deliverable import usual_weather
from controller.snow_estimate.gaussian import Part
from controller.snow_estimator import Look, SnowEstimate, estimate, looked
from domain.plant import Discharge, SnowIntake, SnowSource, SnowSurvey
from physics.snow_geometry import height_m
from physics.snow_store import melt

BLIND = {"snow_surface_mm": None, "outside_air_temp_c": None}


def height_mm(mass_t, store):
    return 1000.0 * height_m(store.shape, mass_t * 1000.0 / store.density_kg_m3)


def intake(day, mass_t, source=SnowSource.STREETS, sd_share=0.15):
    return SnowIntake(day, mass_t, source, sd_share)


@pytest.fixture(scope="session")
def plant(site):
    """The demonstration's plant without a log and surveys of its own."""
    return replace(site.plant, snow_store=replace(site.plant.snow_store, intake=(), surveys=()))


@pytest.fixture
def with_store(plant):
    """Makes the plant with other facts of its store."""

    def make(**changes):
        return replace(plant, snow_store=replace(plant.snow_store, **changes))

    return make


@pytest.fixture
def zone(site):
    return site.timezone


@pytest.fixture
def first(image, zone):
    """The first estimate of a plant from changed values."""

    def make(plant, at=None, **changes):
        seen = image(at, **changes) if at is not None else image(**changes)
        return estimate(None, seen, plant, zone)

    return make


# The first day under the cover: nothing has melted since the log was closed.
APRIL = datetime.fromisoformat("2026-04-01T10:00+00:00")
MAY = datetime.fromisoformat("2026-05-01T10:00+00:00")


def test_the_start_is_the_nominal_mass_with_a_wide_band(first, plant):
    start = first(plant, APRIL, snow_surface_mm=None)
    assert start.left_t == pytest.approx(20000.0)
    assert start.sd_t == pytest.approx(5000.0)
    assert (start.high_t - start.left_t) == pytest.approx(1.2816 * start.sd_t, rel=1e-4)
    assert (start.left_t - start.low_t) == pytest.approx(1.2816 * start.sd_t, rel=1e-4)


def test_the_intake_log_counts_and_the_lines_of_a_source_share_their_errors(first, with_store):
    streets = tuple(intake(date(2026, 1, day), 1000.0) for day in range(1, 11))
    guns = (intake(date(2026, 2, 1), 5000.0, SnowSource.GUNS),)
    start = first(with_store(intake=streets + guns), APRIL, snow_surface_mm=None)
    assert start.left_t == pytest.approx(0.96 * 15000.0)
    own = 0.2 * 10 * 150.0**2 + 0.8 * 1500.0**2 + 750.0**2 + (0.03 * 15000.0) ** 2
    assert start.sd_t == pytest.approx(own**0.5, rel=1e-6)
    # Ten lines with independent errors would look three times as sure.
    assert start.sd_t > 1.5 * (10 * 150.0**2 + 750.0**2) ** 0.5


def test_lines_of_other_winters_and_of_the_future_do_not_count(first, with_store):
    lines = (
        intake(date(2025, 3, 1), 7000.0),
        intake(date(2026, 1, 10), 4000.0),
        intake(date(2026, 12, 1), 9000.0),
    )
    assert first(with_store(intake=lines), APRIL, snow_surface_mm=None).left_t == pytest.approx(0.96 * 4000.0)


def test_a_spring_survey_outweighs_the_log(first, with_store):
    lines = (intake(date(2026, 1, 10), 16000.0),)
    surveys = (SnowSurvey(date(2026, 5, 1), 28000.0, 0.03, 650.0, 0.03),)
    start = first(with_store(intake=lines, surveys=surveys), MAY, snow_surface_mm=None)
    assert start.left_t == pytest.approx(18200.0, rel=0.02)
    assert start.sd_t == pytest.approx(730.0, rel=0.05)


def test_a_start_in_the_middle_of_the_season_reckons_with_unwatched_use(first, plant, noon):
    start = first(plant, noon, snow_surface_mm=None)
    assert 10000.0 < start.left_t < 13000.0
    assert start.sd_t > 6000.0


@pytest.mark.parametrize("mass_t", [8000.0, 15000.0, 20000.0])
def test_the_first_height_counts_at_once(first, plant, mass_t):
    start = first(plant, MAY, snow_surface_mm=height_mm(mass_t, plant.snow_store))
    assert start.left_t == pytest.approx(mass_t, rel=0.25)
    assert start.low_t < mass_t < start.high_t
    assert 0.08 * mass_t < start.sd_t < 0.14 * mass_t


def test_balance_of_a_day_by_energy_and_natural_melt(image, first, plant, zone):
    before = first(plant, MAY, snow_surface_mm=None)
    later = Look(MAY + timedelta(hours=24), 20.0, 0.0, 100000.0 + 24 * 500.0, discharge_temp_c=10.0)
    after = looked(before, later, plant, zone)
    natural_t = melt(plant.snow_store, 20000.0, 24.0, air_temp_c=20.0, days_settled=30.0).natural_t
    load_t = 24 * 500.0 * 3.6 / (334.0 + 4.19 * 10.0)
    assert before.left_t - after.left_t == pytest.approx(natural_t + load_t, rel=1e-3)
    assert after.known.belief.variance(Part.MASS, Part.NATURAL) < 0.0


def test_many_small_steps_are_one_large_step(image, first, plant, zone):
    before = first(plant, MAY, snow_surface_mm=None)
    changes = {"snow_surface_mm": None, "outside_air_temp_c": 15.0}
    fine = before
    for minutes in range(10, 601, 10):
        counter = 100000.0 + 500.0 * minutes / 60.0
        seen = image(MAY + timedelta(minutes=minutes), snow_cooling_energy_kwh=counter, **changes)
        fine = estimate(fine, seen, plant, zone)
    at_once = Look(MAY + timedelta(hours=10), 15.0, None, 105000.0, discharge_temp_c=11.0)
    coarse = looked(before, at_once, plant, zone)
    assert fine.left_t == pytest.approx(coarse.left_t, rel=1e-4)
    assert fine.sd_t == pytest.approx(coarse.sd_t, rel=1e-4)


def test_within_a_minute_nothing_is_reckoned_anew(image, first, plant, zone):
    before = first(plant)
    assert estimate(before, image(before.at + timedelta(seconds=50)), plant, zone) is before


def test_without_a_thermometer_it_melts_as_usual_and_is_less_certain(image, first, plant, zone):
    before = first(plant, MAY, snow_surface_mm=None)
    seen, unseen = before, before
    for hour in range(1, 10 * 24):
        at = MAY + timedelta(hours=hour)
        unseen = estimate(unseen, image(at, **BLIND), plant, zone)
        seen = estimate(seen, image(at, snow_surface_mm=None, outside_air_temp_c=9.0), plant, zone)
    assert before.left_t - unseen.left_t > 150.0
    noise = unseen.sd_t**2 - seen.sd_t**2
    assert noise > 30.0**2


def test_energy_used_while_the_counter_was_away_is_not_lost(image, first, with_store, noon, zone):
    surveys = (SnowSurvey(date(2026, 7, 1), 20000.0, 0.002, 650.0, 0.002),)
    plant = with_store(surveys=surveys)
    before = first(plant, **BLIND)
    away = estimate(before, image(noon + timedelta(hours=5), snow_cooling_energy_kwh=None, **BLIND), plant, zone)
    # While nobody knows, a quarter of the exchanger's capacity is reckoned with, give or take as much.
    assert 10.0 < before.left_t - away.left_t < 40.0
    assert away.sd_t > before.sd_t
    back_at = noon + timedelta(hours=6)
    back = estimate(away, image(back_at, snow_cooling_energy_kwh=100200.0, **BLIND), plant, zone)
    kept = estimate(before, image(back_at, snow_cooling_energy_kwh=100000.0, **BLIND), plant, zone)
    assert kept.left_t - back.left_t == pytest.approx(200.0 * 3.6 / (334.0 + 4.19 * 11.0), rel=0.15)


@pytest.mark.parametrize("counter", [3.0, 9e6])
def test_a_changed_counter_is_a_gap_and_not_a_melt(image, first, plant, noon, counter, zone):
    before = first(plant, **BLIND)
    at = noon + timedelta(minutes=5)
    after = estimate(before, image(at, snow_cooling_energy_kwh=counter, **BLIND), plant, zone)
    assert 0.0 <= before.left_t - after.left_t < 2.0
    assert after.known.energy_kwh == counter


def test_a_counter_that_rolls_goes_on(image, first, plant, noon, zone):
    before = first(plant, snow_cooling_energy_kwh=2.0**32 - 100.0, **BLIND)
    at = noon + timedelta(minutes=30)
    after = estimate(before, image(at, snow_cooling_energy_kwh=200.0, **BLIND), plant, zone)
    still = estimate(before, image(at, snow_cooling_energy_kwh=2.0**32 - 100.0, **BLIND), plant, zone)
    assert still.left_t - after.left_t == pytest.approx(300.0 * 3.6 / (334.0 + 4.19 * 11.0), rel=1e-3)


def test_a_gap_of_three_days_is_bridged(image, first, plant, noon, zone):
    before = first(plant, snow_surface_mm=None)
    at = noon + timedelta(days=3)
    after = estimate(before, image(at, snow_surface_mm=None, snow_cooling_energy_kwh=130000.0), plant, zone)
    load_t = 30000.0 * 3.6 / (334.0 + 4.19 * 8.0)
    assert before.left_t - after.left_t - load_t > 50.0  # natural melt of three usual days
    assert after.sd_t > before.sd_t * 0.97


def test_a_clock_that_is_set_back_melts_nothing(image, first, plant, noon, zone):
    before = first(plant)
    after = estimate(before, image(noon - timedelta(hours=2)), plant, zone)
    assert after.at == noon - timedelta(hours=2)
    assert after.left_t == pytest.approx(before.left_t)


def test_the_height_draws_slowly_and_never_to_full_certainty(image, first, with_store, zone):
    plant = with_store(intake=(intake(date(2026, 1, 10), 20000.0, sd_share=0.1),))
    guess, shown_mm = first(plant, MAY, snow_surface_mm=None), height_mm(16000.0, plant.snow_store)
    for day in range(1, 40):
        at = MAY + timedelta(days=day)
        look = Look(at, -5.0, 0.0, 100000.0, height_mm=shown_mm)
        guess = looked(guess, look, plant, zone)
    assert 16000.0 < guess.left_t < 18500.0
    assert guess.sd_t > 0.05 * guess.left_t


def test_a_low_pile_may_hold_anything_up_to_what_its_height_allows(first, with_store):
    plant = with_store(intake=(intake(date(2026, 1, 10), 15000.0),))
    assert first(plant, MAY, snow_surface_mm=900.0).left_t < 8000.0
    little = with_store(intake=(intake(date(2026, 1, 10), 2000.0),))
    assert first(little, APRIL, snow_surface_mm=900.0).left_t == pytest.approx(1920.0)


def test_a_bare_pad_that_has_not_cooled_for_a_week_holds_nothing(first, plant, noon, zone):
    bare = first(plant, snow_surface_mm=10.0)
    for day in range(1, 20):
        look = Look(noon + timedelta(days=day), 18.0, 0.0, 100000.0, height_mm=10.0)
        bare = looked(bare, look, plant, zone)
    assert bare.left_t < 20.0
    assert bare.high_t < 0.005 * plant.snow_store.mass_t


def test_a_height_sensor_that_fell_over_is_not_believed(image, first, with_store, zone):
    plant = with_store(intake=(intake(date(2026, 1, 10), 18000.0),))
    known = first(plant, MAY, snow_surface_mm=height_mm(17000.0, plant.snow_store))
    for day in range(1, 4):
        look = Look(MAY + timedelta(days=day), 5.0, 0.0, 100000.0, height_mm=0.0)
        known = looked(known, look, plant, zone)
    assert known.left_t > 15000.0


def test_a_survey_is_believed_against_the_filter(image, first, with_store, zone):
    surveys = (SnowSurvey(date(2026, 6, 10), 12000.0, 0.03, 670.0, 0.02),)
    lines = (intake(date(2026, 1, 10), 18000.0, sd_share=0.05),)
    plant = with_store(intake=lines, surveys=surveys)
    known = first(plant, MAY, snow_surface_mm=None)
    for day in range(1, 41):
        known = looked(known, Look(MAY + timedelta(days=day), 5.0, 0.0, 100000.0), plant, zone)
    assert known.left_t == pytest.approx(8040.0, rel=0.08)
    assert known.known.surveys == surveys
    # And once is enough.
    again = looked(known, Look(MAY + timedelta(days=41), 5.0, 0.0, 100000.0), plant, zone)
    assert again.sd_t >= known.sd_t * 0.98


def test_the_water_balance_teaches_the_natural_melt(first, plant, zone):
    known = first(plant, MAY, snow_surface_mm=None, discharge_volume_m3=0.0)
    discharged = 0.0
    for day in range(1, 50):
        at = MAY + timedelta(days=day)
        natural_t = melt(plant.snow_store, 18000.0, 24.0, air_temp_c=14.0).natural_t
        discharged += 1.4 * natural_t
        known = looked(known, Look(at, 14.0, 0.0, 100000.0, discharged, 820.0), plant, zone)
    assert 1.2 < known.known.belief.natural_factor < 1.5


def test_a_weir_counter_that_was_changed_skips_a_day(first, plant, zone):
    known = first(plant, MAY, snow_surface_mm=None, discharge_volume_m3=5000.0)
    at = MAY + timedelta(days=1)
    after = looked(known, Look(at, 14.0, 0.0, 100000.0, 7.0, 820.0), plant, zone)
    assert after.known.belief.natural_factor == 1.0
    assert after.known.water.discharge_m3 == 7.0


def test_it_never_falls_below_nothing(first, plant, zone):
    known = first(plant, MAY, snow_surface_mm=None)
    counter = 100000.0
    for day in range(1, 150):
        counter += 24 * 1000.0
        known = looked(known, Look(MAY + timedelta(days=day), 14.0, 0.0, counter), plant, zone)
        assert 0.0 <= known.low_t <= known.left_t <= known.high_t
        assert np.isfinite(known.known.belief.covariance).all()
        assert np.linalg.eigvalsh(known.known.belief.arrays()[1]).min() > -1e-6


def test_what_can_be_delivered_falls_with_cooling_that_no_meter_tells_of(plant, zone):
    at, snow = datetime(2026, 5, 1, 12, tzinfo=UTC), None
    for day in range(120):
        counted = 9000.0 * day if day < 40 else None
        snow = looked(snow, Look(at + timedelta(days=day), 12.0, 0.0, counted, discharge_temp_c=8.0), plant, zone)
        most = snow.latent_mwh * (334 + 4.19 * 8) / 334
        assert snow.deliverable.mwh <= most
        assert snow.deliverable.low_mwh <= snow.deliverable.mwh <= snow.deliverable.high_mwh


def test_tonnes_latent_and_deliverable_are_never_mixed(first, with_store):
    lines = (intake(date(2026, 1, 10), 20000.0),)
    warm = first(with_store(intake=lines), MAY, snow_surface_mm=None)
    cold = first(with_store(intake=lines, discharge=Discharge.COLD), MAY, snow_surface_mm=None)
    assert warm.latent_mwh == pytest.approx(warm.left_t * 0.0928, rel=1e-3)
    assert (warm.latent_low_mwh, warm.latent_high_mwh) == (
        pytest.approx(warm.low_t * 0.0928, rel=1e-3),
        pytest.approx(warm.high_t * 0.0928, rel=1e-3),
    )
    assert warm.latent_mwh == cold.latent_mwh
    assert warm.deliverable.mwh / cold.deliverable.mwh == pytest.approx((334 + 4.19 * 8) / (334 + 4.19 * 1))
    assert warm.deliverable.discharge_temp_c == 8.0
    assert warm.deliverable.until == date(2026, 9, 30)
    share = cold.deliverable.mwh / cold.latent_mwh
    assert 0.65 < share < 0.85
    assert warm.deliverable.low_mwh < warm.deliverable.mwh < warm.deliverable.high_mwh


def test_a_new_storage_year_begins_anew(image, first, plant, zone):
    known = first(plant, MAY, snow_surface_mm=None)
    autumn = datetime.fromisoformat("2026-10-02T10:00+00:00")
    emptied = estimate(known, image(autumn, snow_surface_mm=None), plant, zone)
    assert emptied.left_t == 0.0
    spring = datetime.fromisoformat("2027-04-01T10:00+00:00")
    filled = estimate(emptied, image(spring, snow_surface_mm=None), plant, zone)
    assert filled.left_t == pytest.approx(20000.0)


def test_a_line_that_is_added_to_the_log_counts(first, with_store, zone):
    line = intake(date(2026, 1, 10), 15000.0)
    known = first(with_store(intake=(line,)), APRIL, snow_surface_mm=None)
    more = with_store(intake=(line, intake(date(2026, 3, 1), 3000.0)))
    after = looked(known, Look(APRIL + timedelta(minutes=5), 8.0, 0.0, 100000.0), more, zone)
    assert after.left_t == pytest.approx(0.96 * 18000.0)


def test_a_cycle_costs_less_than_a_millisecond(image, first, plant, noon, zone):
    known = first(plant)
    images = [image(noon + timedelta(seconds=60 * (1 + number))) for number in range(60)]
    began = time.process_time()
    for seen in images:
        known = estimate(known, seen, plant, zone)
    # One cycle in six does anything: 6 ms here would be 1 ms a cycle.
    assert (time.process_time() - began) / len(images) < 0.006


def test_an_estimate_without_a_memory_starts_anew(image, plant, noon, zone):
    told = SnowEstimate(noon, 0.0, 0.0, 50.0)
    assert estimate(told, image(noon), plant, zone) is told
    assert estimate(told, image(noon + timedelta(minutes=2)), plant, zone).left_t > 1000.0


def test_what_can_be_delivered_is_what_an_even_use_would_get(first, with_store):
    plant = with_store(intake=(intake(date(2026, 1, 10), 15000.0),))
    start = first(plant, MAY, snow_surface_mm=None)
    day, year = MAY.date(), start.known.year

    def delivered_mwh(kwh_a_day: float) -> tuple[float, float]:
        mass_t, total_mwh = start.left_t, 0.0
        for number in range((year.ends - day).days + 1):
            usual = usual_weather(year, day + timedelta(days=number))
            step = melt(
                plant.snow_store,
                mass_t,
                24.0,
                air_temp_c=usual.air_temp_c,
                rain_mm_h=usual.rain_mm_h,
                days_settled=usual.days_settled,
                cooling_kw=kwh_a_day / 24.0,
                discharge_temp_c=8.0,
            )
            mass_t, total_mwh = step.end_t, total_mwh + step.cooling_kw * 24.0 / 1000.0
        return mass_t, total_mwh

    low, high = 0.0, 40000.0
    for _ in range(25):
        middle = (low + high) / 2.0
        low, high = (middle, high) if delivered_mwh(middle)[0] > 1.0 else (low, middle)
    assert start.deliverable.mwh == pytest.approx(delivered_mwh(low)[1], rel=0.03)


def test_what_is_known_of_the_snow_becomes_points_and_status(image, site, noon):
    decision = decide(image(), Memory(), site, noon)
    readings = {r.point.rpartition("/")[2]: r for r in decision_readings(decision, site)}
    snow = decision.snow
    assert readings["snow_left_t"].value == snow.left_t
    assert readings["snow_left_sd_t"].value == snow.sd_t
    assert readings["snow_latent_kwh"].value == pytest.approx(1000.0 * snow.left_t * 334.0 / 3600.0)
    assert readings["snow_deliverable_kwh"].value == 1000.0 * snow.deliverable.mwh
    assert readings["snow_deliverable_high_kwh"].unit == "kWh"
    status = status_of(decision, site.plant)
    assert (status.snow_deliverable_until, status.snow_discharge_temp_c) == (date(2026, 9, 30), 8.0)
    assert status.snow_deliverable_low_mwh < status.snow_deliverable_mwh < status.snow_deliverable_high_mwh


def test_snow_points_are_uncertain_while_nothing_tells_what_is_used(image, site, noon):
    def quality(hours, counter, before):
        at = noon + timedelta(hours=hours)
        decision = decide(image(at, snow_cooling_energy_kwh=counter), before, site, at)
        readings = {r.point.rpartition("/")[2]: str(r.quality) for r in decision_readings(decision, site)}
        snow = {each for name, each in readings.items() if name.startswith("snow_") and "target" not in name}
        assert readings["mode"] == "good"
        return snow, decision.memory

    seen, memory = quality(0, 100000.0, Memory())
    soon, memory = quality(0.5, None, memory)
    assert seen == soon == {"good"}
    silent, memory = quality(3, None, memory)
    assert silent == {"uncertain:stale"}
    back, _ = quality(4, 100900.0, memory)
    assert back == {"good"}
