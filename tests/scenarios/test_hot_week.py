"""A real spring week of 2023 moved to Östersund: frost on Sunday morning, 25 °C and 1.6 MW on Friday."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from controller.decision import Decision
from domain.plant_status import PlantMode

SUNDAY = datetime(2023, 5, 14, tzinfo=UTC)
FRIDAY_NOON = datetime(2023, 5, 19, 12, tzinfo=UTC)


def test_a_hot_week_uses_free_cooling_then_snow_then_chillers(plant_room):
    room = plant_room(SUNDAY, period_s=60.0)
    site_plant, truth = room.site.plant, room.plant
    modes: Counter[PlantMode] = Counter()
    out_of_order: list[str] = []
    started: Counter[str] = Counter()
    running = dict.fromkeys((chiller.id for chiller in site_plant.chillers), False)
    warmest = {"water": 0.0, "room": 0.0}

    def watch(decision: Decision) -> None:
        modes[decision.mode] += 1
        setpoints = decision.setpoints
        assert setpoints is not None
        cold = truth.weather.outside_air_temp_c < site_plant.free_cooling.below_c - 0.6
        at = room.clock.now().isoformat()
        if cold and setpoints.snow_kw > 0.0 and setpoints.free_cooling_kw < site_plant.free_cooling.capacity_kw:
            out_of_order.append(f"{at} snow before free cooling")
        locked = any(notice.id == "min_on_off" for notice in decision.notices)
        if setpoints.chiller_kw > 0.0 and setpoints.snow_kw < 800.0 and not locked:
            out_of_order.append(f"{at} chillers before snow: {setpoints}")
        for name, machine in zip(running, truth.chillers, strict=True):
            started[name] += machine.running and not running[name]
            running[name] = machine.running
        warmest["water"] = max(warmest["water"], truth.network.leaving_c)
        warmest["room"] = max(warmest["room"], truth.network.room_max_c)

    room.run(timedelta(days=6), watch)

    # In order, and each of them was needed.
    assert out_of_order == []
    assert modes[PlantMode.FREE_COOLING] > 5 * 60
    assert modes[PlantMode.SNOW] > 48 * 60
    assert modes[PlantMode.SNOW_AND_CHILLERS] > 2 * 60
    # Nobody noticed: water and rooms stayed cool, no chiller was started and stopped all day, the reserve slept.
    assert warmest["water"] < site_plant.limits.supply_temp_max_c
    assert warmest["room"] < site_plant.limits.room_temp_max_c
    assert 1 <= started["chiller_1"] <= 6
    assert started["chiller_4"] == 0
    assert room.alarms <= {"condensation_risk"}
    # The estimate of the snow held the truth within its band, from a nominal mass ±25 % and a height ±10 %.
    status = room.loop.status
    assert status.snow_left_low_t < truth.snow_t < status.snow_left_high_t
    assert abs(status.snow_left_t - truth.snow_t) < 0.12 * truth.snow_t


def test_with_the_sensors_cut_off_it_is_electric_within_one_cycle_and_recovers(plant_room):
    room = plant_room(FRIDAY_NOON)
    room.run(timedelta(minutes=30))
    assert room.loop.status.mode is PlantMode.SNOW_AND_CHILLERS
    assert room.plc.setpoints().snow_kw > 900.0

    room.plc.cut_off()
    room.cycle()

    asked = room.plc.setpoints()
    assert room.loop.status.mode is PlantMode.BLIND
    assert (asked.snow_kw, asked.free_cooling_kw) == (0.0, 0.0)
    assert sum(asked.chillers_kw) > 1400.0
    assert "plant_blind" in room.alarms
    alarm = next(alarm for alarm in room.desk.active() if alarm.definition.id == "plant_blind")
    assert "leaving_chilled_water_temp_c" in alarm.note

    # An hour in the dark at 1.5 MW: the chillers follow the load by themselves.
    room.run(timedelta(hours=1))
    assert room.plant.loop.cooling_kw < 1.0
    assert room.plant.network.leaving_c < 12.0
    assert room.plant.network.leaving_c > room.site.plant.limits.frost_temp_c
    assert room.plc.remote_active

    room.plc.mend()
    room.cycle()
    assert room.loop.status.mode is PlantMode.SNOW_AND_CHILLERS
    assert "plant_blind" not in room.alarms
    assert [alarm.state.value for alarm in room.desk.active() if alarm.definition.id == "plant_blind"] == [
        "returned_unacknowledged"
    ]


def test_one_broken_vital_sensor_is_enough_to_go_electric(plant_room):
    room = plant_room(FRIDAY_NOON)
    room.run(timedelta(minutes=5))
    room.plc.cut_off("pond_level_mm")
    room.cycle()
    assert room.loop.status.mode is PlantMode.BLIND
    assert room.loop.status.missing == ("pond_level_mm",)
    assert room.plc.setpoints().snow_kw == 0.0


def test_a_tripped_pump_brings_the_chillers_and_an_alarm(plant_room):
    room = plant_room(FRIDAY_NOON)
    room.run(timedelta(minutes=20))
    room.plc.trip_pump()
    room.run(timedelta(minutes=30))
    assert "pump_tripped" in room.alarms
    assert room.loop.status.mode is PlantMode.CHILLERS
    assert room.plant.network.leaving_c < 12.5
    room.plc.trip_pump(False)
    room.run(timedelta(minutes=30))
    assert "pump_tripped" not in room.alarms
    assert room.plant.loop.cooling_kw > 900.0
