"""Check 8: a run of SNOWPACK under 22 cm of chips."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.snow_data import Row
from benchmarks.snow_season import CHIPS_W_M_K, season
from benchmarks.snow_weather import tallinn
from domain.plant import SnowStore, StoreGeometry
from physics.cover_energy_balance import surface_melt_series
from physics.snow_store import StoreStep


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
