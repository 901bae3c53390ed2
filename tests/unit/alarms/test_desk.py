from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from alarms.desk import AlarmDesk, Condition
from domain.alarm import AlarmEvent, AlarmEventKind, AlarmState
from domain.errors import Unreachable
from historian.alarm_log import InMemoryAlarmLog, SqliteAlarmLog
from historian.database import Database


@dataclass
class Clock:
    moment: datetime = datetime(2026, 7, 1, 8, tzinfo=UTC)

    def now(self):
        return self.moment

    def span(self, wall_seconds):
        return timedelta(seconds=wall_seconds)

    def later(self, minutes):
        self.moment += timedelta(minutes=minutes)


class FailingLog(InMemoryAlarmLog):
    broken = False

    def append(self, events):
        if self.broken:
            raise Unreachable("snokyla.sqlite", "the disk is full")
        super().append(events)

    def events(self, limit=None):
        if self.broken:
            raise Unreachable("snokyla.sqlite", "the disk is full")
        return super().events(limit)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def log():
    return FailingLog()


@pytest.fixture
def desk(log, clock):
    return AlarmDesk(log, clock)


def states(desk):
    return {alarm.key: alarm.state for alarm in desk.active()}


def test_raising_twice_is_one_event(desk, log):
    desk.raise_("plant_blind", "plc", "pond_level_mm")
    desk.raise_("plant_blind", "plc", "pond_level_mm")
    assert [event.kind for event in log.events()] == [AlarmEventKind.RAISED]
    assert desk.active()[0].note == "pond_level_mm"


def test_clearing_what_is_not_there_is_no_event(desk, log):
    desk.clear("plant_blind", "plc")
    assert log.events() == []


def test_an_unknown_definition_is_refused(desk):
    with pytest.raises(KeyError):
        desk.raise_("sky_falls", "plc")


def test_sorted_by_priority_then_newest_with_parked_ones_last(desk, clock):
    for name in ("filter_clogged", "device_silent", "plant_blind", "pump_tripped", "frost"):
        desk.raise_(name, "plc")
        clock.later(1)
    desk.shelve("frost:plc", "Åsa", "sensor is being changed", clock.now() + timedelta(hours=1))
    assert [alarm.definition.id for alarm in desk.active()] == [
        "plant_blind",
        "pump_tripped",
        "filter_clogged",
        "device_silent",
        "frost",
    ]


def test_it_survives_a_restart(tmp_path, clock):
    database = Database(tmp_path / "store.sqlite")
    before = AlarmDesk(SqliteAlarmLog(database), clock)
    before.raise_("plant_blind", "plc", "pond_level_mm")
    before.raise_("filter_clogged", "plc")
    clock.later(1)
    before.acknowledge("filter_clogged:plc", "Åsa", "cleaning it now")
    before.raise_("frost", "plc")
    before.shelve("frost:plc", "Åsa", "known", clock.now() + timedelta(hours=2))
    shown = before.active()
    database.close()

    again = Database(tmp_path / "store.sqlite")
    after = AlarmDesk(SqliteAlarmLog(again), clock)
    assert after.active() == shown
    clock.later(121)
    assert states(after)["frost:plc"] is AlarmState.UNACKNOWLEDGED
    again.close()


def test_another_process_acknowledges(tmp_path, clock):
    edge_file, office_file = Database(tmp_path / "store.sqlite"), Database(tmp_path / "store.sqlite")
    edge = AlarmDesk(SqliteAlarmLog(edge_file), clock)
    edge.raise_("plant_blind", "plc")
    office = AlarmDesk(SqliteAlarmLog(office_file), clock)
    clock.later(1)
    told = office.acknowledge("plant_blind:plc", "Åsa")
    assert told.state is AlarmState.ACKNOWLEDGED
    assert states(edge) == {"plant_blind:plc": AlarmState.ACKNOWLEDGED}
    edge.clear("plant_blind", "plc")
    assert edge.active() == []
    assert office.active() == []
    edge_file.close()
    office_file.close()


