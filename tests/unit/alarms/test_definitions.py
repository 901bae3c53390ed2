from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from alarms.definitions import DEFINITIONS
from alarms.rules import COMMAND_ALARMS, DEVICE_ALARMS, PLANT_ALARMS

SYSTEM = {
    "broker_unreachable",
    "influxdb_unreachable",
    "replication_backlog",
    "store_failing",
    "disk_low",
    "clock_jump",
}


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.id)
def test_every_definition_is_complete(definition):
    texts = {f.name: getattr(definition, f.name) for f in fields(definition) if f.name.endswith(("_sv", "_en"))}
    assert len(texts) == 8
    for name, text in texts.items():
        assert len(text) >= 8, name
        assert text[0].isupper(), name
        assert text == text.strip(), name
        if not name.startswith("title"):
            assert text.endswith("."), name
    assert definition.title_sv != definition.title_en
    assert re.fullmatch(r"[a-z_]+", definition.id)
    assert 0 < definition.minutes <= 7 * 24 * 60


def test_a_higher_priority_asks_for_quicker_action():
    slowest = {p: max(d.minutes for d in DEFINITIONS.values() if d.priority == p) for p in ("P1", "P2", "P3")}
    assert slowest["P1"] <= 60 < slowest["P2"] <= 24 * 60


def test_the_rules_know_every_definition_and_no_other():
    assert set(DEFINITIONS) == PLANT_ALARMS | COMMAND_ALARMS | DEVICE_ALARMS | SYSTEM


def test_every_definition_is_in_the_handbook():
    handbook = (Path(__file__).parents[3] / "docs" / "alarms.md").read_text(encoding="utf-8")
    assert [name for name in DEFINITIONS if f"`{name}`" not in handbook] == []
