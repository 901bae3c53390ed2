"""The charts of the report: labelled directly with printed figures, no scale to read off, no colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.report.drawing import GRID, INK, QUIET, Sheet

WIDTH = 482.0
# Each colour has at least 3:1 against white (WCAG 1.4.11) and differs from its neighbours in lightness too.
COLOURS = {
    "electricity": "#1f4e79",
    "heat": "#c2602e",
    "gas": "#7a6a3a",
    "cooling": "#2a8c8c",
    "snow": "#4a90c4",
    "free_cooling": "#1f6f6f",
    "chillers": "#46505c",
    "base": "#7d8894",
    "down": "#2e7d4f",
    "up": "#b3472f",
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One part of stacked bars: a name, its colour and a value per bar."""

    name: str
    colour: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands under and over a bar; an unknown bar has the label and no total."""

    label: str
    total: str


def stacked_bars(
    bars: Sequence[Bar],
    layers: Sequence[Layer],
    unit: str,
    *,
    line: Sequence[float] = (),
    line_name: str = "",
    height: float = 205.0,
) -> str:
    """Bars of stacked layers with their totals above, and a dashed line of one value per bar."""
    sheet = Sheet(WIDTH, height)
    top, bottom, left = 34.0, height - 16.0, 2.0
    totals = [sum(layer.values[index] for layer in layers) for index in range(len(bars))]
    scale = (bottom - top - 10) / (max([*totals, *line, 1e-9]))
    step = (WIDTH - left) / len(bars)
    _legend(sheet, [(layer.name, layer.colour) for layer in layers], unit, line_name)
    for index, bar in enumerate(bars):
        x, y = left + step * index + step * 0.14, bottom
        for layer in layers:
            size = layer.values[index] * scale
            y -= size
            sheet.rect(x, y, step * 0.72, size - (0.5 if size > 1 else 0), layer.colour)
        sheet.text((x + step * 0.36, y - 3), bar.total, _fit(bar.total, step), "middle")
        sheet.text((x + step * 0.36, bottom + 11), bar.label, min(8.5, step * 0.30), "middle", QUIET)
    sheet.line((left, bottom), (WIDTH, bottom), QUIET, 0.8)
    if line:
        spots = [(left + step * (index + 0.5), bottom - value * scale) for index, value in enumerate(line)]
        sheet.path(spots, "#ffffff", 3.2)
        sheet.path(spots, INK, 1.5, "5 3")
    return sheet.svg()


def _fit(text: str, step: float) -> float:
    """Type size [pt] at which `text` is not wider than a bar's place; a digit is about 0.47 em wide."""
    return max(5.0, min(8.5, 0.94 * step / (0.47 * max(len(text), 1))))


def _legend(sheet: Sheet, entries: Sequence[tuple[str, str]], unit: str, line_name: str = "") -> None:
    x = 2.0
    for name, colour in entries:
        sheet.rect(x, 3, 9, 9, colour)
        sheet.text((x + 13, 11), name)
        x += 13 + 4.6 * len(name) + 14
    if line_name:
        sheet.line((x, 7.5), (x + 20, 7.5), INK, 1.5, "5 3")
        sheet.text((x + 24, 11), line_name)
    sheet.text((WIDTH, 11), unit, 8.5, "end", QUIET)


@dataclass(frozen=True, slots=True)
class Stride:
    """A step of a waterfall: a total stands on the ground, a change on the step before."""

    label: str
    value: float
    text: str
    is_total: bool = False


def waterfall(strides: Sequence[Stride], unit: str) -> str:
    """How the first total became the last: rising steps red, falling green, each with its figure."""
    row, name_width = 19.0, 168.0
    height = 18 + row * len(strides)
    sheet = Sheet(WIDTH, height)
    sheet.text((WIDTH, 10), unit, 8.5, "end", QUIET)
    level, ends = 0.0, []
    for stride in strides:
        start = 0.0 if stride.is_total else level
        level = stride.value if stride.is_total else level + stride.value
        ends.append((start, level))
    changing = [edge for ends_, stride in zip(ends, strides, strict=True) if not stride.is_total for edge in ends_]
    totals = [end for (_, end), stride in zip(ends, strides, strict=True) if stride.is_total]
    # The bars are cut at the left so that the steps can be told apart; totals say so with a broken foot.
    floor = max(0.0, min([*changing, *totals]) * 0.8)
    scale = (WIDTH - name_width - 58) / (max([*changing, *totals]) - floor or 1.0)
    for index, (stride, (start, end)) in enumerate(zip(strides, ends, strict=True)):
        y = 16 + row * index
        x0 = name_width + (max(min(start, end), floor) - floor) * scale
        x1 = name_width + (max(start, end) - floor) * scale
        colour = COLOURS["base"] if stride.is_total else COLOURS["up" if stride.value > 0 else "down"]
        sheet.text((name_width - 8, y + 10.5), stride.label, 8.5, "end", bold=stride.is_total)
        sheet.rect(x0, y + 2, max(x1 - x0, 0.8), row - 6, colour)
        sheet.text((x1 + 4, y + 10.5), stride.text, 8.5, bold=stride.is_total)
        if index + 1 < len(strides):
            x = name_width + (end - floor) * scale
            sheet.line((x, y + 2), (x, y + row + row - 4), GRID, 0.8)
        if stride.is_total and floor > 0:
            for offset in (6.0, 9.0):
                sheet.line((name_width + offset + 3, y), (name_width + offset - 1, y + row - 2), "#ffffff", 1.2)
    return sheet.svg()


