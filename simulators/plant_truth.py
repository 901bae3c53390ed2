"""What the simulated plant is really like, and its controller does not know."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from domain.plant import SnowStore


@dataclass(frozen=True, slots=True)
class PlantTruth:
    """Factors on what the site file says, and shares that it does not say.

    On the file: cover conductivity, exchanger conductance, COP, contact of water and snow, snow density. Meters:
    cooling energy and discharged water count by a factor. Of the rain on the pad `rain_catch` reaches the pond, of
    the natural melt `evaporated` never does: chips drink both. The mass in spring differs as winters do.
    """

    seed: int
    conductivity: float
    conductance: float
    cop: float
    contact: float
    density: float = 1.0
    rain_catch: float = 0.7
    evaporated: float = 0.0
    energy_meter: float = 1.0
    discharge_meter: float = 1.0

    @classmethod
    def of(cls, seed: int) -> PlantTruth:
        """The truth that belongs to `seed`: chips somewhat worse than stated, plates and chillers near it."""
        random = np.random.default_rng([seed, 101])
        return cls(
            seed,
            conductivity=float(random.uniform(0.95, 1.30)),
            conductance=float(random.uniform(0.90, 1.02)),
            cop=float(random.uniform(0.92, 1.03)),
            contact=float(random.uniform(0.85, 1.0)),
            # Cores of one pile scatter by some 5 %; heat meters of class 2 and weirs are good to 3 and 8 %.
            density=float(random.uniform(0.95, 1.05)),
            rain_catch=float(random.uniform(0.5, 0.9)),
            evaporated=float(random.uniform(0.0, 0.08)),
            energy_meter=float(random.uniform(0.97, 1.03)),
            discharge_meter=float(random.uniform(0.92, 1.08)),
        )

    def store(self, nameplate: SnowStore) -> SnowStore:
        """The store with its true cover and density."""
        settled = nameplate.settled_density_kg_m3
        return replace(
            nameplate,
            cover_conductivity_w_m_k=nameplate.cover_conductivity_w_m_k * self.conductivity,
            density_kg_m3=nameplate.density_kg_m3 * self.density,
            settled_density_kg_m3=None if settled is None else settled * self.density,
        )
