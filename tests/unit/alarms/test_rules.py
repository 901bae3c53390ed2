from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from alarms.desk import Condition
from alarms.persistence import Persistence
from alarms.rules import command_conditions, device_conditions, plant_conditions, service_conditions
from config.load import load_site
from domain.command import Applied, Command, NoAnswer, OutOfLimits, Priority, Rejected
from domain.plant_status import GuardNotice, PlantMode, PlantStatus
from domain.quality import Reason, bad
from domain.reading import Reading

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@dataclass
class Health:
    device: str
    last_good_at: datetime | None
    failures: int
    reason: str | None = None


@pytest.fixture(scope="module")
def site():
    return load_site("ostersund_demo")


def seconds(wall_seconds):
    return timedelta(seconds=wall_seconds)


def conditions(site, *health, current=None, started_s=3600.0):
    started_at = NOW - timedelta(seconds=started_s)
    found = device_conditions(site, health, current=current or {}, started_at=started_at, now=NOW, span=seconds)
    return [(one.definition_id, one.source) for one in found]


# kulturhuset_kyla is polled every 5 s: silent after 15.
@pytest.mark.parametrize(
    ("age_s", "failures", "expected"),
    [
        (14.0, 2, []),
        (16.0, 3, [("device_silent", "kulturhuset_kyla")]),
        (16.0, 0, []),
        (0.5, 0, []),
    ],
)
def test_silent_after_three_intervals(site, age_s, failures, expected):
    health = Health("kulturhuset_kyla", NOW - timedelta(seconds=age_s), failures, "no answer")
    assert conditions(site, health) == expected


def test_a_device_that_never_answered_is_silent_after_three_intervals_too(site):
    assert conditions(site, Health("kulturhuset_kyla", None, 1), started_s=14.0) == []
    assert conditions(site, Health("kulturhuset_kyla", None, 3), started_s=16.0) == [
        ("device_silent", "kulturhuset_kyla")
    ]


@pytest.mark.parametrize(("minutes", "failures", "silent"), [(59, 0, False), (59, 1, False), (61, 0, True)])
def test_a_sensor_that_speaks_by_itself_is_silent_when_it_is_not_heard(site, minutes, failures, silent):
    """Nobody asks it, so nothing fails when its battery is empty."""
    heard = Health("klassrum_storsjoskolan", NOW - timedelta(minutes=minutes), failures)
    assert conditions(site, heard) == ([("device_silent", "klassrum_storsjoskolan")] if silent else [])
    assert conditions(site, Health("klassrum_storsjoskolan", None, 0), started_s=3601.0) != []


def test_silence_follows_the_scaled_clock(site):
    health = Health("kulturhuset_kyla", NOW - timedelta(minutes=10), 3)
    fast = device_conditions(
        site, [health], current={}, started_at=NOW, now=NOW, span=lambda wall: timedelta(seconds=600 * wall)
    )
    assert list(fast) == []


def test_answered_nonsense_is_bad_data_and_names_the_points(site):
    point = next(point for point in site.points() if point.device == "kulturhuset_kyla")
    nonsense = Reading(point.id, NOW, NOW, None, point.unit, bad(Reason.OUT_OF_RANGE))
    healthy = Health("kulturhuset_kyla", NOW, 0)
    assert conditions(site, healthy, current={point.id: nonsense}) == [("device_bad_data", "kulturhuset_kyla")]
    silent = replace(nonsense, quality=bad(Reason.NO_COMMUNICATION))
    # One block of its registers may stay silent while the others answer.
    assert conditions(site, healthy, current={point.id: silent}) == [("device_bad_data", "kulturhuset_kyla")]
    failing = Health("kulturhuset_kyla", NOW, 1)
    assert conditions(site, failing, current={point.id: silent}) == []


