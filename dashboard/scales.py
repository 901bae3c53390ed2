"""Axes of charts: round numbers up the side, whole local hours or days along the foot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.interval import Interval, Step
from domain.numerals import number

_TICKS = 5


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis at `position` [px]."""

    position: float
    text: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Linear from [low, high] to pixels [from_px, to_px]."""

    low: float
    high: float
    from_px: float
    to_px: float

    def __call__(self, value: float) -> float:
        """Pixel of `value`, to a tenth."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.from_px + share * (self.to_px - self.from_px), 1)


def round_step(span: float) -> float:
    """1, 2 or 5 times a power of ten, so that `span` has about five steps."""
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor for factor in (1, 2, 5, 10) if rough <= factor * power * 1.0001) * power


def value_scale(low: float, high: float, bottom_px: float, top_px: float) -> tuple[Scale, list[float]]:
    """A scale that holds [low, high] with round ends, and its round values."""
    if high - low < 1e-9:
        low, high = low - 1, high + 1
    step = round_step(high - low)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    values = [index * step for index in range(first, last + 1)]
    return Scale(values[0], values[-1], bottom_px, top_px), values


def value_ticks(scale: Scale, values: list[float], language: str) -> list[Tick]:
    """Marks of `values` with as many decimals as their step needs."""
    digits = max(0, -math.floor(math.log10(values[1] - values[0]) + 1e-9))
    return [Tick(scale(value), number(value, digits, language)) for value in values]


def time_ticks(interval: Interval, zone: ZoneInfo, scale: Scale) -> list[Tick]:
    """Local half hours, three-hours or midnights, whichever fits the length of `interval`."""
    hours = interval.duration / timedelta(hours=1)
    if hours > 72:
        return [_tick(edge, scale, zone, "%d/%m") for edge in Step(1, "d", zone).edges(interval)[1:-1]]
    step, every = (Step(30, "min"), 1) if hours <= 4 else (Step(1, "h"), 3)
    edges = [edge for edge in step.edges(interval) if interval.start <= edge <= interval.end]
    chosen = [edge for edge in edges if every == 1 or edge.astimezone(zone).hour % every == 0]
    return [_tick(edge, scale, zone, "%H:%M") for edge in chosen]


def _tick(edge: datetime, scale: Scale, zone: ZoneInfo, form: str) -> Tick:
    return Tick(scale(edge.timestamp()), edge.astimezone(zone).strftime(form))
