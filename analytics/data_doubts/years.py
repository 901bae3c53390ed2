"""Exchanged years: rows of one year under the dates of another, told by the week and by the weather."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from analytics.arrays import Flags, Floats, Ints
from analytics.data_doubts.doubt import Days, local_years

_MIN_DAYS = 180
# In so many of its weeks a year's two lowest days in a row must be the same two before its week is known.
_CLEAR_WEEKS = 0.6
_SMOOTH_DAYS = 29
# Correlation of the day-to-day course with the weather of the right year, and its lead over the written one,
# in standard errors (Fisher's z).
_MIN_CORRELATION = 0.35
_LEAD = 3.5


@dataclass(frozen=True)
class Year:
    """Days of one calendar year: positions among all days."""

    number: int
    at: Ints


def years_of(days: Days) -> list[Year]:
    """Calendar years with at least half a year of known days."""
    numbers = local_years(days)
    found = [Year(int(year), np.flatnonzero(numbers == year)) for year in np.unique(numbers)]
    return [year for year in found if np.count_nonzero(~np.isnan(days.means[year.at])) >= _MIN_DAYS]


def exchanged(use: Days, temps_c: Floats) -> Flags:
    """Days of years whose rows belong to another year; `temps_c` are the mean temperatures of the same days."""
    found = np.zeros(len(use.numbers), dtype=bool)
    years = years_of(use)
    if len(years) < 2:
        return found
    for year in [*_off_week(use, years), *_off_weather(use, temps_c, years)]:
        found[year.at] = True
    return found


def _off_week(use: Days, years: list[Year]) -> list[Year]:
    """Years whose weekend does not fall where that of most years does, or on Saturday where years disagree."""
    weekends = {year.number: _weekend(use, year) for year in years}
    known = [weekend for weekend in weekends.values() if weekend is not None]
    if len(set(known)) < 2:
        return []
    return [year for year in years if weekends[year.number] not in (None, _usual(known))]


def _usual(weekends: list[int]) -> int:
    """First day of the weekend of more than half of the years, else Saturday."""
    commonest = max(set(weekends), key=weekends.count)
    return commonest if weekends.count(commonest) > len(weekends) / 2 else 5


def _weekend(use: Days, year: Year) -> int | None:
    """Day of the week on which the year's two lowest days in a row begin; None when its weeks do not say."""
    first = int(np.argmax(use.weekdays[year.at] == 0)) + int(year.at[0])
    weeks = (int(year.at[-1]) + 1 - first) // 7
    # The days of `use` may have gaps: place each by its number.
    days = np.full(weeks * 7 + 7, np.nan)
    place = use.numbers[year.at] - use.numbers[first]
    inside = (place >= 0) & (place < len(days))
    days[place[inside]] = use.means[year.at][inside]
    table = days.reshape(-1, 7)
    table = table[~np.isnan(table).any(axis=1)]
    if len(table) < _MIN_DAYS // 7 // 2:
        return None
    pairs = table + np.roll(table, -1, axis=1)
    lowest = pairs.argmin(axis=1)
    commonest = int(np.bincount(lowest, minlength=7).argmax())
    return commonest if (lowest == commonest).mean() >= _CLEAR_WEEKS else None


def _off_weather(use: Days, temps_c: Floats, years: list[Year]) -> list[Year]:
    """Pairs of years that each follow the other's weather and not their own."""
    course = {year.number: (_course(use, year, use.means), _course(use, year, temps_c)) for year in years}
    found: dict[int, Year] = {}
    for one, other in permutations(years, 2):
        if one.number < other.number and all(
            _follows(course[a.number][0], course[b.number][1], course[a.number][1])
            for a, b in ((one, other), (other, one))
        ):
            found |= {one.number: one, other.number: other}
    return list(found.values())


def _follows(use: Floats, foreign: Floats, own: Floats) -> bool:
    """Whether `use` follows the `foreign` weather clearly better than its `own`."""
    best = max((abs(correlation(use, np.roll(foreign, shift))) for shift in (-2, -1, 0, 1, 2)), default=0.0)
    mine = abs(correlation(use, own))
    if best < _MIN_CORRELATION:
        return False
    count = int(np.count_nonzero(~np.isnan(use + own)))
    # Neighbouring days share their weather: about every third one is new.
    error = np.sqrt(2 / max(count / 3 - 3, 1.0))
    return bool((np.arctanh(min(best, 0.999)) - np.arctanh(min(mine, 0.999))) / error > _LEAD)


def _course(use: Days, year: Year, values: Floats) -> Floats:
    """Day-to-day course of a year by day of the year: without season and, for use, without the week."""
    start = int(np.datetime64(f"{year.number}-01-01", "D").astype(np.int64))
    table = np.full(366, np.nan)
    table[use.numbers[year.at] - start] = without_week(values[year.at], use.weekdays[year.at])
    return without_season(table)


def without_week(values: Floats, weekdays: Ints) -> Floats:
    """Values less the median of their day of the week."""
    left = values.copy()
    for weekday in range(7):
        chosen = (weekdays == weekday) & ~np.isnan(values)
        if chosen.any():
            left[weekdays == weekday] -= np.median(values[chosen])
    return left


def without_season(values: Floats) -> Floats:
    """Values less the mean of the four weeks around."""
    known = ~np.isnan(values)
    kernel = np.ones(_SMOOTH_DAYS)
    count = np.convolve(known.astype(float), kernel, "same")
    total = np.convolve(np.where(known, values, 0.0), kernel, "same")
    around = np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)
    return np.asarray(values - around)


def correlation(one: Floats, other: Floats) -> float:
    """Rank-free correlation of the known pairs, single extremes clipped; 0 where there are too few."""
    known = ~np.isnan(one) & ~np.isnan(other)
    if np.count_nonzero(known) < 60:
        return 0.0
    a, b = (np.clip(x, *np.percentile(x, (2, 98))) for x in (one[known], other[known]))
    if a.std() == 0.0 or b.std() == 0.0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])