def status(**changes):
    plain = PlantStatus(
        mode=PlantMode.SNOW,
        mode_text_sv="Snökyla",
        mode_text_en="Snow cooling",
        issued_at=NOW,
        targets=(),
        reasons_sv=(),
        reasons_en=(),
        guards=(),
        missing=(),
        cooling_demand_kw=800.0,
        supply_setpoint_c=8.0,
        snow_left_t=15000.0,
        snow_left_low_t=14000.0,
        snow_left_high_t=16000.0,
        plc_fallback=False,
    )
    return replace(plain, **changes)


def test_a_quiet_plant_has_no_alarm():
    minimum_times = GuardNotice("min_on_off", "hålls igång", "is kept on")
    assert list(plant_conditions(status(guards=(minimum_times,)), "plc")) == []


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (PlantMode.BLIND, "plant_blind"),
        (PlantMode.HAND, "plant_panel_hand"),
        (PlantMode.OFF, "plant_panel_off"),
    ],
)
def test_modes_that_are_alarms(mode, expected):
    found = list(plant_conditions(status(mode=mode, missing=("pond_level_mm", "cooling_load_kw")), "plc"))
    assert found == [Condition(expected, "plc", "pond_level_mm, cooling_load_kw")]


def test_guards_that_are_alarms():
    guards = tuple(
        GuardNotice(name, "sv", "en")
        for name in ("pond_level", "filter", "outlet_temp", "comfort", "frost", "condensation", "pump")
    )
    found = [one.definition_id for one in plant_conditions(status(guards=guards, plc_fallback=True), "plc")]
    assert found == [
        "pond_level_low",
        "filter_clogged",
        "outlet_warm",
        "supply_too_warm",
        "frost",
        "condensation_risk",
        "pump_tripped",
        "plc_fallback",
    ]


def command(name, value=1.0):
    return Command(f"brunflo/plant/plc/{name}", value, Priority.AUTOMATIC, "controller", NOW, NOW)


def test_failed_commands_are_one_alarm_that_names_the_first():
    outcomes = [
        Applied(command("snow_setpoint_kw"), NOW),
        OutOfLimits(command("chiller_1_setpoint_kw", 700.0), 0.0, 600.0),
        Rejected(command("chiller_2_setpoint_kw"), "read back as something else"),
        NoAnswer(command("heartbeat"), "silence"),
    ]
    assert list(command_conditions(outcomes, "plc")) == [
        Condition("command_failed", "plc", "chiller_1_setpoint_kw: 700 is not within 0…600 (+2)")
    ]
    assert list(command_conditions(outcomes[:1], "plc")) == []


def test_services_that_work_are_no_alarm():
    found = list(service_conditions({"broker_unreachable": None, "store_failing": "the disk is full"}))
    assert found == [Condition("store_failing", "system", "the disk is full")]


def test_a_condition_counts_once_it_has_lasted():
    lasting = Persistence({"device_bad_data": timedelta(seconds=30)})
    there = [Condition("device_bad_data", "el")]
    seen = [bool(list(lasting.held(there, NOW + timedelta(seconds=s)))) for s in (0, 10, 20, 30, 40)]
    assert seen == [False, False, False, True, True]
    silent = [Condition("device_silent", "el")]
    assert list(lasting.held(silent, NOW + timedelta(seconds=45))) == silent
    assert list(lasting.held([], NOW + timedelta(seconds=50))) == []
    assert list(lasting.held(there, NOW + timedelta(seconds=60))) == []


def test_a_dead_device_stays_silent_when_the_clock_is_set_back(site):
    health = Health("kulturhuset_kyla", NOW + timedelta(hours=1), 3, "no answer")
    assert conditions(site, health) == [("device_silent", "kulturhuset_kyla")]


def test_a_clock_that_was_set_back_does_not_put_an_alarm_off():
    lasting = Persistence({"device_bad_data": timedelta(seconds=30)})
    condition = Condition("device_bad_data", "kulturhuset_kyla")
    back = NOW - timedelta(hours=1)
    assert list(lasting.held([condition], NOW)) == []
    assert list(lasting.held([condition], back)) == []
    assert list(lasting.held([condition], back + timedelta(seconds=30))) == [condition]
