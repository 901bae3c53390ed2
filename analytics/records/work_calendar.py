"""Which local days are worked: Monday to Friday without public holidays, and how much rest lies around a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from analytics.arrays import DAY_S, HOUR_S, Flags, Floats, Ints

NO_HOLIDAYS = "none"
_SATURDAY, _SUNDAY = 5, 6
_EPOCH = date(1970, 1, 1).toordinal()
# Days before and after that tell a bridge day or a holiday week from an ordinary one.
_AROUND_DAYS = 3
# Between Christmas and Epiphany's eve most houses that close at all are closed, on working days too.
_TURN_OF_YEAR = ((12, 23), (1, 2))


class UnknownCountry(ValueError):  # noqa: N818 - names the condition
    """There is no holiday calendar of that name."""


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """Local clock and calendar at some moments: days since 1970, weekday (a holiday is a Sunday), hour, rest.

    `rest` (n x 2) holds the days off among the seven around, above the two of an ordinary week, and 1 between
    23 December and 2 January where there is a calendar of holidays.
    """

    days: Ints
    weekdays: Ints
    hours: Ints
    rest: Floats


@dataclass(frozen=True)
class WorkCalendar:
    """Local days of `zone`; `free` are the public holidays."""

    zone: ZoneInfo
    free: frozenset[date] = frozenset()

    def weekdays(self, moments: Ints) -> Ints:
        """0 (Monday) … 6 of the local day that holds each moment [s since 1970 UTC]; a holiday is a Sunday."""
        return self.local(moments).weekdays

    def local(self, moments: Ints) -> LocalTimes:
        """Clock and calendar at each moment [s since 1970 UTC]."""
        clock = moments + self._offsets(moments)
        days = clock // DAY_S
        first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
        span = np.arange(first - _AROUND_DAYS, last + _AROUND_DAYS + 1, dtype=np.int64)
        weekdays = np.where(self._free(span), _SUNDAY, (span + 3) % 7)
        around = np.convolve(day_types(weekdays), np.ones(2 * _AROUND_DAYS + 1), "same")
        index = days - span[0]
        rest = np.stack([np.maximum(around - 2, 0.0), self._turn_of_year(span)], axis=1)
        return LocalTimes(days, weekdays[index], clock % DAY_S // HOUR_S, rest[index])

    def _offsets(self, moments: Ints) -> Ints:
        """Seconds that the local clock is ahead of UTC, looked up once per quarter of a day."""
        quarters, index = np.unique(moments // (DAY_S // 4), return_inverse=True)
        found = []
        for quarter in quarters:
            start = int(quarter) * (DAY_S // 4)
            found.append((self._offset(start), self._offset(start + DAY_S // 4 - 1)))
        ends = np.array(found, np.int64).reshape(-1, 2)
        offsets: Ints = ends[index, 0]
        for row in np.flatnonzero(ends[index, 0] != ends[index, 1]):
            offsets[row] = self._offset(int(moments[row]))
        return offsets

    def _offset(self, moment: int) -> int:
        offset = datetime.fromtimestamp(moment, UTC).astimezone(self.zone).utcoffset()
        return round(offset.total_seconds()) if offset is not None else 0

    def _free(self, days: Ints) -> Flags:
        """Which days [since 1970] are public holidays."""
        return np.isin(days, [day.toordinal() - _EPOCH for day in self.free])

    def _turn_of_year(self, days: Ints) -> Floats:
        """1 on days [since 1970] between the years, 0 on others and where no holidays are kept."""
        if not self.free:
            return np.zeros(len(days))
        first, last = _TURN_OF_YEAR
        dates = [date.fromordinal(int(day) + _EPOCH) for day in days]
        return np.array([float((day.month, day.day) >= first or (day.month, day.day) <= last) for day in dates])


def day_types(weekdays: Ints) -> Ints:
    """0 for a working day, 1 for a day off."""
    return (weekdays >= _SATURDAY).astype(np.int64)


def work_calendar(zone: ZoneInfo, country: str, years: range) -> WorkCalendar:
    """Calendar with the public holidays of `country` (ISO 3166 alpha-2, `GB-ENG` for a part, or `none`)."""
    if country.lower() == NO_HOLIDAYS:
        return WorkCalendar(zone)
    import holidays

    name, _, part = country.upper().partition("-")
    try:
        days = holidays.country_holidays(name, subdiv=part or None, years=years)
    except NotImplementedError as error:
        raise UnknownCountry(country) from error
    return WorkCalendar(zone, frozenset(days))
