"""Checks 1, 2, 15 and 20: the store that Nordell & Sundin reckoned in 1998, without cooling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import sqrt

import numpy as np

from benchmarks.snow_data import FloatArray, Row, column, rows_of
from benchmarks.snow_season import CHIPS_W_M_K, season
from benchmarks.snow_weather import nordell
from domain.plant import SnowStore, StoreGeometry
from physics.cover_energy_balance import surface_melt_series


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


def cut_rows() -> Iterator[Row]:
    """All melt cut by the cover while the bare pile of the same figure melts away, published and here."""
    days, first, last = nordell().days, date(2001, 4, 27), date(2001, 6, 5)
    ends = [float(days.index(day)) for day in (first, last)]
    curves = rows_of("nordell_1998_fig4_digitised.csv")

    def published_m3(cover_m: float) -> float:
        curve = [row for row in curves if float(row["cover_m"]) == cover_m]
        begun, left = np.interp(ends, column(curve, "day"), column(curve, "volume_m3"))
        return float(begun - left)

    def simulated_m3(cover_m: float) -> float:
        volumes = nordell_volumes_m3(cover_m)
        return float(volumes[int(ends[0])] - volumes[int(ends[1])])

    for cover_m in (0.10, 0.20):
        was, found = (100.0 * (1.0 - melted(cover_m) / melted(0.0)) for melted in (published_m3, simulated_m3))
        what = f"All melt cut by {cover_m * 100:.0f} cm, Nordell & Sundin, 27 April-5 June"
        yield Row("15", what, "%", f"{was:.1f}", found, was - 5.0, was + 5.0, 1)


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
