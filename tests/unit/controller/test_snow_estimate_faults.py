"""What the estimate of the snow makes of sensors, meters, clocks and site files that go wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from controller.snow_estimate.gaussian import Part
from controller.snow_estimator import Look, looked
from domain.plant import SnowIntake, SnowSource, SnowSurvey
from physics.snow_geometry import height_m

APRIL = datetime.fromisoformat("2026-04-01T10:00+00:00")
MAY = datetime.fromisoformat("2026-05-01T10:00+00:00")
JULY = datetime.fromisoformat("2026-07-01T10:00+00:00")
LOG = (SnowIntake(date(2026, 1, 10), 18000.0, SnowSource.STREETS, 0.15),)


@pytest.fixture(scope="session")
def zone(site):
    return site.timezone


@pytest.fixture(scope="session")
def with_store(site):
    """Makes the demonstration's plant with other facts of its store, without a log and surveys of its own."""

    def make(**changes):
        told = {"intake": (), "surveys": (), **changes}
        return replace(site.plant, snow_store=replace(site.plant.snow_store, **told))

    return make


@pytest.fixture(scope="session")
def play(zone):
    """Plays days of looks from `start`; `kwh_day` of cooling, None for a silent counter, `height` in m by day."""

    def make(plant, start, days, *, kwh_day=0.0, height=None, before=None, counter=1e5, **seen):
        told = before
        for day in range(days + 1) if before is None else range(1, days + 1):
            counted = counter + kwh_day * day if kwh_day is not None else None
            shown_m = height(day) if height is not None else None
            look = Look(
                start + timedelta(days=day),
                12.0,
                0.0,
                counted,
                height_mm=1000.0 * shown_m if shown_m is not None else None,
                **seen,
            )
            told = looked(told, look, plant, zone)
        return told

    return make


def pile_m(mass_t, store):
    return height_m(store.shape, mass_t * 1000.0 / store.density_kg_m3)


def empty(told, plant):
    """As dispatch sees it, which then no longer asks for snow."""
    return told.high_t < 0.005 * plant.snow_store.mass_t


def test_a_sensor_that_shows_a_bare_pad_from_the_start_is_dead_while_the_snow_cools(play, with_store):
    plant = with_store()
    told = play(plant, JULY, 30, kwh_day=10000.0, height=lambda _: 0.0)
    assert not empty(told, plant)
    assert told.low_t < 8000.0 < told.high_t


def test_a_dead_sensor_does_not_empty_the_store_before_its_snow_could_cool(play, with_store):
    plant = with_store()
    assert not empty(play(plant, JULY, 5, height=lambda _: 0.0), plant)
    assert empty(play(plant, JULY, 20, height=lambda _: 0.0), plant)


def test_a_pile_after_a_bare_pad_is_believed_when_the_dead_sensor_works_again(play, with_store):
    plant = with_store()
    gone = play(plant, JULY, 20, height=lambda _: 0.0)
    mended = JULY + timedelta(days=20)
    pile = pile_m(9000.0, plant.snow_store)
    told = play(plant, mended, 3, height=lambda _: pile, before=gone)
    assert told.left_t == pytest.approx(9000.0, rel=0.2)
    assert told.low_t < 9000.0 < told.high_t


def test_a_sensor_that_falls_over_and_is_mended_costs_nothing_of_what_was_learned(play, with_store):
    plant = with_store(intake=LOG)
    pile = pile_m(16000.0, plant.snow_store)
    told = play(plant, APRIL, 20, height=lambda day: pile if day < 5 or day > 15 else 0.0)
    assert told.known.height_at == APRIL + timedelta(days=20)
    assert told.left_t == pytest.approx(16000.0, rel=0.15)


def test_snow_that_cools_although_it_was_believed_gone_is_not_gone(play, with_store):
    plant = with_store()
    gone = play(plant, JULY, 20, height=lambda _: 0.0)
    since = JULY + timedelta(days=20)
    told = play(plant, since, 12, kwh_day=8000.0, before=gone, discharge_m3=5.0)
    assert told.high_t > 2000.0
    assert told.left_t > 300.0


def test_a_stuck_sensor_does_not_bring_snow_back_that_is_used_up(play, with_store):
    plant = with_store(intake=(replace(LOG[0], mass_t=6000.0),))
    stuck = pile_m(5500.0, plant.snow_store)
    told = play(plant, MAY, 70, kwh_day=9000.0, height=lambda _: stuck)
    counter = 1e5 + 70 * 9000.0
    rest = play(
        plant, MAY + timedelta(days=70), 60, height=lambda _: stuck, before=told, counter=counter, kwh_day=0.0
    )
    assert rest.left_t < 1000.0


