"""Columns of history: what a store gives back, as plain sequences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.quality import Quality


@dataclass(frozen=True, slots=True)
class Series:
    """Raw readings of one point in time order; a bad reading has the value None."""

    point: str
    unit: str
    times: tuple[datetime, ...]
    values: tuple[float | None, ...]
    qualities: tuple[Quality, ...]


@dataclass(frozen=True, slots=True)
class StepSeries:
    """Readings of one point gathered per step; all tuples have one entry per step, `edges` one more.

    `count` is the number of usable readings; mean, minimum, maximum, last and last_at are None where it is 0.
    `coverage` is the share 0…1 of the step that usable readings speak for: each speaks until the next reading,
    but at most for three times the usual spacing of the point's readings.
    """

    point: str
    unit: str
    edges: tuple[datetime, ...]
    mean: tuple[float | None, ...]
    minimum: tuple[float | None, ...]
    maximum: tuple[float | None, ...]
    last: tuple[float | None, ...]
    last_at: tuple[datetime | None, ...]
    count: tuple[int, ...]
    coverage: tuple[float, ...]
