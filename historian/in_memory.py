"""The store without a file: for tests and for simulations that leave nothing behind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from threading import Lock

import numpy as np

from domain.interval import Interval, Step
from domain.reading import Reading
from domain.table import Series, StepSeries
from historian.gather import Column, Grid, bins_of, joined, leading_bin, no_steps, step_series
from historian.instants import micros
from historian.layout import require_finite


class InMemoryHistorian:
    """Historian in a dictionary; any thread may call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._readings: dict[str, dict[int, Reading]] = {}

    def append(self, readings: Sequence[Reading]) -> None:
        """Keep `readings`, all or none; ValueError for one whose value is not finite."""
        require_finite(readings)
        with self._lock:
            for reading in readings:
                self._readings.setdefault(reading.point, {})[micros(reading.measured_at)] = reading

    def points(self) -> list[str]:
        """Names of all points that have readings, sorted."""
        with self._lock:
            return sorted(self._readings)

    def latest(self, points: Sequence[str] | None = None) -> dict[str, Reading]:
        """The newest reading, good or bad, of each of `points` (of all when None); absent ones are left out."""
        with self._lock:
            known = [name for name in (self._readings if points is None else points) if name in self._readings]
            return {name: self._readings[name][max(self._readings[name])] for name in known}

    def series(self, points: Sequence[str], interval: Interval) -> dict[str, Series]:
        """Raw readings in `interval`, one Series per point that is asked for, empty where there are none."""
        found = {}
        for name in points:
            everything = self._sorted(name)
            readings = [reading for reading in everything if reading.measured_at in interval]
            found[name] = Series(
                point=name,
                unit=everything[-1].unit if everything else "",
                times=tuple(reading.measured_at for reading in readings),
                values=tuple(reading.value for reading in readings),
                qualities=tuple(reading.quality for reading in readings),
            )
        return found

    def table(self, points: Sequence[str], interval: Interval, step: Step) -> dict[str, StepSeries]:
        """Readings in `interval` gathered per step, one StepSeries per point that is asked for."""
        grid = Grid.of(interval, step)
        if not grid.edges:
            return {name: no_steps(name) for name in points}
        found = {}
        for name in points:
            readings = self._sorted(name)
            values = [math.nan if reading.value is None else reading.value for reading in readings]
            at = np.array([micros(reading.measured_at) for reading in readings], np.int64)
            column = Column(at, np.array(values, np.float64))
            bins = joined([leading_bin(column, grid.start), bins_of(column, grid.clipped)])
            found[name] = step_series(name, readings[-1].unit if readings else "", bins, grid)
        return found

    def _sorted(self, name: str) -> list[Reading]:
        with self._lock:
            return [reading for _, reading in sorted(self._readings.get(name, {}).items())]
