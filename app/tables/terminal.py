"""What answers to a person in a terminal share: words of two languages, energies, tables of two columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.numerals import NO_BREAK_SPACE, number

if TYPE_CHECKING:
    from rich.console import Console


def say(texts: tuple[str, str], language: str) -> str:
    """The Swedish or the English one."""
    return texts[0 if language == "sv" else 1]


def counted(count: int, one: tuple[str, str], more: tuple[str, str], language: str) -> str:
    """A number of things: `1 sommar`, `24 somrar`."""
    return f"{number(count, 0, language)} {say(one if count == 1 else more, language)}"


def kwh(value: float, language: str) -> str:
    """Energy [kWh] with its unit."""
    return number(value, 0, language) + NO_BREAK_SPACE + "kWh"


def span(interval: tuple[float, float], language: str) -> str:
    """An interval of energy [kWh]."""
    return " … ".join(kwh(bound, language) for bound in interval)


def plain_console() -> Console:
    """Standard output that colours nothing by itself and leaves long lines to the terminal."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def print_rows(console: Console, rows: Iterable[tuple[str, str]]) -> None:
    """A name and its text to the line; square brackets are text."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(Text(name), Text(text))
    console.print(table)