def test_a_height_that_stays_the_same_while_the_snow_cools_is_a_stuck_sensor(play, with_store):
    plant = with_store(intake=(replace(LOG[0], mass_t=16000.0),))
    stuck = pile_m(15300.0, plant.snow_store)
    told = play(plant, MAY, 100, kwh_day=11000.0, height=lambda _: stuck)
    melted_t = 100 * 11000.0 * 3.6 / (334.0 + 4.19 * 8.0)
    assert told.low_t < 15360.0 - melted_t < told.high_t
    assert told.left_t < 6500.0


def test_a_first_height_against_the_log_counts_at_once_with_a_band_that_owns_up(play, with_store):
    plant = with_store(intake=(replace(LOG[0], sd_share=0.04),))
    pile = pile_m(7000.0, plant.snow_store)
    told = play(plant, MAY, 0, height=lambda _: pile)
    assert 7000.0 < told.left_t < 17000.0
    log_sd_t = (720.0**2 + 540.0**2) ** 0.5
    assert told.sd_t > 2.0 * log_sd_t
    surveys = (SnowSurvey(date(2026, 5, 5), 11000.0, 0.03, 650.0, 0.03),)
    later = play(replace(plant, snow_store=replace(plant.snow_store, surveys=surveys)), MAY, 6, before=told)
    assert later.left_t == pytest.approx(7150.0, rel=0.08)


@pytest.mark.parametrize("days", [40, 80])
def test_a_dead_counter_does_not_take_away_what_the_height_has_seen(play, with_store, days):
    plant = with_store(intake=LOG)

    def pile(day):
        return pile_m(16000.0 - 90.0 * day, plant.snow_store)

    told = play(plant, MAY, days, height=pile, kwh_day=None)
    assert told.left_t == pytest.approx(16000.0 - 90.0 * days, rel=0.2)
    assert told.low_t < 16000.0 - 90.0 * days < told.high_t
    # Not told, still guessed: less sure than with a counter, but the height has seen what is left.
    assert told.sd_t < 0.25 * told.left_t


def test_a_guess_for_long_gets_no_surer_by_being_made_every_day(play, with_store):
    plant = with_store(surveys=(SnowSurvey(date(2026, 5, 1), 28000.0, 0.005, 650.0, 0.005),))
    dead = play(plant, MAY, 30, kwh_day=None, height=lambda day: 0.9 if day else None)
    # 0.9 m tells nothing of 18,000 t but makes the guess: 30 days of a quarter of 1,000 kW, as much again.
    spread_t = 30 * 24 * 250.0 * 3.6 / (334.0 + 4.19 * 8.0)
    assert dead.sd_t > 0.9 * spread_t


def test_water_of_cooling_that_no_meter_tells_of_teaches_no_natural_melt(play, with_store, zone):
    plant = with_store(intake=LOG)
    told, water = None, 0.0
    for day in range(25):
        water += 18.0 + (12.0 if day > 0 else 0.0)
        counted = 1e5 if day == 0 else None
        told = looked(
            told,
            Look(MAY + timedelta(days=day), 12.0, 0.0, counted, water, 820.0, None, 8.0),
            plant,
            zone,
        )
    assert told.known.belief.natural_factor == pytest.approx(1.0)


def test_a_counter_that_comes_back_tells_of_its_silence(play, with_store):
    plant = with_store(intake=LOG)
    first = play(plant, MAY, 0)
    silent = play(plant, MAY, 10, before=first, kwh_day=None)
    back, told = (
        play(plant, MAY + timedelta(days=10), 1, before=each, counter=1e5 + 10 * 9000.0, kwh_day=9000.0)
        for each in (silent, play(plant, MAY, 10, before=first, kwh_day=9000.0))
    )
    assert back.left_t == pytest.approx(told.left_t, rel=0.01)


def test_snow_brought_after_a_winter_survey_lies_there_too(play, with_store):
    survey = SnowSurvey(date(2026, 1, 20), 12000.0, 0.03, 600.0, 0.03)
    lines = (
        SnowIntake(date(2026, 1, 10), 8000.0, SnowSource.STREETS, 0.15),
        SnowIntake(date(2026, 2, 20), 9000.0, SnowSource.GUNS, 0.10),
    )
    told = play(with_store(intake=lines, surveys=(survey,)), APRIL, 0)
    assert told.left_t == pytest.approx(7200.0 + 9000.0, rel=0.06)
    assert told.sd_t > 700.0
    without_log = play(with_store(surveys=(survey,)), APRIL, 0)
    # Nobody knows what came in the ten weeks after it; half of the winter brings half of the nominal mass.
    assert without_log.left_t > 12000.0
    assert without_log.sd_t > 3000.0


