"""The hours the simulators know: from the last days of 2009, so that 2010 is whole in every zone, to 2035."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FIRST = datetime(2009, 12, 30, tzinfo=UTC)
LAST = datetime(2036, 1, 1, tzinfo=UTC)
FIRST_DAY = np.datetime64("2009-12-30", "D")
COUNT = int((LAST - FIRST) / timedelta(hours=1)) + 1


def position(moment: datetime) -> tuple[int, float]:
    """Index of the hour that holds `moment` and the share 0…1 of it gone by; ValueError outside 2010…2035."""
    index, seconds = divmod((moment - FIRST).total_seconds(), 3600.0)
    if not 0 <= index < COUNT - 1:
        raise ValueError(f"{moment.isoformat()} is outside the simulated years 2010…2035")
    return int(index), seconds / 3600.0


def at(index: int) -> datetime:
    """Start [UTC] of hour `index`."""
    return FIRST + timedelta(hours=index)


@cache
def local_hours(zone: ZoneInfo) -> Integers:
    """For every UTC hour the local clock in hours since its midnight of the first day, with gaps and repeats."""
    offsets = np.empty(COUNT, dtype=np.int64)
    for start in range(0, COUNT, 24):
        end = min(start + 24, COUNT)
        first, last = _offset_h(start, zone), _offset_h(end - 1, zone)
        offsets[start:end] = first
        if first != last:
            offsets[start:end] = [_offset_h(index, zone) for index in range(start, end)]
    return np.arange(COUNT, dtype=np.int64) + offsets


def _offset_h(index: int, zone: ZoneInfo) -> int:
    offset = at(index).astimezone(zone).utcoffset()
    return round(offset.total_seconds() / 3600.0) if offset is not None else 0


def hour_of_day(zone: ZoneInfo) -> Integers:
    """Local hour 0…23 of every UTC hour."""
    return local_hours(zone) % 24


def weekday(zone: ZoneInfo) -> Integers:
    """Local weekday (Monday 0) of every UTC hour."""
    # 30 December 2009 was a Wednesday.
    return (local_hours(zone) // 24 + 2) % 7


def day_of_year() -> Integers:
    """Day of the UTC year, 0…365, of every hour."""
    dates = FIRST_DAY + np.arange((COUNT + 23) // 24)
    of_year: Integers = (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
    return np.repeat(of_year, 24)[:COUNT]


def year() -> Integers:
    """UTC year of every hour."""
    hours = FIRST_DAY.astype("datetime64[h]") + np.arange(COUNT)
    years: Integers = hours.astype("datetime64[Y]").astype(np.int64) + 1970
    return years
