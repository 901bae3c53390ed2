"""Quantities, ages and times as Swedish and English readers write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard import formatting

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (9.96, "kW", "10,0"),
        (99.96, "kW", "100"),
        (1312.4, "kW", "1\u00a0312"),
        (-3.21, "degC", "\u22123,2"),
        (50.012, "Hz", "50,01"),
        (184523.4, "kWh", "184\u00a0523"),
        (0.9671, "1", "0,97"),
    ],
)
def test_a_quantity_has_the_decimals_its_unit_deserves(value: float, unit: str, text: str) -> None:
    assert formatting.quantity(value, unit, "sv") == text


@pytest.mark.parametrize(
    ("seconds", "swedish", "english"),
    [
        (0, "nyss", "just now"),
        (47, "för 40\u00a0s sedan", "40\u00a0s ago"),
        (420, "för 7\u00a0min sedan", "7\u00a0min ago"),
        (3599, "för 59\u00a0min sedan", "59\u00a0min ago"),
        (3600 * 5, "för 5\u00a0tim sedan", "5\u00a0h ago"),
        (86400 * 3, "för 3\u00a0dygn sedan", "3\u00a0d ago"),
    ],
)
def test_ago(seconds: float, swedish: str, english: str) -> None:
    assert formatting.ago(seconds, "sv") == swedish
    assert formatting.ago(seconds, "en") == english


def test_a_change_in_percent() -> None:
    assert formatting.change(-0.196, "sv") == "\u221219,6\u00a0%"
    assert formatting.change(-0.196, "en") == "\u221219.6%"


def test_the_clock_names_its_zone_on_both_sides_of_the_change() -> None:
    before, after = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert formatting.clock_text(before, STOCKHOLM) == "2026-10-25 02:30:00 CEST"
    assert formatting.clock_text(after, STOCKHOLM) == "2026-10-25 02:30:00 CET"
