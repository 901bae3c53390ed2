"""Numbers as Swedish and English readers write them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from analytics.report.document import Figure

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"
# (thousands, decimals): Swedish as Intl sv-SE writes it, English as en-GB.
_MARKS = {"sv": (NO_BREAK_SPACE, ","), "en": (",", ".")}


def rounded(value: float, digits: int) -> float:
    """`value` to `digits` decimals, half to even in decimal; never a negative zero."""
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    return float(exact) + 0.0


def number(value: float, digits: int, language: str, signed: bool = False) -> str:
    """`value` with `digits` decimals; `signed` writes a plus before what is above zero."""
    thousands, decimals = _MARKS[language]
    shown = rounded(value, digits)
    text = f"{abs(shown):,.{digits}f}".replace(",", "\0").replace(".", decimals).replace("\0", thousands)
    sign = MINUS if shown < 0 else "+" if signed and shown > 0 else ""
    return sign + text


def printed(figure: Figure, language: str) -> str:
    """A figure without its unit."""
    return number(figure.value, figure.digits, language, figure.signed)


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
