from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from controller.commands import commands
from controller.cycle import decide
from controller.memory import Memory
from controller.outputs import decision_readings, status_of
from domain.command import Priority
from domain.plant_status import PlantMode
from domain.quality import Level
from domain.units import UNITS

JANUARY = datetime(2026, 1, 15, 10, tzinfo=UTC)
VALID = timedelta(seconds=30)
CYCLE = timedelta(seconds=10)


def by_name(issued):
    return {command.point.rpartition("/")[2]: command for command in issued}


def test_deciding_is_pure(image, site, noon):
    picture, memory = image(), Memory()
    assert decide(picture, memory, site, noon) == decide(picture, memory, site, noon)
    assert memory == Memory()


@pytest.mark.parametrize(
    ("at", "changes", "mode"),
    [
        (None, {"cooling_load_kw": 0.0}, PlantMode.STANDBY),
        (None, {}, PlantMode.SNOW),
        (None, {"cooling_load_kw": 1500.0}, PlantMode.SNOW_AND_CHILLERS),
        (None, {"outside_air_temp_c": 1.0}, PlantMode.FREE_COOLING),
        (None, {"outside_air_temp_c": 1.0, "cooling_load_kw": 1200.0}, PlantMode.FREE_COOLING_AND_SNOW),
        (None, {"outside_air_temp_c": 1.0, "cooling_load_kw": 2500.0}, PlantMode.ALL_SOURCES),
        (JANUARY, {}, PlantMode.CHILLERS),
        (JANUARY, {"outside_air_temp_c": -8.0, "cooling_load_kw": 1200.0}, PlantMode.FREE_COOLING_AND_CHILLERS),
        (None, {"pond_level_mm": None}, PlantMode.BLIND),
        (None, {"panel_hand": 1.0}, PlantMode.HAND),
        (None, {"panel_off": 1.0}, PlantMode.OFF),
    ],
)
def test_modes(image, site, noon, at, changes, mode):
    moment = at or noon
    assert decide(image(moment, **changes), Memory(), site, moment).mode is mode


@pytest.mark.parametrize(
    ("outside_c", "was_on", "on"), [(2.4, False, True), (2.6, False, False), (2.8, True, True)]
)
def test_free_cooling_does_not_chatter_at_its_limit(image, site, noon, outside_c, was_on, on):
    memory = Memory(free_cooling_kw=400.0 if was_on else 0.0)
    setpoints = decide(image(outside_air_temp_c=outside_c), memory, site, noon).setpoints
    assert (setpoints.free_cooling_kw > 0.0) == on


def test_set_points_come_first_and_the_heartbeat_last(image, site, noon):
    decision = decide(image(cooling_load_kw=1500.0), Memory(heartbeat=41), site, noon)
    issued = commands(decision, site, noon, VALID)
    assert issued[-1].point == "ostersund_demo/plant/plc/heartbeat"
    assert issued[-1].value == 42.0
    assert {c.priority for c in issued} == {Priority.AUTOMATIC}
    assert {c.expires_at for c in issued} == {noon + VALID}
    assert set(by_name(issued)) == {
        point.id for point in site.device("plc").profile.points if point.write is not None
    }
    assert by_name(issued)["snow_setpoint_kw"].value == 1000.0


def test_the_heartbeat_changes_every_cycle_and_rolls(image, site, noon):
    assert decide(image(), Memory(heartbeat=65535), site, noon).memory.heartbeat == 0


def test_the_panel_leaves_nothing_but_the_heartbeat(image, site, noon):
    decision = decide(image(panel_hand=1.0), Memory(), site, noon)
    assert [c.point.rpartition("/")[2] for c in commands(decision, site, noon, VALID)] == ["heartbeat"]


def test_what_a_safety_rule_closes_outranks_people_and_runs_out_without_a_refusal(image, site, noon):
    """After the rule is gone our own commands keep its rank until the last safety command has run out."""
    tripped = decide(image(pump_1_tripped=1.0), Memory(), site, noon)
    snow = by_name(commands(tripped, site, noon, VALID))["snow_setpoint_kw"]
    assert (snow.value, snow.priority, snow.expires_at) == (0.0, Priority.SAFETY, noon + VALID)
    assert by_name(commands(tripped, site, noon, VALID))["chiller_1_setpoint_kw"].priority is Priority.AUTOMATIC
    now = noon + CYCLE
    mended = by_name(commands(decide(image(now), tripped.memory, site, now), site, now, VALID))["snow_setpoint_kw"]
    assert mended.value > 0.0
    assert (mended.priority, mended.expires_at) == (Priority.AUTOMATIC, now + VALID)


