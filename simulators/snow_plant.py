"""The simulated snow-cooling plant: moves in steps of at most 10 s and follows the set-points of its PLC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from domain.plant import Plant
from domain.site import Site
from physics.water import capacity_rate_kw_k
from simulators.buildings import SimulatedBuildings
from simulators.cover_sensors import CoverSensors
from simulators.machines import ChillerMachine, DryCooler
from simulators.network import Network
from simulators.plant_faults import PlantFault, PlantFaults
from simulators.plant_past import PlantPast, PlantState
from simulators.plant_truth import PlantTruth
from simulators.pond import Pond
from simulators.snow_heap import SnowHeap
from simulators.snow_loop import RINSED_TO, LoopConditions, SnowLoop
from simulators.snow_season import Phase, phase
from simulators.water_quality import WaterQuality
from simulators.weather import Weather

MAX_STEP_S = 10.0
# Beyond a day in one go (a clock that runs very fast) the steps grow, so that catching up stays quick.
_FINE_SPAN_S = 86400.0
_COARSE_STEP_S = 60.0
# Snow melts and is brought in slowly: the store is brought up to date every ten minutes.
_STORE_STEP_S = 600.0
_POND_SUMMER_MM, _POND_WINTER_MM = 850.0, 500.0
# Below the set-point of the supply water by this much the valves of snow and free cooling close [K].
_COLDER_K = 0.75
# The operator cleans a filter that has clogged this far the next morning at seven (UTC).
_CLEANED_ABOVE, _CLEANED_AT_HOUR = 1.3, 7


@dataclass(frozen=True, slots=True)
class Setpoints:
    """What the PLC asks of the plant [kW, °C]; one figure for each chiller in the order of the site file.

    `rinsing` the filter, `discharge_open` the valve behind the weir, `stop_at_once` chillers without regard to
    their minimum times.
    """

    snow_kw: float
    free_cooling_kw: float
    chillers_kw: tuple[float, ...]
    supply_c: float
    rinsing: bool = False
    discharge_open: bool = True
    stop_at_once: bool = False


class SnowPlant:
    """A plant that starts at `start` with the snow and the counters its past left.

    `counted` are counts known from an earlier run of the plant: no counter starts below them.
    """

    def __init__(
        self,
        site: Site,
        buildings: SimulatedBuildings,
        start: datetime,
        seed: int = 1,
        counted: Mapping[str, float] | None = None,
    ) -> None:
        assert site.plant is not None
        self.plant: Plant = site.plant
        self.site = site
        self.buildings = buildings
        self.truth = PlantTruth.of(seed)
        self.now = start
        past: PlantState = PlantPast(site, buildings, start, seed).state(start)
        self.heap = SnowHeap(self.plant.snow_store, self.truth, self.plant.season, past.snow_t)
        self.counters: dict[str, float] = {
            name: max(value, (counted or {}).get(name, 0.0))
            for name, value in asdict(past).items()
            if name != "snow_t"
        }
        self.loop = SnowLoop(self.plant.exchanger, self.plant.pumps[0], self.truth)
        self.chillers = tuple(
            ChillerMachine(chiller, self.truth.cop, self.plant.limits) for chiller in self.plant.chillers
        )
        self.dry_cooler = DryCooler(self.plant.free_cooling)
        summer = self.phase is Phase.COVERED
        self.pond = Pond(self.plant.snow_store.pad_area_m2, _POND_SUMMER_MM if summer else _POND_WINTER_MM)
        self.weather: Weather = buildings.weather.at(start)
        self.demand_kw = buildings.cooling_demand_kw(start)
        self.network = Network(self.plant.cooling_network, self.demand_kw)
        self.faults = PlantFaults(lambda: self.now)
        self.water = WaterQuality()
        self.cover = CoverSensors(self.weather)
        self.rinsing = False
        self._store_due_s = 0.0
        self._store_cooling_kwh = 0.0

    def advance(self, now: datetime, control: Callable[[], Setpoints]) -> None:
        """Move to `now`; `control` is asked for set-points at every step. Never moves back."""
        left_s = (now - self.now).total_seconds()
        limit_s = MAX_STEP_S if left_s <= _FINE_SPAN_S else _COARSE_STEP_S
        while left_s > 0.0:
            seconds = min(left_s, limit_s)
            self._step(seconds, control())
            left_s -= seconds

    def _step(self, seconds: float, setpoints: Setpoints) -> None:
        self.now += timedelta(seconds=seconds)
        self.weather = self.buildings.weather.at(self.now)
        self.demand_kw = self.buildings.cooling_demand_kw(self.now)
        self.rinsing = setpoints.rinsing
        if self.faults.active(PlantFault.PUMP_TRIP):
            self.loop.tripped = True
        started = self.loop.started
        self._machines(seconds, setpoints)
        self.network.step(seconds, self.demand_kw, self.cooling_kw)
        self.pond.step(seconds, self.heap.to_pond_m3_h, setpoints.discharge_open)
        self._water(seconds)
        self._count(seconds, self.loop.started - started)
        self._store_due_s += seconds
        if self._store_due_s >= _STORE_STEP_S:
            self._bring_store_up_to_date()
        if self.loop.clogging > _CLEANED_ABOVE and self.now.hour == _CLEANED_AT_HOUR:
            self.clean_filter()

    def clean_filter(self) -> None:
        """What the operator does with hose and brush; loose chips close it again while their fault holds."""
        self.loop.clogging = RINSED_TO

    def _machines(self, seconds: float, setpoints: Setpoints) -> None:
        # Water that is cold enough closes the valves: chillers first, then snow and free cooling, which give no
        # more than what takes the water that comes back down to a little below the set-point.
        chillers = min(max((self.network.leaving_c - setpoints.supply_c + 0.5) / 0.5, 0.0), 1.0)
        colder_c = self.network.entering_c - setpoints.supply_c + _COLDER_K
        open_kw = max(capacity_rate_kw_k(self.network.flow_m3_h) * colder_c - self.chiller_cooling_kw, 0.0)
        snow_kw = min(setpoints.snow_kw, max(open_kw - self.dry_cooler.cooling_kw, 0.0))
        free_kw = min(setpoints.free_cooling_kw, max(open_kw - self.loop.cooling_kw, 0.0))
        self.loop.step(seconds, snow_kw, self._loop_conditions(setpoints.rinsing))
        self.dry_cooler.step(seconds, free_kw, self.weather.outside_air_temp_c)
        for machine, setpoint_kw in zip(self.chillers, setpoints.chillers_kw, strict=True):
            machine.step(seconds, setpoint_kw, chillers, setpoints.stop_at_once)

    def _loop_conditions(self, rinsing: bool) -> LoopConditions:
        return LoopConditions(
            network_flow_m3_h=self.network.flow_m3_h,
            entering_c=self.network.entering_c,
            volume_share=self.heap.share,
            pond_level_mm=self.pond.level_mm,
            air_temp_c=self.weather.outside_air_temp_c,
            rinsing=rinsing,
            clogged=self.faults.active(PlantFault.CLOGGED_FILTER),
            channel_hours=self.faults.hours(PlantFault.CHANNEL),
        )

    def _water(self, seconds: float) -> None:
        self.water.step(
            seconds,
            melt_m3_h=self.heap.to_pond_m3_h,
            molten_share=min(max(1.0 - self.heap.share, 0.0), 1.0),
            foul=self.faults.active(PlantFault.TURBIDITY),
            oily=self.faults.active(PlantFault.OIL),
        )

    def _count(self, seconds: float, starts: int) -> None:
        hours = seconds / 3600.0
        self._store_cooling_kwh += self.loop.cooling_kw * hours
        added = {
            "snow_cooling_energy_kwh": self.metered_snow_kw,
            "free_cooling_energy_kwh": self.dry_cooler.cooling_kw,
            "chiller_cooling_energy_kwh": self.chiller_cooling_kw,
            "electrical_energy_usage_kwh": self.electric_kw,
            "discharge_volume_m3": self.metered_discharge_m3_h,
            "chilled_water_energy_kwh": self.cooling_kw,
            "pump_1_run_h": float(self.loop.speed > 0.0),
        }
        for name, rate in added.items():
            self.counters[name] += rate * hours
        self.counters["pump_1_starts"] += starts

    def _bring_store_up_to_date(self) -> None:
        hours = self._store_due_s / 3600.0
        slipped = self.faults.active(PlantFault.COVER_SLIP)
        self.heap.step(
            hours,
            self.weather,
            self.phase,
            self.day,
            cooling_kwh=self._store_cooling_kwh,
            discharge_c=self.heap.discharge_temp_c(self.loop.leaving_c, self.loop.return_c),
            slipped=slipped,
        )
        self.cover.step(hours, self.weather, snow=self.heap.share > 0.0, slipped=slipped)
        self._store_due_s = self._store_cooling_kwh = 0.0

    @property
    def day(self) -> date:
        """Local day."""
        return self.now.astimezone(self.site.timezone).date()

    @property
    def phase(self) -> Phase:
        """What is being done with the store."""
        return phase(self.day, self.plant.season)

    @property
    def snow_t(self) -> float:
        """Snow in the store [t]."""
        return self.heap.mass_t

    @property
    def metered_snow_kw(self) -> float:
        """Snow cooling as its heat meter sees it [kW]."""
        return self.loop.cooling_kw * self.truth.energy_meter

    @property
    def metered_discharge_m3_h(self) -> float:
        """Discharged water as its meter behind the weir sees it [m3/h]."""
        return self.pond.discharge_m3_h * self.truth.discharge_meter

    @property
    def chiller_cooling_kw(self) -> float:
        """Cooling by all chillers [kW]."""
        return sum(machine.cooling_kw for machine in self.chillers)

    @property
    def cooling_kw(self) -> float:
        """Cooling by all sources [kW]."""
        return self.loop.cooling_kw + self.dry_cooler.cooling_kw + self.chiller_cooling_kw

    @property
    def electric_kw(self) -> float:
        """Electric power of pump, fans and chillers [kW]."""
        outside_c, leaving_c = self.weather.outside_air_temp_c, self.network.leaving_c
        chillers = sum(machine.electric_kw(outside_c, leaving_c) for machine in self.chillers)
        return self.loop.electric_kw + self.dry_cooler.electric_kw + chillers
