"""The store of a season: natural melt of every step for any mass, from tables made once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from domain.plant import SnowStore
from physics.snow_geometry import shape_table
from physics.snow_store import RAIN_MELT_KG_MM_K, density_kg_m3, ground_melt_kg_m2_h, rain_mm
from simulators.hours import Floats, Integers
from simulators.season.inputs import SeasonInputs

# Rows of the area table: a cell is 0.05 % of the store.
_ROWS = 2000


class StoreTable:
    """Areas of the store by volume and melt per area by step; straight lines between the rows *are* the model."""

    def __init__(self, store: SnowStore, inputs: SeasonInputs, per_m2_h: Floats, settled_d: float) -> None:
        """`store` full at the first step, `settled_d` days after it was covered."""
        shape = shape_table(store.shape)
        self.full_t = store.mass_t
        hours = inputs.step_h
        days = settled_d + hours / 24.0 * np.arange(inputs.count)
        self.m3_per_t: Floats = 1000.0 / np.array([density_kg_m3(store, day) for day in days.tolist()])
        # The first row is nothing, the last just above the full store at its lightest.
        self.cell_m3 = max(store.mass_t * float(self.m3_per_t.max()), 1.0) * (1.0 + 1e-9) / _ROWS
        volumes: Floats = self.cell_m3 * np.arange(_ROWS + 2, dtype=np.float64)
        self.surface_m2: Floats = shape.surface_m2(volumes)
        self.plan_m2: Floats = shape.plan_m2(volumes)
        self.ground_m2: Floats = shape.ground_m2(volumes)
        self.surface_t_m2: Floats = per_m2_h * hours / 1000.0
        warm_mm: Floats = rain_mm(inputs.rain_mm, inputs.outside_air_temp_c) * inputs.outside_air_temp_c
        self.plan_t_m2: Floats = RAIN_MELT_KG_MM_K * warm_mm / 1000.0
        self.ground_t_m2 = ground_melt_kg_m2_h() * hours / 1000.0

    def course(self, load_t: Floats) -> Floats:
        """Mass at the edges of the steps [t] when so much melts by load in each, as far as there is any."""
        melted_t = self.natural_melt()
        mass = self.full_t
        masses = [mass]
        for step, load in enumerate(load_t.tolist()):
            mass = max(mass - melted_t(step, mass) - load, 0.0)
            masses.append(mass)
        return np.array(masses)

    def natural_melt(self) -> Callable[[int, float], float]:
        """Natural melt [t] of a step by its number and the mass in store."""
        surface, plan, ground = self.surface_m2.tolist(), self.plan_m2.tolist(), self.ground_m2.tolist()
        by_air, by_rain, by_ground = self.surface_t_m2.tolist(), self.plan_t_m2.tolist(), self.ground_t_m2
        cells_per_t = (self.m3_per_t / self.cell_m3).tolist()

        def melted_t(step: int, mass_t: float) -> float:
            place = mass_t * cells_per_t[step]
            cell = int(place)
            share = place - cell
            melted: float = (surface[cell] + share * (surface[cell + 1] - surface[cell])) * by_air[step]
            melted += (ground[cell] + share * (ground[cell + 1] - ground[cell])) * by_ground
            if by_rain[step] > 0.0:
                melted += (plan[cell] + share * (plan[cell + 1] - plan[cell])) * by_rain[step]
            return melted

        return melted_t

    def least_melt(self, least_t: Floats, most_t: Floats, day: Integers) -> tuple[Floats, Floats]:
        """Natural melt of every step that is exceeded by no mass from `least_t` to `most_t`: a + b M.

        a [t] and b [1]. One line for the areas of each day: through the least volume, as steep as no row above
        it forbids. Areas are straight between rows, so nothing between rows can forbid more.
        """
        days = int(day[-1]) + 1
        least, most = np.full(days, np.inf), np.zeros(days)
        np.minimum.at(least, day, least_t * self.m3_per_t)
        np.maximum.at(most, day, most_t * self.m3_per_t)
        fixed, steep = np.zeros(len(day)), np.zeros(len(day))
        for area, melt in (
            (self.surface_m2, self.surface_t_m2),
            (self.plan_m2, self.plan_t_m2),
            (self.ground_m2, self.ground_t_m2),
        ):
            lines = np.array([self._line_below(area, *ends) for ends in zip(least, most, strict=True)])[day]
            fixed += lines[:, 0] * melt
            steep += lines[:, 1] * melt * self.m3_per_t
        return fixed, steep

    def _line_below(self, area_m2: Floats, least_m3: float, most_m3: float) -> tuple[float, float]:
        """Intercept [m2] and slope [1/m] of a line nowhere above the area from `least_m3` to `most_m3`."""
        rows = self.cell_m3 * np.arange(len(area_m2))
        start = float(np.interp(least_m3, rows, area_m2))
        inside = (rows > least_m3) & (rows < most_m3)
        volumes = np.append(rows[inside], most_m3)
        areas = np.append(area_m2[inside], np.interp(most_m3, rows, area_m2))
        run = volumes - least_m3
        if run[-1] <= 1e-9 * most_m3 or most_m3 <= 0.0:
            return (float(areas[-1]) if most_m3 > 0.0 else 0.0), 0.0
        slope = float(np.min((areas - start)[run > 0.0] / run[run > 0.0]))
        if slope < 0.0:
            return start + slope * (most_m3 - least_m3), 0.0
        return start - slope * least_m3, slope
