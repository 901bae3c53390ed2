"""Graddagar by either of SMHI's definitions; a figure never stands without station, period and version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analytics.indicators.normal_year import BASE_TEMP_C, MIN_MONTH_COVERAGE

# Until 2014 a day counted only if its mean lay below the month's limit [°C]: sun and people heat the rest of
# spring and autumn (SMHI by way of hemab.se). Since 2015 every day counts (norrtaljeenergi.se).
MONTH_LIMIT_C = {4: 12.0, 5: 10.0, 6: 10.0, 7: 10.0, 8: 11.0, 9: 12.0, 10: 13.0}
_WINTER_LIMIT_C = 17.0
# A normal year is a mean of thirty; with fewer than 24 of them known it is not that period's (WMO-No. 1203).
MIN_NORMAL_YEARS = 24


class Definition(StrEnum):
    """SMHI's rule for which days count."""

    SINCE_2015 = "smhi_since_2015"
    BEFORE_2015 = "smhi_before_2015"


class NormalPeriod(StrEnum):
    """Thirty years whose mean is called normal."""

    Y1981_2010 = "1981-2010"
    Y1991_2020 = "1991-2020"

    @property
    def years(self) -> range:
        """The years of the period."""
        first, last = self.value.split("-")
        return range(int(first), int(last) + 1)


Days = Mapping[date, float]


@dataclass(frozen=True, slots=True)
class MonthGraddagar:
    """Degree days [K d] of a month, scaled to all its days; null with too few of them known."""

    month: str
    days: int
    graddagar: float | None


@dataclass(frozen=True, slots=True)
class Graddagar:
    """Degree days [K d] of a period and all that must be stored with them.

    `graddagar` is the sum of the months, null when one is not known; `version` the SHA-256 of the day means used.
    """

    definition: Definition
    base_temp_c: float
    station: str
    from_: date
    to: date
    version: str
    days: int
    missing_days: int
    graddagar: float | None
    months: tuple[MonthGraddagar, ...]


def day_graddagar(day: date, mean_c: float, definition: Definition, base_temp_c: float = BASE_TEMP_C) -> float:
    """max(base − T, 0) [K d] of a day with mean temperature T [°C]; 0 above the month's limit of the old rule."""
    if definition is Definition.BEFORE_2015 and mean_c >= MONTH_LIMIT_C.get(day.month, _WINTER_LIMIT_C):
        return 0.0
    return max(base_temp_c - mean_c, 0.0)


def graddagar(
    days: Days,
    start: date,
    end: date,
    *,
    station: str,
    definition: Definition,
    base_temp_c: float = BASE_TEMP_C,
) -> Graddagar:
    """Degree days from `start` up to but not including `end`, from the day means [°C] that are known."""
    span = [start + timedelta(days=number) for number in range((end - start).days)]
    by_month: dict[str, list[date]] = {}
    for day in span:
        by_month.setdefault(f"{day:%Y-%m}", []).append(day)
    months = tuple(_month(name, days, inside, definition, base_temp_c) for name, inside in by_month.items())
    known = [month.graddagar for month in months if month.graddagar is not None]
    return Graddagar(
        definition=definition,
        base_temp_c=base_temp_c,
        station=station,
        from_=start,
        to=end,
        version=version_of(days, span),
        days=sum(day in days for day in span),
        missing_days=sum(day not in days for day in span),
        graddagar=sum(known) if len(known) == len(months) and months else None,
        months=months,
    )


def _month(
    name: str, days: Days, inside: Sequence[date], definition: Definition, base_temp_c: float
) -> MonthGraddagar:
    """Missing days get the mean of the others; below three days in four the month is unknown."""
    counted = [day_graddagar(day, days[day], definition, base_temp_c) for day in inside if day in days]
    if not counted or len(counted) < MIN_MONTH_COVERAGE * len(inside):
        return MonthGraddagar(name, len(counted), None)
    return MonthGraddagar(name, len(counted), sum(counted) * len(inside) / len(counted))


def version_of(days: Days, span: Sequence[date]) -> str:
    """SHA-256 of the day means used: the same figure from other data has another version."""
    said = "\n".join(f"{day.isoformat()} {days[day]:.2f}" for day in span if day in days)
    return hashlib.sha256(said.encode()).hexdigest()


def normal_months(
    days: Days, period: NormalPeriod, definition: Definition, base_temp_c: float = BASE_TEMP_C
) -> tuple[tuple[float, ...], int] | None:
    """Mean degree days of the twelve months over the complete years of `period`, and how many; None if too few."""
    years = []
    for year in period.years:
        first, end = date(year, 1, 1), date(year + 1, 1, 1)
        found = graddagar(days, first, end, station="", definition=definition, base_temp_c=base_temp_c)
        known = [month.graddagar for month in found.months if month.graddagar is not None]
        if len(known) == 12:
            years.append(known)
    if len(years) < MIN_NORMAL_YEARS:
        return None
    return tuple(sum(column) / len(years) for column in zip(*years, strict=True)), len(years)
