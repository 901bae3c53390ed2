from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.snow_memory import SnowMemory
from config.load import load_site
from controller.snow_estimator import Look, looked
from historian.sqlite import SqliteHistorian

MAY = datetime(2026, 5, 2, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def site():
    return load_site("ostersund_demo")


@pytest.fixture
def store(tmp_path):
    made = SqliteHistorian(tmp_path / "store.sqlite")
    yield made
    made.close()


def look(hours):
    return Look(
        MAY + timedelta(hours=hours), 12.0, 0.1, 5000.0 + 200.0 * hours, 900.0 + 4.0 * hours, 815.0, 4000.0
    )


def test_an_estimate_goes_on_after_a_new_start_as_if_nothing_had_been(site, store):
    told = looked(None, look(0), site.plant, site.timezone)
    for hours in range(1, 60):
        told = looked(told, look(hours), site.plant, site.timezone)
    SnowMemory(store).keep(told)
    kept = SnowMemory(store).last()
    assert kept == told
    assert looked(kept, look(60), site.plant, site.timezone) == looked(told, look(60), site.plant, site.timezone)


def test_it_is_kept_once_an_hour(site, store):
    memory = SnowMemory(store)
    first = looked(None, look(0), site.plant, site.timezone)
    soon, later = (looked(first, look(hours), site.plant, site.timezone) for hours in (0.5, 1.0))
    for told, kept in ((first, first), (soon, first), (later, later)):
        memory.keep(told)
        assert memory.last() == kept


def test_without_one_or_with_another_versions_it_begins_anew(store, caplog):
    assert SnowMemory(store).last() is None
    store.remember("snow_estimate", '{"at": "2026-05-02T10:00:00Z", "tonnes": 3}')
    assert SnowMemory(store).last() is None
    assert "begins anew" in caplog.text
