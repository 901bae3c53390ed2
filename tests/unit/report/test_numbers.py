"""Figures of the report with their units."""

from __future__ import annotations

from analytics.report.document import Figure
from analytics.report.numbers import with_unit


def test_units_follow_the_language():
    share = Figure("a", -12.5, "%", 1, signed=True)
    assert with_unit(share, "sv") == "\u221212,5\u00a0%"
    assert with_unit(share, "en") == "\u221212.5%"
    assert with_unit(Figure("b", 12.0, "kWh/m2", 0), "sv") == "12\u00a0kWh/m²"
