"""What would have cooled without snow: free cooling first, then chillers, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.arrays import Floats
from analytics.option_b.plant_hours import PlantHours
from domain.plant import Plant


@dataclass(frozen=True)
class Counterfactual:
    """Powers [kW] of the hours without snow; `unserved_kw` is load beyond what free cooling and chillers can give.

    What could not have been served without snow is comfort, not saved electricity: it is credited nothing.
    """

    free_kw: Floats
    chiller_kw: Floats
    unserved_kw: Floats


def without_snow(plant: Plant, hours: PlantHours, bought: bool = False) -> Counterfactual:
    """Sources of the same load without snow; `bought` district cooling knows no limit of its own."""
    cold = hours.outside_air_c < plant.free_cooling.below_c
    possible = np.where(cold, plant.free_cooling.capacity_kw, 0.0)
    # What ran would have run, whatever the mean temperature of its hour.
    free = np.maximum(np.minimum(hours.load_kw, possible), hours.free_kw)
    rest = hours.load_kw - free
    limit = np.inf if bought else sum(chiller.capacity_kw for chiller in plant.chillers)
    # Chillers that ran are not taken back, even above their nameplate.
    chillers = np.minimum(rest, np.maximum(limit, hours.chiller_kw))
    return Counterfactual(free, chillers, rest - chillers)
