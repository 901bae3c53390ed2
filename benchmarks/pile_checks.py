"""Checks 9, 14, 15 and 17: piles without cooling, measured or known by their bands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.snow_data import Row
from benchmarks.snow_season import CHIPS_W_M_K, season
from benchmarks.snow_weather import tallinn
from domain.plant import SnowStore, StoreGeometry
from physics.snow_geometry import height_m, shape_table
from physics.snow_store import StoreStep, density_kg_m3, surface_melt_kg_m2_h


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