@dataclass(frozen=True, slots=True)
class Rank:
    """A row of a ranking: its parts lie in the order of the layers."""

    label: str
    parts: tuple[float, ...]
    text: str


def ranking(ranks: Sequence[Rank], names: Sequence[tuple[str, str]], unit: str) -> str:
    """Horizontal bars, one per rank, parts in the colours of `names`."""
    row, name_width = 17.0, 150.0
    sheet = Sheet(WIDTH, 22 + row * len(ranks))
    _legend(sheet, names, unit)
    longest = _longest([sum(rank.parts) for rank in ranks])
    for index, rank in enumerate(ranks):
        y, x = 20 + row * index, name_width
        sheet.text((name_width - 8, y + 9.5), rank.label, 8.5, "end")
        # A bar that would dwarf all others is cut at the end, and shows the cut.
        cut = sum(rank.parts) > longest
        scale = (WIDTH - name_width - 40) / (sum(rank.parts) if cut else longest)
        for part, (_, colour) in zip(rank.parts, names, strict=True):
            sheet.rect(x, y + 1, part * scale - 0.5, row - 6, colour)
            x += part * scale
        if cut:
            for offset in (26.0, 22.0):
                sheet.line((x - offset, y + row - 3), (x - offset + 5, y - 1), "#ffffff", 1.6)
        sheet.text((x + 4, y + 9.5), rank.text)
    return sheet.svg()


def _longest(totals: Sequence[float]) -> float:
    """The value that a whole bar stands for: the largest that is not twice the next one below it."""
    rising = sorted(totals)
    while len(rising) > 2 and rising[-1] > 2 * rising[-2]:
        rising.pop()
    return rising[-1] * 1.12 if len(rising) < len(totals) else max(rising[-1], 1e-9)


@dataclass(frozen=True, slots=True)
class Cloud:
    """Points of one year in a scatter chart."""

    name: str
    colour: str
    filled: bool
    spots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A range frame: the axes end where the data end, and the ends carry the printed figures."""

    x_ends: tuple[str, str]
    y_ends: tuple[str, str]
    x_title: str
    y_title: str


def scatter(clouds: Sequence[Cloud], frame: Frame, height: float = 210.0) -> str:
    """Points over a range frame (no scale: its ends are the smallest and largest value)."""
    sheet = Sheet(WIDTH, height)
    left, right, top, bottom = 52.0, WIDTH - 16, 34.0, height - 30
    x = 2.0
    for cloud in clouds:
        sheet.dot((x + 4, 8), 3.6, cloud.colour if cloud.filled else "#ffffff", cloud.colour)
        sheet.text((x + 12, 11), cloud.name)
        x += 20 + 5 * len(cloud.name) + 10
    spots = [spot for cloud in clouds for spot in cloud.spots]
    lows = [min(values) for values in zip(*spots, strict=True)]
    highs = [max(values) for values in zip(*spots, strict=True)]
    spans = [high - low or 1.0 for low, high in zip(lows, highs, strict=True)]
    for cloud in clouds:
        for spot in cloud.spots:
            place = (
                left + (right - left) * (spot[0] - lows[0]) / spans[0],
                bottom - (bottom - top) * (spot[1] - lows[1]) / spans[1],
            )
            sheet.dot(place, 3.4, cloud.colour if cloud.filled else "#ffffff", cloud.colour)
    sheet.line((left, bottom + 7), (right, bottom + 7), QUIET, 0.8)
    sheet.line((left - 9, bottom), (left - 9, top), QUIET, 0.8)
    sheet.text((left, bottom + 18), frame.x_ends[0], 8.5, "middle")
    sheet.text((right, bottom + 18), frame.x_ends[1], 8.5, "end")
    sheet.text(((left + right) / 2, bottom + 18), frame.x_title, 8.5, "middle", QUIET)
    sheet.text((left - 13, bottom + 2), frame.y_ends[0], 8.5, "end")
    sheet.text((left - 13, top + 4), frame.y_ends[1], 8.5, "end")
    sheet.text((left - 9, top - 8), frame.y_title, 8.5, "start", QUIET)
    return sheet.svg()
