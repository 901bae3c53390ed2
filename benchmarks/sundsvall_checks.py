"""Check 18: the design of the plant at Sundsvall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from benchmarks.snow_data import Row
from benchmarks.snow_season import CHIPS_W_M_K, season
from benchmarks.snow_weather import nordell
from domain.plant import SnowStore, StoreGeometry
from physics.snow_store import load_melt_kg_h


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
