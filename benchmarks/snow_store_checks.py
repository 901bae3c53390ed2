"""The snow store against published figures; docs/validation_snow.md shows every line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from benchmarks.snow_data import FloatArray, Row, column, rows_of
from domain.plant import SnowStore, StoreGeometry
from physics.cover_energy_balance import surface_melt_series
from physics.cover_weather import WeatherSeries
from physics.skogsberg import field_melt_kg_m2_h, field_regression_kg_m2_h
from physics.snow_geometry import height_m, shape_table
from physics.snow_store import StoreStep, density_kg_m3, load_melt_kg_h, melt, surface_melt_kg_m2_h

CHIPS_W_M_K = 0.25


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


def season(
    store: SnowStore,
    air_temp_c: FloatArray,
    rain_mm_h: FloatArray,
    hours: float,
    *,
    surface_kg_m2_h: FloatArray | None = None,
    cooling_kw: float = 0.0,
    discharge_temp_c: float = 0.0,
) -> list[StoreStep]:
    """The store through a season of weather, one step a row."""
    mass_t, steps = store.mass_t, []
    for at, (air_c, rain) in enumerate(zip(air_temp_c.tolist(), rain_mm_h.tolist(), strict=True)):
        step = melt(
            store,
            mass_t,
            hours,
            air_temp_c=air_c,
            rain_mm_h=rain,
            cooling_kw=cooling_kw,
            discharge_temp_c=discharge_temp_c,
            days_settled=at * hours / 24.0,
            surface_kg_m2_h=None if surface_kg_m2_h is None else float(surface_kg_m2_h[at]),
            shape=shape_table(store.shape),
        )
        steps.append(step)
        mass_t = step.end_t
    return steps


def nordell_store(cover_m: float) -> SnowStore:
    """30,000 m3 of 650 kg/m3 with the constant 9,091 m2 that the digitiser used: a basin with upright banks."""
    side_m = sqrt(30_000.0 / 3.3)
    return SnowStore(
        19_500.0,
        40_000.0,
        650.0,
        side_m**2,
        cover_m,
        CHIPS_W_M_K,
        geometry=StoreGeometry(side_m, side_m, 3.3, 45, 90),
    )


def nordell_volumes_m3(cover_m: float, energy_balance: bool = False) -> FloatArray:
    """Volume at the start of each day."""
    weather = nordell().weather
    assert weather.rain_mm_h is not None
    surface = surface_melt_series(weather, cover_m, CHIPS_W_M_K, 24.0) if energy_balance else None
    store = nordell_store(cover_m)
    steps = season(store, weather.air_temp_c, weather.rain_mm_h, 24.0, surface_kg_m2_h=surface)
    return np.array([step.start_t for step in steps]) / 0.65


_NORDELL_DATES = (date(2001, 5, 1), date(2001, 6, 1), date(2001, 7, 1), date(2001, 8, 1), date(2001, 8, 31))
_NORDELL_M3 = {0.20: (29_040, 27_750, 25_100, 22_280, 19_800), 0.10: (27_880, 25_400, 20_480, 16_010, 12_340)}


def nordell_rows(check: str, cover_m: float, allowed: float, energy_balance: bool) -> Iterator[Row]:
    days = nordell().days
    volumes = nordell_volumes_m3(cover_m, energy_balance)
    model = "energy balance" if energy_balance else "conduction"
    for day, published in zip(_NORDELL_DATES, _NORDELL_M3[cover_m], strict=True):
        what = f"Nordell & Sundin, {cover_m * 1000:.0f} mm, {day.day} {day:%B}, {model}"
        band = published * (1.0 - allowed), published * (1.0 + allowed)
        yield Row(check, what, "m3", f"{published}", float(volumes[days.index(day)]), *band)


def regression_rows() -> Iterator[Row]:
    """Field regression: its own arithmetic on two weathers, exact to 1 %."""
    july = (np.array(15.0), np.array(214.0), np.array(3.35))
    for cover_m, published in ((0.20, 224.0), (0.10, 411.0)):
        total = float(field_melt_kg_m2_h(*july, cover_m)) * 24.0 * 29.0
        what = f"Field regression, July of Nordell & Sundin, {cover_m * 1000:.0f} mm"
        yield Row("5", what, "kg/m2", f"{published:.0f}", total, published * 0.99, published * 1.01)
    months, weather = tallinn()
    assert weather.global_radiation_w_m2 is not None
    assert weather.wind_m_s is not None
    drivers = (weather.air_temp_c, weather.global_radiation_w_m2, weather.wind_m_s)
    hourly = field_melt_kg_m2_h(*drivers, 0.20)
    for month, name, published in zip(
        range(4, 9), ("April", "May", "June", "July", "August"), (63.0, 216.0, 255.0, 297.0, 277.0), strict=True
    ):
        total = float(hourly[months == month].sum())
        what = f"Field regression, Tallinn 2024, 200 mm, {name}"
        yield Row("6", what, "kg/m2", f"{published:.0f}", total, published * 0.99, published * 1.01)
    for cover_m, published in ((0.20, 1108.0), (0.10, 2054.0), (0.30, 193.0), (0.40, 0.0)):
        total = float(field_regression_kg_m2_h(*drivers, cover_m).sum())
        what = f"Field formula, Tallinn April-August, {cover_m * 1000:.0f} mm"
        what += "" if cover_m <= 0.25 else " (refused in use)"
        check = "6" if cover_m == 0.20 else "7"
        yield Row(check, what, "kg/m2", f"{published:.0f}", total, published * 0.99, published * 1.01)


def tallinn_steps(energy_balance: bool) -> list[StoreStep]:
    """One square metre of deep snow under 0.22 m: a column, as SNOWPACK reckons."""
    _, weather = tallinn()
    assert weather.rain_mm_h is not None
    surface = surface_melt_series(weather, 0.22, CHIPS_W_M_K) if energy_balance else None
    side_m = 100.0
    # A basin 4.70 m deep with upright banks far apart: surface, plan and ground nearly the same square metres.
    column_of_snow = SnowStore(
        1.872 * side_m**2,
        30_000.0,
        1872.0 / 4.70,
        side_m**2,
        0.22,
        CHIPS_W_M_K,
        geometry=StoreGeometry(side_m, side_m, 6.0, 45.0, 90.0),
    )
    return season(column_of_snow, weather.air_temp_c, weather.rain_mm_h, 1.0, surface_kg_m2_h=surface)


def snowpack_rows() -> Iterator[Row]:
    for energy_balance in (False, True):
        steps = tallinn_steps(energy_balance)
        lost = (steps[0].start_t - steps[-1].end_t) / 10.0
        model = "energy balance" if energy_balance else "conduction"
        what = f"SNOWPACK under 0.22 m, Tallinn 2024, mass lost in 153 days, {model}"
        yield Row("8", what, "kg/m2", "783", lost, 783 * 0.75, 783 * 1.25)


def granasen(volume_m3: float = 27_054.0) -> tuple[SnowStore, list[StoreStep]]:
    """Granåsen 2018: 46 cm, 199 days of 12.0 °C; pad so that surface = V/5 m, rain 2.5 mm/day (both assumed)."""
    scale = (volume_m3 / 27_054.0) ** (1.0 / 3.0)
    shape = StoreGeometry(68.4 * scale, 68.4 * scale)
    store = SnowStore(
        volume_m3 * 0.6357,
        30_000.0,
        635.7,
        shape.length_m**2,
        0.46,
        CHIPS_W_M_K,
        settled_density_kg_m3=683.2,
        geometry=shape,
    )
    return store, season(store, np.full(199, 12.0), np.full(199, 2.5 / 24.0), 24.0)


def granasen_rows() -> Iterator[Row]:
    store, steps = granasen()
    left = steps[-1].end_t
    yield Row(
        "9",
        "Granåsen 2018, 46 cm, 199 days, mass lost",
        "%",
        "13",
        100.0 * (1.0 - left / store.mass_t),
        9.0,
        17.0,
        1,
    )
    volume = left * 1000.0 / density_kg_m3(store, 199.0)
    yield Row("9", "Granåsen 2018, volume left", "m3", "22044", volume, 22_044 * 0.94, 22_044 * 1.06)
    density = density_kg_m3(store, 199.0)
    yield Row("9", "Granåsen 2018, density in November", "kg/m3", "681.5", density, 678.0, 685.0, 1)
    for cubic, published, low, high in ((27_054.0, "0.093", 0.07, 0.12), (16_900.0, "0.12-0.13", 0.09, 0.16)):
        store, steps = granasen(cubic)
        end_m3 = steps[-1].end_t * 1000.0 / density_kg_m3(store, 199.0)
        per_day = 100.0 * (1.0 - end_m3 / cubic) / 199.0
        what = f"Granåsen, {cubic:.0f} m3, volume lost a day"
        yield Row("9", what, "%/day", published, per_day, low, high, 3)


def band_rows() -> Iterator[Row]:
    """Bands from practice: the case that stands for each is named in its line."""
    store, steps = granasen(20_000.0)
    left_m3 = steps[-1].end_t * 1000.0 / density_kg_m3(store, 199.0)
    yield Row(
        "14",
        "Sawdust pile of 20,000 m3 in Granåsen's summer, volume lost",
        "%",
        "20-25",
        100.0 * (1.0 - left_m3 / 20_000.0),
        20.0,
        25.0,
        1,
    )
    yield Row(
        "15",
        "The same pile, mass lost",
        "%",
        "15-30",
        100.0 * (1.0 - steps[-1].end_t / store.mass_t),
        15.0,
        30.0,
        1,
    )
    for cover_m in (0.10, 0.20, 0.40):
        cut = 100.0 * (1.0 - surface_melt_kg_m2_h(10.0, cover_m) / surface_melt_kg_m2_h(10.0, 0.0))
        yield Row(
            "15", f"Surface melt cut by {cover_m * 100:.0f} cm against bare snow", "%", "70-85", cut, 70.0, 85.0, 1
        )


def chitose_rows() -> Iterator[Row]:
    """100 x 100 x 10 m; weather of Tallinn April-August 2024 (mean 14.3 °C, Chitose's own is not at hand)."""
    months, weather = tallinn()
    assert weather.rain_mm_h is not None
    shape = StoreGeometry(100.0, 100.0)
    start_m3 = shape_table(shape).volume_m3(10.0)
    for cover_m in (0.10, 0.20):
        store = SnowStore(
            start_m3 * 0.65,
            60_000.0,
            650.0,
            10_000.0,
            cover_m,
            CHIPS_W_M_K,
            settled_density_kg_m3=697.0,
            geometry=shape,
        )
        steps = season(store, weather.air_temp_c, weather.rain_mm_h, 1.0)
        heights = [
            height_m(shape, step.start_t * 1000.0 / density_kg_m3(store, at / 24.0))
            for at, step in enumerate(steps)
        ]
        in_july = np.array(heights)[np.isin(months, (7, 8))]
        name = f"Chitose test pile, {cover_m * 100:.0f} cm (its cover is not given)"
        yield Row("17", f"{name}, height lost in 5 months", "m", "2-4", heights[0] - heights[-1], 2.0, 4.0, 2)
        yield Row(
            "17", f"{name}, height lost in July and August", "m", "0.5-1", in_july[0] - in_july[-1], 0.5, 1.0, 2
        )


def sundsvall_rows() -> Iterator[Row]:
    """Design of 1999: 60,000 m3 in a pit of 140 x 60 m under 20 cm, 1,000 MWh from May to August."""
    yield Row(
        "18",
        "Sundsvall design, heat in 40,000 t",
        "MWh",
        "3711",
        40_000.0 * 1000.0 / load_melt_kg_h(1000.0, 0.0),
        3710.0,
        3712.0,
    )
    weather = nordell()
    summer = np.array([day >= date(2001, 5, 1) for day in weather.days])
    rain = weather.weather.rain_mm_h
    assert rain is not None
    store = SnowStore(
        40_000.0, 60_000.0, 667.0, 8_400.0, 0.20, CHIPS_W_M_K, geometry=StoreGeometry(140.0, 60.0, 7.0)
    )
    hours = float(summer.sum()) * 24.0
    for volume_m3 in (60_000.0, 30_000.0):
        filled = SnowStore(volume_m3 * 0.667, 60_000.0, 667.0, 8_400.0, 0.20, CHIPS_W_M_K, geometry=store.geometry)
        steps = season(
            filled,
            weather.weather.air_temp_c[summer],
            rain[summer],
            24.0,
            cooling_kw=1_000_000.0 / hours,
            discharge_temp_c=10.0,
        )
        natural = 100.0 * sum(step.natural_t for step in steps) / filled.mass_t
        what = f"Sundsvall, {volume_m3:.0f} m3, 1,000 MWh May-August, natural melt"
        yield Row("18", what, "%", "20-30", natural, 20.0, 30.0, 1)


def split_rows() -> Iterator[Row]:
    """Shares of surface, rain and ground in natural melt: weather of check 1 under 200 mm."""
    season_of = nordell()
    rain = season_of.weather.rain_mm_h
    assert rain is not None
    for name, first in (("27 February-31 August", date(2001, 2, 27)), ("May-August", date(2001, 5, 1))):
        since = season_of.days.index(first)
        steps = season(nordell_store(0.20), season_of.weather.air_temp_c[since:], rain[since:], 24.0)
        total = sum(step.natural_t for step in steps)
        parts = (
            ("surface", sum(step.surface_t for step in steps), 80.0),
            ("rain", sum(step.rain_t for step in steps), 15.0),
            ("ground", sum(step.ground_t for step in steps), 5.0),
        )
        for cause, tonnes, published in parts:
            what = f"Natural melt by {cause}, 200 mm, {name}"
            low, high = max(published - 8.0, 0.0), published + 8.0
            yield Row("20", what, "%", f"{published:.0f}", 100.0 * tonnes / total, low, high, 1)


def store_rows() -> list[Row]:
    """Every line about a store, in the order of the table."""
    return [
        *nordell_rows("1", 0.20, 0.06, False),
        *nordell_rows("2", 0.10, 0.10, False),
        *nordell_rows("1", 0.20, 0.06, True),
        *nordell_rows("2", 0.10, 0.10, True),
        *regression_rows(),
        *snowpack_rows(),
        *granasen_rows(),
        *band_rows(),
        *chitose_rows(),
        *sundsvall_rows(),
        *split_rows(),
    ]
