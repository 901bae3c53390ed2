"""The simulated snow-cooling plant: moves in steps of at most 10 s and follows the set-points of its PLC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from domain.plant import Plant
from domain.site import Site
from physics.snow_store import melt
from simulators.buildings import SimulatedBuildings
from simulators.machines import ChillerMachine, DryCooler
from simulators.network import Network
from simulators.plant_past import PlantPast, PlantState
from simulators.plant_truth import PlantTruth
from simulators.pond import Pond
from simulators.snow_loop import SnowLoop
from simulators.snow_season import Phase, clearing_share_per_h, filling_t_per_h, phase
from simulators.weather import Weather

MAX_STEP_S = 10.0
# Beyond a day in one go (a clock that runs very fast) the steps grow, so that catching up stays quick.
_FINE_SPAN_S = 86400.0
_COARSE_STEP_S = 60.0
# Snow melts and is brought in slowly: the store is brought up to date every ten minutes.
_STORE_STEP_S = 600.0
_POND_SUMMER_MM, _POND_WINTER_MM = 850.0, 500.0
# The operator cleans a filter that has clogged this far the next morning at seven (UTC).
_CLEANED_ABOVE, _CLEANED_AT_HOUR, _CLEAN = 1.3, 7, 0.05


@dataclass(frozen=True, slots=True)
class Setpoints:
    """What the PLC asks of the plant [kW, °C]; one figure for each chiller in the order of the site file."""

    snow_kw: float
    free_cooling_kw: float
    chillers_kw: tuple[float, ...]
    supply_c: float


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
        self.snow_t = past.snow_t
        self.counters: dict[str, float] = {
            name: max(value, (counted or {}).get(name, 0.0))
            for name, value in asdict(past).items()
            if name != "snow_t"
        }
        self.loop = SnowLoop(self.plant.exchanger, self.plant.pumps[0], self.truth)
        self.chillers = tuple(ChillerMachine(chiller, self.truth.cop) for chiller in self.plant.chillers)
        self.dry_cooler = DryCooler(self.plant.free_cooling)
        summer = self._phase() is Phase.COVERED
        self.pond = Pond(self.plant.snow_store.pad_area_m2, _POND_SUMMER_MM if summer else _POND_WINTER_MM)
        self.weather: Weather = buildings.weather.at(start)
        self.demand_kw = buildings.cooling_demand_kw(start)
        self.network = Network(self.plant.cooling_network, self.demand_kw)
        self.natural_melt_t_h = 0.0
        self.load_melt_t_h = 0.0
        self._store = self.truth.store(self.plant.snow_store)
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
        self._machines(seconds, setpoints)
        self.network.step(seconds, self.demand_kw, self.cooling_kw)
        self.pond.step(seconds, self._inflow_m3_h())
        self._count(seconds)
        self._store_due_s += seconds
        if self._store_due_s >= _STORE_STEP_S:
            self._bring_store_up_to_date()
        if self.loop.clogging > _CLEANED_ABOVE and self.now.hour == _CLEANED_AT_HOUR:
            self.loop.clogging = _CLEAN

    def _machines(self, seconds: float, setpoints: Setpoints) -> None:
        # Water that is cold enough closes the valves: chillers first, then snow and free cooling.
        above_k = self.network.leaving_c - setpoints.supply_c
        chillers = min(max((above_k + 0.5) / 0.5, 0.0), 1.0)
        cheap = min(max((above_k + 1.0) / 0.5, 0.0), 1.0)
        self.loop.step(
            seconds,
            setpoint_kw=setpoints.snow_kw * cheap,
            network_flow_m3_h=self.network.flow_m3_h,
            entering_c=self.network.entering_c,
            volume_share=self.snow_t / self._store.mass_t,
            pond_level_mm=self.pond.level_mm,
            air_temp_c=self.weather.outside_air_temp_c,
        )
        self.dry_cooler.step(seconds, setpoints.free_cooling_kw, cheap, self.weather.outside_air_temp_c)
        for machine, setpoint_kw in zip(self.chillers, setpoints.chillers_kw, strict=True):
            machine.step(seconds, setpoint_kw, chillers)

    def _inflow_m3_h(self) -> float:
        melting = self.natural_melt_t_h + self.load_melt_t_h
        return melting + self.weather.rain_mm_h / 1000.0 * self._store.pad_area_m2 * 0.1

    def _count(self, seconds: float) -> None:
        hours = seconds / 3600.0
        self._store_cooling_kwh += self.loop.cooling_kw * hours
        added = {
            "snow_cooling_energy_kwh": self.loop.cooling_kw,
            "free_cooling_energy_kwh": self.dry_cooler.cooling_kw,
            "chiller_cooling_energy_kwh": self.chiller_cooling_kw,
            "electrical_energy_usage_kwh": self.electric_kw,
            "discharge_volume_m3": self.pond.discharge_m3_h,
        }
        for name, rate in added.items():
            self.counters[name] += rate * hours

    def _bring_store_up_to_date(self) -> None:
        hours = self._store_due_s / 3600.0
        doing = self._phase()
        step = melt(
            self._store,
            self.snow_t,
            hours,
            # Snow that is being filled in is counted net of what melts; only the load takes from it.
            air_temp_c=self.weather.outside_air_temp_c if doing is Phase.COVERED else 0.0,
            rain_mm_h=self.weather.rain_mm_h,
            cooling_kw=self._store_cooling_kwh / hours,
            discharge_temp_c=max(self.loop.return_c, 0.0),
        )
        self.natural_melt_t_h, self.load_melt_t_h = step.natural_t / hours, step.load_t / hours
        self.snow_t = step.end_t
        if doing is Phase.FILLING:
            day = self.now.astimezone(self.site.timezone).date()
            self.snow_t += filling_t_per_h(day, self._store.mass_t, self.truth.seed) * hours + step.natural_t
        elif doing is not Phase.COVERED:
            self.snow_t *= (1.0 - clearing_share_per_h()) ** hours
        self._store_due_s = self._store_cooling_kwh = 0.0

    def _phase(self) -> Phase:
        return phase(self.now.astimezone(self.site.timezone).date(), self.plant.season)

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
        chillers = sum(machine.electric_kw(self.weather.outside_air_temp_c) for machine in self.chillers)
        return self.loop.electric_kw + self.dry_cooler.electric_kw + chillers
