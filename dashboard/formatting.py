"""Quantities, units, ages and times as Swedish and English readers write them."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.numerals import NO_BREAK_SPACE, number, percent

DASH = "\u2013"
_UNIT_TEXT = {
    "m3/h": "m³/h",
    "m3": "m³",
    "degC": "°C",
    "W/m2": "W/m²",
    "uS/cm": "µS/cm",
    "pH": "",
    "1": "",
    "kgCO2e": "kg CO₂e",
}
# Decimals shown on a screen; what is not named here has none.
_DIGITS = {"degC": 1, "K": 1, "m3/h": 1, "Hz": 2, "A": 1, "m/s": 1, "m3": 1, "mm": 0, "1": 2, "kWh": 0}
_DIGITS |= {"mm/h": 1, "pH": 1, "mg/l": 1}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def digits_of(value: float, unit: str) -> int:
    """Decimals that a value of `unit` deserves on a screen."""
    if unit in {"kW", "kvar", "kVA"}:
        return 0 if abs(value) >= 99.95 else 1
    return _DIGITS.get(unit, 0)


def quantity(value: float, unit: str, language: str) -> str:
    """`value` without its unit, with the decimals its unit deserves."""
    return number(value, digits_of(value, unit), language)


def unit_text(unit: str) -> str:
    """A unit as it is printed."""
    return _UNIT_TEXT.get(unit, unit)


def change(share: float, language: str, *, digits: int = 1) -> str:
    """A change as a share 0…1 in percent with its sign, `+2,1 %` and `−12.3%`."""
    return percent(share, language, digits=digits, signed=True)


def energy(kwh: float, language: str) -> str:
    """An amount of energy [kWh] in MWh, with its unit."""
    mwh = kwh / 1000
    return number(mwh, 0 if abs(mwh) >= 100 else 1, language) + NO_BREAK_SPACE + "MWh"


def age(seconds: float, language: str) -> str:
    """How old [s], coarse on purpose, for a live page must not flicker: `<10 s`, `40 s`, `7 min`, `3 tim`."""
    hours, days = ("tim", "dygn") if language == "sv" else ("h", "d")
    if seconds < 10:
        text = "<10 s"
    elif seconds < _MINUTE:
        text = f"{math.floor(seconds / 10) * 10} s"
    elif seconds < _HOUR:
        text = f"{seconds // _MINUTE:.0f} min"
    elif seconds < 2 * _DAY:
        text = f"{seconds // _HOUR:.0f} {hours}"
    else:
        text = f"{seconds // _DAY:.0f} {days}"
    return text.replace(" ", NO_BREAK_SPACE)


def ago(seconds: float, language: str) -> str:
    """How long ago [s]: `nyss`, `för 7 min sedan`, `7 min ago`."""
    if seconds < 10:
        return "nyss" if language == "sv" else "just now"
    span = age(seconds, language)
    return f"för {span} sedan" if language == "sv" else f"{span} ago"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A time in the site's zone: `2026-07-14 14:00`."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def clock_text(at: datetime, zone: ZoneInfo) -> str:
    """The site's clock with its zone: `2026-07-14 14:00:05 CEST`."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
