"""How much of the snow can still be delivered as cooling: what is left after natural melt to the season's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from controller.snow_estimate.climate import usual_air_temp_c, usual_rain_mm_day
from controller.snow_estimate.gaussian import Belief, Part, band
from controller.snow_estimate.melting import Weather, melting_mass_t, natural_melt_t, usual_discharge_temp_c
from domain.plant import SnowStore
from domain.storage_year import StorageYear
from physics.water import HEAT_CAPACITY_KJ_KG_K, LATENT_HEAT_KJ_KG

# Latent heat of melting: 334 kJ/kg = 0.0928 MWh/t.
LATENT_MWH_T = LATENT_HEAT_KJ_KG / 3600.0
# Summers differ: the natural melt of a season's rest is 15 % higher or lower (1 σ; 1.5-2 K in the mean).
_WEATHER_SD_SHARE = 0.15
_STEPS = 8
_DELTA_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Deliverable:
    """Cooling that can still be delivered [MWh] with the ends of its 80 % band and its standard deviation.

    It holds if the snow goes evenly to nothing on `until` in an ordinary summer, and its surplus water leaves at
    `discharge_temp_c`.
    """

    mwh: float
    low_mwh: float
    high_mwh: float
    sd_mwh: float
    until: date
    discharge_temp_c: float


def deliverable(belief: Belief, store: SnowStore, year: StorageYear, day: date) -> Deliverable:
    """What `belief` of `day` can still deliver until the end of `year`."""
    discharge_temp_c = usual_discharge_temp_c(store)
    mwh_t = (LATENT_HEAT_KJ_KG + HEAT_CAPACITY_KJ_KG_K * discharge_temp_c) / 3600.0
    mass_t, factor = melting_mass_t(belief), belief.natural_factor
    delta_t = _DELTA_SHARE * mass_t
    melt_t = natural_to_end_t(store, mass_t, year, day)
    slope = (natural_to_end_t(store, mass_t + delta_t, year, day) - melt_t) / delta_t if delta_t > 0.0 else 0.0
    by_mass, by_factor = 1.0 - factor * slope, -factor * melt_t
    variance = (
        by_mass**2 * belief.variance(Part.MASS)
        + by_factor**2 * belief.variance(Part.NATURAL)
        + 2.0 * by_mass * by_factor * belief.variance(Part.MASS, Part.NATURAL)
        + (_WEATHER_SD_SHARE * factor * melt_t) ** 2
    )
    sd_t = sqrt(max(variance, 0.0))
    low_t, middle_t, high_t = band(belief[Part.MASS] - factor * melt_t, sd_t)
    return Deliverable(middle_t * mwh_t, low_t * mwh_t, high_t * mwh_t, sd_t * mwh_t, year.ends, discharge_temp_c)


def natural_to_end_t(store: SnowStore, mass_t: float, year: StorageYear, day: date) -> float:
    """Modelled natural melt [t] from `day` to the season's end, if the snow goes evenly in season."""
    days = (year.ends - day).days + 1
    step = days / _STEPS
    total_t = 0.0
    for number in range(_STEPS):
        middle = day + timedelta(days=(number + 0.5) * step)
        left_t = mass_t * (1.0 - year.used_share(day, middle))
        weather = usual_weather(year, middle)
        total_t += step * natural_melt_t(store, left_t, 24.0, weather)
    return total_t


def usual_weather(year: StorageYear, day: date) -> Weather:
    """An ordinary `day` of `year`."""
    return Weather(usual_air_temp_c(day), usual_rain_mm_day(day) / 24.0, year.days_settled(day))
