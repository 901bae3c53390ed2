"""The path to the target as geometry that a template draws: outcome per year against the straight line."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.formatting import change
from dashboard.scales import Scale, Tick, value_scale
from domain.savings_summary import SavingsSummary

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 656, 16, 244


@dataclass(frozen=True, slots=True)
class Mark:
    """The outcome of one year; the report year carries its 90 % band and its text."""

    x: float
    y: float
    low_y: float | None = None
    high_y: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PathChart:
    """Path of the promise from the base year to the target year, and what came of it."""

    path: str
    target: Mark | None
    outcome: str
    marks: tuple[Mark, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero_y: float


def path_chart(summary: SavingsSummary, language: str) -> PathChart:
    """The chart of `summary`."""
    last_year = max(summary.target_year or summary.year, summary.year)
    changes = [year.change for year in summary.years if year.change is not None]
    lowest = min([*changes, summary.interval_90[0], summary.target_change or 0.0])
    y, values = value_scale(lowest, max([0.0, summary.interval_90[1], *changes]), BOTTOM, TOP)
    x = Scale(summary.base_year, last_year, LEFT, RIGHT)
    marks = [Mark(x(year.year), y(year.change)) for year in summary.years if year.change is not None]
    low, high = (y(edge) for edge in summary.interval_90)
    marks.append(Mark(x(summary.year), y(summary.change), low, high, change(summary.change, language)))
    target = None
    if summary.target_year is not None and summary.target_change is not None:
        text = change(summary.target_change, language, digits=0)
        target = Mark(x(summary.target_year), y(summary.target_change), text=text)
    every = 2 if last_year - summary.base_year > 10 else 1
    return PathChart(
        path=f"M{x(summary.base_year):g} {y(0):g}L{target.x:g} {target.y:g}" if target else "",
        target=target,
        outcome="".join(f"{'L' if index else 'M'}{mark.x:g} {mark.y:g}" for index, mark in enumerate(marks)),
        marks=tuple(marks),
        x_ticks=tuple(Tick(x(year), str(year)) for year in range(summary.base_year, last_year + 1, every)),
        y_ticks=tuple(Tick(y(value), change(value, language, digits=0)) for value in values),
        zero_y=y(0),
    )
