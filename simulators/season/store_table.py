"""The store of a season: natural melt of every step for any mass, from tables made once."""

from __future__ import annotations

import numpy as np

from domain.plant import SnowStore
from physics.snow_geometry import shape_table
from physics.snow_store import ground_melt_kg_m2_h, rain_melt_kg_m2, surface_melt_kg_m2_h
from simulators.hours import Floats
from simulators.season.inputs import SeasonInputs

# Rows of the area table: a cell is 0.05 % of the store.
_ROWS = 2000


class StoreTable:
    """Areas of the store by volume and melt per area by step; straight lines between the rows *are* the model."""

    def __init__(self, store: SnowStore, inputs: SeasonInputs, per_m2_h: Floats) -> None:
        shape = shape_table(store.shape)
        self.full_t = store.mass_t
        density = np.full(inputs.count, store.density_kg_m3)
        self.m3_per_t: Floats = 1000.0 / density
        self.cell_m3 = max(store.mass_t * float(self.m3_per_t.max()), 1.0) / _ROWS * 1.0000001
        volumes: Floats = self.cell_m3 * np.arange(_ROWS + 1, dtype=np.float64)
        self.surface_m2: Floats = shape.surface_m2(volumes)
        self.ground_m2: Floats = shape.ground_m2(volumes)
        hours = inputs.step_h
        self.surface_t_m2: Floats = per_m2_h * hours / 1000.0
        rain = np.array(
            [
                rain_melt_kg_m2(float(mm), float(temp))
                for mm, temp in zip(inputs.rain_mm, inputs.outside_air_temp_c, strict=True)
            ]
        )
        self.ground_t_m2: Floats = (rain + ground_melt_kg_m2_h() * hours) / 1000.0

    def least_share(self, mass_t: Floats) -> Floats:
        """Least natural melt of every step per tonne in store, over all masses from nothing to `mass_t`.

        Areas are straight lines between rows, so the least ratio of melt to mass lies on a row or at `mass_t`.
        """
        volume = mass_t * self.m3_per_t
        surface = _least_ratio(self.surface_m2, self.cell_m3, volume)
        ground = _least_ratio(self.ground_m2, self.cell_m3, volume)
        share: Floats = (surface * self.surface_t_m2 + ground * self.ground_t_m2) * self.m3_per_t
        return np.minimum(share, 1.0)


def _least_ratio(area_m2: Floats, cell_m3: float, volume_m3: Floats) -> Floats:
    """Least area per volume [1/m] over (0, volume]."""
    rows = np.arange(1, len(area_m2))
    least = np.minimum.accumulate(area_m2[1:] / (cell_m3 * rows))
    below = np.clip((volume_m3 / cell_m3).astype(np.int64), 1, len(rows)) - 1
    here = np.interp(volume_m3, cell_m3 * np.arange(len(area_m2)), area_m2)
    at = np.divide(here, volume_m3, out=np.full(len(here), np.inf), where=volume_m3 > 0.0)
    ratio: Floats = np.minimum(least[below], at)
    return ratio


def conduction_kg_m2_h(store: SnowStore, inputs: SeasonInputs) -> Floats:
    """Surface melt of every step by conduction through the cover [kg/(m2 h)]."""
    melt: Floats = np.array(
        [
            surface_melt_kg_m2_h(float(temp), store.cover_m, store.cover_conductivity_w_m_k)
            for temp in inputs.outside_air_temp_c
        ]
    )
    return melt
