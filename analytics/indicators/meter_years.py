"""Use of cumulative registers by month and year of the site's calendar, with what is known and what is not.

A year's use is the difference of the register at two turns of the year. A month whose use is unknown is filled
with the mean of the same month in the nearest known years before and after, and is marked: a gap must not look
like a saving.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import fmean
from zoneinfo import ZoneInfo

from domain.interval import Interval, Step
from domain.ports.historian import Historian
from domain.register import CumulativeRegister, consumption
from domain.table import Series, StepSeries

# A register read at most six hours from the turn of the year counts as read at it: the bound on gaps that the
# verification bridges (CalTRACK 2.3.3 for temperature), at most 0.07 % of a year.
AT_EDGE = timedelta(hours=6)
_CLOSE = timedelta(hours=1)

Counts = list[tuple[datetime, float]]
Told = Callable[[], None]


@dataclass(frozen=True, slots=True)
class MonthUse:
    """Use of one month [kWh or m3]; None when neither known nor to be estimated."""

    amount: float | None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class YearUse:
    """Use of a year [kWh or m3], the estimated part of it, and how many months are known from registers."""

    amount: float
    estimated: float
    known_months: int


@dataclass(frozen=True, slots=True)
class MeterYears:
    """A register's months from January of `first_year`; `read_share` per year is the time that readings cover."""

    point: str
    unit: str
    first_year: int
    months: tuple[MonthUse, ...]
    read_share: tuple[float, ...]
    unexplained: tuple[datetime, ...]

    def month(self, year: int, month: int) -> MonthUse:
        """Use of one month (1…12)."""
        return self.months[(year - self.first_year) * 12 + month - 1]

    def year(self, year: int) -> YearUse | None:
        """Use of a year; None when a month of it is unknown and cannot be estimated."""
        months = [self.month(year, month) for month in range(1, 13)]
        amounts = [month.amount for month in months if month.amount is not None]
        if len(amounts) < 12:
            return None
        estimated = sum(month.amount or 0.0 for month in months if month.estimated)
        return YearUse(sum(amounts), estimated, sum(not month.estimated for month in months))

    @property
    def began(self) -> int | None:
        """Index of the first known month; None when none is."""
        return next((index for index, month in enumerate(self.months) if month.amount is not None), None)

    def falls(self, year: int, zone: ZoneInfo) -> int:
        """Falls of the register in `year` that neither roll-over nor a declared swap explains."""
        return sum(moment.astimezone(zone).year == year for moment in self.unexplained)


@dataclass(frozen=True, slots=True)
class YearSpan:
    """Whole years of a site's calendar, both included."""

    first: int
    last: int
    zone: ZoneInfo

    @property
    def years(self) -> range:
        """The years."""
        return range(self.first, self.last + 1)

    @property
    def whole(self) -> Interval:
        """All of it, from midnight to midnight of the site."""
        return Interval(self._start(self.first), self._start(self.last + 1))

    def year_edges(self) -> list[datetime]:
        """Turns of the year, one more than there are years."""
        return [self._start(year) for year in range(self.first, self.last + 2)]

    def month_edges(self) -> list[datetime]:
        """Starts of the months, and the end of the last."""
        return Step.parse("1mo", self.zone).edges(self.whole)

    def _start(self, year: int) -> datetime:
        return datetime(year, 1, 1, tzinfo=self.zone).astimezone(UTC)


def read_registers(
    historian: Historian, registers: Sequence[CumulativeRegister], span: YearSpan, told: Told
) -> dict[str, MeterYears]:
    """Months of every register in `span`, by point; `told` is called for each register read."""
    points = [register.point for register in registers]
    counts: dict[str, Counts] = {point: [] for point in points}
    for edge in span.year_edges():
        for point, value in _at_edge(historian, points, edge).items():
            counts[point].append((edge, value))
    found = {}
    for register in registers:
        days = historian.table([register.point], span.whole, Step.parse("1d", span.zone))[register.point]
        found[register.point] = _meter_years(register, counts[register.point], days, span)
        told()
    return found


def _meter_years(register: CumulativeRegister, at_edges: Counts, days: StepSeries, span: YearSpan) -> MeterYears:
    # What stands at the turn of a year replaces any other count of that very moment.
    counts = dict(_lasts(days)) | dict(at_edges)
    use = consumption(register, days.unit, sorted(counts.items()), span.month_edges())
    months = tuple(MonthUse(amount) for amount in use.amounts)
    return MeterYears(register.point, days.unit, span.first, months, _read_shares(days, span), use.unexplained)


def _read_shares(days: StepSeries, span: YearSpan) -> tuple[float, ...]:
    """Share of each year that readings speak for."""
    first_days = [bisect_left(days.edges, edge) for edge in span.year_edges()]
    return tuple(fmean(days.coverage[start:end] or (0.0,)) for start, end in pairwise(first_days))


def _lasts(days: StepSeries) -> Counts:
    return [
        (moment, value)
        for moment, value in zip(days.last_at, days.last, strict=True)
        if moment is not None and value is not None
    ]


def _at_edge(historian: Historian, points: Sequence[str], edge: datetime) -> dict[str, float]:
    """What each register showed at `edge`: the last count at or before it, else the first after it."""
    close = historian.series(points, Interval(edge - _CLOSE, edge + timedelta(seconds=1)))
    found = {point: value for point, series in close.items() if (value := _nearest(series, edge)) is not None}
    missing = [point for point in points if point not in found]
    if missing:
        wide = historian.series(missing, Interval(edge - AT_EDGE, edge + AT_EDGE))
        found |= {point: value for point, series in wide.items() if (value := _nearest(series, edge)) is not None}
    return found


def _nearest(series: Series, edge: datetime) -> float | None:
    known = [
        (moment, value) for moment, value in zip(series.times, series.values, strict=True) if value is not None
    ]
    before = [value for moment, value in known if moment <= edge]
    if before:
        return before[-1]
    return known[0][1] if known else None


def filled(use: MeterYears, built_year: int | None) -> MeterYears:
    """The same register with unknown months estimated, and zero before the building stood."""
    years = range(use.first_year, use.first_year + len(use.months) // 12)
    months = tuple(_filled_month(use, year, month, built_year) for year in years for month in range(1, 13))
    return MeterYears(use.point, use.unit, use.first_year, months, use.read_share, use.unexplained)


def _filled_month(use: MeterYears, year: int, month: int, built_year: int | None) -> MonthUse:
    own = use.month(year, month)
    if own.amount is not None:
        return own
    if built_year is not None and year < built_year:
        return MonthUse(0.0)
    last = use.first_year + len(use.months) // 12 - 1
    neighbours = [
        _first_known(use, range(year - 1, use.first_year - 1, -1), month),
        _first_known(use, range(year + 1, last + 1), month),
    ]
    known = [amount for amount in neighbours if amount is not None]
    return MonthUse(sum(known) / len(known), estimated=True) if known else own


def _first_known(use: MeterYears, years: range, month: int) -> float | None:
    return next((amount for year in years if (amount := use.month(year, month).amount) is not None), None)
