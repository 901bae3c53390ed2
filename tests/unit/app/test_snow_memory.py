from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from app.processes.snow_memory import SnowMemory
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


DAMAGE = {
    "a figure that is none": (r'"left_t":[0-9.]+', '"left_t":NaN'),
    "an infinite mass": (r'"mean":\[[0-9.]+', '"mean":[Infinity'),
    "a state of another length": (r'"mean":\[[^\]]*\]', '"mean":[1.0,2.0]'),
    "no spread": (r'"covariance":\[[0-9.]+', '"covariance":[0.0'),
    "a negative variance": (r'"covariance":\[[0-9.]+', '"covariance":[-3.0'),
    "a moment without a zone": (r'"energy_at":"([^"]*?)Z"', r'"energy_at":"\1"'),
    "half of it": (r".{60}$", ""),
}


@pytest.mark.parametrize(("pattern", "instead"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_one_begins_anew_instead_of_failing_every_cycle(site, store, caplog, pattern, instead):
    told = looked(looked(None, look(0), site.plant, site.timezone), look(5), site.plant, site.timezone)
    SnowMemory(store).keep(told)
    kept = store.recall("snow_estimate")
    damaged = re.sub(pattern, instead, kept, count=1)
    assert damaged != kept
    store.remember("snow_estimate", damaged)
    before = SnowMemory(store).last()
    assert before is None
    assert "begins anew" in caplog.text
    assert looked(before, look(6), site.plant, site.timezone).left_t > 1000.0


def test_one_from_the_future_does_not_stop_the_estimate(site, store):
    told = looked(None, look(24 * 60), site.plant, site.timezone)
    SnowMemory(store).keep(told)
    memory = SnowMemory(store)
    now = looked(memory.last(), look(0), site.plant, site.timezone)
    assert now.at == MAY
    memory.keep(now)
    assert SnowMemory(store).last() == now


def test_one_of_another_plant_counts_for_nothing(site, store):
    told = looked(None, look(0), site.plant, site.timezone)
    SnowMemory(store).keep(told)
    kept = json.loads(store.recall("snow_estimate"))
    kept["known"]["nominal_t"] = 40000.0
    store.remember("snow_estimate", json.dumps(kept))
    anew = looked(SnowMemory(store).last(), look(1), site.plant, site.timezone)
    assert anew == looked(None, look(1), site.plant, site.timezone)
