"""Weather that published figures of stored snow were reckoned with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from benchmarks.snow_data import column, rows_of
from physics.cover_weather import WeatherSeries


@dataclass(frozen=True)
class Nordell:
    """Daily weather of Nordell & Sundin 1998, Fig. 4, 27 February to 31 August."""

    days: tuple[date, ...]
    weather: WeatherSeries


def nordell() -> Nordell:
    rows = rows_of("nordell_1998_forcing_daily.csv")
    weather = WeatherSeries(
        column(rows, "air_temperature_C"),
        column(rows, "relative_humidity_pct"),
        column(rows, "wind_speed_m_per_s"),
        column(rows, "global_radiation_W_per_m2"),
        column(rows, "precipitation_mm_per_day") / 24.0,
    )
    return Nordell(tuple(date.fromisoformat(row["date"]) for row in rows), weather)


def tallinn() -> tuple[NDArray[np.int_], WeatherSeries]:
    """Month of each hour and hourly weather, April to August 2024."""
    rows = rows_of("tallinn_harku_hourly_2024.csv.gz")
    weather = WeatherSeries(
        column(rows, "air_temperature_C"),
        column(rows, "relative_humidity_pct"),
        column(rows, "wind_speed_10m_m_per_s"),
        column(rows, "global_radiation_W_per_m2"),
        column(rows, "precipitation_mm_per_h"),
    )
    return np.array([int(row["time_utc"][5:7]) for row in rows]), weather
