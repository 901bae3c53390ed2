"""A store through a season of weather."""

from __future__ import annotations

from benchmarks.snow_data import FloatArray
from domain.plant import SnowStore
from physics.snow_geometry import shape_table
from physics.snow_store import StoreStep, melt

# Surface conductivity of wet chips in every check.
CHIPS_W_M_K = 0.25


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
