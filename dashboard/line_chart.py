"""Line charts as geometry that a template draws: the same picture with and without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.formatting import moment, quantity, unit_text
from dashboard.languages import Texts
from dashboard.scales import Scale, Tick, time_ticks, value_scale, value_ticks
from domain.interval import Interval
from domain.numerals import percent
from domain.table import StepSeries

WIDTH, HEIGHT = 560, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 548, 12, 208
# From this share of a step on, readings speak for it.
SPOKEN_FOR = 0.5
# Quantities whose nothing is a real zero are drawn from zero.
_FROM_ZERO = frozenset({"kW", "m3/h", "%"})


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its name and the path of its means, broken where there are none."""

    name: str
    point: str
    path: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What a chart is called, and where its data are."""

    id: str
    title: str
    data_url: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart with its three other forms: sentence, table, address of the data."""

    heading: Heading
    unit: str
    from_zero: bool
    sentence: str
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(line.path for line in self.lines)


@dataclass(frozen=True, slots=True)
class Named:
    """A series under the name it has on the page."""

    name: str
    series: StepSeries


def line_chart(
    heading: Heading, named: Sequence[Named], interval: Interval, zone: ZoneInfo, texts: Texts
) -> LineChart:
    """The chart of `named` series, which share one unit and one grid."""
    unit = next((item.series.unit for item in named if item.series.unit), "")
    known = [value for item in named for value in item.series.mean if value is not None]
    floor = [0.0] if unit in _FROM_ZERO or not known else []
    y_scale, values = value_scale(min(known + floor), max(known or [1.0]), BOTTOM, TOP)
    x_scale = Scale(interval.start.timestamp(), interval.end.timestamp(), LEFT, RIGHT)
    return LineChart(
        heading=heading,
        unit=unit_text(unit),
        from_zero=unit in _FROM_ZERO,
        sentence=" ".join((*(_sentence(item, unit, texts) for item in named), _coverage(named, texts))),
        lines=tuple(Line(item.name, item.series.point, _path(item.series, x_scale, y_scale)) for item in named),
        x_ticks=tuple(time_ticks(interval, zone, x_scale)),
        y_ticks=tuple(value_ticks(y_scale, values, texts.language)),
        head=(
            texts("chart.from"),
            *(f"{item.name} [{unit_text(unit)}]" for item in named),
            texts("chart.coverage"),
        ),
        rows=tuple(_rows(named, unit, zone, texts)),
    )


def _path(series: StepSeries, x_scale: Scale, y_scale: Scale) -> str:
    """SVG path through the middles of the steps; a lone value is a dot.

    A step without a reading of its own is no gap when a reading before it speaks for it.
    """
    parts, drawing = [], False
    for start, end, mean, covered in zip(
        series.edges, series.edges[1:], series.mean, series.coverage, strict=False
    ):
        if mean is None:
            drawing = drawing and covered >= SPOKEN_FOR
            continue
        x = x_scale((start.timestamp() + end.timestamp()) / 2)
        parts.append(f"{'L' if drawing else 'M'}{x:g} {y_scale(mean):g}" + ("" if drawing else "h0"))
        drawing = True
    return "".join(parts)


def _sentence(item: Named, unit: str, texts: Texts) -> str:
    known = [value for value in item.series.mean if value is not None]
    if not known:
        return texts("chart.nothing", name=item.name)
    low, high, last = (quantity(value, unit, texts.language) for value in (min(known), max(known), known[-1]))
    return texts("chart.sentence", name=item.name, low=low, high=high, last=last, unit=unit_text(unit))


def _coverage(named: Sequence[Named], texts: Texts) -> str:
    """How much of the time the readings speak for, of the series that has least."""
    shares = [sum(item.series.coverage) / len(item.series.coverage) for item in named if item.series.coverage]
    least = percent(min(shares, default=0.0), texts.language, digits=0)
    return texts("chart.covered", coverage=least)


def _rows(named: Sequence[Named], unit: str, zone: ZoneInfo, texts: Texts) -> list[tuple[str, ...]]:
    edges: tuple[datetime, ...] = max((item.series.edges for item in named), key=len, default=())
    rows = []
    for index, edge in enumerate(edges[:-1]):
        means = [item.series.mean[index] if item.series.mean else None for item in named]
        covered = min((item.series.coverage[index] if item.series.coverage else 0.0) for item in named)
        cells = ["–" if mean is None else quantity(mean, unit, texts.language) for mean in means]
        rows.append((moment(edge, zone), *cells, percent(covered, texts.language, digits=0)))
    return rows
