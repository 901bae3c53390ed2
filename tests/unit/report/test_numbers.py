"""Numbers as Swedish and English readers write them."""

from __future__ import annotations

import pytest

from analytics.report.document import Figure
from analytics.report.numbers import number, rounded, with_unit


@pytest.mark.parametrize(
    ("value", "digits", "sv", "en"),
    [
        (0.0, 0, "0", "0"),
        (-0.04, 1, "0,0", "0.0"),
        (1234.56, 1, "1\u00a0234,6", "1,234.6"),
        (-1234567.0, 0, "\u22121\u00a0234\u00a0567", "\u22121,234,567"),
        (0.125, 2, "0,12", "0.12"),
        (999999.5, 0, "1\u00a0000\u00a0000", "1,000,000"),
    ],
)
def test_number(value: float, digits: int, sv: str, en: str):
    assert number(value, digits, "sv") == sv
    assert number(value, digits, "en") == en


def test_a_change_carries_its_sign():
    assert number(3.0, 1, "sv", signed=True) == "+3,0"
    assert number(-3.0, 1, "sv", signed=True) == "\u22123,0"
    assert number(0.0, 1, "sv", signed=True) == "0,0"


def test_units_follow_the_language():
    share = Figure("a", -12.5, "%", 1, signed=True)
    assert with_unit(share, "sv") == "\u221212,5\u00a0%"
    assert with_unit(share, "en") == "\u221212.5%"
    assert with_unit(Figure("b", 12.0, "kWh/m2", 0), "sv") == "12\u00a0kWh/m²"


def test_rounding_leaves_no_negative_zero():
    assert str(rounded(-0.0001, 2)) == "0.0"