def test_what_two_processes_write_comes_out_in_the_order_of_the_log(log, clock):
    """Whatever they do in turn, both end with what the log says."""
    here, there = AlarmDesk(log, clock), AlarmDesk(log, clock)
    draw = random.Random(7)
    for _ in range(400):
        clock.later(1)
        desk, name = draw.choice((here, there)), draw.choice(("frost", "plant_blind", "pump_tripped"))
        if desk is here:
            draw.choice((here.raise_, here.clear))(name, "plc")
        elif f"{name}:plc" in states(there):
            there.acknowledge(f"{name}:plc", "Åsa")
    assert states(here) == states(there) == states(AlarmDesk(log, clock))


def test_acknowledging_a_returned_alarm_makes_it_normal(desk):
    desk.raise_("plant_blind", "plc")
    desk.clear("plant_blind", "plc")
    assert states(desk) == {"plant_blind:plc": AlarmState.RETURNED}
    assert desk.acknowledge("plant_blind:plc", "Åsa").state is AlarmState.NORMAL
    assert desk.active() == []
    with pytest.raises(KeyError):
        desk.acknowledge("plant_blind:plc", "Åsa")


@pytest.mark.parametrize("hours", [25, 0, -1])
def test_parking_is_for_a_day_at_most_and_never_for_the_past(desk, clock, hours):
    desk.raise_("plant_blind", "plc")
    with pytest.raises(ValueError, match="24 h"):
        desk.shelve("plant_blind:plc", "Åsa", "because", clock.now() + timedelta(hours=hours))


def test_parking_needs_a_reason(desk, clock):
    desk.raise_("plant_blind", "plc")
    with pytest.raises(ValueError, match="reason"):
        desk.shelve("plant_blind:plc", "Åsa", "  ", clock.now() + timedelta(hours=1))


def test_unparking_shows_it_again(desk, clock):
    desk.raise_("plant_blind", "plc")
    desk.shelve("plant_blind:plc", "Åsa", "known", clock.now() + timedelta(hours=1))
    assert desk.unshelve("plant_blind:plc", "Åsa").state is AlarmState.UNACKNOWLEDGED


def test_a_log_that_fails_delays_the_event_but_not_the_alarm(desk, log, clock):
    log.broken = True
    desk.raise_("store_failing", "system", "the disk is full")
    assert states(desk) == {"store_failing:system": AlarmState.UNACKNOWLEDGED}
    clock.later(5)
    desk.acknowledge("store_failing:system", "Åsa")
    log.broken = False
    assert states(desk) == {"store_failing:system": AlarmState.ACKNOWLEDGED}
    assert [event.kind.value for event in log.events()] == ["raised", "acknowledged"]
    assert states(AlarmDesk(log, clock)) == states(desk)


def test_following_raises_what_is_there_and_clears_what_is_not_among_the_watched(desk):
    desk.raise_("device_silent", "rektorns_el")
    desk.follow([Condition("frost", "plc", "2.0 °C"), Condition("plant_blind", "plc")], {"frost", "plant_blind"})
    desk.follow([Condition("frost", "plc", "1.9 °C")], {"frost", "plant_blind"})
    assert states(desk) == {
        "frost:plc": AlarmState.UNACKNOWLEDGED,
        "plant_blind:plc": AlarmState.RETURNED,
        "device_silent:rektorns_el": AlarmState.UNACKNOWLEDGED,
    }


def test_events_of_a_definition_that_is_gone_are_passed_over(log, clock):
    log.append([AlarmEvent("of_an_older_version", "plc", AlarmEventKind.RAISED, clock.now())])
    assert AlarmDesk(log, clock).active() == []


def test_a_log_that_does_not_answer_is_said_once_for_each_outage(caplog):
    log = FailingLog()
    desk = AlarmDesk(log, Clock())
    for _ in range(2):
        log.broken = True
        desk.raise_("disk_low", "system")
        for _ in range(5):
            desk.active()
        log.broken = False
        desk.clear("disk_low", "system")
        desk.active()
    assert [record.levelname for record in caplog.records if "does not answer" in record.message] == ["ERROR"] * 2
    kinds = [event.kind for event in log.events()]
    assert kinds == [AlarmEventKind.RAISED, AlarmEventKind.CLEARED] * 2
