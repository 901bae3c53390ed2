"""Every protection of the PLC trips on its cause, does what the register map says, and lets go again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from simulators.operating_mode import OperatingMode
from simulators.plc import Panel

JULY = datetime(2026, 7, 10, 10, tzinfo=UTC)
# More load than the snow side can give: the pump turns as fast as it can.
HOT = datetime(2023, 5, 19, 12, tzinfo=UTC)


def mode(bare):
    return OperatingMode(int(bare.shown("operating_mode")))


def test_a_low_pond_stops_the_pump_until_it_has_risen(bare_plant):
    bare = bare_plant(JULY)
    bare.command(snow=500.0)
    bare.run(20)
    assert mode(bare) is OperatingMode.SNOW_ONLY
    bare.plant.pond.level_mm = 440.0
    bare.run(2)
    assert bare.tripped("pond_low")
    assert bare.shown("pump_1_running") == 0.0
    assert bare.plc.setpoints().snow_kw == 0.0
    # 480 mm lies inside the hysteresis; melt water fills the rest.
    bare.plant.pond.level_mm = 480.0
    bare.run(5)
    assert bare.tripped("pond_low")
    took = bare.run(300, until=lambda: not bare.tripped("pond_low"))
    assert took < 300
    assert bare.plant.pond.level_mm == pytest.approx(500.0, abs=8.0)
    bare.run(10)
    assert bare.shown("pump_1_running") == 1.0


def test_a_broken_wire_of_the_level_sensor_stops_the_pump(bare_plant):
    bare = bare_plant(JULY)
    bare.command(snow=500.0)
    bare.run(10)
    bare.plc.cut_off("pond_level_mm")
    bare.run(2)
    assert bare.tripped("pond_low")
    bare.plc.mend()
    bare.run(2)
    assert not bare.tripped("pond_low")


def test_a_dirty_filter_is_rinsed_and_goes_on(bare_plant):
    bare = bare_plant(HOT)
    bare.command(snow=1000.0)
    bare.plant.loop.clogging = 6.0
    assert bare.run(60, until=lambda: bare.tripped("filter_high")) < 60
    bare.run(1)
    assert bare.shown("filter_rinsing") == 1.0
    assert mode(bare) is OperatingMode.FLUSH
    assert bare.shown("pump_1_running") == 1.0
    bare.run(20)
    assert not bare.tripped("filter_high")
    assert bare.plant.loop.clogging < 0.5
    assert not bare.tripped("filter_stop")
    assert mode(bare) is OperatingMode.SNOW_ONLY


def test_a_blocked_filter_stops_the_snow_until_it_is_clean_and_reset(bare_plant):
    bare = bare_plant(HOT)
    bare.command(snow=1000.0)
    bare.plant.faults.inject("clogged_filter")
    assert bare.run(240, until=lambda: bare.tripped("filter_stop")) < 240
    bare.run(3)
    assert mode(bare) is OperatingMode.FAULT
    assert bare.shown("pump_1_running") == 0.0
    # The button is not enough while the dirt is there, nor a clean filter without the button.
    bare.plc.reset()
    bare.run(1)
    assert not bare.tripped("filter_stop")
    assert bare.run(60, until=lambda: bare.tripped("filter_stop")) < 60
    bare.plant.faults.clear("clogged_filter")
    bare.plant.clean_filter()
    bare.run(30)
    assert bare.tripped("filter_stop")
    bare.plc.reset()
    bare.run(20)
    assert not bare.tripped("filter_stop")
    assert bare.plant.loop.cooling_kw > 300.0


def test_warm_melt_water_for_half_an_hour_brings_the_chillers(bare_plant):
    bare = bare_plant(JULY)
    bare.command(snow=1000.0)
    bare.run(20)
    bare.plant.faults.inject("channel")
    bare.run(600, until=lambda: bare.plant.loop.leaving_c > 6.3)
    assert not bare.tripped("outlet_warm")
    assert bare.run(60, until=lambda: bare.tripped("outlet_warm")) >= 25
    bare.run(20)
    # Nobody commanded a chiller; snow goes on as far as it reaches.
    assert sum(bare.plc.setpoints().chillers_kw) > 0.0
    assert mode(bare) is OperatingMode.SNOW_AND_CHILLER
    bare.plant.faults.clear("channel")
    assert bare.run(60, until=lambda: not bare.tripped("outlet_warm")) < 60
    assert sum(bare.plc.setpoints().chillers_kw) == 0.0


@pytest.mark.parametrize(
    ("fault", "point"), [("oil", "discharge_oil_mg_l"), ("turbidity", "discharge_turbidity_ntu")]
)
def test_foul_water_is_kept_in(bare_plant, fault, point):
    bare = bare_plant(JULY)
    bare.command(snow=500.0)
    bare.run(60)
    clean, level = bare.shown(point), bare.plant.pond.level_mm
    assert bare.shown("discharge_flow_m3_h") > 1.0
    bare.plant.faults.inject(fault)
    assert bare.run(60, until=lambda: bare.tripped("water_quality")) < 60
    bare.run(60)
    assert bare.shown(point) > 5.0 * clean
    assert bare.shown("discharge_valve_pct") == 0.0
    assert bare.shown("discharge_flow_m3_h") == 0.0
    assert bare.plant.pond.level_mm > level + 5.0
    assert bare.shown("pump_1_running") == 1.0  # the water goes round
    bare.plant.faults.clear(fault)
    released = bare.run(180, until=lambda: not bare.tripped("water_quality"))
    assert 30 <= released < 180
    bare.run(3)
    assert bare.shown("discharge_valve_pct") == 100.0
    assert bare.shown("discharge_flow_m3_h") > 1.0


def test_brine_below_the_frost_limit_stops_the_pump(bare_plant):
    bare = bare_plant(JULY)
    bare.command(snow=500.0)
    bare.run(20)
    bare.plc.show("melt_water_leaving_temp_c", 0.1)
    bare.run(2)
    assert bare.tripped("frost")
    assert bare.shown("pump_1_running") == 0.0
    bare.plc.show("melt_water_leaving_temp_c", None)
    # Standing water warms past 1 °C, and ten minutes later the pump may run.
    assert 10 <= bare.run(120, until=lambda: not bare.tripped("frost")) < 120
    bare.run(10)
    assert bare.shown("pump_1_running") == 1.0


def test_pipes_without_flow_are_drained_in_frost_until_it_thaws(bare_plant, demo_buildings):
    def first(after, holds):
        moment = after
        while not holds(demo_buildings.weather.at(moment).outside_air_temp_c):
            moment += timedelta(hours=1)
        return moment

    frost = first(datetime(2026, 11, 1, tzinfo=UTC), lambda air_c: air_c < -1.0)
    thaw = first(frost, lambda air_c: air_c > 2.0)
    bare = bare_plant(frost)
    bare.run(30)
    assert bare.tripped("frost")
    bare.command(snow=500.0)
    bare.run(10)
    assert bare.shown("pump_1_running") == 0.0
    bare.clock.moment = bare.plant.now + (thaw - bare.plant.now) - timedelta(minutes=1)
    bare.run(1)
    bare.run(60, until=lambda: not bare.tripped("frost"))
    assert not bare.tripped("frost")
    bare.run(10)
    assert bare.shown("pump_1_running") == 1.0


def test_a_pump_that_moves_nothing_trips_until_reset(bare_plant):
    """A level sensor that hangs hides an empty pond; the flow does not."""
    bare = bare_plant(JULY)
    bare.command(snow=500.0)
    bare.run(10)
    bare.plant.faults.inject("level_sensor_stuck")
    bare.run(1)
    bare.plant.pond.level_mm = 50.0
    bare.run(6)
    assert not bare.tripped("pond_low")
    assert bare.tripped("pump_dry")
    assert bare.shown("pump_1_tripped") == 1.0
    assert mode(bare) is OperatingMode.FAULT
    bare.plant.pond.level_mm = 850.0
    bare.run(30)
    assert bare.shown("pump_1_running") == 0.0
    bare.plant.faults.clear("level_sensor_stuck")
    bare.plc.reset()
    bare.run(10)
    assert bare.shown("pump_1_running") == 1.0
    assert not bare.tripped("pump_dry")


def test_a_chiller_keeps_its_times_whoever_commands(bare_plant):
    bare = bare_plant(JULY)
    bare.command(chiller_1=300.0)
    bare.run(2)
    assert bare.shown("chiller_1_running") == 1.0
    bare.command(chiller_1=0.0)
    bare.run(2)
    assert (bare.shown("chiller_1_running"), bare.tripped("chiller_times")) == (1.0, True)
    assert 9 <= bare.run(30, until=lambda: bare.shown("chiller_1_running") == 0.0) <= 13
    assert not bare.tripped("chiller_times")
    bare.command(chiller_1=300.0)
    bare.run(2)
    assert (bare.shown("chiller_1_running"), bare.tripped("chiller_times")) == (0.0, True)
    assert 6 <= bare.run(30, until=lambda: bare.shown("chiller_1_running") == 1.0) <= 9
    # A hand on the switch is not argued with.
    bare.plc.panel = Panel.OFF
    bare.run(1)
    assert bare.shown("chiller_1_running") == 0.0
    assert mode(bare) is OperatingMode.OFF


def test_water_near_freezing_stops_chillers_at_once(bare_plant):
    bare = bare_plant(JULY)
    bare.command(chiller_1=300.0)
    bare.run(3)
    bare.command(chiller_1=0.0)
    bare.plant.network.entering_c = 2.4
    bare.run(1)
    assert bare.shown("chiller_1_running") == 0.0


def test_a_lost_line_leaves_the_plant_to_itself_and_back(plant_room):
    room = plant_room(HOT)
    room.run(timedelta(minutes=10))
    assert room.plant.loop.cooling_kw > 900.0
    room.plant.faults.inject("comm_loss")
    room.run(timedelta(minutes=20))
    assert room.plc.read("local_fallback") == 1.0
    assert room.plc.setpoints().snow_kw == 0.0
    assert "plant_blind" in room.alarms
    assert OperatingMode(int(room.plc.read("operating_mode"))) is OperatingMode.CHILLER_ONLY
    assert room.plant.network.leaving_c < 12.0
    room.plant.faults.clear("comm_loss")
    room.run(timedelta(minutes=10))
    assert room.plc.read("remote_active") == 1.0
    assert not room.alarms & {"plant_blind", "command_failed", "plc_fallback"}
    assert room.plc.setpoints().snow_kw > 0.0
