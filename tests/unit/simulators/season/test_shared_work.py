"""Seasons share what follows from weather, load and circuit, and nobody can spoil it for the next."""

from dataclasses import replace

import numpy as np
import pytest

from domain.plant import Discharge
from simulators.plant_truth import PlantTruth
from simulators.season.loop_table import loop_table
from simulators.season.melt_model import ENERGY_BALANCE, surface_melt
from simulators.season.run import causal_course, play_season
from simulators.season.scene import Scene

TRUTH = PlantTruth.of(3)


def columns(table):
    return [table.full_kw, table.capability_kw, table.electric_kw, table.melt_t_h]


def same(one, other):
    return all(np.array_equal(*pair) for pair in zip(columns(one), columns(other), strict=True))


@pytest.fixture
def weather(inputs):
    """A summer with all that the balance of the cover needs."""
    known = inputs(1)
    sun = np.clip(400.0 * np.sin(np.arange(known.count) * np.pi / 12.0), 0.0, None)
    usual = np.ones(known.count)
    return replace(known, global_radiation_w_m2=sun, relative_humidity_pct=70.0 * usual, wind_m_s=2.0 * usual)


def test_the_loop_depends_on_no_size_of_the_store(plant, inputs):
    load = inputs(1).cooling_load_kw
    known = loop_table(plant(), TRUTH, load)
    assert same(known, loop_table(plant(mass_t=90.0, cover_m=0.1), TRUTH, load))
    cold = replace(plant().snow_store, discharge=Discharge.COLD)
    smaller = replace(plant().exchanger, capacity_kw=200.0)
    for other in (replace(plant(), snow_store=cold), plant(exchanger=smaller)):
        assert not same(known, loop_table(other, TRUTH, load))
    assert not same(known, loop_table(plant(), PlantTruth.of(4), load))
    assert not same(known, loop_table(plant(), TRUTH, 1.1 * load))


def test_the_cover_s_balance_is_that_of_its_weather_and_its_chips(plant, weather):
    known = surface_melt(plant().snow_store, weather)
    assert known.name == ENERGY_BALANCE
    assert surface_melt(plant(mass_t=90.0).snow_store, weather).per_m2_h is known.per_m2_h
    warmer = replace(weather, outside_air_temp_c=weather.outside_air_temp_c + 1.0)
    for store, other in ((plant(cover_m=0.2).snow_store, weather), (plant().snow_store, warmer)):
        assert surface_melt(store, other).per_m2_h.sum() > known.per_m2_h.sum()


def test_what_is_shared_cannot_be_changed(plant, weather):
    for column in (
        surface_melt(plant().snow_store, weather).per_m2_h,
        weather.outside_air_temp_c,
        weather.rain_mm,
    ):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1.0


def test_inputs_do_not_follow_the_array_they_were_made_of(inputs):
    own = np.full(12 * 24, 12.0)
    known = inputs(1, outside_air_temp_c=own)
    own[:] = 30.0
    assert known.outside_air_temp_c.tolist() == [12.0] * len(own)


def test_the_loop_is_solved_for_those_alone_who_ask_for_snow(case):
    one = case(1)
    scene = Scene(one.inputs, one.plant, one.tariff, one.seed, one.zone)
    causal_course(scene, "chiller_only")
    assert "loop" not in vars(scene)
    causal_course(scene, "snow_first")
    assert "loop" in vars(scene)


def test_what_others_have_worked_out_changes_no_digit(case):
    """A season played first and the same one played after another size of its store."""
    one = case(1)
    store = replace(one.plant.snow_store, mass_t=0.5 * one.plant.snow_store.mass_t)
    first = play_season(one).outcome
    play_season(replace(one, plant=replace(one.plant, snow_store=store)))
    again = play_season(replace(one, inputs=replace(one.inputs))).outcome
    assert replace(again, wall_s=0.0) == replace(first, wall_s=0.0)
