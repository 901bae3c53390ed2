"""Energy balance of the cover's surface: melt under chips from radiation, humidity, wind and rain.

(1 − a) G + ε (L↓ − σ T_s⁴) + H − L_v E = conduction into the cover, which holds heat and water. The heat of rain
is not here: the store counts it apart (`snow_store.rain_melt_kg_m2`). Bulk coefficients, field capacity and
drainage after the snow storage model of Tallinn University of Technology (siimurik/snow-storage-RC-model).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, isnan
from typing import NamedTuple

import numpy as np

from physics.cover_weather import (
    FloatArray,
    WeatherSeries,
    fallback_steps,
    given,
    refuse_gaps_in_air,
    saturation_pa,
    sky_longwave_w_m2,
)
from physics.skin_temperature import OVER_WATER, Skin
from physics.snow_store import SURFACE_CONDUCTIVITY_W_M_K, surface_melt_kg_m2_h
from physics.water import HEAT_CAPACITY_KJ_KG_K, LATENT_HEAT_KJ_KG

# Reflectivity of chips. Sources disagree: 0.65 dry to 0.50 wet (Tallinn), 0.20 measured on new cutter shavings
# (Skogsberg & Lundberg 2005). Chosen between them on the 100 and 200 mm curves of Nordell & Sundin 1998.
ALBEDO_DRY = 0.40
ALBEDO_WET = 0.30
_EMISSIVITY = 0.95
# Bulk exchange over a rough cover with wind at 10 m (Tallinn): sensible and latent heat.
_SENSIBLE_CH = 0.0029
_LATENT_CE = 0.0014
_AIR_DENSITY_KG_M3 = 1.225
_AIR_HEAT_J_KG_K = 1005.0
_AIR_PRESSURE_PA = 101_325.0
_EVAPORATION_J_KG = 2.5e6
# Still air moves too: no bulk wind below this [m/s].
_LEAST_WIND_M_S = 0.5
# Water in the cover [kg/m2]: above field capacity it drains with this rate [1/s], above saturation it runs off.
FIELD_CAPACITY_KG_M2 = 10.0
_SATURATION_KG_M2 = 30.0
_DRAINAGE_PER_S = 5e-6
# Dry chips hold 0.4 MJ/(m3 K): 230 kg/m3 times 1.7 kJ/(kg K).
_CHIP_HEAT_J_M3_K = 0.4e6
# Thinner is no cover with a surface of its own, but bare snow.
LEAST_COVER_M = 0.02
_WATER_J_KG_K = HEAT_CAPACITY_KJ_KG_K * 1000.0
_SKIN = Skin(_EMISSIVITY, OVER_WATER, _AIR_PRESSURE_PA, highest_c=90.0)


@dataclass(frozen=True, slots=True, eq=False)
class CoverSeries:
    """What the cover did in each step: melt [kg/(m2 h)], surface [°C], water in it [kg/m2], evaporation [mm/h]."""

    melt_kg_m2_h: FloatArray
    surface_temp_c: FloatArray
    water_kg_m2: FloatArray
    evaporation_mm_h: FloatArray


def surface_melt_series(
    weather: WeatherSeries,
    cover_m: float,
    conductivity_w_m_k: float = SURFACE_CONDUCTIVITY_W_M_K,
    step_hours: float = 1.0,
) -> FloatArray:
    """Melt at the snow's surface [kg/(m2 h)], step by step; as `cover_series`."""
    return cover_series(weather, cover_m, conductivity_w_m_k, step_hours).melt_kg_m2_h


def cover_series(
    weather: WeatherSeries,
    cover_m: float,
    conductivity_w_m_k: float = SURFACE_CONDUCTIVITY_W_M_K,
    step_hours: float = 1.0,
) -> CoverSeries:
    """The cover through a season; steps of at most a day, cover from 0.02 m.

    Snow under it stays at 0 °C; heat that cold weather takes out of it must come back before it melts. Steps
    without humidity, wind or radiation fall back on conduction from air temperature (`fallback_steps`), missing
    long wave on Brutsaert's sky, missing rain on none.
    """
    if cover_m < LEAST_COVER_M:
        raise ValueError(
            f"cover of {cover_m:g} m is thinner than {LEAST_COVER_M:g} m: that is bare snow, use bare_snow"
        )
    refuse_gaps_in_air(weather)
    cover = _Cover(cover_m, conductivity_w_m_k, step_hours * 3600.0)
    rows = [cover.step(hour) for hour in _forcing(weather, cover_m, conductivity_w_m_k)]
    melt, surface, water, evaporation = np.array(rows, dtype=float).reshape(-1, 4).T
    return CoverSeries(melt, surface, water, evaporation)


class _Hour(NamedTuple):
    """Weather of one step; `humidity` specific [kg/kg], `conduction_kg_m2_h` NaN where nothing is missing."""

    air_c: float
    humidity: float
    wind_m_s: float
    global_w_m2: float
    longwave_w_m2: float
    rain_mm_h: float
    conduction_kg_m2_h: float


