"""Numbers as Swedish and English readers write them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"
# (thousands, decimals): Swedish as Intl sv-SE writes it, English as en-GB.
_MARKS = {"sv": (NO_BREAK_SPACE, ","), "en": (",", ".")}


def rounded(value: float, digits: int) -> float:
    """`value` to `digits` decimals, half to even in decimal; never a negative zero."""
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    return float(exact) + 0.0


def number(value: float, digits: int, language: str, *, signed: bool = False) -> str:
    """`value` with `digits` decimals; `signed` writes a plus before what is above zero."""
    thousands, decimals = _MARKS[language]
    shown = rounded(value, digits)
    text = f"{abs(shown):,.{digits}f}".replace(",", "\0").replace(".", decimals).replace("\0", thousands)
    return (MINUS if shown < 0 else "+" if signed and shown > 0 else "") + text


def percent(share: float, language: str, *, digits: int = 1, signed: bool = False) -> str:
    """A share 0…1 in per cent, `−12,3 %` and `−12.3%`."""
    space = NO_BREAK_SPACE if language == "sv" else ""
    return number(share * 100, digits, language, signed=signed) + space + "%"
