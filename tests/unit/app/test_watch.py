"""The watch over the edge: what it raises and clears, and when it does not know yet."""

from types import SimpleNamespace

import pytest

from alarms.desk import AlarmDesk
from app.processes.watch import Watch
from config.load import load_site
from domain.clock import ScaledClock
from gateway.device_reader import DeviceHealth
from historian.alarm_log import InMemoryAlarmLog

DEVICE = "storsjoskolan_el"


@pytest.fixture
def edge(tmp_path):
    clock = ScaledClock()
    fine = SimpleNamespace(error=None)
    return SimpleNamespace(
        site=load_site("ostersund_demo"),
        clock=clock,
        desk=AlarmDesk(InMemoryAlarmLog(), clock),
        health=lambda: [DeviceHealth(DEVICE)],
        poller=SimpleNamespace(current={}, delivery=fine),
        listener=None,
        bus=SimpleNamespace(connected=True, reason=None),
        replication=SimpleNamespace(reason=None, backlog=0),
        control=None,
        store=SimpleNamespace(path=tmp_path / "snokyla.sqlite"),
    )


def present(edge):
    return {alarm.key for alarm in edge.desk.active() if "returned" not in alarm.state.value}


def test_a_new_start_clears_nothing_before_it_has_tried(edge):
    """Else each start would clear an alarm that a person has seen, and raise it again a moment later."""
    before = {"influxdb_unreachable:system", "broker_unreachable:system", f"device_silent:{DEVICE}"}
    for key in before:
        edge.desk.raise_(*key.split(":"))
    watch = Watch(edge)
    watch._look()
    assert before <= present(edge)
    watch._begun -= 20
    watch._look()
    assert not before & present(edge)


def test_a_broker_that_is_not_there_yet_is_no_alarm_at_once(edge):
    edge.bus = SimpleNamespace(connected=False, reason="not connected yet")
    watch = Watch(edge)
    watch._look()
    assert "broker_unreachable:system" not in present(edge)
    watch._begun -= 20
    watch._look()
    assert "broker_unreachable:system" in present(edge)


def test_a_store_that_fails_is_said_at_once(edge):
    edge.poller.delivery = SimpleNamespace(error="the disk is full")
    Watch(edge)._look()
    assert "store_failing:system" in present(edge)
