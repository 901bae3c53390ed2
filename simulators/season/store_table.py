"""The store of a season: natural melt of every step for any mass, from tables made once."""

from __future__ import annotations

import numpy as np

from domain.plant import SnowStore
from physics.snow_geometry import shape_table
from physics.snow_store import density_kg_m3, ground_melt_kg_m2_h, rain_melt_kg_m2
from simulators.hours import Floats
from simulators.season.inputs import SeasonInputs

# Rows of the area table: a cell is 0.05 % of the store.
_ROWS = 2000


class StoreTable:
    """Areas of the store by volume and melt per area by step; straight lines between the rows *are* the model."""

    def __init__(self, store: SnowStore, inputs: SeasonInputs, per_m2_h: Floats) -> None:
        shape = shape_table(store.shape)
        self.full_t = store.mass_t
        hours = inputs.step_h
        days = hours / 24.0 * np.arange(inputs.count)
        self.m3_per_t: Floats = 1000.0 / np.array([density_kg_m3(store, day) for day in days.tolist()])
        # The first row is nothing, the last just above the full store at its lightest.
        self.cell_m3 = max(store.mass_t * float(self.m3_per_t.max()), 1.0) * (1.0 + 1e-9) / _ROWS
        volumes: Floats = self.cell_m3 * np.arange(_ROWS + 2, dtype=np.float64)
        self.surface_m2: Floats = shape.surface_m2(volumes)
        self.plan_m2: Floats = shape.plan_m2(volumes)
        self.ground_m2: Floats = shape.ground_m2(volumes)
        self.surface_t_m2: Floats = per_m2_h * hours / 1000.0
        # A millimetre of rain is a kilogram on every square metre.
        one_mm = rain_melt_kg_m2(1.0, 1.0)
        self.plan_t_m2: Floats = one_mm * inputs.rain_mm * np.maximum(inputs.outside_air_temp_c, 0.0) / 1000.0
        self.ground_t_m2 = ground_melt_kg_m2_h() * hours / 1000.0

    def least_share(self, mass_t: Floats) -> Floats:
        """Least natural melt of every step per tonne in store, over all masses from nothing to `mass_t`.

        Areas are straight lines between rows, so the least ratio of melt to mass lies on a row or at `mass_t`.
        """
        volume = mass_t * self.m3_per_t
        parts = (
            (self.surface_m2, self.surface_t_m2),
            (self.plan_m2, self.plan_t_m2),
            (self.ground_m2, self.ground_t_m2),
        )
        share: Floats = (
            sum(_least_ratio(area, self.cell_m3, volume) * melt for area, melt in parts) * self.m3_per_t
        )
        return share


def _least_ratio(area_m2: Floats, cell_m3: float, volume_m3: Floats) -> Floats:
    """Least area per volume [1/m] over (0, volume]."""
    rows = np.arange(1, len(area_m2))
    least = np.minimum.accumulate(area_m2[1:] / (cell_m3 * rows))
    below = np.clip((volume_m3 / cell_m3).astype(np.int64), 1, len(rows)) - 1
    here = np.interp(volume_m3, cell_m3 * np.arange(len(area_m2)), area_m2)
    at = np.divide(here, volume_m3, out=np.full(len(here), np.inf), where=volume_m3 > 0.0)
    ratio: Floats = np.minimum(least[below], at)
    return ratio
