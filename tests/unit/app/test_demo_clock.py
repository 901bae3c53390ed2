"""The clock of a demo: the wall's, or on from where a faster run has left the store."""

from datetime import UTC, datetime, timedelta

import pytest

from app.processes.demo import _clock
from domain.reading import Reading
from historian.sqlite import SqliteHistorian

POINT = "ostersund_demo/radhuset/el/energy_kwh"


@pytest.fixture
def store(tmp_path):
    store = SqliteHistorian(tmp_path / "snokyla.sqlite")
    yield store
    store.close()


def test_an_empty_store_and_one_of_the_past_leave_the_wall_its_time(store):
    assert abs(_clock(store, 1.0).now() - datetime.now(UTC)) < timedelta(seconds=5)
    earlier = datetime.now(UTC) - timedelta(hours=1)
    store.append([Reading(POINT, earlier, earlier, 1.0, "kWh")])
    assert abs(_clock(store, 1.0).now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_store_ahead_of_the_wall_is_gone_on_from(store):
    """Else its newest readings would stand as those of now, and counters would be written twice."""
    ahead = datetime.now(UTC) + timedelta(days=2)
    store.append([Reading(POINT, ahead, ahead, 1.0, "kWh")])
    clock = _clock(store, 60.0)
    assert timedelta(0) <= clock.now() - ahead < timedelta(minutes=5)
    assert clock.span(1.0) == timedelta(minutes=1)