def test_set_points_stay_within_what_may_be_written(image, site, noon):
    for load in (0.0, 700.0, 5000.0):
        for command in commands(decide(image(cooling_load_kw=load), Memory(), site, noon), site, noon, VALID):
            limits = site.device("plc").profile.point(command.point.rpartition("/")[2]).write
            assert limits.minimum <= command.value <= limits.maximum


def test_set_points_do_not_tremble(image, site, noon):
    first = commands(decide(image(cooling_load_kw=700.1), Memory(), site, noon), site, noon, VALID)[:-1]
    second = commands(decide(image(cooling_load_kw=700.3), Memory(), site, noon), site, noon, VALID)[:-1]
    assert first == second


def test_the_plc_that_goes_on_alone_is_noticed_after_two_cycles_of_talk(image, site, noon):
    told = decide(image(local_fallback=1.0), Memory(told=1), site, noon)
    assert not told.plc_fallback
    assert decide(image(local_fallback=1.0), told.memory, site, noon).plc_fallback


def test_demand_seen_with_open_eyes_is_kept_through_the_dark(image, site, noon):
    light = decide(image(cooling_load_kw=900.0), Memory(), site, noon).memory
    dark = decide(image(noon + CYCLE, cooling_load_kw=None), light, site, noon + CYCLE).memory
    assert (dark.demand_kw, dark.demand_at) == (900.0, noon)


def test_status_says_it_in_both_languages(image, site, noon):
    status = status_of(decide(image(cooling_load_kw=1500.0), Memory(), site, noon), site.plant)
    assert (status.mode_text_sv, status.mode_text_en) == ("Snökyla och kylmaskiner", "Snow and chillers")
    assert len(status.reasons_sv) == len(status.reasons_en) == 3
    assert "ton snö kvar" in status.reasons_sv[0]
    assert "500 kW" in status.reasons_en[-1]
    assert [target.source for target in status.targets] == [
        "free_cooling",
        "snow",
        *(f"chiller_{n}" for n in range(1, 5)),
    ]
    blind = status_of(decide(image(pond_level_mm=None), Memory(), site, noon), site.plant)
    assert blind.missing == ("pond_level_mm",)
    assert "pond_level_mm" in blind.guards[0].text_en


def test_swedish_writes_a_decimal_comma(image, site, noon):
    status = status_of(decide(image(outside_air_temp_c=-1.5), Memory(), site, noon), site.plant)
    assert "−1,5 °C" in status.reasons_sv[0]
    assert "−1.5 °C" in status.reasons_en[0]


def test_readings_of_a_decision(image, site, noon):
    readings = {r.point: r for r in decision_readings(decide(image(), Memory(), site, noon), site)}
    assert all(point.startswith("ostersund_demo/plant/controller/") for point in readings)
    assert all(r.unit in UNITS and UNITS[r.unit].canonical == r.unit for r in readings.values())
    assert readings["ostersund_demo/plant/controller/mode"].value == 2.0
    assert readings["ostersund_demo/plant/controller/snow_target_kw"].value == 700.0
    held = {r.point: r for r in decision_readings(decide(image(panel_off=1.0), Memory(), site, noon), site)}
    target = held["ostersund_demo/plant/controller/snow_target_kw"]
    assert (target.value, target.quality.level, target.quality.reason) == (None, Level.BAD, "panel_rules")
    assert held["ostersund_demo/plant/controller/mode"].value == 12.0


def test_a_plant_that_says_nothing_is_sent_nothing(image, site, noon):
    nothing = dict.fromkeys(image().values)
    before = decide(image(cooling_load_kw=1500.0), Memory(), site, noon)
    decision = decide(image(noon + CYCLE, **nothing), before.memory, site, noon + CYCLE)
    assert decision.mode is PlantMode.BLIND
    assert commands(decision, site, noon + CYCLE, VALID) == []
    # What was not sent is not remembered as sent.
    assert decision.memory.told == 0
    assert {run.asked_kw for run in decision.memory.chillers.values()} == {0.0}
    target = next(r for r in decision_readings(decision, site) if r.point.endswith("/chiller_target_kw"))
    assert str(target.quality) == "bad:no_communication"
