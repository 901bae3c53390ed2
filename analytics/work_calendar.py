"""Which local days are worked: Monday to Friday without public holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from analytics.arrays import Ints

NO_HOLIDAYS = "none"
_SATURDAY, _SUNDAY = 5, 6


class UnknownCountry(ValueError):  # noqa: N818 - names the condition
    """There is no holiday calendar of that name."""


@dataclass(frozen=True)
class WorkCalendar:
    """Local days of `zone`; `free` are the public holidays."""

    zone: ZoneInfo
    free: frozenset[date] = frozenset()

    def weekdays(self, moments: Ints) -> Ints:
        """0 (Monday) … 6 of the local day that holds each moment [s since 1970 UTC]; a holiday is a Sunday."""
        days = [datetime.fromtimestamp(int(moment), UTC).astimezone(self.zone).date() for moment in moments]
        numbers = [_SUNDAY if day in self.free else day.weekday() for day in days]
        return np.array(numbers, np.int64)

    def hours(self, moments: Ints) -> Ints:
        """Hour 0 … 23 of the local clock at each moment [s since 1970 UTC]."""
        local = [datetime.fromtimestamp(int(moment), UTC).astimezone(self.zone).hour for moment in moments]
        return np.array(local, np.int64)


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
