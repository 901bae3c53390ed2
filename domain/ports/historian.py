"""The seam to the time-series store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.interval import Interval, Step
from domain.reading import Reading
from domain.table import Series, StepSeries


class Historian(Protocol):
    """Keeps readings; blocking, called through a worker thread.

    The same (point, measured_at) appended twice: the last wins. Every method may raise Unreachable.
    """

    def append(self, readings: Sequence[Reading]) -> None:
        """Keep `readings`; when this returns they survive `kill -9`."""
        ...

    def points(self) -> list[str]:
        """Names of all points that have readings, sorted."""
        ...

    def latest(self, points: Sequence[str] | None = None) -> dict[str, Reading]:
        """The newest reading, good or bad, of each of `points` (of all when None); absent ones are left out."""
        ...

    def series(self, points: Sequence[str], interval: Interval) -> dict[str, Series]:
        """Raw readings in `interval`, one Series per point that is asked for, empty where there are none."""
        ...

    def table(self, points: Sequence[str], interval: Interval, step: Step) -> dict[str, StepSeries]:
        """Readings in `interval` gathered per step, one StepSeries per point that is asked for."""
        ...
