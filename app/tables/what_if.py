"""A what-if as a person reads it: a row per case, and what lowers its worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.tables.terminal import counted, say
from domain.numerals import number
from simulators.what_if import WhatIf, WhatIfCase

if TYPE_CHECKING:
    from rich.table import Table

_WORDS = {
    "without": (
        "Utan snö kostar kylan {cost} kSEK per säsong ({warmer}medel, el exkl. moms).",
        "Without snow the cooling costs {cost} kSEK a season ({warmer}mean, electricity excl. VAT).",
    ),
    "snow_t": ("Snö\nt", "Snow\nt"),
    "cover_m": ("Täcke\nm", "Cover\nm"),
    "exchanger_kw": ("Växlare\nkW", "Exchanger\nkW"),
    "warmer_c": ("Varmare\nK", "Warmer\nK"),
    "snow_mwh": ("Snökyla\nMWh", "From snow\nMWh"),
    "chiller_mwh": ("Maskin\nMWh", "Chillers\nMWh"),
    "unmet_mwh": ("Ogjord\nMWh", "Undone\nMWh"),
    "natural": ("Smält\nsjälv %", "Lost\n%"),
    "left": ("Kvar\nt", "Left\nt"),
    "run_out": ("Slut 10–50–90 %\nav somrarna", "Gone in 10–50–90 %\nof the summers"),
    "operation": ("Drift\nkSEK", "Operation\nkSEK"),
    "snow_cost": ("Snö\nkSEK", "Snow\nkSEK"),
    "cover_cost": ("Täcke\nkSEK", "Cover\nkSEK"),
    "handling": ("Hantering\nkSEK", "Handling\nkSEK"),
    "capital": ("Kapital\nkSEK", "Capital\nkSEK"),
    "total": ("Totalt\nkSEK/år", "Total\nkSEK/yr"),
    "more": ("Dyrare än utan\nsnö, kSEK/år", "Dearer than no\nsnow, kSEK/yr"),
    "unfit": ("ryms inte: högst {room} t", "does not fit: {room} t at most"),
}
_UNKNOWN = "–"
_WIDTH = 200


@dataclass(frozen=True)
class _Column:
    name: str
    text: Callable[[WhatIfCase], str]


def print_what_if(document: WhatIf, language: str) -> None:
    """Print what the snow does, what it costs, what is missing and what was made up."""
    from rich.console import Console

    words = Words(language)
    # Wider than most terminals: a row that wraps can be read, one with its figures cut off cannot.
    console = Console(highlight=False, soft_wrap=True, width=_WIDTH)
    strategy = document.cases[0].strategy
    head = f"{document.plant}: {summers_text(document, language)}, {strategy}"
    console.print(head, style="bold", markup=False)
    knobs = _knobs(document, words)
    console.print(_table(document, [*knobs, *_cooling_columns(document, words)], words))
    console.print()
    console.print(_table(document, [*knobs, *_cost_columns(words)], words))
    for line in _lines(document, words):
        console.print(f"• {line}", markup=False)


def summers_text(document: WhatIf, language: str) -> str:
    """How many summers were played."""
    return counted(document.summers, ("sommar", "summer"), ("somrar", "summers"), language)


def _table(document: WhatIf, columns: list[_Column], words: Words) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="")
    for column in columns:
        left = column.name == "run_out"
        table.add_column(words(column.name), justify="left" if left else "right", no_wrap=True)
    for case in document.cases:
        table.add_row(*(column.text(case) for column in columns))
    return table


def _lines(document: WhatIf, words: Words) -> list[str]:
    note = document.note_sv if words.language == "sv" else document.note_en
    lines = [note] if note else []
    seen = dict.fromkeys((case.warmer_c, case.without_snow.cost_sek.total) for case in document.cases)
    for warmer, cost in seen:
        of = f"{words.number(warmer, 1)} K, " if len(seen) > 1 else ""
        lines.append(words("without", cost=words.number(cost / 1000.0), warmer=of))
    return [*lines, *(warning.text for warning in document.warnings)]


def _knobs(document: WhatIf, words: Words) -> list[_Column]:
    """What was varied."""

    def varied(name: str) -> bool:
        return len({getattr(case, name) for case in document.cases}) > 1

    columns = [
        _Column("snow_t", lambda case: words.number(case.snow_t.start)),
        _Column("cover_m", lambda case: words.number(case.cover_m, 2)),
    ]
    if varied("exchanger_kw"):
        columns.append(_Column("exchanger_kw", lambda case: words.number(case.exchanger_kw)))
    if varied("warmer_c"):
        columns.append(_Column("warmer_c", lambda case: words.number(case.warmer_c, 1)))
    return columns


def _cooling_columns(document: WhatIf, words: Words) -> list[_Column]:
    def cooling(name: str) -> Callable[[WhatIfCase], str]:
        return lambda case: words.number(getattr(case.cooling_mwh, name, None))

    columns = [_Column("snow_mwh", cooling("snow")), _Column("chiller_mwh", cooling("chiller"))]
    if any(case.cooling_mwh is not None and case.cooling_mwh.unmet >= 0.5 for case in document.cases):
        columns.append(_Column("unmet_mwh", cooling("unmet")))
    return [
        *columns,
        _Column("natural", lambda case: words.number(_times(100.0, case.natural_melt_share))),
        _Column("left", lambda case: words.number(case.snow_t.end)),
        _Column("run_out", lambda case: _run_out(case, words)),
    ]


def _cost_columns(words: Words) -> list[_Column]:
    def cost(*names: str) -> Callable[[WhatIfCase], str]:
        def text(case: WhatIfCase) -> str:
            parts = [getattr(case.annual_cost_sek, name, None) for name in names]
            known = [part for part in parts if part is not None]
            return words.number(sum(known) / 1000.0 if len(known) == len(parts) else None)

        return text

    return [
        _Column("operation", cost("operation")),
        _Column("snow_cost", cost("snow_supply", "snow_making")),
        _Column("cover_cost", cost("cover")),
        _Column("handling", cost("handling")),
        _Column("capital", cost("capital")),
        _Column("total", cost("total")),
        _Column("more", lambda case: words.change(_times(0.001, _more_sek(case)))),
    ]


def _more_sek(case: WhatIfCase) -> float | None:
    """What the store costs more a year than chillers alone [SEK]; below zero it saves."""
    total = case.annual_cost_sek.total if case.annual_cost_sek is not None else None
    return None if total is None else total - case.without_snow.cost_sek.total


def _run_out(case: WhatIfCase, words: Words) -> str:
    if not case.fits:
        return words("unfit", room=words.number(case.room_t))
    return "  ".join(_day(day) for day in case.run_out_date_10_50_90)


def _day(day: date | None) -> str:
    return f"{day:%m-%d}" if day is not None else _UNKNOWN.ljust(5)


def _times(factor: float, value: float | None) -> float | None:
    return None if value is None else factor * value


class Words:
    """Words and numbers of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, name: str, **values: object) -> str:
        """The words called `name`."""
        return say(_WORDS[name], self.language).format(**values)

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number with a space between thousands (Swedish) or a comma (English); a dash for none."""
        if value is None:
            return _UNKNOWN
        return number(value, digits, self.language)

    def change(self, value: float | None) -> str:
        """A whole number that tells by its sign which way it goes."""
        if value is None:
            return _UNKNOWN
        return number(value, 0, self.language, signed=True)
