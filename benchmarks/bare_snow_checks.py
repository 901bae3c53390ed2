"""Bare snow against a measured winter at Col de Porte, beside the naive degree-day model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.snow_data import FloatArray, Row, column, rows_of
from physics.bare_snow import bare_snow_series
from physics.cover_weather import WeatherSeries

# The degree-day factor [kg per °C and day] that fits this very winter best, in steps of 0.25; 3 to 6 are usual.
FITTED_FACTOR = 2.0


@dataclass(frozen=True)
class ColDePorte:
    """Winter 2005-06, daily: water equivalent [kg/m2] and run-off [kg/m2 day], measured and by model."""

    days: tuple[date, ...]
    measured: FloatArray
    lysimeter: FloatArray
    balance: FloatArray
    balance_runoff: FloatArray
    degree_day: FloatArray
    degree_day_runoff: FloatArray


def col_de_porte(factor: float = 4.0) -> ColDePorte:
    """Energy balance and the naive degree-day model (`factor` kg per °C and day of the daily mean)."""
    hours = rows_of("col_de_porte_weather_hourly_2005_2006.csv.gz")
    observed = rows_of("col_de_porte_snow_daily_2005_2006.csv")
    snowfall, rain = column(hours, "snowfall_kg_per_m2_per_h"), column(hours, "rainfall_kg_per_m2_per_h")
    weather = WeatherSeries(
        column(hours, "air_temperature_C"),
        column(hours, "relative_humidity_pct"),
        column(hours, "wind_speed_m_per_s"),
        column(hours, "global_radiation_W_per_m2"),
        rain,
        column(hours, "longwave_down_W_per_m2"),
    )
    series = bare_snow_series(weather, snowfall, temp_height_m=1.5, pressure_pa=87_000.0)
    naive = degree_day(_daily(weather.air_temp_c, np.mean), _daily(snowfall, np.sum), _daily(rain, np.sum), factor)
    return ColDePorte(
        tuple(date.fromisoformat(row["date_utc"]) for row in observed),
        column(observed, "snow_water_equivalent_kg_per_m2"),
        column(observed, "runoff_kg_per_m2_per_day"),
        _daily(series.water_equivalent_kg_m2, np.mean),
        _daily(series.runoff_kg_m2, np.sum),
        *naive,
    )


def degree_day(
    air_temp_c: FloatArray, snowfall_kg_m2: FloatArray, rain_kg_m2: FloatArray, factor: float
) -> tuple[FloatArray, FloatArray]:
    """Naive model, day by day: melt = factor max(T, 0); no albedo, no cold, no held water."""
    snow, after, runoff = 0.0, [], []
    for air_c, new, rain in zip(air_temp_c.tolist(), snowfall_kg_m2.tolist(), rain_kg_m2.tolist(), strict=True):
        melted = min(snow + new, factor * max(air_c, 0.0))
        snow += new - melted
        after.append(snow)
        runoff.append(melted + rain)
    return np.array(after), np.array(runoff)


def _daily(hourly: FloatArray, how: Callable[..., FloatArray]) -> FloatArray:
    return np.asarray(how(hourly.reshape(-1, 24), axis=1))


def rmse(simulated: FloatArray, measured: FloatArray) -> float:
    """Root of the mean square over days on which either has snow."""
    snow = (simulated > 0.0) | (measured > 0.0)
    return float(np.sqrt(np.mean((simulated - measured)[snow] ** 2)))


def gone_days_late(winter: ColDePorte, simulated: FloatArray) -> int:
    """Days after the measured one on which the snow was gone, counted from 1 April on."""
    start = winter.days.index(date(2006, 4, 1))
    return int(np.argmax(simulated[start:] < 1.0) - np.argmax(winter.measured[start:] < 1.0))


@dataclass(frozen=True)
class Score:
    """One model's winter: RMSE and greatest water equivalent [kg/m2], days late, run-off in the thaw [kg/m2]."""

    model: str
    rmse_kg_m2: float
    greatest_kg_m2: float
    gone_days_late: int
    runoff_kg_m2: float


def scores() -> list[Score]:
    """The energy balance first, then degree-day models."""
    winter = col_de_porte()
    listed = [_score("energy balance, nothing fitted", winter, winter.balance, winter.balance_runoff)]
    for factor in (3.0, 4.0, 5.0, FITTED_FACTOR):
        naive = col_de_porte(factor)
        fitted = ", fitted to this winter" if factor == FITTED_FACTOR else ""
        name = f"degree-day {factor:.0f} kg{fitted}"
        listed.append(_score(name, naive, naive.degree_day, naive.degree_day_runoff))
    return listed


def _score(model: str, winter: ColDePorte, snow: FloatArray, runoff: FloatArray) -> Score:
    total = float(runoff[thaw(winter)].sum())
    return Score(model, rmse(snow, winter.measured), float(snow.max()), gone_days_late(winter, snow), total)


def thaw(winter: ColDePorte) -> np.ndarray:
    """20 March to 5 May: from the greatest water equivalent to bare ground."""
    return np.array([date(2006, 3, 20) <= day <= date(2006, 5, 5) for day in winter.days])


def must_run_off_kg_m2(winter: ColDePorte) -> float:
    """Snow measured on 20 March and all that fell until 5 May."""
    hours = rows_of("col_de_porte_weather_hourly_2005_2006.csv.gz")
    fell = _daily(column(hours, "snowfall_kg_per_m2_per_h") + column(hours, "rainfall_kg_per_m2_per_h"), np.sum)
    return float(winter.measured[thaw(winter)][0] + fell[thaw(winter)].sum())


def bare_rows() -> list[Row]:
    """The energy balance within the error that is stated for it."""
    winter, ours = col_de_porte(), scores()[0]
    peak, must = float(winter.measured.max()), must_run_off_kg_m2(winter)
    where = "Col de Porte 2005-06, bare snow"
    return [
        Row("bare", f"{where}, RMSE of water equivalent", "kg/m2", "0", ours.rmse_kg_m2, 0.0, 50.0, 1),
        Row(
            "bare",
            f"{where}, greatest water equivalent",
            "kg/m2",
            f"{peak:.0f}",
            ours.greatest_kg_m2,
            peak * 0.85,
            peak * 1.15,
        ),
        Row("bare", f"{where}, snow gone, days late", "d", "0", ours.gone_days_late, -7.0, 7.0),
        Row(
            "bare",
            f"{where}, run-off 20 March-5 May",
            "kg/m2",
            f"{must:.0f}",
            ours.runoff_kg_m2,
            must * 0.9,
            must * 1.1,
        ),
    ]