def _forcing(weather: WeatherSeries, cover_m: float, conductivity_w_m_k: float) -> Iterator[_Hour]:
    vapour_pa = given(weather.relative_humidity_pct, weather) / 100.0 * saturation_pa(weather.air_temp_c)
    conduction = np.where(
        fallback_steps(weather), surface_melt_kg_m2_h(weather.air_temp_c, cover_m, conductivity_w_m_k), np.nan
    )
    columns = (
        weather.air_temp_c,
        0.622 * vapour_pa / _AIR_PRESSURE_PA,
        np.maximum(given(weather.wind_m_s, weather), _LEAST_WIND_M_S),
        np.maximum(given(weather.global_radiation_w_m2, weather), 0.0),
        sky_longwave_w_m2(weather),
        np.maximum(given(weather.rain_mm_h, weather, 0.0), 0.0),
        conduction,
    )
    return (_Hour(*row) for row in zip(*(column.tolist() for column in columns), strict=True))


class _Cover:
    """State of the cover: temperature of its middle, its water, and the cold the snow under it has stored."""

    def __init__(self, cover_m: float, conductivity_w_m_k: float, step_s: float) -> None:
        self._half_w_m2_k = 2.0 * conductivity_w_m_k / cover_m
        self._chips_j_m2_k = _CHIP_HEAT_J_M3_K * cover_m
        self._step_s = step_s
        self._middle_c = 0.0
        self._surface_c = 0.0
        self._water_kg_m2 = FIELD_CAPACITY_KG_M2 / 2.0
        self._cold_j_m2 = 0.0

    def step(self, hour: _Hour) -> tuple[float, float, float, float]:
        """One step; see `CoverSeries` for what comes back."""
        if not isnan(hour.conduction_kg_m2_h):
            self._surface_c, self._middle_c = hour.air_c, hour.air_c / 2.0
            return hour.conduction_kg_m2_h, hour.air_c, self._water_kg_m2, 0.0
        wetness = min(self._water_kg_m2 / FIELD_CAPACITY_KG_M2, 1.0)
        # Middle of the cover over the step, T_m = a T_s + b T_m0 (exact for constant T_s).
        heat_j_m2_k = self._chips_j_m2_k + self._water_kg_m2 * _WATER_J_KG_K
        decay = 2.0 * self._half_w_m2_k * self._step_s / heat_j_m2_k
        kept = (1.0 - exp(-decay)) / decay
        surface_c = self._surface_c = self._solved_c(hour, wetness, kept)
        mean_c = (1.0 - kept) / 2.0 * surface_c + kept * self._middle_c
        self._middle_c = surface_c / 2.0 + (self._middle_c - surface_c / 2.0) * exp(-decay)
        rain_kg_m2_s = hour.rain_mm_h / 3600.0
        drying = OVER_WATER.humidity(surface_c, _AIR_PRESSURE_PA) - hour.humidity
        vapour_kg_m2_s = min(
            _AIR_DENSITY_KG_M3 * hour.wind_m_s * _LATENT_CE * wetness * drying,
            self._water_kg_m2 / self._step_s + rain_kg_m2_s,
        )
        self._wet(rain_kg_m2_s - vapour_kg_m2_s)
        melt_kg_m2_h = self._to_snow(self._half_w_m2_k * mean_c)
        return melt_kg_m2_h, surface_c, self._water_kg_m2, vapour_kg_m2_s * 3600.0

    def _solved_c(self, hour: _Hour, wetness: float, kept: float) -> float:
        """Surface temperature [°C] at which sun, sky, air and vapour balance conduction into the cover."""
        albedo = ALBEDO_DRY - (ALBEDO_DRY - ALBEDO_WET) * wetness
        exchange = _AIR_DENSITY_KG_M3 * hour.wind_m_s
        sensible_w_m2_k = exchange * _AIR_HEAT_J_KG_K * _SENSIBLE_CH
        constant_w_m2 = (
            (1.0 - albedo) * hour.global_w_m2
            + _EMISSIVITY * hour.longwave_w_m2
            + sensible_w_m2_k * hour.air_c
            + self._half_w_m2_k * kept * self._middle_c
        )
        linear_w_m2_k = sensible_w_m2_k + self._half_w_m2_k * (1.0 + kept) / 2.0
        latent_w_m2 = exchange * _EVAPORATION_J_KG * _LATENT_CE * wetness
        return _SKIN.temperature_c(self._surface_c, constant_w_m2, linear_w_m2_k, latent_w_m2, hour.humidity)[0]

    def _wet(self, gain_kg_m2_s: float) -> None:
        """Water balance of the cover; drainage and run-off go to the snow as water of 0 °C."""
        water = min(max(self._water_kg_m2 + gain_kg_m2_s * self._step_s, 0.0), _SATURATION_KG_M2)
        excess = max(water - FIELD_CAPACITY_KG_M2, 0.0)
        self._water_kg_m2 = water - excess * (1.0 - exp(-_DRAINAGE_PER_S * self._step_s))

    def _to_snow(self, flux_w_m2: float) -> float:
        """Melt [kg/(m2 h)] of `flux_w_m2` after the cold that the snow has stored."""
        heat_j_m2 = flux_w_m2 * self._step_s - self._cold_j_m2
        self._cold_j_m2 = max(-heat_j_m2, 0.0)
        return max(heat_j_m2, 0.0) / (LATENT_HEAT_KJ_KG * 1000.0) / self._step_s * 3600.0
