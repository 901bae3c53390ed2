"""Balances close over random seasons, whatever the strategy; more snow and colder weather do what they must."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from app.documents import to_json
from physics.snow_store import density_kg_m3
from simulators.plant_truth import PlantTruth
from simulators.season.inputs import LocalTime
from simulators.season.run import play_season, run_cases, run_season
from simulators.season.strategies import CAUSAL, STRATEGIES, DailyQuota

SEEDS = range(8)


def numbers(value):
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    return [value] if isinstance(value, float | int) and not isinstance(value, bool) else []


@pytest.mark.parametrize("seed", SEEDS)
def test_balances_close(case, seed):
    for strategy in STRATEGIES:
        one = case(seed, strategy)
        played = play_season(one)
        outcome, course = played.outcome, played.course
        load_mwh = one.inputs.cooling_load_kw.sum() * one.inputs.step_h / 1000.0
        cooling = outcome.cooling_mwh
        assert cooling.snow + cooling.free_cooling + cooling.chiller + cooling.unmet == pytest.approx(
            load_mwh, rel=1e-9
        )
        cost = outcome.cost_sek
        assert cost.energy + cost.grid + cost.tax + cost.demand == pytest.approx(cost.total, rel=1e-9)
        snow = outcome.snow_t
        assert snow.start == one.plant.snow_store.mass_t
        assert snow.start - snow.end == pytest.approx(
            snow.melted_by_load + snow.melted_naturally, rel=1e-6, abs=1e-6
        )
        assert snow.discharged == pytest.approx(snow.melted_by_load + snow.melted_naturally + snow.rain)
        used = outcome.electricity_mwh
        rates = played.scene.prices
        assert course.electric_kw.sum() * one.inputs.step_h / 1000.0 == pytest.approx(
            used.chillers + used.pumps + used.free_cooling
        )
        assert cost.grid == pytest.approx(float(rates.grid @ course.electric_kw) * one.inputs.step_h)
        assert outcome.comfort.unmet_mwh == cooling.unmet
        for column in (course.snow_kw, course.chiller_kw, course.unmet_kw, course.electric_kw, course.snow_t):
            assert np.isfinite(column).all()
            assert column.min() >= -1e-6
        assert all(np.diff(course.snow_t) <= 1e-9)
        quantities = {**vars_of(cooling), **vars_of(snow), **vars_of(used), **vars_of(outcome.comfort)}
        assert all(number >= -1e-9 for number in numbers(quantities))
        json.loads(to_json(outcome))


def vars_of(value):
    return {name: getattr(value, name) for name in value.__slots__}


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_cold_that_was_given_is_the_heat_that_melted(case, seed):
    one = case(seed)
    played = play_season(one)
    given_kwh = played.course.snow_kw.sum() * one.inputs.step_h
    latent_kwh = played.course.load_t.sum() * 334.0 / 3.6
    warmest_kwh = played.course.load_t.sum() * (334.0 + 4.19 * 25.0) / 3.6
    assert latent_kwh * (1 - 1e-9) <= given_kwh <= warmest_kwh
    if seed % 3 == 0:
        # Cold discharge: nothing but the latent heat.
        assert given_kwh == pytest.approx(latent_kwh, rel=1e-3)


def test_snow_that_falls_on_the_pad_is_no_rain(case):
    one = case(3)
    wet = np.full(one.inputs.count, 0.5)
    pad_m2 = one.plant.snow_store.shape.length_m * one.plant.snow_store.shape.width_m
    for air_c, fallen_t in ((0.9, 0.0), (1.1, wet.sum() * pad_m2 / 1000.0)):
        weather = replace(one.inputs, rain_mm=wet, outside_air_temp_c=np.full(one.inputs.count, air_c))
        snow = play_season(replace(one, inputs=weather)).outcome.snow_t
        assert snow.rain == pytest.approx(fallen_t)
        assert snow.discharged == pytest.approx(snow.melted_by_load + snow.melted_naturally + fallen_t)


def test_snow_has_settled_since_it_was_covered_when_the_season_begins(case):
    one = case(1)
    store = one.plant.snow_store
    for start, days in (
        (datetime(2026, 4, 30, 22, tzinfo=UTC), 30.0),
        (datetime(2026, 6, 30, 22, tzinfo=UTC), 91.0),
    ):
        table = play_season(replace(one, inputs=replace(one.inputs, start=start))).scene.store
        true = PlantTruth.of(one.seed).store(store)
        assert 1000.0 / table.m3_per_t[0] == pytest.approx(density_kg_m3(true, days))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_same_seed_same_digits(case, strategy):
    first, second = (replace(play_season(case(7, strategy)).outcome, wall_s=0.0) for _ in range(2))
    assert first == second
    other = play_season(replace(case(7, strategy), seed=8)).outcome
    assert other.snow_t.melted_naturally != first.snow_t.melted_naturally


@pytest.mark.parametrize("seed", range(1, 4))
def test_more_snow_never_costs_more(case, seed):
    few = case(seed)
    store = few.plant.snow_store
    many = replace(few, plant=replace(few.plant, snow_store=replace(store, mass_t=1.3 * store.mass_t)))
    for strategy in ("snow_first", "perfect"):
        less, more = (play_season(replace(one, strategy=strategy)).outcome for one in (few, many))
        assert more.cost_sek.total <= less.cost_sek.total * 1.001


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_warmer_summer_leaves_no_more_snow(case, seed):
    cool = case(seed)
    warmer = replace(cool.inputs, outside_air_temp_c=cool.inputs.outside_air_temp_c + 2.0)
    free = replace(cool.plant.free_cooling, below_c=-50.0)
    for strategy in CAUSAL[:3]:
        ends = [
            play_season(
                replace(cool, strategy=strategy, inputs=weather, plant=replace(cool.plant, free_cooling=free))
            )
            for weather in (cool.inputs, warmer)
        ]
        assert ends[1].outcome.snow_t.end <= ends[0].outcome.snow_t.end + 1e-9


def test_strategies_do_what_their_names_say(inputs, plant, tariff, zone):
    weather = inputs(3, outside_air_temp_c=np.full(288, 15.0))
    only, priority, first, quota = (
        play_season_of(name, weather, plant(mass_t=450.0), tariff(), zone) for name in CAUSAL
    )
    assert only.course.snow_kw.max() == 0.0
    assert priority.course.snow_kw.max() == 0.0, "own chillers carry this load"
    assert (first.course.snow_kw[:24] > 0.0).all()
    assert first.outcome.run_out_date < quota.outcome.run_out_date
    # The last snow is kept for the last days.
    assert quota.course.snow_kw[-48:-12].sum() > 0.0
    assert first.course.snow_kw[-48:].sum() == 0.0


def play_season_of(name, inputs, plant, tariff, zone):
    from simulators.season.run import Case

    return play_season(Case(inputs, plant, tariff, name, 3, zone))


@pytest.fixture
def zone(site):
    return site.timezone


def test_chiller_priority_takes_snow_for_what_lies_above_its_chillers(inputs, plant, tariff, zone):
    weather = inputs(4)
    small = plant(mass_t=3000.0, chillers=1)
    played = play_season_of("chiller_priority", weather, small, tariff(), zone)
    above = np.maximum(played.scene.rest_kw - 600.0, 0.0)
    assert above.max() > 100.0
    assert (played.course.snow_kw <= above + 1e-9).all()
    assert played.course.snow_kw[above > 0.0].min() > 0.0


def test_the_quota_starts_from_a_survey_not_from_the_truth(inputs, plant, zone):
    weather, known = inputs(1), plant(mass_t=1000.0)
    clock = LocalTime.of(weather, zone)
    guesses = [DailyQuota(known, weather, clock, seed).estimate_t for seed in range(200)]
    assert np.mean(guesses) == pytest.approx(1000.0, abs=10.0)
    assert np.std(guesses) == pytest.approx(40.0, rel=0.15)


def test_without_snow_everything_is_chillers(case):
    one = case(5)
    empty = replace(one, plant=replace(one.plant, snow_store=replace(one.plant.snow_store, mass_t=0.0)))
    for strategy in STRATEGIES:
        outcome = play_season(replace(empty, strategy=strategy)).outcome
        assert outcome.cooling_mwh.snow == 0.0
        assert outcome.snow_t.end == 0.0
        assert outcome.natural_melt_share == 0.0


def test_warm_discharge_makes_snow_last_longer(case):
    from domain.plant import Discharge

    one = case(1)
    end = {}
    for side in Discharge:
        store = replace(one.plant.snow_store, discharge=side, mass_t=4000.0)
        end[side] = play_season(replace(one, plant=replace(one.plant, snow_store=store))).outcome.snow_t.end
    assert end[Discharge.WARM] > end[Discharge.COLD]


def test_chillers_that_must_run_on_use_more(case):
    one = case(2, "chiller_only")
    limits = replace(one.plant.limits, min_on_s=4 * 3600.0)
    held = replace(one, plant=replace(one.plant, limits=limits))
    assert play_season(held).outcome.electricity_mwh.chillers > play_season(one).outcome.electricity_mwh.chillers


def test_many_cases_come_in_their_order(case):
    cases = [case(seed) for seed in (3, 1, 2)]
    alone = [replace(one, wall_s=0.0) for one in run_cases(cases, workers=1)]
    pooled = [replace(one, wall_s=0.0) for one in run_cases(cases, workers=2)]
    assert pooled == alone
    assert [one.seed for one in alone] == [3, 1, 2]


def test_run_season_is_the_document_alone(case):
    one = case(6)
    outcome = run_season(one.inputs, one.plant, one.tariff, "snow_first", 6, one.zone, language="en")
    assert replace(outcome, wall_s=0.0) == replace(play_season(one, language="en").outcome, wall_s=0.0)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_nothing_to_cool_costs_standby_alone(case, tariff, strategy):
    one = case(3, strategy)
    idle = replace(one.inputs, cooling_load_kw=np.zeros(one.inputs.count))
    outcome = play_season(replace(one, inputs=idle)).outcome
    hours = one.inputs.count * one.inputs.step_h
    assert outcome.electricity_mwh.chillers == pytest.approx(4 * 0.3 * hours / 1000.0)
    assert outcome.electricity_mwh.pumps == 0.0
    assert outcome.snow_t.melted_by_load == 0.0


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_plant_without_chillers_leaves_undone_what_snow_cannot(case, strategy):
    one = case(1, strategy)
    outcome = play_season(replace(one, plant=replace(one.plant, chillers=()))).outcome
    assert outcome.cooling_mwh.chiller == pytest.approx(0.0, abs=1e-9)
    assert outcome.comfort.unmet_mwh > 0.0
