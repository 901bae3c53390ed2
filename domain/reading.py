"""Reading: one value of one point at one time, as accepted from the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.quality import GOOD, Level, Quality


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact from the field; `(point, measured_at)` is its identity, the last write wins.

    `point` is `<site>/<building>/<meter>/<point>`; `value` is in the canonical `unit` and None exactly
    when the quality is BAD. Both times are aware UTC. ValueError when any of that does not hold.
    """

    point: str
    measured_at: datetime
    received_at: datetime
    value: float | None
    unit: str
    quality: Quality = GOOD

    def __post_init__(self) -> None:
        if self.measured_at.tzinfo is None or self.received_at.tzinfo is None:
            raise ValueError(f"{self.point}: a reading needs aware times")
        if (self.value is None) != (self.quality.level is Level.BAD):
            raise ValueError(f"{self.point}: value {self.value} does not fit quality {self.quality}")
