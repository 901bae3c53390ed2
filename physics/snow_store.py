"""A pile of snow under wood chips: melt by surface, rain, ground and cooling load, with closed balances.

The surface conductivity is that of the surface alone (0.25 W/(m K) for wet chips); rain and ground are added.
An all-in conductivity (0.28…0.34), which already holds rain and ground, must never be used here.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.plant import SnowStore
from physics.snow_pile import base_area_m2, pile_surface_m2
from physics.water import HEAT_CAPACITY_KJ_KG_K, LATENT_HEAT_KJ_KG

# Wet chips and sawdust, surface share alone: 80 % of the 0.31 W/(m K) that fits the 10 and 20 cm curves of
# Nordell & Sundin 1998, a SNOWPACK run at 22 cm and the 46 cm pile at Granåsen 2018.
SURFACE_CONDUCTIVITY_W_M_K = 0.25
# Heat from the ground under a pile: λ 1 W/(m K) times a gradient of 2 K/m (SnowPit model).
GROUND_HEAT_FLUX_W_M2 = 2.0
# Bare snow: 3-6 mm per °C and day are usual.
_BARE_MELT_KG_M2_K_DAY = 4.0


@dataclass(frozen=True, slots=True)
class StoreStep:
    """What a step did to the store [t]: `start_t` − `end_t` is the sum of the four melts.

    `cooling_kw` is what was delivered, less than asked for when the snow ran out within the step.
    """

    start_t: float
    end_t: float
    surface_t: float
    rain_t: float
    ground_t: float
    load_t: float
    cooling_kw: float

    @property
    def natural_t(self) -> float:
        """Melt that nobody asked for [t]."""
        return self.surface_t + self.rain_t + self.ground_t


def surface_melt_kg_m2_h(
    air_temp_c: float, cover_m: float, conductivity_w_m_k: float = SURFACE_CONDUCTIVITY_W_M_K
) -> float:
    """Conduction melt m = (k/d) max(T, 0) · 3.6/L [kg/(m2 h)] of the covered surface.

    k [W/(m K)] surface only, d `cover_m` [m], L = 334 kJ/kg. Fits covers of 0.10…0.46 m of wet chips or
    sawdust over a season within about 15 %; not a model of single hours. `cover_m` 0 is bare snow: 4 kg per
    °C and day.
    """
    warm_c = max(air_temp_c, 0.0)
    if cover_m <= 0.0:
        return _BARE_MELT_KG_M2_K_DAY * warm_c / 24.0
    return conductivity_w_m_k / cover_m * warm_c * 3.6 / LATENT_HEAT_KJ_KG


def rain_melt_kg_m2(rain_mm: float, air_temp_c: float) -> float:
    """Melt by rain P c max(T, 0)/L [kg/m2] of `rain_mm` at air temperature, if all its heat reaches the snow."""
    return rain_mm * HEAT_CAPACITY_KJ_KG_K * max(air_temp_c, 0.0) / LATENT_HEAT_KJ_KG


def ground_melt_kg_m2_h(heat_flux_w_m2: float = GROUND_HEAT_FLUX_W_M2) -> float:
    """Melt from below q · 3.6/L [kg/(m2 h)] of the ground contact; 2 W/m2 gives 0.5 kg/(m2 day)."""
    return heat_flux_w_m2 * 3.6 / LATENT_HEAT_KJ_KG


def load_melt_kg_h(cooling_kw: float, discharge_temp_c: float) -> float:
    """Melt by load 3600 Q/(L + c T_disc) [kg/h]: surplus water that leaves warm has cooled more per kilogram.

    Q `cooling_kw` [kW], T_disc [°C] 0…20.
    """
    return 3600.0 * cooling_kw / (LATENT_HEAT_KJ_KG + HEAT_CAPACITY_KJ_KG_K * discharge_temp_c)


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
) -> StoreStep:
    """The store after `hours` of weather and cooling load; melts are capped together at the snow there is.

    `cover_m` None takes the store's. Explicit step: use at most a day.
    """
    volume_m3 = mass_t * 1000.0 / store.density_kg_m3
    surface_m2 = pile_surface_m2(volume_m3, store.pad_area_m2)
    ground_m2 = base_area_m2(volume_m3, store.pad_area_m2)
    cover = store.cover_m if cover_m is None else cover_m
    per_m2 = surface_melt_kg_m2_h(air_temp_c, cover, store.cover_conductivity_w_m_k)
    asked = (
        surface_m2 * per_m2 * hours / 1000.0,
        ground_m2 * rain_melt_kg_m2(rain_mm_h * hours, air_temp_c) / 1000.0,
        ground_m2 * ground_melt_kg_m2_h() * hours / 1000.0,
        load_melt_kg_h(cooling_kw, discharge_temp_c) * hours / 1000.0,
    )
    total = sum(asked)
    kept = 1.0 if total <= mass_t else mass_t / total
    surface_t, rain_t, ground_t, load_t = (part * kept for part in asked)
    end_t = max(mass_t - total * kept, 0.0)
    return StoreStep(mass_t, end_t, surface_t, rain_t, ground_t, load_t, cooling_kw * kept)
