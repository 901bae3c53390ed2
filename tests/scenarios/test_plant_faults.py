"""What goes wrong in a snow plant shows where it should, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.plant_status import PlantMode
from simulators.plant_faults import PlantFault

JULY = datetime(2026, 7, 10, 10, tzinfo=UTC)
HOT = datetime(2023, 5, 19, 12, tzinfo=UTC)


def two(bare_plant, fault, start, **order):
    """The same plant twice, the second with `fault`."""
    well, ill = bare_plant(start), bare_plant(start)
    ill.plant.faults.inject(fault, **order)
    return well, ill


def test_a_slipped_cover_melts_more_than_the_model_and_is_felt_at_its_place(bare_plant):
    well, ill = two(bare_plant, "cover_slip", JULY)
    before = well.plant.snow_t
    for bare in (well, ill):
        bare.clock.moment += timedelta(hours=30)
        bare.run(1)
    lost, lost_ill = before - well.plant.snow_t, before - ill.plant.snow_t
    assert lost_ill > 2.0 * lost > 0.0
    assert ill.shown("snow_surface_mm") < well.shown("snow_surface_mm") - 5.0
    assert ill.shown("cover_2_snow_face_temp_c") > well.shown("cover_2_snow_face_temp_c") + 1.5
    assert ill.shown("cover_3_snow_face_temp_c") == pytest.approx(well.shown("cover_3_snow_face_temp_c"), abs=0.01)
    assert 0.0 <= well.shown("cover_2_snow_face_temp_c") <= 2.5
    # Pushed back, it melts as before.
    ill.plant.faults.clear("cover_slip")
    rates = []
    for bare in (well, ill):
        bare.clock.moment += timedelta(hours=2)
        bare.run(1)
        rates.append(bare.plant.heap.natural_t_h)
    assert rates[1] == pytest.approx(rates[0], rel=0.05)


def test_a_channel_warms_the_melt_water_with_the_snow_still_there(bare_plant):
    well, ill = two(bare_plant, "channel", HOT)
    for bare in (well, ill):
        bare.command(snow=1000.0)
        bare.run(240)
    assert ill.plant.heap.share > 0.5
    assert ill.shown("melt_water_leaving_temp_c") > well.shown("melt_water_leaving_temp_c") + 3.0
    assert ill.shown("snow_cooling_power_kw") < well.shown("snow_cooling_power_kw")
    assert ill.shown("pump_1_speed_pct") > well.shown("pump_1_speed_pct")


def test_a_clogged_filter_takes_flow_and_shows_in_its_pressure_drop(bare_plant):
    well, ill = two(bare_plant, "clogged_filter", HOT)
    for bare in (well, ill):
        bare.command(snow=1000.0)
        bare.run(30)
    assert not ill.tripped("filter_stop")
    assert ill.shown("pump_1_speed_pct") > well.shown("pump_1_speed_pct") + 10.0
    assert ill.shown("filter_pressure_drop_pa") > 2.5 * well.shown("filter_pressure_drop_pa")
    per_speed = [bare.shown("melt_water_flow_m3_h") / bare.shown("pump_1_speed_pct") for bare in (well, ill)]
    assert per_speed[1] < 0.95 * per_speed[0]


def test_a_stuck_level_stays_while_the_pond_moves(bare_plant):
    bare = bare_plant(JULY)
    bare.plant.faults.inject("level_sensor_stuck")
    stuck = bare.shown("pond_level_mm")
    bare.plant.pond.level_mm = 700.0
    shown = set()
    for _ in range(20):
        bare.run(1)
        shown.add(bare.shown("pond_level_mm"))
    assert shown == {stuck}
    assert abs(bare.plant.pond.level_mm - stuck) > 100.0
    bare.plant.faults.clear("level_sensor_stuck")
    bare.run(1)
    assert bare.shown("pond_level_mm") == pytest.approx(bare.plant.pond.level_mm, abs=6.0)


def test_a_sensor_goes_away_and_the_truth_does_not(bare_plant):
    well, ill = two(bare_plant, "sensor_drift", JULY, point="entering_chilled_water_temp_c")
    for bare in (well, ill):
        bare.run(120)
    assert ill.shown("entering_chilled_water_temp_c") - well.shown(
        "entering_chilled_water_temp_c"
    ) == pytest.approx(2.0 / 12.0, abs=0.02)
    assert ill.plant.network.entering_c == well.plant.network.entering_c


def test_a_tripped_pump_waits_for_the_button(bare_plant):
    bare = bare_plant(JULY)
    bare.command(snow=500.0)
    bare.run(10)
    starts = bare.shown("pump_1_starts")
    bare.plant.faults.inject("pump_trip", stop=JULY + timedelta(minutes=20))
    bare.run(2)
    assert (bare.shown("pump_1_tripped"), bare.shown("melt_water_flow_m3_h")) == (1.0, 0.0)
    bare.run(20)
    assert not bare.plant.faults.active("pump_trip")
    assert bare.shown("pump_1_running") == 0.0
    bare.plc.reset()
    bare.run(10)
    assert bare.shown("pump_1_running") == 1.0
    assert bare.shown("pump_1_starts") == starts + 1


def test_a_fault_comes_and_goes_by_the_clock(bare_plant):
    bare = bare_plant(JULY)
    faults = bare.plant.faults
    faults.inject("oil", start=JULY + timedelta(minutes=30), stop=JULY + timedelta(minutes=60))
    seen = []
    for _ in range(3):
        seen.append(faults.names)
        bare.run(30)
    assert seen == [frozenset(), frozenset({"oil"}), frozenset()]


def test_faults_are_known_by_name(bare_plant):
    faults = bare_plant(JULY).plant.faults
    with pytest.raises(ValueError, match="avalanche"):
        faults.inject("avalanche")
    with pytest.raises(ValueError, match="point"):
        faults.inject("sensor_drift")
    assert {fault.value for fault in PlantFault} >= {"clogged_filter", "channel", "cover_slip", "comm_loss"}


def test_the_controller_carries_a_blocked_filter_with_chillers(plant_room):
    room = plant_room(HOT)
    room.run(timedelta(minutes=20))
    room.plant.faults.inject("clogged_filter")
    room.run(timedelta(hours=2))
    assert "filter_clogged" in room.alarms
    assert room.loop.status.mode in (PlantMode.CHILLERS, PlantMode.SNOW_AND_CHILLERS)
    assert room.plant.chiller_cooling_kw > 1000.0
    assert room.plant.network.leaving_c < room.site.plant.limits.supply_temp_max_c


def test_small_loads_do_not_start_and_stop_the_pump(bare_plant):
    for start in (JULY, JULY - timedelta(hours=8)):
        bare = bare_plant(start)
        bare.command(snow=60.0)
        bare.run(10)
        starts = bare.shown("pump_1_starts")
        powers = []
        for _ in range(60):
            bare.run(1)
            powers.append(bare.shown("snow_cooling_power_kw"))
        assert bare.shown("pump_1_starts") == starts
        assert max(powers) - min(powers) < 5.0
