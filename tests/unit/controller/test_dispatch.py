from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from controller.demand import demand_kw, snow_capability_kw
from controller.dispatch import dispatch, steadied
from controller.guards.min_on_off import min_on_off
from controller.memory import ChillerRun, Memory

SUPPLY_C = 8.0


def dispatched(demand, allowed, seen):
    return dispatch(demand, allowed, seen, SUPPLY_C)


def loads(setpoints):
    return [round(setpoints.chillers_kw[f"chiller_{n}"]) for n in range(1, 5)]


def total(setpoints):
    return setpoints.snow_kw + setpoints.free_cooling_kw + setpoints.chiller_kw


@pytest.mark.parametrize(
    ("demand", "free_max", "free", "snow", "chillers"),
    [
        (0.0, 900.0, 0.0, 0.0, [0, 0, 0, 0]),
        (300.0, 900.0, 300.0, 0.0, [0, 0, 0, 0]),
        (1200.0, 900.0, 900.0, 300.0, [0, 0, 0, 0]),
        (700.0, 0.0, 0.0, 700.0, [0, 0, 0, 0]),
        (1300.0, 0.0, 0.0, 1000.0, [300, 0, 0, 0]),
        (2000.0, 0.0, 0.0, 1000.0, [500, 500, 0, 0]),
        (2500.0, 0.0, 0.0, 1000.0, [562, 562, 375, 0]),
        (2800.0, 0.0, 0.0, 1000.0, [540, 540, 360, 360]),
        (3500.0, 0.0, 0.0, 1000.0, [600, 600, 400, 400]),
    ],
)
def test_free_cooling_then_snow_then_chillers_reserve_last(
    everything_allowed, seen, demand, free_max, free, snow, chillers
):
    allowed = replace(everything_allowed, free_cooling_max_kw=free_max)
    setpoints = dispatched(demand, allowed, seen())
    assert (setpoints.free_cooling_kw, setpoints.snow_kw, loads(setpoints)) == (free, snow, chillers)


def test_a_little_too_much_starts_no_chiller(everything_allowed, seen):
    assert loads(dispatched(1080.0, everything_allowed, seen())) == [0, 0, 0, 0]


def test_a_chiller_at_its_least_load_spares_snow(everything_allowed, seen):
    setpoints = dispatched(1100.0, everything_allowed, seen())
    assert loads(setpoints) == [150, 0, 0, 0]
    assert setpoints.snow_kw == 950.0


def test_a_running_chiller_stays_on_where_a_standing_one_would_not_start(everything_allowed, seen, running):
    on = seen(running("chiller_1"), chiller_1_running=1.0)
    assert loads(dispatched(1050.0, everything_allowed, on)) == [150, 0, 0, 0]
    assert loads(dispatched(1040.0, everything_allowed, on)) == [0, 0, 0, 0]


def test_the_second_chiller_stops_only_when_the_first_has_room(everything_allowed, seen, running):
    on = seen(running("chiller_1", "chiller_2"), chiller_1_running=1.0, chiller_2_running=1.0)
    assert loads(dispatched(1550.0, everything_allowed, on)) == [275, 275, 0, 0]
    assert loads(dispatched(1500.0, everything_allowed, on)) == [500, 0, 0, 0]


def test_a_chiller_in_its_minimum_time_stays_on_without_need(everything_allowed, seen, running):
    on = seen(running("chiller_2", hours=0.1), chiller_2_running=1.0)
    setpoints = dispatched(500.0, min_on_off(everything_allowed, on), on)
    assert loads(setpoints) == [0, 150, 0, 0]
    assert setpoints.snow_kw == 350.0


def test_a_chiller_that_may_not_start_is_passed_over(everything_allowed, seen, noon):
    stopped = Memory(chillers={"chiller_1": ChillerRun(False, noon - timedelta(minutes=2))})
    still = seen(stopped)
    assert loads(dispatched(1300.0, min_on_off(everything_allowed, still), still)) == [0, 300, 0, 0]


def test_a_reserve_that_runs_gives_way_to_the_others(everything_allowed, seen, running):
    on = seen(running("chiller_4"), chiller_4_running=1.0)
    assert loads(dispatched(1300.0, everything_allowed, on)) == [300, 0, 0, 0]


def test_what_is_asked_adds_up_to_the_need(everything_allowed, seen):
    for demand in range(0, 3000, 37):
        asked = total(dispatched(float(demand), everything_allowed, seen()))
        assert asked == pytest.approx(demand) or (1000 < demand < 1090 and asked == 1000.0)


