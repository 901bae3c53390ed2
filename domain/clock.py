"""One clock for stamps, ages, controller and simulation; it may run faster than the wall."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time that everything in the process agrees on."""

    def now(self) -> datetime:
        """The present, aware UTC."""
        ...

    def span(self, wall_seconds: float) -> timedelta:
        """How much of this clock's time goes by in `wall_seconds` of real time [s]."""
        ...


class ScaledClock:
    """Starts at the real present (or `start`) and runs `speed` times as fast as the wall.

    Speed 1 without a `start` is the system clock itself, with its corrections and its jumps.
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        if speed <= 0:
            raise ValueError(f"a clock's speed must be above 0, not {speed}")
        self.speed = speed
        self._follows_wall = speed == 1.0 and start is None
        self._start = start or datetime.now(UTC)
        self._started = time.monotonic()

    def now(self) -> datetime:
        """The present of this clock, aware UTC."""
        if self._follows_wall:
            return datetime.now(UTC)
        return self._start + self.span(time.monotonic() - self._started)

    def span(self, wall_seconds: float) -> timedelta:
        """How much of this clock's time goes by in `wall_seconds` of real time [s]."""
        return timedelta(seconds=wall_seconds * self.speed)
