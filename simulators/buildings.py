"""Loads of the buildings of a site: real shapes, Nordic weather, Swedish levels, and savings since 2010."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from zlib import crc32

import numpy as np

from domain.site import Building, Carrier, Site
from simulators import cooling_demand, hours, shapes
from simulators.course import Course
from simulators.hours import Floats
from simulators.purposes import Purpose, purpose_of
from simulators.savings import remaining_share
from simulators.weather import SimulatedWeather

_HOURS_A_YEAR = 8766.0
_BALANCE_C = 17.0
_BOILER_EFFICIENCY = 0.9
_LEVEL_SPREAD = 0.08
# A building's mass answers to the mean of about a day, not to the hour.
_INERTIA_H = 24
# Rooftop sun: about 0.03 kWp for each m2 of Atemp, 85 % of nameplate yield (assumed).
_SOLAR_KWP_M2, _SOLAR_YIELD = 0.03, 0.85


class SimulatedBuildings:
    """What every building of `site` uses at any time and has used since 2010, the same for the same seed."""

    def __init__(self, site: Site, weather: SimulatedWeather, seed: int = 1) -> None:
        self.site = site
        self.weather = weather
        self.seed = seed
        self._courses: dict[tuple[str, str], Course] = {}

    def power_kw(self, building: Building, carrier: Carrier, moment: datetime) -> float:
        """Power of `carrier` at `moment` [kW]."""
        return self.course(building, carrier).rate(moment)

    def energy_kwh(self, building: Building, carrier: Carrier, moment: datetime) -> float:
        """Energy of `carrier` used from 2010-01-01 to `moment` [kWh]: the exact integral of `power_kw`."""
        return self.course(building, carrier).total(moment)

    def water_m3_h(self, building: Building, moment: datetime) -> float:
        """Water flow at `moment` [m3/h]."""
        return self.course(building, Carrier.WATER).rate(moment)

    def water_m3(self, building: Building, moment: datetime) -> float:
        """Water used from 2010-01-01 to `moment` [m3]."""
        return self.course(building, Carrier.WATER).total(moment)

    def cooling_demand_kw(self, moment: datetime) -> float:
        """What the cooling network's buildings ask for at `moment` [kW]."""
        return self.cooling_demand.rate(moment)

    @cached_property
    def cooling_demand(self) -> Course:
        """The cooling network's demand [kW]; nothing without a plant."""
        total = np.zeros(hours.COUNT)
        if self.site.plant is not None:
            for name in self.site.plant.cooling_network.buildings:
                total += self.course(self.site.building(name), Carrier.COOLING).hourly
        return Course(total, self._random("network", "cooling"))

    def course(self, building: Building, carrier: Carrier) -> Course:
        """Use of `carrier` by `building`: [kW] and [kWh], for water [m3/h] and [m3]."""
        key = (building.id, carrier.value)
        if key not in self._courses:
            hourly = self._makers[carrier](building, purpose_of(building.purpose))
            self._courses[key] = Course(hourly, self._random(building.id, carrier.value + " ripple"))
        return self._courses[key]

    def solar_course(self, building: Building) -> Course:
        """Generation of the sun cells on the roof of `building` [kW]."""
        key = (building.id, "solar")
        if key not in self._courses:
            kwp = _SOLAR_KWP_M2 * _atemp_m2(building)
            hourly = kwp * _SOLAR_YIELD * self.weather.global_radiation_w_m2 / 1000.0
            self._courses[key] = Course(hourly, self._random(building.id, "solar"))
        return self._courses[key]

    @property
    def _makers(self) -> dict[Carrier, Callable[[Building, Purpose], Floats]]:
        return {
            Carrier.ELECTRICITY: self._electricity_kw,
            Carrier.HEAT: self._heat_kw,
            Carrier.GAS: lambda building, purpose: self._heat_kw(building, purpose) / _BOILER_EFFICIENCY,
            Carrier.COOLING: self._cooling_kw,
            Carrier.WATER: self._water_m3_h,
        }

    def _electricity_kw(self, building: Building, purpose: Purpose) -> Floats:
        shape = shapes.electricity(purpose.electricity_shape, self.site.timezone)
        mean_kw = purpose.electricity_kwh_m2 * _atemp_m2(building) / _HOURS_A_YEAR
        random = self._random(building.id, "electricity")
        return mean_kw * _level(random) * shape * remaining_share(random)

    def _heat_kw(self, building: Building, purpose: Purpose) -> Floats:
        annual_w_m2 = purpose.heat_kwh_m2 * 1000.0 / _HOURS_A_YEAR
        base_w_m2 = annual_w_m2 * purpose.hot_water_share
        loss_w_m2_k = (annual_w_m2 - base_w_m2) / self._mean_degrees_k
        space = loss_w_m2_k * self._degrees_k * shapes.heat_movement(purpose.heat_shape, self.site.timezone)
        hot_water = base_w_m2 * shapes.electricity(purpose.electricity_shape, self.site.timezone)
        random = self._random(building.id, "heat")
        kw: Floats = (space + hot_water) * _atemp_m2(building) / 1000.0 * _level(random) * remaining_share(random)
        return kw

    def _water_m3_h(self, building: Building, purpose: Purpose) -> Floats:
        shape = shapes.electricity(purpose.electricity_shape, self.site.timezone)
        # People use water, stand-by does not: what lies above the quiet hours, and a little leakage.
        people = np.clip(shape - np.percentile(shape, 20), 0.0, None) + 0.02
        mean_m3_h = purpose.water_m3_m2 * _atemp_m2(building) / _HOURS_A_YEAR
        hourly: Floats = mean_m3_h * _level(self._random(building.id, "water")) * people / people.mean()
        return hourly

    def _cooling_kw(self, building: Building, purpose: Purpose) -> Floats:  # noqa: ARG002 - one shape for all makers
        base_kw, comfort_kw = cooling_demand.base_and_comfort_kw(self.site, building)
        return base_kw + comfort_kw * self._comfort_shares

    @cached_property
    def _comfort_shares(self) -> Floats:
        return cooling_demand.comfort_shares(self.weather, self.site.timezone)

    @cached_property
    def _degrees_k(self) -> Floats:
        """Kelvins below the balance temperature, of the mean of the last day."""
        padded = np.pad(self.weather.outside_air_temp_c, (_INERTIA_H - 1, 0), mode="edge")
        daily = np.convolve(padded, np.full(_INERTIA_H, 1.0 / _INERTIA_H), mode="valid")
        return np.clip(_BALANCE_C - daily, 0.0, None)

    @cached_property
    def _mean_degrees_k(self) -> float:
        return float(self._degrees_k.mean())

    def _random(self, *names: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, crc32("/".join(names).encode())])


def _atemp_m2(building: Building) -> float:
    return building.atemp_m2 or cooling_demand.ORDINARY_ATEMP_M2


def _level(random: np.random.Generator) -> float:
    return float(random.uniform(1.0 - _LEVEL_SPREAD, 1.0 + _LEVEL_SPREAD))