def test_comfort_brings_all_that_the_load_carries(everything_allowed, seen):
    allowed = replace(everything_allowed, everything=True)
    assert loads(dispatched(1500.0, allowed, seen())) == [600, 600, 400, 400]
    # At 190 kW four chillers at their least load would freeze the water.
    assert loads(dispatched(190.0, allowed, seen())) == [600, 0, 0, 0]


def test_comfort_passes_over_a_chiller_that_does_not_start(everything_allowed, seen, running):
    dead = seen(running("chiller_1"), chiller_1_running=0.0)
    allowed = replace(everything_allowed, everything=True)
    assert loads(dispatched(190.0, allowed, dead)) == [600, 600, 0, 0]


def test_demand_is_the_load_corrected_by_the_leaving_water(seen):
    assert demand_kw(seen(), SUPPLY_C) == 700.0
    warmer = demand_kw(seen(leaving_chilled_water_temp_c=9.0), SUPPLY_C)
    assert 740.0 < warmer <= 760.0
    assert demand_kw(seen(leaving_chilled_water_temp_c=3.0, cooling_load_kw=100.0), SUPPLY_C) == 0.0


def test_the_correction_is_gentle_at_low_flow(seen):
    """A kilowatt too much cools little water a lot: a gain above the flow's capacity rate would swing."""
    low = seen(leaving_chilled_water_temp_c=9.0, chilled_water_flow_m3_h=50.0)
    assert demand_kw(low, SUPPLY_C) - 700.0 == pytest.approx(0.4 * 1.164 * 50.0, rel=0.01)


def test_blind_demand_is_on_the_high_side(seen, noon):
    in_the_dark = {"leaving_chilled_water_temp_c": None}
    assert demand_kw(seen(**in_the_dark), SUPPLY_C) == pytest.approx(805.0)
    by_delivery = seen(**in_the_dark, cooling_load_kw=None, snow_cooling_power_kw=600.0)
    assert demand_kw(by_delivery, SUPPLY_C) == pytest.approx(690.0)
    remembered = Memory(demand_kw=1500.0, demand_at=noon - timedelta(minutes=30))
    nothing = {**in_the_dark, "cooling_load_kw": None, "snow_cooling_power_kw": None}
    assert demand_kw(seen(remembered, **nothing), SUPPLY_C) == 1500.0
    assert demand_kw(seen(**nothing), SUPPLY_C) == 1900.0


def test_an_old_memory_gives_way_to_what_is_delivered(seen, noon):
    old = Memory(demand_kw=1500.0, demand_at=noon - timedelta(hours=2))
    in_the_dark = seen(old, leaving_chilled_water_temp_c=None, cooling_load_kw=None, snow_cooling_power_kw=200.0)
    assert demand_kw(in_the_dark, SUPPLY_C) == pytest.approx(230.0)


def test_snow_is_asked_for_what_it_is_seen_to_give(seen, noon):
    assert snow_capability_kw(seen()) == 1000.0
    full = Memory(pump_full_since=noon - timedelta(minutes=6), decided_at=noon - timedelta(seconds=10))
    assert snow_capability_kw(seen(full, pump_1_speed_pct=100.0, snow_cooling_power_kw=620.0)) == 620.0
    starting = replace(full, pump_full_since=noon - timedelta(minutes=1))
    assert snow_capability_kw(seen(starting, pump_1_speed_pct=100.0, snow_cooling_power_kw=100.0)) == 1000.0
    later = Memory(snow_capability_kw=620.0, decided_at=noon - timedelta(hours=1))
    assert snow_capability_kw(seen(later)) == pytest.approx(720.0)


@pytest.mark.parametrize(
    ("stood", "wanted", "asked"),
    [(700.0, 704.0, 700.0), (700.0, 696.0, 700.0), (700.0, 705.0, 705.0), (0.0, 6.0, 6.0), (6.0, 3.0, 0.0)],
)
def test_a_set_point_that_would_hardly_move_stays(everything_allowed, seen, stood, wanted, asked):
    now = seen(Memory(snow_kw=stood))
    assert steadied(dispatched(wanted, everything_allowed, now), everything_allowed, now).snow_kw == asked


def test_a_set_point_that_stays_is_never_above_what_is_allowed(everything_allowed, seen):
    narrowed = replace(everything_allowed, snow_max_kw=697.0)
    now = seen(Memory(snow_kw=700.0))
    assert steadied(dispatched(900.0, narrowed, now), narrowed, now).snow_kw == 697.0
