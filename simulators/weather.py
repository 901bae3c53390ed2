"""Weather for any time: real hours of Jokioinen moved to the mean climate of Östersund.

Year y replays the recorded year 2015 + (y − 2015) mod 3, hour by hour, so wind, rain, sun and temperature stay
together as they were. The temperature gets the difference of the two places' mean annual courses (harmonics
fitted to Jokioinen 2015-2017 and to ERA5 for Östersund 2022-2024) and a slow anomaly of the seed, so that a
repeated year is not the same year. Radiation keeps Jokioinen's sun: 2.4° further south and 35 minutes ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import numpy as np

from physics.air import dew_point_c
from simulators import hours, recorded
from simulators.hours import Floats, Integers

_RECORDED_YEARS = (2015, 2016, 2017)
_RECORDED_STARTS = (0, 8760, 8760 + 8784)
_RECORDED_HOURS = 26304
_YEAR_D = 365.25
_ERA5_FIRST_DAY_OF_YEAR = 244  # 2 September, day 0 is 1 January
# Recorded years that do not follow each other are blended over the last days of December.
_BLEND_H = 48
# Anomaly of the seed: waves of 9-90 days, together a standard deviation of about 1 K.
_ANOMALY_WAVES = 8
_ANOMALY_SD_K = 1.0


@dataclass(frozen=True, slots=True)
class Weather:
    """Weather at one moment: [°C], [%], [m/s], [mm/h], [W/m2]."""

    outside_air_temp_c: float
    relative_humidity_pct: float
    wind_m_s: float
    rain_mm_h: float
    global_radiation_w_m2: float

    @property
    def dew_point_c(self) -> float:
        """Dew point of the outside air [°C]."""
        return dew_point_c(self.outside_air_temp_c, self.relative_humidity_pct)


class SimulatedWeather:
    """Weather of every hour 2010…2035, the same for the same seed, straight lines between the hours."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        replayed = _replayed()
        course = _course_difference()[hours.day_of_year()]
        self.outside_air_temp_c: Floats = replayed["outside_air_temp_c"] + course + _anomaly(seed)
        self.relative_humidity_pct: Floats = replayed["relative_humidity_pct"]
        self.wind_m_s: Floats = replayed["wind_m_s"]
        self.rain_mm_h: Floats = replayed["rain_mm"]
        self.global_radiation_w_m2: Floats = replayed["global_radiation_w_m2"]

    def at(self, moment: datetime) -> Weather:
        """Weather at `moment`; ValueError outside 2010…2035."""
        index, share = hours.position(moment)
        return Weather(
            *(
                float(column[index] + share * (column[index + 1] - column[index]))
                for column in (
                    self.outside_air_temp_c,
                    self.relative_humidity_pct,
                    self.wind_m_s,
                    self.rain_mm_h,
                    self.global_radiation_w_m2,
                )
            )
        )


@cache
def _replayed() -> dict[str, Floats]:
    """The recorded columns laid out over all simulated hours, seams blended."""
    here, follow, weight = _recorded_positions()
    table = {}
    for name, values in recorded.columns(recorded.WEATHER).items():
        column = recorded.bridged(values)
        table[name] = (1.0 - weight) * column[here] + weight * column[follow]
    return table


def _recorded_positions() -> tuple[Integers, Integers, Floats]:
    """For every hour: its place in the record, the place that leads into next year's, and the latter's weight."""
    here = np.empty(hours.COUNT, dtype=np.int64)
    follow = np.empty(hours.COUNT, dtype=np.int64)
    weight = np.zeros(hours.COUNT)
    years = hours.year()
    first_day = int(hours.FIRST_DAY.astype(np.int64))
    for year in range(int(years[0]), int(years[-1]) + 1):
        span = np.flatnonzero(years == year)
        start = _RECORDED_STARTS[(year - _RECORDED_YEARS[0]) % 3]
        following = _RECORDED_STARTS[(year + 1 - _RECORDED_YEARS[0]) % 3]
        of_year = hours.day_of_year()[span] * 24 + span % 24
        next_year = int(np.datetime64(f"{year + 1}-01-01", "D").astype(np.int64)) - first_day
        left = next_year * 24 - span
        here[span] = (start + of_year) % _RECORDED_HOURS
        follow[span] = (following - left) % _RECORDED_HOURS
        weight[span] = np.clip(1.0 - left / _BLEND_H, 0.0, 1.0)
    return here, follow, weight


@cache
def _course_difference() -> Floats:
    """Östersund less Jokioinen [K] for each day of the year, 0…365, from two harmonics of daily means."""
    jokioinen = recorded.bridged(recorded.columns(recorded.WEATHER)["outside_air_temp_c"])
    ostersund = recorded.columns(recorded.OSTERSUND_DAILY)["outside_air_temp_c"]
    daily = jokioinen.reshape(-1, 24).mean(axis=1)
    there = _annual_course(daily, 0)
    here = _annual_course(ostersund, _ERA5_FIRST_DAY_OF_YEAR)
    difference: Floats = here - there
    return difference


def _annual_course(daily: Floats, first_day_of_year: int) -> Floats:
    waves = _harmonics(np.arange(len(daily)) + first_day_of_year)
    coefficients = np.linalg.lstsq(waves, daily, rcond=None)[0]
    course: Floats = _harmonics(np.arange(366)) @ coefficients
    return course


def _harmonics(days: Integers) -> Floats:
    angle = 2.0 * np.pi * days / _YEAR_D
    return np.column_stack(
        (np.ones(len(days)), np.cos(angle), np.sin(angle), np.cos(2.0 * angle), np.sin(2.0 * angle))
    )


def _anomaly(seed: int) -> Floats:
    """A slow wandering [K] of mean zero that belongs to the seed."""
    random = np.random.default_rng([seed, 17])
    time_h = np.arange(hours.COUNT)
    total = np.zeros(hours.COUNT)
    for _ in range(_ANOMALY_WAVES):
        period_h = 24.0 * random.uniform(9.0, 90.0)
        total += np.sin(2.0 * np.pi * (time_h / period_h + random.uniform()))
    anomaly: Floats = total * _ANOMALY_SD_K / np.sqrt(_ANOMALY_WAVES / 2.0)
    return anomaly
