"""Real hourly load shapes laid over any year: same hour, same weekday, nearly the same date."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from simulators import hours, recorded
from simulators.hours import Floats, Integers

_LONDON = ZoneInfo("Europe/London")
_RECORD_YEAR = 2016
_RECORD_DAYS = 731
_YEAR_STARTS = (0, 366)  # of 2016 and 2017
_FIRST_WEEKDAY = 4  # 1 January 2016 was a Friday
# Below this share of its annual mean a gas meter says nothing about the hour of the day.
_HEATING_ABOVE = 0.15
# District heating substations move less than a boiler behind a pulse meter: share of the movement kept.
_MOVEMENT_KEPT = 0.45


def electricity(building: str, zone: ZoneInfo) -> Floats:
    """Electricity of recorded `building` for every simulated hour, mean about 1."""
    return _laid_out(recorded.ELECTRICITY, building)[_places(zone)]


def heat_movement(building: str, zone: ZoneInfo) -> Floats:
    """How heat use moves inside the week, mean about 1: recorded gas over its own weekly mean.

    The level follows the weather and comes from the energy signature; only the movement is taken from here.
    """
    return _movement(building)[_places(zone)]


@cache
def _laid_out(name: str, building: str) -> Floats:
    """Recorded hours by British local clock, 24 for each day of 2016 and 2017, without gaps."""
    values = recorded.bridged(recorded.columns(name)[building])
    first = int((np.datetime64(f"{_RECORD_YEAR}-01-01", "D") - hours.FIRST_DAY).astype(int)) * 24
    span = slice(first, first + len(values))
    local = hours.local_hours(_LONDON)[span] - first
    table = np.full(_RECORD_DAYS * 24, np.nan)
    inside = local < len(table)
    table[local[inside]] = values[inside]
    return recorded.bridged(table)


@cache
def _movement(building: str) -> Floats:
    gas = _laid_out(recorded.HEATING_GAS, building)
    weekly = np.convolve(np.pad(gas, 84, mode="edge"), np.full(169, 1.0 / 169.0), mode="valid")
    heating = weekly > _HEATING_ABOVE
    ratio = np.where(heating, np.clip(gas / np.where(heating, weekly, 1.0), 0.0, 3.0), 1.0)
    return 1.0 - _MOVEMENT_KEPT + _MOVEMENT_KEPT * ratio


@cache
def _places(zone: ZoneInfo) -> Integers:
    """For every simulated hour the recorded local hour with the same hour and weekday nearest in the year."""
    local = hours.local_hours(zone)
    day, hour = local // 24, local % 24
    dates = hours.FIRST_DAY + day
    years = dates.astype("datetime64[Y]")
    of_year = (dates - years.astype("datetime64[D]")).astype(np.int64)
    start = np.where((years.astype(np.int64) + 1970) % 2 == 0, *_YEAR_STARTS)
    near = start + of_year
    off = hours.weekday(zone) - (near + _FIRST_WEEKDAY) % 7
    place = near + (off + 3) % 7 - 3
    place = np.where(place < 0, place + 7, np.where(place >= _RECORD_DAYS, place - 7, place))
    places: Integers = place * 24 + hour
    return places
