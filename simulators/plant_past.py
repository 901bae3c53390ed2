"""The plant's past in hours: free cooling, then snow in season, then chillers; snow and counters it left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from domain.plant import Discharge, Plant
from domain.site import Site
from physics.chiller import cop_model
from physics.melt_water import DRIVE_LOSS_SHARE, TREATMENT_KW
from physics.snow_store import density_kg_m3, melt
from simulators import hours
from simulators.buildings import SimulatedBuildings
from simulators.hours import Floats
from simulators.plant_truth import PlantTruth
from simulators.snow_season import Phase, clearing_share_per_h, days_covered, filled_t, filling_t_per_h, phase

# Surplus melt water leaves the store at about this temperature while the plant runs [°C], by side.
DISCHARGE_TEMP_C = {Discharge.WARM: 8.0, Discharge.COLD: 1.0}


@dataclass(frozen=True, slots=True)
class PlantState:
    """What a plant carries over from its past: snow [t] and counters [kWh, m3, h, 1]."""

    snow_t: float
    snow_cooling_energy_kwh: float
    free_cooling_energy_kwh: float
    chiller_cooling_energy_kwh: float
    electrical_energy_usage_kwh: float
    discharge_volume_m3: float
    chilled_water_energy_kwh: float
    pump_1_run_h: float
    pump_1_starts: float


class PlantPast:
    """Hourly columns from 2010 up to the hour of `until`; index as in `simulators.hours`."""

    def __init__(self, site: Site, buildings: SimulatedBuildings, until: datetime, seed: int = 1) -> None:
        assert site.plant is not None
        self.plant: Plant = site.plant
        self.truth = PlantTruth.of(seed)
        self._site = site
        self._store = self.truth.store(site.plant.snow_store)
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
        """Snow cooling [kW], snow in store [t] and melt [t/h] of every hour."""
        possible_kw = np.minimum(wanted_kw, self.plant.exchanger.capacity_kw)
        warm_c = np.clip(self.outside_air_temp_c, 0.0, None)
        columns = (warm_c, self._rain_mm_h, possible_kw)
        days = zip(*(column.reshape(-1, 24).mean(axis=1).tolist() for column in columns), strict=True)
        mass_t = filled_t(
            (hours.FIRST + timedelta(hours=12)).date(), self.plant.season, self._store.mass_t, self.truth.seed
        )
        masses, given, melts = [mass_t], [], []
        for number, (mean_c, rain_mm_h, mean_kw) in enumerate(days):
            day = hours.at(number * 24 + 12).astimezone(self._site.timezone).date()
            mass_t, share, melted_t = self._day(day, mass_t, mean_c, rain_mm_h, mean_kw)
            masses.append(mass_t)
            given.append(share)
            melts.append(melted_t / 24.0)
        mass_hourly = np.interp(np.arange(self._days * 24), np.arange(self._days + 1) * 24, masses)
        return possible_kw * np.repeat(given, 24), mass_hourly, np.repeat(melts, 24)

    def _day(
        self, day: date, mass_t: float, mean_c: float, rain_mm_h: float, wanted_kw: float
    ) -> tuple[float, float, float]:
        """Snow at the end of `day` [t], share of the wanted snow cooling that was given, melt of the day [t]."""
        doing = phase(day, self.plant.season)
        if doing is Phase.FILLING:
            brought_t_h = filling_t_per_h(day, self.plant.season, self._store.mass_t, self.truth.seed)
            return mass_t + brought_t_h * 24.0, 0.0, 0.0
        if doing is not Phase.COVERED:
            return mass_t * (1.0 - clearing_share_per_h()) ** 24, 0.0, 0.0
        cooling_kw = wanted_kw if (day.month, day.day) >= self.plant.season.start else 0.0
        step = melt(
            self._store,
            mass_t,
            24.0,
            air_temp_c=mean_c,
            rain_mm_h=rain_mm_h,
            cooling_kw=cooling_kw,
            discharge_temp_c=DISCHARGE_TEMP_C[self._store.discharge],
            days_settled=days_covered(day, self.plant.season),
        )
        share = step.cooling_kw / wanted_kw if wanted_kw > 0.0 else 0.0
        return step.end_t, share, step.start_t - step.end_t

    @property
    def snow_m3(self) -> Floats:
        """Volume of the snow of every hour [m3], settling as it lies."""
        days = (hours.at(number * 24 + 12).astimezone(self._site.timezone).date() for number in range(self._days))
        density = [density_kg_m3(self._store, days_covered(day, self.plant.season)) for day in days]
        volume: Floats = self.snow_t * 1000.0 / np.repeat(density, 24)
        return volume

    def _set_electricity(self) -> None:
        plant = self.plant
        supply_c = plant.cooling_network.supply_setpoint_c
        cop = cop_model(plant.chillers[0]).cop(self.outside_air_temp_c, supply_c) * self.truth.cop
        self.chiller_electric_kw: Floats = self.chiller_kw / cop
        self.pump_speed: Floats = np.clip(self.snow_kw / plant.exchanger.capacity_kw, 0.0, 1.0)
        turning: Floats = np.where(self.pump_speed > 0.0, 1.0, 0.0)
        self.pump_kw: Floats = plant.pumps[0].max_power_kw * (self.pump_speed**3 + DRIVE_LOSS_SHARE * turning)
        self.treatment_kw: Floats = TREATMENT_KW * turning
        free_share = self.free_kw / plant.free_cooling.capacity_kw
        self.free_electric_kw: Floats = plant.free_cooling.fan_power_kw * free_share

    def _set_counters(self) -> None:
        electric_kw = self.chiller_electric_kw + self.pump_kw + self.treatment_kw + self.free_electric_kw
        turning = np.where(self.pump_speed > 0.0, 1.0, 0.0)
        starts = np.maximum(np.diff(turning, prepend=0.0), 0.0)
        columns = (
            self.snow_kw,
            self.free_kw,
            self.chiller_kw,
            electric_kw,
            self.discharge_m3_h,
            self.demand_kw,
            turning,
            starts,
        )
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
    "chilled_water_energy_kwh",
    "pump_1_run_h",
    "pump_1_starts",
)
