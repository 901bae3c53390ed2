"""Writes the table of docs/validation_snow.md and its figure: `python -m benchmarks.snow_validation_page`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.bare_snow_checks import bare_rows, col_de_porte, scores
from benchmarks.nordell_checks import nordell_volumes_m3
from benchmarks.snow_data import FloatArray, Row, column, rows_of
from benchmarks.snow_store_checks import store_rows

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "validation_snow.md"
FIGURE = ROOT / "docs" / "figures" / "validation_snow.svg"

_WIDTH, _HEIGHT = 520, 300
_LEFT, _TOP, _BELOW = 62, 34, 40
_MEASURED, _CONDUCTION, _BALANCE, _NAIVE = "#222222", "#0b6e99", "#c2410c", "#7a7a7a"


def table(rows: Iterable[Row]) -> str:
    lines = [
        "| check | what | unit | published or measured | simulated | error | allowed | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        digits = row.digits
        band = f"{row.low:.{digits}f} to {row.high:.{digits}f}"
        lines.append(
            f"| {row.check} | {row.what} | {row.unit} | {row.published} | {row.simulated:.{digits}f} "
            f"| {error(row)} | {band} | {'' if row.agrees else 'miss'} |"
        )
    return "\n".join(lines)


def error(row: Row) -> str:
    """Difference in per cent of what was published; in its own unit for shares and days and beside nothing."""
    try:
        published = float(row.published.split()[0])
    except ValueError:
        return ""
    difference = row.simulated - published
    if row.unit in {"%", "d"} or published == 0.0:
        return f"{difference:+.{row.digits}f} {'points' if row.unit == '%' else row.unit}"
    return f"{round(100.0 * difference / published, 1) + 0.0:+.1f} %"


def comparison() -> str:
    """Bare snow: the energy balance beside degree-day models."""
    lines = [
        "| model | RMSE of water equivalent, kg/m2 | greatest, kg/m2 | snow gone, days late | run-off, kg/m2 |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {score.model} | {score.rmse_kg_m2:.1f} | {score.greatest_kg_m2:.0f} | {score.gone_days_late:+d} "
        f"| {score.runoff_kg_m2:.0f} |"
        for score in scores()
    ]
    return "\n".join(lines)


def all_rows() -> list[Row]:
    """Every line of the large table."""
    return [*store_rows(), *bare_rows()]


def page_with(text: str, rows: Iterable[Row]) -> str:
    """The page with both tables made anew."""
    text = _between(text, "table", table(rows))
    return _between(text, "comparison", comparison())


def _between(text: str, name: str, new: str) -> str:
    begin, end = f"<!-- {name} begins -->", f"<!-- {name} ends -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{new}\n{end}{after}"


class Panel:
    """Axes and lines of one panel as SVG; `left` shifts it on the sheet."""

    def __init__(self, left: float, title: str, unit: str, days: tuple[float, float], top: float) -> None:
        self._left, self._days, self._top = left + _LEFT, days, top
        self.parts = [
            f'<text x="{left + _LEFT}" y="20" font-weight="bold">{title}</text>',
            f'<text x="{left + 8}" y="{_TOP - 4}" fill="#555">{unit}</text>',
        ]

    def x(self, day: float) -> float:
        """Across [px]."""
        first, last = self._days
        return self._left + (day - first) / (last - first) * (_WIDTH - _LEFT - 14)

    def y(self, value: float) -> float:
        """Down [px]."""
        return _TOP + (1.0 - value / self._top) * (_HEIGHT - _TOP - _BELOW)

    def axes(self, values: Iterable[float], ticks: Iterable[tuple[float, str]]) -> None:
        """Lines across at `values`, marks and names at `ticks`."""
        foot = _HEIGHT - _BELOW
        right = self.x(self._days[1])
        for value in values:
            y = self.y(value)
            self.parts.append(
                f'<line x1="{self._left}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
            )
            self.parts.append(f'<text x="{self._left - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f}</text>')
        for day, label in ticks:
            x = self.x(day)
            self.parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{foot}" y2="{foot + 5}" stroke="#555"/>')
            self.parts.append(f'<text x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{label}</text>')

    def line(self, days: FloatArray, values: FloatArray, colour: str, dash: str = "") -> None:
        """A series as a line."""
        points = " ".join(f"{self.x(d):.1f},{self.y(v):.1f}" for d, v in zip(days, values, strict=True))
        self.parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8" '
            f'stroke-dasharray="{dash or "none"}"/>'
        )

    def dots(self, days: FloatArray, values: FloatArray) -> None:
        """What was published or measured."""
        for day, value in zip(days, values, strict=True):
            self.parts.append(
                f'<circle cx="{self.x(day):.1f}" cy="{self.y(value):.1f}" r="2.4" fill="{_MEASURED}"/>'
            )

    def label(self, day: float, value: float, text: str, colour: str = "#222") -> None:
        """Words at a place."""
        self.parts.append(f'<text x="{self.x(day):.1f}" y="{self.y(value):.1f}" fill="{colour}">{text}</text>')


def nordell_panel() -> Panel:
    panel = Panel(0, "30,000 m3 without cooling, Nordell &amp; Sundin 1998", "m3", (0.0, 186.0), 32_000.0)
    months = ((2, "Mar"), (33, "Apr"), (63, "May"), (94, "Jun"), (124, "Jul"), (155, "Aug"))
    panel.axes((0, 10_000, 20_000, 30_000), months)
    curves = rows_of("nordell_1998_fig4_digitised.csv")
    for cover_m, at in ((0.20, (140.0, 26_400.0)), (0.10, (108.0, 17_600.0))):
        curve = [row for row in curves if float(row["cover_m"]) == cover_m]
        panel.dots(column(curve, "day"), column(curve, "volume_m3"))
        days = np.arange(186.0)
        panel.line(days, nordell_volumes_m3(cover_m), _CONDUCTION)
        panel.line(days, nordell_volumes_m3(cover_m, energy_balance=True), _BALANCE, "6 3")
        panel.label(*at, f"{cover_m * 100:.0f} cm chips")
    panel.label(8.0, 9_000.0, "● published curve (a simulation, digitised)", _MEASURED)
    panel.label(8.0, 6_200.0, "— conduction", _CONDUCTION)
    panel.label(8.0, 3_400.0, "-- energy balance of the cover", _BALANCE)
    return panel


def col_de_porte_panel() -> Panel:
    winter = col_de_porte()
    panel = Panel(_WIDTH, "Bare snow, Col de Porte 2005-06", "kg/m2", (0.0, 195.0), 560.0)
    first = winter.days[0]
    months = [
        ((day - first).days, f"{day:%b}")
        for day in (
            date(2005, 12, 1),
            date(2006, 1, 1),
            date(2006, 2, 1),
            date(2006, 3, 1),
            date(2006, 4, 1),
            date(2006, 5, 1),
        )
    ]
    panel.axes((0, 100, 200, 300, 400, 500), months)
    days = np.array([(day - first).days for day in winter.days], dtype=float)
    known = ~np.isnan(winter.measured)
    panel.dots(days[known][::3], winter.measured[known][::3])
    panel.line(days, winter.balance, _BALANCE, "6 3")
    panel.line(days, winter.degree_day, _NAIVE, "2 2")
    panel.label(6.0, 510.0, "● measured water equivalent", _MEASURED)
    panel.label(6.0, 470.0, "-- energy balance, nothing fitted", _BALANCE)
    panel.label(6.0, 430.0, "··· degree-day, 4 kg per °C and day", _NAIVE)
    return panel


def figure() -> str:
    parts = [*nordell_panel().parts, *col_de_porte_panel().parts]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDTH} {_HEIGHT}" '
            'font-family="sans-serif" font-size="12">',
            f'<rect width="{2 * _WIDTH}" height="{_HEIGHT}" fill="white"/>',
            *parts,
            "</svg>\n",
        ]
    )


def main() -> None:
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), all_rows()), encoding="utf-8")
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_text(figure(), encoding="utf-8")


if __name__ == "__main__":
    main()
