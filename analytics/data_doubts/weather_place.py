"""Weather of another place: a climate that changes between years, a clock that is off, a meter that ignores it.

What these tests cannot tell: weather of a place with the same climate, clock and passing fronts (some 200 km).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analytics.arrays import DAY_S, HOUR_S, Flags, Floats, Ints
from analytics.data_doubts.doubt import Days, Rows, local_years, winter_offset_s
from analytics.data_doubts.years import correlation, without_season, without_week, years_of

# How far apart two years of one place may lie. Three years of Jokioinen, four of Bedford and of Skien differ by at
# most 1.4 K in the mean, 4.4 K in the distance of summer and winter, a fifth in the daily range; the coldest and
# the warmest years of a Nordic place by some 3.5 K in the mean. So this is said, and decided by a person.
MEAN_K = 4.5
SEASON_K = 10.0
RANGE_SHARE = 0.45
# The air is warmest 1 to 5 hours after the sun stands highest; clouds and sea move the mean of a summer by less.
WARMEST_AFTER_NOON_H = (-2.0, 8.5)
# Weather with less of a daily course than this says nothing of its clock [K].
MIN_RANGE_K = 2.0
# A meter follows the weather of its place from day to day when it does from season to season.
_SEASONAL, _DAILY = -0.8, -0.15
_LOST = 4.5


@dataclass(frozen=True)
class WeatherDoubts:
    """Rows of weather that another place may have had, and rows whose clock is off."""

    place: Flags
    clock: Flags


def weather_doubts(weather: Rows, days: Days) -> WeatherDoubts:
    """Doubts from the weather alone; `days` are its days."""
    place = np.zeros(len(weather.values), dtype=bool)
    clock = np.zeros(len(weather.values), dtype=bool)
    if not weather.per_day:
        return WeatherDoubts(place, clock)
    years = [_climate(weather, days, year) for year in _year_blocks(days)]
    for one, other in combinations(years, 2):
        if one.unlike(other):
            place |= days.rows(one.days) | days.rows(other.days)
    if weather.per_day > 1:
        for year in years:
            if year.warmest_h is not None and not _within(year.warmest_h):
                clock |= days.rows(year.days)
    return WeatherDoubts(place, clock)


@dataclass(frozen=True)
class _Climate:
    """A year of a place: mean [°C], summer less winter [K], daily range [K], hours from noon to the warmest."""

    days: Flags
    mean_c: float
    season_k: float
    range_k: float | None
    warmest_h: float | None

    def unlike(self, other: _Climate) -> bool:
        """Whether two years can hardly be of one place."""
        ranges = (self.range_k, other.range_k)
        both = [value for value in ranges if value is not None]
        wide = len(both) == 2 and abs(both[0] - both[1]) > RANGE_SHARE * max(both)
        return abs(self.mean_c - other.mean_c) > MEAN_K or abs(self.season_k - other.season_k) > SEASON_K or wide


def _year_blocks(days: Days) -> list[Flags]:
    """Whole calendar years of weather, known for nine days in ten."""
    numbers = local_years(days)
    blocks = [numbers == year for year in np.unique(numbers)]
    return [block for block in blocks if np.count_nonzero(~np.isnan(days.means[block])) >= 0.9 * 365]


def _climate(weather: Rows, days: Days, block: Flags) -> _Climate:
    months = (days.numbers.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)) % 12 + 1
    means = np.where(block, days.means, np.nan)
    summer, winter = (np.nanmean(means[np.isin(months, wanted)]) for wanted in ((6, 7, 8), (12, 1, 2)))
    course = _day_course(weather, days.rows(block & np.isin(months, (4, 5, 6, 7, 8, 9))))
    return _Climate(
        block,
        float(np.nanmean(means)),
        float(summer - winter),
        float(np.ptp(course)) if course is not None else None,
        _warmest(weather, course) if course is not None and np.ptp(course) >= MIN_RANGE_K else None,
    )


def _day_course(weather: Rows, chosen: Flags) -> Floats | None:
    """Mean temperature of the 24 UTC hours over the `chosen` rows; None for days."""
    if weather.per_day <= 1:
        return None
    known = chosen & ~np.isnan(weather.values)
    hours = weather.starts[known] % DAY_S // HOUR_S
    count = np.bincount(hours, minlength=24)
    if count.min() < 90:
        return None
    return np.bincount(hours, weights=weather.values[known], minlength=24) / count


def _warmest(weather: Rows, course: Floats) -> float:
    """Hours from the zone's noon to the warmest, by the first harmonic of the day's course."""
    middles = 2 * np.pi * (np.arange(24) + 0.5) / 24
    angle = np.arctan2((course * np.sin(middles)).sum(), (course * np.cos(middles)).sum())
    warmest_utc_h = float(angle / (2 * np.pi) * 24)
    after = warmest_utc_h + winter_offset_s(weather) / HOUR_S - 12.0
    return (after + 12.0) % 24.0 - 12.0


def _within(after_noon_h: float) -> bool:
    low, high = WARMEST_AFTER_NOON_H
    return low <= after_noon_h <= high


@dataclass(frozen=True)
class Unfollowed:
    """Days of years in which a meter does not follow the weather from day to day though it should.

    `lost`: in other years it did, so the weather is another's. `never`: a heat meter follows the season alone: the
    weather is another's, or its days were never measured one by one.
    """

    lost: Flags
    never: Flags


def unfollowed(use: Days, temps_c: Floats, heats: bool) -> Unfollowed:
    """Days of years in which the meter does not follow the weather."""
    gone, never = (np.zeros(len(use.numbers), dtype=bool) for _ in range(2))
    followed = [(year, *_follow(use, temps_c, year.at)) for year in years_of(use)]
    clear = [daily for _, daily, _, _ in followed if abs(daily) > 0.5]
    for year, daily, seasonal, count in followed:
        if clear and _apart(daily, float(np.median(clear)), count):
            gone[year.at] = True
        elif heats and seasonal < _SEASONAL and daily > _DAILY:
            never[year.at] = True
    return Unfollowed(gone, never)


def _follow(use: Days, temps_c: Floats, at: Ints) -> tuple[float, float, int]:
    """Correlation of use and temperature from day to day and over the season, and how many days say so."""
    level = without_week(use.means[at], use.weekdays[at])
    daily = correlation(without_season(level), without_season(temps_c[at]))
    # The season: what is left of the two when the days are taken out.
    seasonal = correlation(level - without_season(level), temps_c[at] - without_season(temps_c[at]))
    return daily, seasonal, int(np.count_nonzero(~np.isnan(use.means[at] + temps_c[at])))


def _apart(daily: float, usual: float, count: int) -> bool:
    if abs(daily) > 0.3:
        return False
    error = np.sqrt(2 / max(count / 3 - 3, 1.0))
    return bool((np.arctanh(abs(usual)) - np.arctanh(abs(daily))) / error > _LOST)
