"""Graddagar and normal-year correction as accounting: own degree days from the site's own thermometer."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.indicators.meter_years import Told, YearSpan
from domain.interval import Step
from domain.ports.historian import Historian

# Swedish practice (SMHI graddagar since 2015): base 17 °C, mean of the day, every day of the year.
BASE_TEMP_C = 17.0
# A day speaks when readings cover half of it (CalTRACK 2.2.2.1); a month when three days in four do.
MIN_DAY_COVERAGE = 0.5
MIN_MONTH_COVERAGE = 0.75
# Below 20 degree days a month's ratio says nothing (CalTRACK 3.2.2): such a month is not corrected.
MIN_DEGREE_DAYS = 20.0
_SUMMER = (6, 7, 8)


@dataclass(frozen=True, slots=True)
class MonthWeather:
    """Degree days [K d] and mean outdoor temperature [°C] of one month."""

    degree_days: float
    mean_temp_c: float


@dataclass(frozen=True, slots=True)
class Weather:
    """Months of a thermometer; a month without enough days is absent."""

    point: str
    base_temp_c: float
    months: dict[tuple[int, int], MonthWeather]

    def year(self, year: int) -> tuple[float, ...] | None:
        """Degree days of the twelve months; None when one is absent."""
        months = [self.months.get((year, month)) for month in range(1, 13)]
        known = tuple(month.degree_days for month in months if month is not None)
        return known if len(known) == 12 else None

    def complete_years(self, years: Sequence[int]) -> list[int]:
        """Those of `years` whose twelve months are known."""
        return [year for year in years if self.year(year) is not None]

    def normal(self, years: Sequence[int]) -> tuple[float, ...] | None:
        """Normal year: mean degree days of each month over the complete ones of `years`."""
        complete = [months for year in years if (months := self.year(year)) is not None]
        if not complete:
            return None
        return tuple(sum(column) / len(complete) for column in zip(*complete, strict=True))


def degree_days(daily_mean_c: Sequence[float], base_temp_c: float = BASE_TEMP_C) -> float:
    """Sum of max(base − T, 0) [K d] over days with mean temperature T [°C]."""
    return sum(max(base_temp_c - temp_c, 0.0) for temp_c in daily_mean_c)


def month_weather(daily_mean_c: Sequence[float | None], base_temp_c: float = BASE_TEMP_C) -> MonthWeather | None:
    """A month from its days [°C]; missing days get the mean of the others, too many make the month unknown."""
    known = [temp_c for temp_c in daily_mean_c if temp_c is not None]
    if not known or len(known) < MIN_MONTH_COVERAGE * len(daily_mean_c):
        return None
    scale = len(daily_mean_c) / len(known)
    return MonthWeather(degree_days(known, base_temp_c) * scale, sum(known) / len(known))


def read_weather(historian: Historian, points: Sequence[str], span: YearSpan, told: Told) -> Weather | None:
    """Weather from the first of `points` that knows most months of `span`; None when none knows any."""
    candidates = [_weather_of(historian, point, span, told) for point in points]
    best = max(candidates, key=lambda weather: len(weather.months), default=None)
    return best if best is not None and best.months else None


def _weather_of(historian: Historian, point: str, span: YearSpan, told: Told) -> Weather:
    days = historian.table([point], span.whole, Step.parse("1d", span.zone))[point]
    by_month: dict[tuple[int, int], list[float | None]] = {}
    for start, mean, coverage in zip(days.edges, days.mean, days.coverage, strict=False):
        day = start.astimezone(span.zone)
        spoken = mean if coverage >= MIN_DAY_COVERAGE else None
        by_month.setdefault((day.year, day.month), []).append(spoken)
    told()
    found = {month: month_weather(means) for month, means in by_month.items()}
    known = {month: weather for month, weather in found.items() if weather is not None}
    return Weather(point, BASE_TEMP_C, known)


def corrected_months(
    year: int, use_kwh: Sequence[float], actual: Sequence[float], normal: Sequence[float]
) -> tuple[float, ...]:
    """Use [kWh] of twelve months in a year of normal weather; `actual`, `normal`: degree days or an index.

    E_n = E_fix + (E − E_fix) · HDD_normal / HDD_actual, month by month. E_fix is what does not follow the
    weather (hot water, circulation, process): the mean daily use of June to August, at most the month's own use.
    Dividing all of E, as is sometimes done, over-corrects whenever E_fix is above zero.
    """
    fixed_months = fixed_use(year, use_kwh)
    corrected = []
    for index, use in enumerate(use_kwh):
        fixed = fixed_months[index]
        weather_bound = use - fixed
        usable = actual[index] >= MIN_DEGREE_DAYS
        corrected.append(fixed + (weather_bound * normal[index] / actual[index] if usable else weather_bound))
    return tuple(corrected)


def fixed_use(year: int, use_kwh: Sequence[float]) -> tuple[float, ...]:
    """E_fix [kWh] of the twelve months: the mean daily use of June to August, at most the month's own use."""
    days = [monthrange(year, month)[1] for month in range(1, 13)]
    summer_days = sum(days[month - 1] for month in _SUMMER)
    fixed_kwh_d = sum(use_kwh[month - 1] for month in _SUMMER) / summer_days
    return tuple(min(use, fixed_kwh_d * days[index]) for index, use in enumerate(use_kwh))
