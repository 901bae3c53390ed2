from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from controller.guards.blind import VITAL, VITAL_FOR_SNOW, blind
from controller.guards.comfort import comfort
from controller.guards.condensation import condensation
from controller.guards.filter import filter_
from controller.guards.frost import frost
from controller.guards.min_on_off import min_on_off
from controller.guards.order import GUARDS
from controller.guards.outlet_temp import outlet_temp
from controller.guards.panel import panel
from controller.guards.pond_level import pond_level
from controller.guards.pump import pump
from controller.memory import ChillerRun, Memory
from controller.snow_estimator import SnowEstimate

NOON = datetime(2026, 7, 1, 10, tzinfo=UTC)
JANUARY = datetime(2026, 1, 15, 10, tzinfo=UTC)
ALL_CHILLERS = {f"chiller_{n}" for n in range(1, 5)}


def active(*guards, **moments):
    return Memory(active=frozenset(guards), moments=moments)


def test_a_calm_plant_is_not_narrowed(everything_allowed, seen):
    allowed = everything_allowed
    for guard in GUARDS:
        allowed = guard(allowed, seen())
    assert allowed == everything_allowed


def test_no_guard_ever_widens(everything_allowed, seen):
    """Whatever the plant shows: limits fall or stay, choices close or stay, the set-point rises or stays."""
    draw = random.Random(3)
    for _ in range(300):
        changes = {
            "leaving_chilled_water_temp_c": draw.choice([None, 1.0, 2.5, 8.0, 12.5]),
            "outside_air_temp_c": draw.choice([None, -5.0, 20.0]),
            "chilled_water_flow_m3_h": draw.choice([None, 0.0, 100.0]),
            "pond_level_mm": draw.choice([None, 500.0, 620.0, 900.0]),
            "filter_pressure_drop_pa": draw.choice([None, 20e3, 70e3]),
            "melt_water_leaving_temp_c": draw.choice([None, 1.0, 9.0]),
            "dew_point_c": draw.choice([None, 3.0, 9.0, 14.0]),
            "room_temp_max_c": draw.choice([None, 23.0, 27.0]),
            "pump_1_tripped": draw.choice([None, 0.0, 1.0]),
            "panel_hand": draw.choice([None, 0.0, 1.0]),
        }
        since = NOON - timedelta(seconds=draw.choice([0, 300, 3000]))
        memory = replace(
            active(*draw.sample(["frost", "comfort", "pond_level"], 2), filter=NOON + timedelta(minutes=20)),
            chillers={name: ChillerRun(draw.random() < 0.5, since) for name in ALL_CHILLERS},
        )
        situation = seen(memory, **changes)
        for guard in GUARDS:
            after = guard(everything_allowed, situation)
            assert after.snow_max_kw <= everything_allowed.snow_max_kw
            assert after.free_cooling_max_kw <= everything_allowed.free_cooling_max_kw
            assert after.supply_min_c >= everything_allowed.supply_min_c
            assert after.chillers.keys() == ALL_CHILLERS
            said = after.notices != everything_allowed.notices
            changed = (after.commands, after.everything, after.closed, after.electric_only) != (
                everything_allowed.commands,
                everything_allowed.everything,
                everything_allowed.closed,
                everything_allowed.electric_only,
            )
            assert said or not changed, f"{guard} narrowed without a word"


@pytest.mark.parametrize("contact", ["panel_hand", "panel_off"])
def test_panel(everything_allowed, seen, contact):
    allowed = panel(everything_allowed, seen(**{contact: 1.0}))
    assert not allowed.commands
    assert allowed.notices[0].id == "panel"


@pytest.mark.parametrize("sensor", [*VITAL, *VITAL_FOR_SNOW, "pump_1_tripped"])
def test_any_vital_sensor_lost_is_blind(everything_allowed, seen, sensor):
    allowed = blind(everything_allowed, seen(**{sensor: None}))
    assert allowed.electric_only
    assert (allowed.snow_max_kw, allowed.free_cooling_max_kw) == (0.0, 0.0)
    assert allowed.closed == {"snow", "free_cooling"}
    assert sensor in allowed.notices[0].text_sv
    assert all(choice.usable for choice in allowed.chillers.values())


@pytest.mark.parametrize("sensor", [*VITAL_FOR_SNOW, "pump_1_tripped"])
def test_sensors_of_the_snow_are_not_vital_in_winter(everything_allowed, seen, sensor):
    assert not blind(everything_allowed, seen(at=JANUARY, **{sensor: None})).electric_only


def test_sensors_of_the_snow_are_not_vital_when_it_is_gone(everything_allowed, seen):
    gone = Memory(snow=SnowEstimate(NOON, 0.0, 0.0, 50.0))
    assert not blind(everything_allowed, seen(gone, pond_level_mm=None, snow_surface_mm=0.0)).electric_only


@pytest.mark.parametrize(
    ("on", "minutes", "may_start", "may_stop"),
    [(True, 14.9, True, False), (True, 15.0, True, True), (False, 9.9, False, True), (False, 10.0, True, True)],
)
def test_minimum_times(everything_allowed, seen, on, minutes, may_start, may_stop):
    run = ChillerRun(on, NOON - timedelta(minutes=minutes), 300.0 if on else 0.0)
    memory = Memory(chillers={"chiller_1": run})
    choice = min_on_off(everything_allowed, seen(memory, chiller_1_running=float(on))).chillers["chiller_1"]
    assert (choice.may_start, choice.may_stop) == (may_start, may_stop)


def test_minimum_times_lock_nothing_after_a_restart(everything_allowed, seen):
    allowed = min_on_off(everything_allowed, seen(chiller_1_running=1.0))
    assert allowed == everything_allowed


