"""`snokyla simulate history`."""

from datetime import UTC, datetime, timedelta

import pytest

from app.cli import run
from app.store import STORE_FILE, is_demo, open_store
from domain.reading import Reading
from historian.sqlite import SqliteHistorian

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def simulate(folder, *more):
    arguments = ["simulate", "history", "--site", "ostersund_demo", "--data", str(folder), *more]
    return run(arguments)


def test_a_new_store_is_filled_and_marked_as_a_demo(tmp_path):
    assert simulate(tmp_path, "--from", "2026-11-20", "--to", "2026-11-22") == 0
    store = SqliteHistorian(tmp_path / STORE_FILE)
    try:
        assert is_demo(store)
        readings = store.latest(["ostersund_demo/radhuset/el/energy_kwh"])
        last = readings["ostersund_demo/radhuset/el/energy_kwh"]
        assert last.measured_at == datetime(2026, 11, 21, 22, tzinfo=UTC)
        assert last.value is not None
        assert last.value > 1e6
    finally:
        store.close()


def test_twice_is_no_harm(tmp_path):
    for _ in range(2):
        assert simulate(tmp_path, "--from", "2026-11-20", "--to", "2026-11-21") == 0


def test_a_store_with_measured_readings_is_refused(tmp_path, capsys):
    store = open_store(tmp_path, "ostersund_demo")
    store.append([Reading("ostersund_demo/radhuset/el/energy_kwh", NOW, NOW, 12.0, "kWh")])
    store.close()
    assert simulate(tmp_path, "--from", "2026-11-20", "--to", "2026-11-21") == 3
    assert "demo store" in capsys.readouterr().err
    store = SqliteHistorian(tmp_path / STORE_FILE)
    try:
        assert not is_demo(store)
        assert len(store.points()) == 1
    finally:
        store.close()


@pytest.mark.parametrize(
    ("start", "end"), [("2026-01-02", "2026-01-02"), ("1999-01-01", "2010-02-01"), ("2035-01-01", "2040-01-01")]
)
def test_a_wrong_interval_is_a_usage_error(tmp_path, capsys, start, end):
    assert simulate(tmp_path, "--from", start, "--to", end) == 2
    assert not (tmp_path / STORE_FILE).exists()
    assert capsys.readouterr().err


def test_the_past_ends_before_to(tmp_path):
    end = NOW + timedelta(hours=1)
    assert simulate(tmp_path, "--from", "2026-11-23", "--to", end.isoformat()) == 0
    store = SqliteHistorian(tmp_path / STORE_FILE)
    try:
        assert max(reading.measured_at for reading in store.latest().values()) == NOW
    finally:
        store.close()
