"""Tables in the place of files not given: weather of another summer, synthetic prices, load by weather."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from domain.interval import Interval, Step
from domain.interval_table import IntervalTable
from domain.plant import CoolingNetwork
from physics.building_load import cooling_load_kw
from simulators import hours
from simulators.cooling_demand import BASE_SHARE
from simulators.hours import Floats
from simulators.prices import SimulatedPrices
from simulators.weather import SimulatedWeather

HOUR = timedelta(hours=1)
# Names where a file's would stand.
WEATHER = "generated: FMI Jokioinen 2015-2017 moved to the climate of Östersund (ERA5)"
PRICES = "synthetic"
LOAD = "generated from weather and the network's peak"
_COLUMNS = (
    "outside_air_temp_c",
    "relative_humidity_pct",
    "wind_m_s",
    "rain_mm",
    "global_radiation_w_m2",
)
# The three recorded summers behind the simulated weather.
SUMMERS = (2015, 2016, 2017)


def weather_table(period: Interval, summer: int, seed: int) -> IntervalTable:
    """Weather of recorded `summer` with the slow anomaly of `seed`, hour by hour, under the dates of `period`."""
    weather = _weather(seed)
    there = _in_year(period.start, summer)
    first, _ = hours.position(there)
    count = int(period.duration / HOUR)
    columns = (
        weather.outside_air_temp_c,
        weather.relative_humidity_pct,
        weather.wind_m_s,
        weather.rain_mm_h,
        weather.global_radiation_w_m2,
    )
    values = {
        name: tuple(column[first : first + count].tolist()) for name, column in zip(_COLUMNS, columns, strict=True)
    }
    return _table(WEATHER, period, values)


@lru_cache(maxsize=16)
def price_table(period: Interval, seed: int, zone: ZoneInfo) -> IntervalTable:
    """Synthetic prices of every hour of `period`: those of its first quarter."""
    prices = SimulatedPrices(seed, zone)
    count = int(period.duration / HOUR)
    values = tuple(prices.price_eur_mwh(period.start + number * HOUR) for number in range(count))
    return _table(PRICES, period, {"price_eur_mwh": values})


def load_table(weather: IntervalTable, network: CoolingNetwork, zone: ZoneInfo) -> IntervalTable:
    """Cooling load of the network in `weather`: a base all year, and comfort by temperature, sun and hour."""
    air = _bridged(weather.columns["outside_air_temp_c"])
    sun = _radiation(weather)
    base_kw = BASE_SHARE * network.peak_kw
    load = [
        cooling_load_kw(
            base_kw,
            network.peak_kw - base_kw,
            air_temp_c=float(warm_c),
            radiation_w_m2=float(light),
            hour=hour,
            weekday=weekday,
        )
        for warm_c, light, (hour, weekday) in zip(air, sun, _clock(weather.times, zone), strict=True)
    ]
    return IntervalTable(LOAD, weather.step, weather.times, {"cooling_load_kw": tuple(load)})


def warmed(weather: IntervalTable, kelvin: float) -> IntervalTable:
    """The same weather, warmer by `kelvin` at every hour; relative humidity stays."""
    air = tuple(
        None if value is None else value + kelvin for value in weather.columns.get("outside_air_temp_c", ())
    )
    columns = {**weather.columns, "outside_air_temp_c": air} if air else weather.columns
    return IntervalTable(weather.source, weather.step, weather.times, columns)


def winter_price_eur_mwh(year: int, seed: int, zone: ZoneInfo) -> float:
    """Mean synthetic price [EUR/MWh] of November to April before the summer of `year`, every six hours."""
    prices, start = SimulatedPrices(seed, zone), datetime(year - 1, 11, 1, tzinfo=UTC)
    moments = [start + number * timedelta(hours=6) for number in range(4 * 181)]
    return float(np.mean([prices.price_eur_mwh(moment) for moment in moments]))


@lru_cache(maxsize=2)
def _weather(seed: int) -> SimulatedWeather:
    return SimulatedWeather(seed)


def _table(source: str, period: Interval, columns: dict[str, tuple[float, ...]]) -> IntervalTable:
    count = int(period.duration / HOUR)
    times = tuple(period.start + number * HOUR for number in range(count))
    return IntervalTable(source, Step.parse("1h"), times, columns)


def _in_year(moment: datetime, year: int) -> datetime:
    """The same date and time in `year`; 29 February becomes the 28th."""
    try:
        return moment.replace(year=year)
    except ValueError:
        return moment.replace(year=year, day=28)


def _bridged(values: tuple[float | None, ...]) -> Floats:
    """Straight lines across what is missing: too long a gap is refused where the season is gathered."""
    column = np.array([np.nan if value is None else value for value in values])
    known = np.flatnonzero(~np.isnan(column))
    return np.interp(np.arange(len(column)), known, column[known]) if len(known) else np.zeros(len(column))


def _radiation(weather: IntervalTable) -> Floats:
    """The sun of the weather, where it says nothing that of the same hours of a recorded summer."""
    given = weather.columns.get("global_radiation_w_m2", ())
    if any(value is not None for value in given):
        return _bridged(given)
    usual = _weather(1).global_radiation_w_m2
    return np.array([usual[hours.position(_in_year(moment, SUMMERS[1]))[0]] for moment in weather.times])


@lru_cache(maxsize=8)
def _clock(times: tuple[datetime, ...], zone: ZoneInfo) -> tuple[tuple[float, int], ...]:
    """Local hour and weekday of every time."""
    local = [moment.astimezone(zone) for moment in times]
    return tuple((moment.hour + moment.minute / 60.0, moment.weekday()) for moment in local)
