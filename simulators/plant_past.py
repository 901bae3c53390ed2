"""The plant's past in hours: free cooling, then snow in season, then chillers; snow and counters it left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from domain.plant import Plant
from domain.site import Site
from physics.snow_store import melt
from simulators import hours
from simulators.buildings import SimulatedBuildings
from simulators.hours import Floats
from simulators.plant_truth import PlantTruth
from simulators.snow_season import Phase, clearing_share_per_h, filled_t, filling_t_per_h, phase

# Surplus melt water leaves the pond at about this temperature while the plant runs [°C].
DISCHARGE_TEMP_C = 8.0


@dataclass(frozen=True, slots=True)
class PlantState:
    """What a plant carries over from its past: snow [t] and counters [kWh, m3]."""

    snow_t: float
    snow_cooling_energy_kwh: float
    free_cooling_energy_kwh: float
    chiller_cooling_energy_kwh: float
    electrical_energy_usage_kwh: float
    discharge_volume_m3: float


class PlantPast:
    """Hourly columns from 2010 up to the hour of `until`; index as in `simulators.hours`."""

    def __init__(self, site: Site, buildings: SimulatedBuildings, until: datetime, seed: int = 1) -> None:
        assert site.plant is not None
        self.plant: Plant = site.plant
        self.truth = PlantTruth.of(seed)
        self._site = site
        self._days = hours.position(until)[0] // 24 + 2
        span = slice(0, self._days * 24)
        weather = buildings.weather
        self.outside_air_temp_c: Floats = weather.outside_air_temp_c[span]
        self._rain_mm_h = weather.rain_mm_h[span]
        self.demand_kw: Floats = buildings.cooling_demand.hourly[span]
        cold = self.outside_air_temp_c < self.plant.free_cooling.below_c
        self.free_kw: Floats = np.where(cold, np.minimum(self.demand_kw, self.plant.free_cooling.capacity_kw), 0.0)
        self.snow_kw, self.snow_t, melted_t = self._snow(self.demand_kw - self.free_kw)
        self.chiller_kw: Floats = self.demand_kw - self.free_kw - self.snow_kw
        self.discharge_m3_h: Floats = melted_t
        self._set_electricity()
        self._set_counters()

    def state(self, moment: datetime) -> PlantState:
        """What the plant carries over at `moment`; the coarse past is straight inside an hour."""
        index, share = hours.position(moment)

        def between(column: Floats) -> float:
            return float(column[index] + share * (column[index + 1] - column[index]))

        return PlantState(between(self.snow_t), *(between(self.counters[name]) for name in COUNTERS))

    def _snow(self, wanted_kw: Floats) -> tuple[Floats, Floats, Floats]:
        """Snow cooling [kW], snow in store [t] and melt [t/h] of every hour, day by day."""
        store = self.truth.store(self.plant.snow_store)
        snow_kw = np.minimum(wanted_kw, self.plant.exchanger.capacity_kw)
        mass_t = np.zeros(self._days * 24)
        melted_t = np.zeros(self._days * 24)
        snow = filled_t((hours.FIRST + timedelta(hours=12)).date(), store.mass_t, self.truth.seed)
        for day in range(self._days):
            span = slice(day * 24, day * 24 + 24)
            date = hours.at(day * 24 + 12).astimezone(self._site.timezone).date()
            mass_t[span] = snow
            doing = phase(date, self.plant.season)
            if doing is not Phase.COVERED or (date.month, date.day) < self.plant.season.start:
                snow_kw[span] = 0.0
            if doing is Phase.FILLING:
                snow += filling_t_per_h(date, store.mass_t, self.truth.seed) * 24.0
            elif doing is not Phase.COVERED:
                snow *= (1.0 - clearing_share_per_h()) ** 24
            else:
                mean_kw = float(snow_kw[span].mean())
                step = melt(
                    store,
                    snow,
                    24.0,
                    air_temp_c=float(np.clip(self.outside_air_temp_c[span], 0.0, None).mean()),
                    rain_mm_h=float(self._rain_mm_h[span].mean()),
                    cooling_kw=mean_kw,
                    discharge_temp_c=DISCHARGE_TEMP_C,
                )
                snow_kw[span] *= step.cooling_kw / mean_kw if mean_kw > 0.0 else 0.0
                melted_t[span] = (step.start_t - step.end_t) / 24.0
                snow = step.end_t
            mass_t[span] += (snow - mass_t[span]) * np.arange(24) / 24.0
        return snow_kw, mass_t, melted_t

    def _set_electricity(self) -> None:
        plant = self.plant
        points = np.array(plant.chillers[0].cop_points)
        cop = np.interp(self.outside_air_temp_c, points[:, 0], points[:, 1]) * self.truth.cop
        self.chiller_electric_kw: Floats = self.chiller_kw / cop
        self.pump_speed: Floats = np.clip(self.snow_kw / plant.exchanger.capacity_kw, 0.0, 1.0)
        self.pump_kw: Floats = plant.pumps[0].max_power_kw * self.pump_speed**3
        free_share = self.free_kw / plant.free_cooling.capacity_kw
        self.free_electric_kw: Floats = plant.free_cooling.fan_power_kw * free_share

    def _set_counters(self) -> None:
        electric_kw = self.chiller_electric_kw + self.pump_kw + self.free_electric_kw
        columns = (self.snow_kw, self.free_kw, self.chiller_kw, electric_kw, self.discharge_m3_h)
        self.counters: dict[str, Floats] = {
            name: np.concatenate(([0.0], np.cumsum(column)[:-1]))
            for name, column in zip(COUNTERS, columns, strict=True)
        }


COUNTERS = (
    "snow_cooling_energy_kwh",
    "free_cooling_energy_kwh",
    "chiller_cooling_energy_kwh",
    "electrical_energy_usage_kwh",
    "discharge_volume_m3",
)