def test_a_survey_in_the_future_counts_on_its_day(play, with_store):
    survey = SnowSurvey(date(2026, 5, 20), 15000.0, 0.03, 650.0, 0.03)
    with_it, without = with_store(intake=LOG, surveys=(survey,)), with_store(intake=LOG)
    assert play(with_it, MAY, 18).left_t == play(without, MAY, 18).left_t
    assert play(with_it, MAY, 19).left_t == pytest.approx(9750.0, rel=0.1)


def test_a_survey_that_is_taken_back_counts_no_longer(play, with_store):
    wrong = SnowSurvey(date(2026, 5, 10), 3000.0, 0.03, 650.0, 0.03)
    told = play(with_store(intake=LOG, surveys=(wrong,)), MAY, 12)
    assert told.left_t < 2500.0
    mended = play(with_store(intake=LOG), MAY + timedelta(days=12), 1, before=told)
    assert mended.left_t > 13000.0


def test_a_line_of_the_log_that_was_entered_ahead_counts_on_its_day(play, with_store):
    planned = (*LOG, SnowIntake(date(2026, 4, 10), 2000.0, SnowSource.GUNS, 0.1))
    assert play(with_store(intake=planned), APRIL, 8).left_t < 17300.0
    assert play(with_store(intake=planned), APRIL, 10).left_t > 18000.0


def test_another_nominal_mass_in_the_site_file_begins_anew(play, with_store):
    told = play(with_store(), APRIL, 5)
    other = play(with_store(mass_t=12000.0), APRIL + timedelta(days=5), 1, before=told)
    assert other.left_t == pytest.approx(12000.0, rel=0.02)


@pytest.mark.parametrize("hours", [30 * 24, 400 * 24, 24, -3, -30, -400 * 24])
def test_a_clock_that_jumps_and_comes_back_ends_with_a_sound_estimate(play, with_store, zone, hours):
    plant = with_store(intake=LOG)
    pile = pile_m(15000.0, plant.snow_store)
    told = play(plant, MAY, 10, height=lambda _: pile)
    for shift, kwh in ((hours, 1e5 + 5.0), (0.1, 1e5 + 10.0), (24.2, 1e5 + 20.0)):
        at = MAY + timedelta(days=10, hours=shift)
        told = looked(told, Look(at, 12.0, 0.0, kwh, height_mm=1000.0 * pile), plant, zone)
    assert told.left_t == pytest.approx(15000.0, rel=0.15)
    assert told.low_t < 15000.0 < told.high_t
    assert told.known.belief.variance(Part.MASS) > 0.0


def test_the_hour_that_comes_twice_is_counted_once(play, with_store, zone):
    """Daylight saving ends within the storage year of a site whose season lasts until then."""
    plant = replace(with_store(), season=replace(with_store().season, end=(11, 15)))
    at = datetime.fromisoformat("2026-10-24T22:00+00:00")
    told = looked(None, Look(at, 10.0, 0.0, 1e5), plant, zone)
    for quarter in range(1, 13):
        told = looked(
            told, Look(at + timedelta(minutes=15 * quarter), 10.0, 0.0, 1e5 + 100.0 * quarter), plant, zone
        )
    once = looked(None, Look(at, 10.0, 0.0, 1e5), plant, zone)
    once = looked(once, Look(at + timedelta(hours=3), 10.0, 0.0, 1e5 + 1200.0), plant, zone)
    assert told.left_t == pytest.approx(once.left_t, abs=0.5)


@pytest.mark.parametrize("mm", [20000.0, 9000.0])
def test_a_height_that_no_pile_on_the_pad_has_is_none(play, with_store, mm):
    """A sensor without an echo shows the end of its scale."""
    plant = with_store(intake=LOG)
    dead, without = play(plant, MAY, 30, height=lambda _: mm / 1000.0), play(plant, MAY, 30)
    assert dead.left_t == without.left_t
    assert dead.sd_t == without.sd_t
    pile = pile_m(15000.0, plant.snow_store)
    mended = play(plant, MAY, 10, height=lambda day: pile if day > 5 else mm / 1000.0)
    assert mended.left_t == pytest.approx(15000.0, rel=0.1)


@pytest.mark.parametrize("mm_h", [3.0, 40.0, 200.0])
def test_a_rain_gauge_that_hangs_does_not_melt_the_store(with_store, zone, mm_h):
    plant = with_store(intake=LOG)

    def played(rain_mm_h):
        told = None
        for hour in range(15 * 24):
            told = looked(told, Look(MAY + timedelta(hours=hour), 12.0, rain_mm_h(hour), 1e5), plant, zone)
        return told.left_t

    hung, dry = played(lambda hour: mm_h if hour > 48 else 0.0), played(lambda _: 0.0)
    assert dry - hung < 750.0
    # A wet week is none.
    wet = played(lambda hour: 3.0 if hour % 30 < 20 else 0.0)
    assert dry - wet > 400.0
