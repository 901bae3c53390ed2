"""Figures of the report with their units."""

from __future__ import annotations

from analytics.report.document import Figure
from domain.numerals import NO_BREAK_SPACE, number


def printed(figure: Figure, language: str) -> str:
    """A figure without its unit."""
    return number(figure.value, figure.digits, language, signed=figure.signed)


def with_unit(figure: Figure, language: str) -> str:
    """A figure with its unit, not to be broken over lines."""
    text = printed(figure, language)
    if figure.unit in {"", "pp"}:  # the sentence says "percentage points" itself
        return text
    space = "" if figure.unit == "%" and language == "en" else NO_BREAK_SPACE
    return text + space + unit_text(figure.unit)


_UNITS = {"kWh/m2": "kWh/m²", "m2": "m²", "m3": "m³", "degC": "°C"}


def unit_text(unit: str) -> str:
    """A unit as it is printed."""
    return _UNITS.get(unit, unit)
