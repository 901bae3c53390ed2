"""How readings lie in InfluxDB: the names of measurement, tags and fields, once.

    reading,building=skolan,meter=el,point=brunflo/skolan/el/power_kw,quantity=power_kw,site=brunflo
        value=12.3,quality="good",reason="",unit="kW",delay_s=0.2 1767225600000000

Every field but `value` is written each time, so that a repeated reading replaces all of the earlier one. A bad
reading has no value; where it replaces a good one InfluxDB keeps the old `value` beside the new `quality`, so
whoever reads looks at `quality` first: `WHERE quality != 'bad'`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from domain.quality import Level, Quality
from domain.reading import Reading
from historian.instants import SECOND_US, micros, moment

MEASUREMENT = "reading"
POINT = "point"
# The parts of a point's name as tags of their own, for people who draw charts with other tools.
PARTS = ("site", "building", "meter", "quantity")
VALUE, QUALITY, REASON, UNIT, DELAY = "value", "quality", "reason", "unit", "delay_s"


def require_finite(readings: Sequence[Reading]) -> None:
    """ValueError for a value that is not a number: that is a bad reading, and no store takes it for a good one."""
    for reading in readings:
        if reading.value is not None and not math.isfinite(reading.value):
            raise ValueError(f"{reading.point}: {reading.value} is no value; give the reading a bad quality")


def line(reading: Reading) -> str:
    """The reading as one line of line protocol, time in microseconds."""
    at = micros(reading.measured_at)
    delay_s = (micros(reading.received_at) - at) / SECOND_US
    value = "" if reading.value is None else f"{VALUE}={float(reading.value)!r},"
    quality = _quality_fields(reading.quality, reading.unit)
    return f"{_series_key(reading.point)} {value}{quality},{DELAY}={delay_s!r} {at}"


def reading_of(
    point: str, at: int, *, value: float | None, level: str, reason: str, unit: str, delay_s: float
) -> Reading:
    """The reading of its fields, `at` in microseconds since the epoch."""
    quality = Quality(Level(level), reason or None)
    received_at = moment(at + round(delay_s * SECOND_US))
    return Reading(point, moment(at), received_at, value if quality.usable else None, unit, quality)


@lru_cache(maxsize=100_000)
def _series_key(point: str) -> str:
    """Measurement and tags of `point`, in the order of their names, which the server likes best."""
    parts = point.split("/")
    tags = dict(zip(PARTS, parts, strict=True)) if len(parts) == len(PARTS) else {}
    tags[POINT] = point
    return MEASUREMENT + "".join(f",{name}={_escaped_tag(tags[name])}" for name in sorted(tags) if tags[name])


@lru_cache(maxsize=1000)
def _quality_fields(quality: Quality, unit: str) -> str:
    texts = {QUALITY: quality.level.value, REASON: quality.reason or "", UNIT: unit}
    return ",".join(f"{name}={_quoted(text)}" for name, text in texts.items())


def _escaped_tag(text: str) -> str:
    return text.replace(",", "\\,").replace("=", "\\=").replace(" ", "\\ ")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
