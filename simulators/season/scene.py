"""All of a season that does not depend on the strategy: the true plant in its weather, load and prices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from domain.plant import Plant
from domain.storage_year import StorageYear
from domain.tariff import Tariff
from simulators.hours import Floats
from simulators.plant_truth import PlantTruth
from simulators.season.inputs import LocalTime, SeasonInputs
from simulators.season.loop_table import LoopTable, loop_table
from simulators.season.machines import free_cooling_kw
from simulators.season.melt_model import MeltModel, surface_melt
from simulators.season.money import ChargedMonth, StepPrices, charged_months, step_prices
from simulators.season.store_table import StoreTable


@dataclass(frozen=True)
class Scene:
    """A plant with the truth of a seed; what follows from it is worked out once, when it is asked for."""

    inputs: SeasonInputs
    plant: Plant
    tariff: Tariff
    seed: int
    zone: ZoneInfo

    @cached_property
    def truth(self) -> PlantTruth:
        """What no strategy knows."""
        return PlantTruth.of(self.seed)

    @cached_property
    def clock(self) -> LocalTime:
        """Local days, hours and weekdays of the steps."""
        return LocalTime.of(self.inputs, self.zone)

    @cached_property
    def free_kw(self) -> Floats:
        """Free cooling, first of all sources [kW]."""
        return free_cooling_kw(self.plant, self.inputs)

    @cached_property
    def rest_kw(self) -> Floats:
        """Load that free cooling leaves [kW]."""
        rest: Floats = self.inputs.cooling_load_kw - self.free_kw
        return rest

    @cached_property
    def melt(self) -> MeltModel:
        """Melt of the covered surface with the true cover."""
        return surface_melt(self.truth.store(self.plant.snow_store), self.inputs)

    @cached_property
    def store(self) -> StoreTable:
        """The true store."""
        first = self.clock.days[0]
        settled_d = StorageYear.of(first, self.plant.season).days_settled(first)
        return StoreTable(self.truth.store(self.plant.snow_store), self.inputs, self.melt.per_m2_h, settled_d)

    @cached_property
    def loop(self) -> LoopTable:
        """The true snow loop."""
        return loop_table(self.plant, self.truth, self.inputs.cooling_load_kw)

    @cached_property
    def prices(self) -> StepPrices:
        """What a kWh costs."""
        return step_prices(self.tariff, self.inputs, self.clock)

    @cached_property
    def months(self) -> list[ChargedMonth]:
        """Months with a demand charge."""
        return charged_months(self.tariff, self.inputs, self.clock)

    @property
    def base_kw(self) -> Floats:
        """The connection's other load [kW], 0 where it is not known."""
        base = self.inputs.base_power_kw
        return base if base is not None else np.zeros(self.inputs.count)
