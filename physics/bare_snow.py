"""Bare snow by energy balance: accumulation, albedo, cold content, melt, held water and run-off, step by step.

One layer of snow with a skin, (1 − a) G + ε (L↓ − σ T_s⁴) + H − L_s E − g (T_s − T_snow) = melt at T_s ≤ 0 °C.
Form and constants are those of the simplest energy-balance snow models (Essery 2015, Geosci. Model Dev. 8,
3867-3876; defaults of FSM); nothing is fitted. Open ground; steps of at most three hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt, tanh
from typing import NamedTuple

import numpy as np

from physics.cover_weather import (
    ZERO_C_K,
    FloatArray,
    WeatherSeries,
    fallback_steps,
    given,
    refuse_gaps_in_air,
    saturation_pa,
)
from physics.skin_temperature import OVER_ICE, Skin
from physics.snow_store import GROUND_HEAT_FLUX_W_M2
from physics.water import HEAT_CAPACITY_KJ_KG_K, LATENT_HEAT_KJ_KG

# Albedo of fresh, of old melting snow and of the ground; time constants of its fall [h]; new snow that renews it
# [kg/m2]; depth over which snow hides the ground [m] (Essery 2015).
_ALBEDO_FRESH = 0.80
_ALBEDO_OLD = 0.50
_ALBEDO_GROUND = 0.20
_COLD_DECAY_H = 1000.0
_MELTING_DECAY_H = 100.0
_RENEWING_KG_M2 = 10.0
_HIDING_M = 0.1
# Roughness for wind [m], a tenth of it for heat; height of the anemometer [m]; stability (Louis et al. 1982).
_ROUGHNESS_M = 0.01
_WIND_HEIGHT_M = 10.0
_STABILITY = 5.0
_LEAST_WIND_M_S = 0.1
# Conductivity of snow [W/(m K)] and greatest depth between its skin and its middle [m].
_CONDUCTIVITY_W_M_K = 0.24
_SKIN_M = 0.1
_DENSITY_KG_M3 = 300.0
# Held water 3 % of the pores (Essery 2015), which at 300 kg/m3 is 6.7 % of the ice.
_HELD_SHARE = 0.067
_ICE_HEAT_J_KG_K = 2100.0
_EMISSIVITY = 0.99
_AIR_HEAT_J_KG_K = 1005.0
_AIR_PRESSURE_PA = 101_325.0
_AIR_GAS_J_KG_K = 287.0
_SUBLIMATION_J_KG = 2.835e6
_GRAVITY_M_S2 = 9.81
_VON_KARMAN = 0.4
_LATENT_J_KG = LATENT_HEAT_KJ_KG * 1000.0
_WATER_J_KG_K = HEAT_CAPACITY_KJ_KG_K * 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class BareSnowSeries:
    """After each step snow and held water [kg/m2] and albedo; in it run-off, melt and vapour lost [kg/m2]."""

    water_equivalent_kg_m2: FloatArray
    runoff_kg_m2: FloatArray
    melt_kg_m2: FloatArray
    sublimated_kg_m2: FloatArray
    albedo: FloatArray


def bare_snow_series(
    weather: WeatherSeries,
    snowfall_kg_m2_h: FloatArray,
    *,
    start_kg_m2: float = 0.0,
    step_hours: float = 1.0,
    temp_height_m: float = 2.0,
    pressure_pa: float = _AIR_PRESSURE_PA,
) -> BareSnowSeries:
    """Snow on open ground through a winter; `weather.rain_mm_h` is liquid, `snowfall_kg_m2_h` solid.

    A step without humidity, wind, global radiation or measured long wave is refused: a snow cover cannot be
    bridged, and with long wave reckoned from the air its error at Col de Porte was 3.5 times as large.
    """
    if bool(np.any(fallback_steps(weather) | np.isnan(given(weather.longwave_w_m2, weather)))):
        raise ValueError(
            "bare snow needs humidity, wind, global radiation and long wave in every step: fill the gaps, or use "
            "the degree-day melt of snow_store.surface_melt_kg_m2_h with cover_m 0"
        )
    refuse_gaps_in_air(weather)
    vapour_pa = given(weather.relative_humidity_pct, weather) / 100.0 * saturation_pa(weather.air_temp_c)
    columns = (
        weather.air_temp_c,
        0.622 * vapour_pa / pressure_pa,
        np.maximum(given(weather.wind_m_s, weather), _LEAST_WIND_M_S),
        np.maximum(given(weather.global_radiation_w_m2, weather), 0.0),
        given(weather.longwave_w_m2, weather),
        given(weather.rain_mm_h, weather, 0.0) * step_hours,
        snowfall_kg_m2_h * step_hours,
    )
    snow = _Snow(start_kg_m2, step_hours, temp_height_m, pressure_pa)
    rows = [snow.step(_Hour(*row)) for row in zip(*(column.tolist() for column in columns), strict=True)]
    return BareSnowSeries(*np.array(rows, dtype=float).reshape(-1, 5).T)


class _Hour(NamedTuple):
    """Weather of one step; `humidity` specific [kg/kg]."""

    air_c: float
    humidity: float
    wind_m_s: float
    global_w_m2: float
    longwave_w_m2: float
    rain_kg_m2: float
    snow_kg_m2: float


class _Snow:
    """State of the snow: ice, held water [kg/m2], cold [J/m2], albedo and skin temperature."""

    def __init__(self, ice_kg_m2: float, step_hours: float, temp_height_m: float, pressure_pa: float) -> None:
        self._step_s = step_hours * 3600.0
        self._step_h = step_hours
        self._temp_height_m = temp_height_m
        self._surface = Skin(_EMISSIVITY, OVER_ICE, pressure_pa, highest_c=0.0)
        self._ice = ice_kg_m2
        self._held = 0.0
        self._cold_j_m2 = 0.0
        self._albedo = _ALBEDO_FRESH
        self._skin_c = 0.0
        log_wind = log(_WIND_HEIGHT_M / _ROUGHNESS_M)
        self._drag = (_VON_KARMAN / log_wind) ** 2
        self._neutral = _VON_KARMAN**2 / (log_wind * log(temp_height_m / (0.1 * _ROUGHNESS_M)))

    def step(self, hour: _Hour) -> tuple[float, float, float, float, float]:
        """One step; see `BareSnowSeries` for what comes back."""
        if self._ice <= 0.0:
            self._ice = self._held = self._cold_j_m2 = self._skin_c = 0.0
            self._albedo = _ALBEDO_FRESH
        self._ice += hour.snow_kg_m2
        self._cold_j_m2 += hour.snow_kg_m2 * _ICE_HEAT_J_KG_K * max(-hour.air_c, 0.0)
        if self._ice <= 0.0:
            return 0.0, hour.rain_kg_m2, 0.0, 0.0, _ALBEDO_GROUND
        self._age(hour.snow_kg_m2)
        albedo = self._seen_albedo()
        surplus_j_m2, heat_j_m2, vapour = self._skin(hour, albedo)
        vapour = min(vapour, self._ice)
        self._ice -= vapour
        heat_j_m2 += GROUND_HEAT_FLUX_W_M2 * self._step_s
        heat_j_m2 += hour.rain_kg_m2 * _WATER_J_KG_K * max(hour.air_c, 0.0)
        melt = self._melt(surplus_j_m2, heat_j_m2)
        runoff = self._drain(hour.rain_kg_m2 + melt)
        return self._ice + self._held, runoff, melt, vapour, albedo

    def _age(self, snow_kg_m2: float) -> None:
        """Albedo falls towards that of old snow and is renewed by new snow, both as rates."""
        decay = self._step_h / (_MELTING_DECAY_H if self._skin_c >= 0.0 else _COLD_DECAY_H)
        renewal = snow_kg_m2 / _RENEWING_KG_M2
        limit = (_ALBEDO_OLD * decay + _ALBEDO_FRESH * renewal) / (decay + renewal)
        self._albedo = limit + (self._albedo - limit) * exp(-decay - renewal)

    def _seen_albedo(self) -> float:
        hidden = tanh(self._ice / _DENSITY_KG_M3 / _HIDING_M)
        return hidden * self._albedo + (1.0 - hidden) * _ALBEDO_GROUND

    def _skin(self, hour: _Hour, albedo: float) -> tuple[float, float, float]:
        """Heat that melts at the skin and heat into the snow [J/m2], vapour that leaves [kg/m2]."""
        snow_c = -self._cold_j_m2 / (self._ice * _ICE_HEAT_J_KG_K)
        depth_m = self._ice / _DENSITY_KG_M3
        capacity_w_m2_k = self._ice * _ICE_HEAT_J_KG_K / self._step_s
        conductance = _CONDUCTIVITY_W_M_K / max(min(depth_m / 2.0, _SKIN_M), 0.01)
        # What the whole layer can take up in the step bounds the exchange with thin snow.
        conductance = capacity_w_m2_k * (1.0 - exp(-conductance / capacity_w_m2_k))
        exchange = self._exchange_kg_m2_s(hour.air_c, hour.wind_m_s)
        linear = exchange * _AIR_HEAT_J_KG_K + conductance
        radiation_w_m2 = (1.0 - albedo) * hour.global_w_m2 + _EMISSIVITY * hour.longwave_w_m2
        constant = radiation_w_m2 + exchange * _AIR_HEAT_J_KG_K * hour.air_c + conductance * snow_c
        self._skin_c, surplus_w_m2 = self._surface.temperature_c(
            self._skin_c, constant, linear, exchange * _SUBLIMATION_J_KG, hour.humidity
        )
        vapour = OVER_ICE.humidity(self._skin_c, self._surface.pressure_pa) - hour.humidity
        to_snow_j_m2 = conductance * (self._skin_c - snow_c) * self._step_s
        return surplus_w_m2 * self._step_s, to_snow_j_m2, exchange * vapour * self._step_s

    def _exchange_kg_m2_s(self, air_c: float, wind_m_s: float) -> float:
        """ρ C_H U with Louis' correction for stability at the last skin temperature."""
        air_k = air_c + ZERO_C_K
        richardson = (
            _GRAVITY_M_S2
            * (air_c - self._skin_c)
            * _WIND_HEIGHT_M**2
            / (self._temp_height_m * air_k * wind_m_s**2)
        )
        if richardson > 0.0:
            factor = 1.0 / (1.0 + 3.0 * _STABILITY * richardson * sqrt(1.0 + _STABILITY * richardson))
        else:
            root = sqrt(-richardson * _WIND_HEIGHT_M / _ROUGHNESS_M)
            factor = 1.0 - 3.0 * _STABILITY * richardson / (1.0 + 3.0 * _STABILITY**2 * self._drag * root)
        return self._surface.pressure_pa / (_AIR_GAS_J_KG_K * air_k) * self._neutral * factor * wind_m_s

    def _melt(self, surplus_j_m2: float, heat_j_m2: float) -> float:
        """Ice melted [kg/m2] by the skin's surplus and by heat that has made good all cold."""
        refrozen = min(self._held, self._cold_j_m2 / _LATENT_J_KG)
        self._held -= refrozen
        self._ice += refrozen
        self._cold_j_m2 -= refrozen * _LATENT_J_KG
        rest_j_m2 = heat_j_m2 - self._cold_j_m2
        self._cold_j_m2 = max(-rest_j_m2, 0.0)
        melt = min((surplus_j_m2 + max(rest_j_m2, 0.0)) / _LATENT_J_KG, self._ice)
        self._ice -= melt
        return melt

    def _drain(self, water_kg_m2: float) -> float:
        """Run-off [kg/m2]: water above what the snow holds, all of it when the snow is gone."""
        self._held += water_kg_m2
        if self._ice <= 1e-9:
            runoff = self._held + self._ice
            self._ice = self._held = 0.0
            return runoff
        runoff = max(self._held - _HELD_SHARE * self._ice, 0.0)
        self._held -= runoff
        return runoff
