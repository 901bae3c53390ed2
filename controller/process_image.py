"""The frozen picture of the plant that one control cycle decides on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from domain.quality import Quality, Reason, bad
from domain.reading import Reading
from domain.site import Site

# A value is stale after so many of its intervals, but never before one control cycle has passed [s].
STALE_INTERVALS = 3
_LEAST_AGE_S = 10.0
_DEFAULT_INTERVAL_S = 10.0
_NEVER_READ = bad(Reason.NO_COMMUNICATION)


@dataclass(frozen=True, slots=True)
class WatchedPoint:
    """A point of the plant's PLC and the age at which its value no longer counts."""

    point: str
    max_age: timedelta


@dataclass(frozen=True, slots=True)
class ProcessImage:
    """Usable values by the ids of the register map, and for every other point why it has none."""

    taken_at: datetime
    values: Mapping[str, float]
    absent: Mapping[str, Quality]

    def value(self, name: str) -> float | None:
        """Value of `name` in its canonical unit, None when it cannot be used."""
        return self.values.get(name)

    def state(self, name: str) -> bool | None:
        """State of contact `name`, None when it is not known."""
        value = self.values.get(name)
        return None if value is None else value != 0.0

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of `names` that have no usable value."""
        return tuple(name for name in names if name not in self.values)


def watched_points(site: Site, span: Callable[[float], timedelta]) -> dict[str, WatchedPoint]:
    """Points of the plant's PLC by short id; `span` is the clock's real seconds to its own time."""
    assert site.plant is not None
    prefix = f"{site.id}/plant/{site.plant.plc}/"
    watched = {}
    for point in site.points():
        if point.id.startswith(prefix):
            interval_s = point.expected_interval_s or _DEFAULT_INTERVAL_S
            age_s = max(STALE_INTERVALS * interval_s, _LEAST_AGE_S)
            watched[point.profile_point.id] = WatchedPoint(point.id, span(age_s))
    return watched


def freeze(watched: Mapping[str, WatchedPoint], current: Mapping[str, Reading], now: datetime) -> ProcessImage:
    """The image at `now` of the newest readings; what is bad, stale or from the future has no value."""
    values: dict[str, float] = {}
    absent: dict[str, Quality] = {}
    for name, point in watched.items():
        reading = current.get(point.point)
        if reading is None:
            absent[name] = _NEVER_READ
        elif reading.value is None:
            absent[name] = reading.quality
        elif now - reading.measured_at > point.max_age:
            absent[name] = bad(Reason.STALE)
        elif reading.measured_at - now > point.max_age:
            absent[name] = bad(Reason.CLOCK_SUSPECT)
        else:
            values[name] = reading.value
    return ProcessImage(now, MappingProxyType(values), MappingProxyType(absent))
