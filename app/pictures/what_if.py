"""A what-if as a picture: what a store costs, what it gives, and when the snow is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from analytics.report.charts import COLOURS
from analytics.report.drawing import GRID, INK, QUIET, Sheet, Spot
from app.pictures.season import MONTHS, ticks
from app.pictures.svg import write_picture
from app.tables.terminal import say
from app.tables.what_if import summers_text
from domain.numerals import number
from simulators.what_if import WhatIf, WhatIfCase

_WIDTH, _LEFT, _RIGHT = 760.0, 58.0, 24.0
_PANEL, _GAP, _LINE = 160.0, 58.0, 16.0
_INKS = tuple(COLOURS[name] for name in ("electricity", "heat", "cooling", "up", "gas", "chillers"))
_DASHES = ("", "6 3", "2 2")
_APART = 5.0
# The first of a month is not written so near the ends of the season.
_CLEAR_D = 9
_NOON = timedelta(hours=12)
_WORDS = {
    "total": (
        "Kostnad per år med snö, täcke, hantering och kapital [kSEK exkl. moms]",
        "Cost a year with snow, cover, handling and capital [kSEK excl. VAT]",
    ),
    "operation": (
        "Bara driftkostnad [kSEK exkl. moms]: inget underlag för dimensionering",
        "Operating cost only [kSEK excl. VAT]: not a basis for sizing",
    ),
    "without": ("utan snö", "without snow"),
    "snow": ("Kyla från snö [MWh per säsong]", "Cooling from snow [MWh a season]"),
    "run_out": (
        "När snön är slut: streck 10–90 % av somrarna, punkt hälften, ring räcker hela säsongen",
        "When the snow is gone: bar 10–90 % of the summers, dot half of them, ring lasts the season",
    ),
    "snow_t": ("snö vid säsongens början [t]", "snow when the season begins [t]"),
    "cover_m": ("täckets tjocklek [m]", "thickness of the cover [m]"),
    "exchanger_kw": ("växlare [kW]", "exchanger [kW]"),
    "warmer_c": ("varmare [K]", "warmer [K]"),
    "room": ("rymmer {room} t", "holds {room} t"),
}
_UNITS = {"snow_t": "t", "cover_m": "m", "exchanger_kw": "kW", "warmer_c": "K"}
_KNOBS = tuple(_UNITS)


@dataclass(frozen=True)
class _Series:
    """Cases that differ in one knob alone, in its order; a colour and a dash to know them by."""

    name: str
    ink: str
    dash: str
    cases: tuple[WhatIfCase, ...]


def draw(document: WhatIf, path: Path, language: str) -> None:
    """Write the picture; its format is the ending of `path`."""
    write_picture(what_if_svg(document, language), path)


def what_if_svg(document: WhatIf, language: str) -> str:
    """The drawing: three panels over the knob that was given most values."""
    figure = _Figure(document, language)
    figure.head()
    figure.cost()
    figure.cooling()
    figure.run_out()
    return figure.sheet.svg()


class _Figure:
    """The sheet, its series and the axis that its panels share."""

    def __init__(self, document: WhatIf, language: str) -> None:
        self._document, self._language = document, language
        values = {name: sorted({_value(case, name) for case in document.cases}) for name in _KNOBS}
        self._along = max(_KNOBS, key=lambda name: len(values[name]))
        self._ticks = values[self._along]
        self._series = self._grouped([name for name in _KNOBS if name != self._along and len(values[name]) > 1])
        self._top = 50.0 + _LINE * len(self._rows())
        self.sheet = Sheet(_WIDTH, self._top + 3 * (_PANEL + _GAP))

    def say(self, name: str, **values: object) -> str:
        """The words called `name`."""
        return say(_WORDS[name], self._language).format(**values)

    def number(self, value: float) -> str:
        """A value as it was written, decimals as the language has them."""
        decimals = f"{Decimal(f'{value:.10g}'):f}".partition(".")[2]
        return number(value, len(decimals), self._language)

    def _grouped(self, apart: Sequence[str]) -> list[_Series]:
        groups: dict[tuple[float, ...], list[WhatIfCase]] = {}
        for case in self._document.cases:
            groups.setdefault(tuple(_value(case, name) for name in apart), []).append(case)
        found = []
        for place, (key, cases) in enumerate(groups.items()):
            parts = zip(apart, key, strict=True)
            name = ", ".join(self._named(knob, value) for knob, value in parts)
            dash = _DASHES[place // len(_INKS) % len(_DASHES)]
            ordered = tuple(sorted(cases, key=lambda case: _value(case, self._along)))
            found.append(_Series(name, _INKS[place % len(_INKS)], dash, ordered))
        return found

    def _named(self, knob: str, value: float) -> str:
        word = self.say(knob).split(" [", maxsplit=1)[0]
        return f"{word} {self.number(value)} {_UNITS[knob]}"

    def _rows(self) -> list[list[_Series]]:
        """Series of the legend in rows that are not wider than the sheet."""
        rows: list[list[_Series]] = []
        width = _WIDTH
        for series in self._series:
            if not series.name:
                continue
            if width + _legend_width(series) > _WIDTH:
                rows.append([])
                width = 0.0
            rows[-1].append(series)
            width += _legend_width(series)
        return rows

    def head(self) -> None:
        """Plant, strategy, and a legend where there is more than one series."""
        document = self._document
        strategy = document.cases[0].strategy
        text = f"{document.plant}: {strategy}, {summers_text(document, self._language)}"
        self.sheet.text((2.0, 14.0), text, 12.0, bold=True)
        for place, row in enumerate(self._rows()):
            x, y = 2.0, 30.0 + _LINE * place
            for series in row:
                self.sheet.line((x, y), (x + 22.0, y), series.ink, 2.0, series.dash)
                self.sheet.text((x + 27.0, y + 3.0), series.name)
                x += _legend_width(series)

    def cost(self) -> None:
        """Yearly cost, or operation alone where a price is missing, against that without snow."""
        name = "operation" if self._document.missing_prices else "total"
        without = {case.warmer_c: case.without_snow.cost_sek.total / 1000.0 for case in self._document.cases}
        lines = [
            [
                None if case.annual_cost_sek is None else getattr(case.annual_cost_sek, name) / 1000.0
                for case in one.cases
            ]
            for one in self._series
        ]
        scale, bottom = self._panel(0, self.say(name), _most(lines, without.values()))
        for warmer_c, value in without.items():
            y = bottom - value * scale
            self.sheet.line((_LEFT, y), (_WIDTH - _RIGHT, y), INK, 1.2, "2 3")
            named = f", {self._named('warmer_c', warmer_c)}" if len(without) > 1 else ""
            self.sheet.text((_LEFT + 4.0, y - 4.0), self.say("without") + named)
        self._curves(lines, scale, bottom)

    def cooling(self) -> None:
        """What the snow gives."""
        lines = [
            [None if case.cooling_mwh is None else case.cooling_mwh.snow for case in one.cases]
            for one in self._series
        ]
        scale, bottom = self._panel(1, self.say("snow"), _most(lines, ()))
        self._curves(lines, scale, bottom)

    def run_out(self) -> None:
        """The band of run-out dates; what lasts the season stands on its last day."""
        # Local days in any zone near Greenwich: the season begins and ends at midnight there.
        first, last = (self._document.from_ + _NOON).date(), (self._document.to - _NOON).date()
        bottom = self._frame(2, self.say("run_out"))
        scale = _PANEL / max((last - first).days, 1)
        self._days(first, last, scale, bottom)
        for place, series in enumerate(self._series):
            aside = _APART * (place - (len(self._series) - 1) / 2.0)
            for case in series.cases:
                if case.fits:
                    ends = [(bottom - ((day or last) - first).days * scale) for day in case.run_out_date_10_50_90]
                    x = self._x(_value(case, self._along)) + aside
                    self.sheet.line((x, ends[0]), (x, ends[2]), series.ink, 2.0)
                    open_ring = case.run_out_date_10_50_90[1] is None
                    fill = "#ffffff" if open_ring else series.ink
                    self.sheet.dot((x, ends[1]), 3.2, fill, series.ink)

    def _days(self, first: date, last: date, scale: float, bottom: float) -> None:
        every = [first + timedelta(days=place) for place in range((last - first).days + 1)]
        for day in every:
            if day in {first, last} or (day.day == 1 and (last - day).days > _CLEAR_D < (day - first).days):
                y = bottom - (day - first).days * scale
                self.sheet.line((_LEFT, y), (_WIDTH - _RIGHT, y), GRID)
                name = f"{day.day} {say(MONTHS[day.month - 1], self._language)}"
                self.sheet.text((_LEFT - 5.0, y + 3.0), name, 8.5, "end", QUIET)

    def _panel(self, panel: int, title: str, most: float) -> tuple[float, float]:
        """A panel from zero to `most`; points per unit, and the y of zero."""
        bottom = self._frame(panel, title)
        scale = _PANEL / max(most, 1e-9)
        for tick in ticks(0.0, most):
            y = bottom - tick * scale
            self.sheet.line((_LEFT, y), (_WIDTH - _RIGHT, y), QUIET if tick == 0.0 else GRID)
            self.sheet.text((_LEFT - 5.0, y + 3.0), self.number(tick), 8.5, "end", QUIET)
        return scale, bottom

    def _frame(self, panel: int, title: str) -> float:
        """Title and the shared axis of a panel; the y of its foot."""
        top = self._top + panel * (_PANEL + _GAP)
        bottom = top + _PANEL
        self.sheet.text((2.0, top - 10.0), title, 9.5, bold=True)
        for value in self._ticks:
            x = self._x(value)
            self.sheet.line((x, bottom), (x, bottom + 4.0))
            self.sheet.text((x, bottom + 14.0), self.number(value), 8.5, "middle", QUIET)
        self.sheet.text((_WIDTH - _RIGHT, bottom + 27.0), self.say(self._along), 8.5, "end", QUIET)
        room = self._document.cases[0].room_t
        if self._along == "snow_t" and room < self._ticks[-1]:
            x = self._x(max(room, self._ticks[0]))
            self.sheet.line((x, top), (x, bottom), QUIET, 1.0, "4 2")
            self.sheet.text((x + 4.0, top + 9.0), self.say("room", room=self.number(round(room))), 8.5)
        return bottom

    def _x(self, value: float) -> float:
        low, high = self._ticks[0], self._ticks[-1]
        inner = _WIDTH - _LEFT - _RIGHT - 60.0
        return _LEFT + 30.0 + (inner / 2.0 if high == low else inner * (value - low) / (high - low))

    def _curves(self, lines: Sequence[Sequence[float | None]], scale: float, bottom: float) -> None:
        for series, values in zip(self._series, lines, strict=True):
            spots: list[Spot] = [
                (self._x(_value(case, self._along)), bottom - value * scale)
                for case, value in zip(series.cases, values, strict=True)
                if value is not None
            ]
            if spots:
                self.sheet.path(spots, series.ink, 1.8, series.dash)
            for spot in spots:
                self.sheet.dot(spot, 2.6, series.ink)


def _value(case: WhatIfCase, knob: str) -> float:
    return case.snow_t.start if knob == "snow_t" else float(getattr(case, knob))


def _most(lines: Sequence[Sequence[float | None]], others: Iterable[float]) -> float:
    """The largest value, with a little air above it."""
    known = [value for line in lines for value in line if value is not None]
    return 1.08 * max([*known, *others, 1.0])


def _legend_width(series: _Series) -> float:
    return 27.0 + 4.5 * len(series.name) + 20.0
