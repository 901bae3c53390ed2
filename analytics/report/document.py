"""The report before it is printed: sections of text, tables and charts whose every number is a Figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number: `value` is rounded to the `digits` decimals it is printed with, in `unit`."""

    id: str
    value: float
    unit: str
    digits: int
    signed: bool = False


# None is a number that is not known: printed as a dash, absent from the JSON twin.
Cell = Figure | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; columns of figures are set to the right, their unit in a row of its own."""

    title: str
    unit: str = ""
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a caption; the rows in `strong` are totals."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    strong: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True)
class NativeChart:
    """How a spreadsheet draws a chart from the columns of a table: `bar`, `column` or `scatter`."""

    table: str
    kind: str
    columns: tuple[int, ...]
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing as SVG; `alt` tells what it shows to who cannot see it."""

    id: str
    caption: str
    alt: str
    svg: str
    native: NativeChart | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and their meaning."""

    items: tuple[tuple[str, str], ...]


Block = Paragraph | Table | Chart | Definitions


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the few numbers of the cover."""

    label: str
    figure: Figure
    note: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The outcome for machines: energies in the basis that `correction` names, shares 0…1."""

    observed_kwh: float
    base_year_kwh: float
    change: float
    target_change: float | None
    path_change: float | None
    interval_90: tuple[float, float]
    correction: str
    measured_kwh: float
    base_year_measured_kwh: float
    measured_change: float


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: one outcome, one sentence why, a few numbers, one chart; `demo` warns of simulated data."""

    kicker: str
    title: str
    subtitle: str
    outcome: str
    reason: str
    tiles: tuple[Tile, ...]
    chart: Chart
    demo: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language; `meta` is what a reader needs to trace and repeat it."""

    language: str
    title: str
    author: str
    issued: date
    cover: Cover
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    headline: Headline
    meta: Mapping[str, str | int]

    def tables(self) -> Iterator[Table]:
        """All tables in order."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Table))

    def charts(self) -> Iterator[Chart]:
        """All charts in order, the cover's first."""
        yield self.cover.chart
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Chart))
