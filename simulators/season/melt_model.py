"""Which melt model the weather allows: the full energy balance of the cover, or conduction alone."""

from __future__ import annotations

from dataclasses import dataclass

from domain.plant import SnowStore
from simulators.hours import Floats
from simulators.season.inputs import SeasonInputs
from simulators.season.store_table import conduction_kg_m2_h

CONDUCTION = "conduction"


@dataclass(frozen=True, eq=False)
class MeltModel:
    """Melt of the covered surface per step [kg/(m2 h)] and the name of the model it came from."""

    name: str
    per_m2_h: Floats


def surface_melt(store: SnowStore, inputs: SeasonInputs) -> MeltModel:
    """The best model that the weather allows."""
    return MeltModel(CONDUCTION, conduction_kg_m2_h(store, inputs))
