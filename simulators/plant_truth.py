"""What the simulated plant is really like, and its controller does not know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from domain.plant import SnowStore


@dataclass(frozen=True, slots=True)
class PlantTruth:
    """Factors on the nameplate: cover conductivity, exchanger conductance, COP, contact of water and snow."""

    seed: int
    conductivity: float
    conductance: float
    cop: float
    contact: float

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
        )

    def store(self, nameplate: SnowStore) -> SnowStore:
        """The store with its true cover."""
        true_w_m_k = nameplate.cover_conductivity_w_m_k * self.conductivity
        return replace(nameplate, cover_conductivity_w_m_k=true_w_m_k)

    def noise(self, name: str, second: int) -> float:
        """Noise −1…1 of sensor `name` in `second`, the same whenever it is asked."""
        return crc32(f"{self.seed}/{name}/{second}".encode()) / 2**31 - 1.0
