"""A pile of snow under wood chips: melt by surface, rain, ground and cooling load, with closed balances.

The surface conductivity is that of the surface alone (0.25 W/(m K) for wet chips); rain and ground are added.
An all-in conductivity (0.28…0.34), which already holds rain and ground, must never be used here.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isnan
from typing import overload

import numpy as np
from numpy.typing import NDArray

from domain.plant import SnowStore
from physics.snow_geometry import ShapeTable, shape_table
from physics.water import HEAT_CAPACITY_KJ_KG_K, LATENT_HEAT_KJ_KG

# Wet chips and sawdust, surface share alone: 80 % of the 0.31 W/(m K) that fits the 10 and 20 cm curves of
# Nordell & Sundin 1998, a SNOWPACK run at 22 cm and the 46 cm pile at Granåsen 2018.
SURFACE_CONDUCTIVITY_W_M_K = 0.25
# Heat from the ground under a pile: λ 1 W/(m K) times a gradient of 2 K/m (SnowPit model).
GROUND_HEAT_FLUX_W_M2 = 2.0
# Bare snow: 3-6 mm per °C and day are usual.
_BARE_MELT_KG_M2_K_DAY = 4.0
# The air temperature at which half of what falls is snow: mean of the stations of the northern hemisphere, -0.4 to
# 2.4 °C at 95 % of them (Jennings et al. 2018, doi 10.1038/s41467-018-03629-7).
RAIN_ABOVE_C = 1.0
# What a millimetre of rain melts for each degree it has [kg/(mm K)].
RAIN_MELT_KG_MM_K = HEAT_CAPACITY_KJ_KG_K / LATENT_HEAT_KJ_KG
# Chips lose insulation as they rot and fill with grit: +50 % conductivity with a time constant of 2 years (snow
# storage model of Tallinn University of Technology). Uncertain: that model's assumption without a measured series;
# reused sawdust is reported to have "lost much" by its third year (snøkompetanse.no).
_AGE_GAIN = 0.5
_AGE_TIME_CONSTANT_YEARS = 2.0
# Machine-made snow under sawdust at Granåsen went from 636 kg/m3 in May to 682 in November 2018. Two points do not
# give a time constant; 60 days puts 96 % of the settling within those 199 days (assumed).
_SETTLING_TIME_CONSTANT_DAYS = 60.0
_LATENT_HEAT_KWH_T = LATENT_HEAT_KJ_KG / 3.6

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StoreStep:
    """What a step of `hours` did to the store: masses [t] and heats [kWh] by cause.

    `start_t` − `end_t` is the sum of the four melts; the sum of the four heats is the latent heat of what melted
    plus `discharge_kwh`, the heat that surplus water of the load carried out by leaving warm. `rain_water_t` fell
    on the snow and runs off with the melt. `cooling_kw` is what was delivered, less than asked for when the snow
    ran out within the step.
    """

    start_t: float
    end_t: float
    surface_t: float
    rain_t: float
    ground_t: float
    load_t: float
    cooling_kw: float
    hours: float
    surface_kwh: float
    rain_kwh: float
    ground_kwh: float
    load_kwh: float
    discharge_kwh: float
    rain_water_t: float

    @property
    def natural_t(self) -> float:
        """Melt that nobody asked for [t]."""
        return self.surface_t + self.rain_t + self.ground_t

    @property
    def water_t(self) -> float:
        """Water that reaches the pond [t]: all melt and the rain that fell on the snow."""
        return self.natural_t + self.load_t + self.rain_water_t

    @property
    def heat_in_kwh(self) -> float:
        """Heat that entered the store [kWh]."""
        return self.surface_kwh + self.rain_kwh + self.ground_kwh + self.load_kwh


@overload
def surface_melt_kg_m2_h(air_temp_c: float, cover_m: float, conductivity_w_m_k: float = ...) -> float: ...
@overload
def surface_melt_kg_m2_h(
    air_temp_c: FloatArray, cover_m: float, conductivity_w_m_k: float = ...
) -> FloatArray: ...
def surface_melt_kg_m2_h(
    air_temp_c: float | FloatArray, cover_m: float, conductivity_w_m_k: float = SURFACE_CONDUCTIVITY_W_M_K
) -> float | FloatArray:
    """Conduction melt m = (k/d) max(T, 0) · 3.6/L [kg/(m2 h)] of the covered surface.

    k [W/(m K)] surface only, d `cover_m` [m], L = 334 kJ/kg. Fits covers of 0.10…0.46 m of wet chips or
    sawdust over a season within about 15 %; not a model of single hours. `cover_m` 0 is bare snow: 4 kg per
    °C and day.
    """
    per_kelvin = (
        _BARE_MELT_KG_M2_K_DAY / 24.0 if cover_m <= 0.0 else conductivity_w_m_k / cover_m * 3.6 / LATENT_HEAT_KJ_KG
    )
    if isinstance(air_temp_c, int | float):
        return per_kelvin * max(air_temp_c, 0.0)
    return per_kelvin * np.maximum(air_temp_c, 0.0)


@overload
def rain_mm(precipitation_mm: float, air_temp_c: float) -> float: ...
@overload
def rain_mm(precipitation_mm: FloatArray, air_temp_c: FloatArray) -> FloatArray: ...
def rain_mm(precipitation_mm: float | FloatArray, air_temp_c: float | FloatArray) -> float | FloatArray:
    """Rain [mm] among what falls: all of it above `RAIN_ABOVE_C`, nothing below, for that is snow."""
    if isinstance(precipitation_mm, int | float) and isinstance(air_temp_c, int | float):
        return precipitation_mm * (air_temp_c > RAIN_ABOVE_C)
    return np.multiply(precipitation_mm, air_temp_c > RAIN_ABOVE_C, dtype=np.float64)


def rain_melt_kg_m2(precipitation_mm: float, air_temp_c: float) -> float:
    """Melt by rain P c T/L [kg/m2] at air temperature if all its heat reaches the snow; none by falling snow."""
    return rain_mm(precipitation_mm, air_temp_c) * air_temp_c * RAIN_MELT_KG_MM_K


def ground_melt_kg_m2_h(heat_flux_w_m2: float = GROUND_HEAT_FLUX_W_M2) -> float:
    """Melt from below q · 3.6/L [kg/(m2 h)] of the ground contact; 2 W/m2 gives 0.5 kg/(m2 day)."""
    return heat_flux_w_m2 * 3.6 / LATENT_HEAT_KJ_KG


def load_melt_kg_h(cooling_kw: float, discharge_temp_c: float) -> float:
    """Melt by load 3600 Q/(L + c T_disc) [kg/h]: surplus water that leaves warm has cooled more per kilogram.

    Q `cooling_kw` [kW], T_disc [°C] 0…20. Leaving at 10 °C instead of 0 gives 12.5 % more cooling per tonne.
    """
    return 3600.0 * cooling_kw / (LATENT_HEAT_KJ_KG + HEAT_CAPACITY_KJ_KG_K * discharge_temp_c)


def density_kg_m3(store: SnowStore, days: float) -> float:
    """Density ρ = ρ_s − (ρ_s − ρ_0) e^(−t/60 d) [kg/m3] after `days` in the store; ρ_0 when it does not settle."""
    if store.settled_density_kg_m3 is None:
        return store.density_kg_m3
    left = exp(-max(days, 0.0) / _SETTLING_TIME_CONSTANT_DAYS)
    return store.settled_density_kg_m3 - (store.settled_density_kg_m3 - store.density_kg_m3) * left


def cover_conductivity_w_m_k(store: SnowStore) -> float:
    """Conductivity k = k_new (1 + 0.5 (1 − e^(−age/2 a))) [W/(m K)], surface only, of chips of this age."""
    lost = 1.0 - exp(-max(store.cover_age_years, 0.0) / _AGE_TIME_CONSTANT_YEARS)
    return store.cover_conductivity_w_m_k * (1.0 + _AGE_GAIN * lost)


def melt(
    store: SnowStore,
    mass_t: float,
    hours: float,
    *,
    air_temp_c: float,
    rain_mm_h: float = 0.0,
    cooling_kw: float = 0.0,
    discharge_temp_c: float = 0.0,
    cover_m: float | None = None,
    days_settled: float = 0.0,
    surface_kg_m2_h: float | None = None,
    ground_heat_w_m2: float = GROUND_HEAT_FLUX_W_M2,
    shape: ShapeTable | None = None,
) -> StoreStep:
    """The store after `hours` of weather and cooling load; melts are capped together at the snow there is.

    `cover_m` None takes the store's, `surface_kg_m2_h` None the conduction model, `shape` None the store's.
    Explicit step: use at most a day. What falls as snow (`rain_mm`) brings neither heat nor mass. Negative drivers
    and NaN are refused: a store that melted by them would look as good as a right one.
    """
    _refuse_negative(mass_t, hours, rain_mm_h, cooling_kw)
    table = shape_table(store.shape) if shape is None else shape
    volume_m3 = mass_t * 1000.0 / density_kg_m3(store, days_settled)
    if surface_kg_m2_h is None:
        cover = store.cover_m if cover_m is None else cover_m
        surface_kg_m2_h = surface_melt_kg_m2_h(air_temp_c, cover, cover_conductivity_w_m_k(store))
    plan_m2 = table.plan_m2(volume_m3)
    surface_t = table.surface_m2(volume_m3) * surface_kg_m2_h * hours / 1000.0
    rain_t = plan_m2 * rain_melt_kg_m2(rain_mm_h * hours, air_temp_c) / 1000.0
    ground_t = table.ground_m2(volume_m3) * ground_heat_w_m2 * hours * 3.6 / LATENT_HEAT_KJ_KG / 1000.0
    load_t = load_melt_kg_h(cooling_kw, discharge_temp_c) * hours / 1000.0
    total_t = surface_t + rain_t + ground_t + load_t
    if isnan(total_t):
        raise ValueError(f"snow store: a driver of its melt is not a number (air temperature {air_temp_c:g} °C)")
    kept = 1.0 if total_t <= mass_t else mass_t / total_t
    return StoreStep(
        start_t=mass_t,
        end_t=max(mass_t - total_t * kept, 0.0),
        surface_t=surface_t * kept,
        rain_t=rain_t * kept,
        ground_t=ground_t * kept,
        load_t=load_t * kept,
        cooling_kw=cooling_kw * kept,
        hours=hours,
        surface_kwh=surface_t * kept * _LATENT_HEAT_KWH_T,
        rain_kwh=rain_t * kept * _LATENT_HEAT_KWH_T,
        ground_kwh=ground_t * kept * _LATENT_HEAT_KWH_T,
        load_kwh=cooling_kw * kept * hours,
        discharge_kwh=load_t * kept * HEAT_CAPACITY_KJ_KG_K * discharge_temp_c / 3.6,
        rain_water_t=plan_m2 * rain_mm(rain_mm_h * hours, air_temp_c) / 1000.0,
    )


def _refuse_negative(mass_t: float, hours: float, rain_mm_h: float, cooling_kw: float) -> None:
    if mass_t >= 0.0 and hours >= 0.0 and rain_mm_h >= 0.0 and cooling_kw >= 0.0:
        return
    raise ValueError(
        f"snow store: mass {mass_t:g} t, step {hours:g} h, rain {rain_mm_h:g} mm/h and cooling {cooling_kw:g} kW "
        "must be numbers of 0 or more; check what they were made from"
    )
