"""What every store of alarm events promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.alarm import AlarmEvent, AlarmEventKind
from domain.ports.alarm_log import AlarmLog
from historian.alarm_log import InMemoryAlarmLog, SqliteAlarmLog
from historian.database import Database

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["in_memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AlarmLog]:
    if request.param == "in_memory":
        yield InMemoryAlarmLog()
    else:
        database = Database(tmp_path / "store.sqlite")
        yield SqliteAlarmLog(database)
        database.close()


def raised(number: int) -> AlarmEvent:
    return AlarmEvent("no_answer", f"meter_{number}", AlarmEventKind.RAISED, NOW + timedelta(seconds=number))


def test_events_come_back_whole(log: AlarmLog) -> None:
    events = [
        raised(1),
        AlarmEvent("no_answer", "meter_1", AlarmEventKind.ACKNOWLEDGED, NOW, "Åsa", "på väg"),
        AlarmEvent("no_answer", "meter_1", AlarmEventKind.SHELVED, NOW, "Åsa", "byte", NOW + timedelta(hours=8)),
    ]
    log.append(events[:1])
    log.append(events[1:])
    assert log.events() == events


def test_the_order_is_that_of_happening(log: AlarmLog) -> None:
    log.append([raised(3), raised(1), raised(2)])
    assert [event.source for event in log.events()] == ["meter_3", "meter_1", "meter_2"]


def test_a_limit_gives_the_newest_in_order(log: AlarmLog) -> None:
    log.append([raised(number) for number in range(5)])
    assert log.events(limit=2) == [raised(3), raised(4)]
    assert log.events(limit=9) == [raised(number) for number in range(5)]
    assert log.events(limit=0) == []


def test_an_empty_log(log: AlarmLog) -> None:
    log.append([])
    assert log.events() == []


def test_events_survive_the_process(tmp_path: Path) -> None:
    database = Database(tmp_path / "store.sqlite")
    SqliteAlarmLog(database).append([raised(1)])
    other = Database(tmp_path / "store.sqlite")
    assert SqliteAlarmLog(other).events() == [raised(1)]
    other.close()
    database.close()
