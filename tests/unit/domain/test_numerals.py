"""Numbers as Swedish and English readers write them."""

from __future__ import annotations

import pytest

from domain.numerals import number, percent, rounded


@pytest.mark.parametrize(
    ("value", "digits", "sv", "en"),
    [
        (0.0, 0, "0", "0"),
        (-0.04, 1, "0,0", "0.0"),
        (1234.56, 1, "1\u00a0234,6", "1,234.6"),
        (-1234567.0, 0, "\u22121\u00a0234\u00a0567", "\u22121,234,567"),
        (0.125, 2, "0,12", "0.12"),
        (-0.196, 3, "\u22120,196", "\u22120.196"),
        (2.5, 0, "2", "2"),
        (3.5, 0, "4", "4"),
        (0, 2, "0,00", "0.00"),
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


def test_a_share_in_per_cent():
    assert percent(-0.1234, "sv") == "\u221212,3\u00a0%"
    assert percent(0.1234, "en", signed=True, digits=0) == "+12%"


def test_rounding_leaves_no_negative_zero():
    assert str(rounded(-0.0001, 2)) == "0.0"