def test_minimum_off_time_counts_from_when_it_was_seen_to_stand_still(everything_allowed, seen):
    memory = Memory(chillers={"chiller_1": ChillerRun(True, NOON - timedelta(hours=3), 0.0)})
    choice = min_on_off(everything_allowed, seen(memory, chiller_1_running=0.0)).chillers["chiller_1"]
    assert not choice.may_start


@pytest.mark.parametrize(
    ("level_mm", "was_low", "closed"),
    [(600.0, False, False), (599.0, False, True), (640.0, True, True), (650.0, True, False)],
)
def test_pond_level(everything_allowed, seen, level_mm, was_low, closed):
    memory = active("pond_level") if was_low else Memory()
    allowed = pond_level(everything_allowed, seen(memory, pond_level_mm=level_mm))
    assert (allowed.snow_max_kw == 0.0) == closed
    assert ("snow" in allowed.closed) == closed


def test_pond_level_is_nobodys_business_in_winter(everything_allowed, seen):
    assert pond_level(everything_allowed, seen(at=JANUARY, pond_level_mm=300.0)) == everything_allowed


def test_filter_holds_for_an_hour_then_tries_and_forgets_when_clean(everything_allowed, seen):
    closed = filter_(everything_allowed, seen(filter_pressure_drop_pa=61000.0))
    assert closed.snow_max_kw == 0.0
    until = closed.moments["filter"]
    assert until == NOON + timedelta(hours=1)
    # The pump stands still, so the pressure drop is nil: that proves nothing.
    still = filter_(everything_allowed, seen(active("filter", filter=until), filter_pressure_drop_pa=0.0))
    assert still.snow_max_kw == 0.0
    trying = seen(active("filter", filter=until), at=until + timedelta(minutes=1), filter_pressure_drop_pa=10e3)
    assert filter_(everything_allowed, trying).snow_max_kw == 1000.0
    assert filter_(everything_allowed, trying).notices[0].id == "filter"
    clean = seen(active("filter", filter=until), at=until + timedelta(minutes=10), filter_pressure_drop_pa=30e3)
    assert filter_(everything_allowed, clean) == everything_allowed


def test_outlet_temperature_counts_only_while_water_runs(everything_allowed, seen):
    warm = outlet_temp(everything_allowed, seen(melt_water_leaving_temp_c=8.5))
    assert warm.snow_max_kw == 0.0
    assert warm.moments["outlet_temp"] == NOON + timedelta(minutes=30)
    standing = seen(melt_water_leaving_temp_c=15.0, melt_water_flow_m3_h=0.0)
    assert outlet_temp(everything_allowed, standing) == everything_allowed


def test_a_hold_never_lasts_longer_than_meant_when_the_clock_was_set_back(everything_allowed, seen):
    far = active("outlet_temp", outlet_temp=NOON + timedelta(days=3))
    assert outlet_temp(everything_allowed, seen(far)).moments["outlet_temp"] == NOON + timedelta(minutes=30)


def test_tripped_pump(everything_allowed, seen):
    allowed = pump(everything_allowed, seen(pump_1_tripped=1.0))
    assert allowed.snow_max_kw == 0.0


def test_freezing_water_stops_everything_even_within_minimum_times(everything_allowed, seen):
    allowed = frost(everything_allowed, seen(leaving_chilled_water_temp_c=2.0))
    assert allowed.closed == {"snow", "free_cooling", *ALL_CHILLERS}
    assert not any(choice.usable for choice in allowed.chillers.values())
    back = seen(active("frost"), leaving_chilled_water_temp_c=3.1)
    assert frost(everything_allowed, back) == everything_allowed
    not_yet = seen(active("frost"), leaving_chilled_water_temp_c=2.9)
    assert frost(everything_allowed, not_yet).closed


def test_no_free_cooling_of_still_water_in_frost(everything_allowed, seen):
    allowed = frost(everything_allowed, seen(outside_air_temp_c=-5.0, chilled_water_flow_m3_h=0.0))
    assert allowed.closed == {"free_cooling"}
    assert frost(everything_allowed, seen(outside_air_temp_c=-5.0)) == everything_allowed


@pytest.mark.parametrize(
    ("dew_c", "supply_c", "notice"), [(6.0, 8.0, False), (8.0, 9.0, False), (9.5, 10.0, False), (11.0, 10.0, True)]
)
def test_set_point_stays_above_the_dew_point(everything_allowed, seen, dew_c, supply_c, notice):
    allowed = condensation(everything_allowed, seen(dew_point_c=dew_c))
    assert allowed.supply_min_c == supply_c
    assert bool(allowed.notices) == notice


def test_warm_water_counts_after_five_minutes_and_calms_down_a_kelvin_lower(everything_allowed, seen):
    first = comfort(everything_allowed, seen(leaving_chilled_water_temp_c=12.1))
    assert not first.everything
    lasting = Memory(moments={"comfort": NOON - timedelta(minutes=5)})
    now = comfort(everything_allowed, seen(lasting, leaving_chilled_water_temp_c=12.1))
    assert now.everything
    assert now.notices[0].id == "comfort"
    assert comfort(everything_allowed, seen(active("comfort"), leaving_chilled_water_temp_c=11.5)).everything
    assert not comfort(everything_allowed, seen(active("comfort"), leaving_chilled_water_temp_c=10.9)).everything


def test_warm_rooms_count_at_once(everything_allowed, seen):
    assert comfort(everything_allowed, seen(room_temp_max_c=26.1)).everything
    assert comfort(everything_allowed, seen(active("comfort"), room_temp_max_c=25.6)).everything
    assert not comfort(everything_allowed, seen(active("comfort"), room_temp_max_c=25.4)).everything
