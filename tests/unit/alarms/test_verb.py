from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from alarms.desk import AlarmDesk
from app.cli import run
from app.store import open_store
from domain.clock import ScaledClock
from historian.alarm_log import SqliteAlarmLog


@pytest.fixture
def edge(tmp_path):
    """The desk of a running edge, with its store open."""
    store = open_store(tmp_path)
    desk = AlarmDesk(SqliteAlarmLog(store.database), ScaledClock())
    desk.raise_("device_silent", "radhuset_el", "no answer")
    desk.raise_("plant_blind", "plc", "pond_level_mm")
    yield desk
    store.close()


def listed(capsys, tmp_path):
    assert run(["alarms", "list", "--data", str(tmp_path), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_list_shows_the_most_urgent_first_in_both_languages(edge, tmp_path, capsys):
    documents = listed(capsys, tmp_path)
    assert [document["key"] for document in documents] == ["plant_blind:plc", "device_silent:radhuset_el"]
    assert documents[0]["title_sv"] == "Styrningen ser inte anläggningen"
    assert documents[0]["action_en"].startswith("Mend the sensor")
    assert documents[0]["raised_at"].endswith("Z")
    assert documents[0]["shelved_until"] is None


def test_an_empty_list_is_an_empty_document(tmp_path, capsys):
    assert listed(capsys, tmp_path) == []


def test_the_running_edge_sees_an_acknowledgement(edge, tmp_path, capsys):
    code = run(["alarms", "ack", "plant_blind:plc", "--data", str(tmp_path), "--by", "Åsa", "--note", "on my way"])
    assert code == 0
    assert "on my way" in capsys.readouterr().out
    states = {alarm.key: alarm.state.value for alarm in edge.active()}
    assert states == {"plant_blind:plc": "acknowledged", "device_silent:radhuset_el": "unacknowledged"}


def test_parking_through_the_verb(edge, tmp_path, capsys):
    until = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    shelve = ["alarms", "shelve", "device_silent:radhuset_el", "--data", str(tmp_path), "--reason", "byts"]
    assert run([*shelve, "--until", until]) == 0
    assert [alarm.state.value for alarm in edge.active()] == ["unacknowledged", "shelved"]
    late = (datetime.now(UTC) + timedelta(hours=30)).isoformat()
    assert run([*shelve, "--until", late]) == 2
    assert "24 h" in capsys.readouterr().err


def test_an_unknown_alarm_is_named_and_nothing_is_written(edge, tmp_path, capsys):
    assert run(["alarms", "ack", "plant_blind:plcc", "--data", str(tmp_path)]) == 2
    assert "plant_blind:plc" in capsys.readouterr().err
    assert {alarm.state.value for alarm in edge.active()} == {"unacknowledged"}
