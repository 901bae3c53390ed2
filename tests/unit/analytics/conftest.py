"""Invented buildings whose truth is known."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from domain.interval import Interval, Step
from domain.interval_table import IntervalTable

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def local_year():
    """`local_year(2021)`: that year on the Swedish clock."""

    def year(number):
        return Interval(datetime(number, 1, 1, tzinfo=STOCKHOLM), datetime(number + 1, 1, 1, tzinfo=STOCKHOLM))

    return year


@pytest.fixture
def hourly_times():
    """`hourly_times(2021, 2023)`: UTC hours from the first year to the end of the last, Swedish clock."""

    def times(first, last):
        start = datetime(first, 1, 1, tzinfo=STOCKHOLM).astimezone(UTC)
        end = datetime(last + 1, 1, 1, tzinfo=STOCKHOLM).astimezone(UTC)
        return tuple(start + timedelta(hours=hour) for hour in range(int((end - start) / timedelta(hours=1))))

    return times


@pytest.fixture
def temperatures():
    """`temperatures(times)`: a Nordic year's course, a day's course and weather that changes over days [°C]."""

    def course(times):
        hours = np.array([time.timestamp() / 3600 for time in times])
        year = 5 - 13 * np.cos(2 * np.pi * (hours / 8766 - 0.05))
        slow = 4 * np.sin(hours / 31.7) + 3 * np.sin(hours / 75.3)
        return year + slow + 3 * np.sin(2 * np.pi * (hours - 9) / 24)

    return course


@pytest.fixture
def table():
    """`table(times, energy_kwh=…)`: an interval table; NaN becomes missing."""

    def make(times, step="1h", **columns):
        plain = {
            name: tuple(None if np.isnan(value) else float(value) for value in values)
            for name, values in columns.items()
        }
        return IntervalTable("file.csv", Step.parse(step, STOCKHOLM), tuple(times), plain)

    return make


@pytest.fixture
def heated_building(hourly_times, temperatures, table):
    """Meter and weather of 2021 and 2022: 20 kWh/h, 2 kWh/h per K below 15 °C of the day's mean, noise of 5 %."""
    times = hourly_times(2021, 2022)
    temps = temperatures(times)
    local = [time.astimezone(STOCKHOLM) for time in times]
    days, index = np.unique([time.toordinal() for time in local], return_inverse=True)
    mean = np.bincount(index, weights=temps) / np.bincount(index)
    luck = 1 + 0.05 * np.random.default_rng(7).normal(size=len(days))
    energy = (20 + 2 * np.maximum(15 - mean, 0))[index] * luck[index]
    return table(times, energy_kwh=energy), table(times, outside_air_temp_c=temps)
