"""Cooling demand of a network, shared among its buildings so that the design hour reaches the design peak."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np

from domain.site import Building, Site
from physics.building_load import COOLING_BALANCE_C, comfort_cooling_share, occupancy
from simulators import hours
from simulators.hours import Floats
from simulators.purposes import purpose_of
from simulators.weather import SimulatedWeather

# Servers and processes that need cooling all year, share of the network's peak (assumed).
BASE_SHARE = 0.10
_HOURS_A_YEAR = 8766.0
ORDINARY_ATEMP_M2 = 1000.0


def comfort_shares(weather: SimulatedWeather, zone: ZoneInfo) -> Floats:
    """Share 0…1 of design comfort cooling in every simulated hour."""
    shares = np.zeros(hours.COUNT)
    hour, weekday = hours.hour_of_day(zone), hours.weekday(zone)
    for index in np.flatnonzero(weather.outside_air_temp_c > COOLING_BALANCE_C):
        occupied = occupancy(float(hour[index]), int(weekday[index]))
        warm_c, sun = float(weather.outside_air_temp_c[index]), float(weather.global_radiation_w_m2[index])
        shares[index] = comfort_cooling_share(warm_c, sun, occupied)
    return shares


def base_and_comfort_kw(site: Site, building: Building) -> tuple[float, float]:
    """Cooling of `building` that is there all year, and its comfort cooling at design [kW]; 0 off the network."""
    plant = site.plant
    if plant is None or building.id not in plant.cooling_network.buildings:
        return 0.0, 0.0
    members = [site.building(name) for name in plant.cooling_network.buildings]
    base_kw = BASE_SHARE * plant.cooling_network.peak_kw
    rooms_kw = {member.id: _process_kw(member) for member in members}
    rooms_scale = min(1.0, base_kw / max(sum(rooms_kw.values()), 1e-9))
    rest_kw = base_kw - rooms_scale * sum(rooms_kw.values())
    weights = {member.id: _weight(member) for member in members}
    total = sum(weights.values())
    share = weights[building.id] / total if total > 0 else 1.0 / len(members)
    comfort_kw = plant.cooling_network.peak_kw - base_kw
    return rooms_scale * rooms_kw[building.id] + share * rest_kw, share * comfort_kw


def _weight(building: Building) -> float:
    return purpose_of(building.purpose).cooling_weight * (building.atemp_m2 or ORDINARY_ATEMP_M2)


def _process_kw(building: Building) -> float:
    purpose = purpose_of(building.purpose)
    if not purpose.processes:
        return 0.0
    return purpose.electricity_kwh_m2 * (building.atemp_m2 or ORDINARY_ATEMP_M2) / _HOURS_A_YEAR
