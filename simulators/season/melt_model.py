"""Which melt model the weather allows: the full energy balance of the cover, or conduction alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from domain.plant import SnowStore
from physics.cover_energy_balance import LEAST_COVER_M, surface_melt_series
from physics.cover_weather import WeatherSeries
from physics.snow_store import cover_conductivity_w_m_k, surface_melt_kg_m2_h
from simulators.hours import Floats
from simulators.season.inputs import SeasonInputs, read_only

CONDUCTION, ENERGY_BALANCE = "conduction", "energy_balance"


@dataclass(frozen=True, eq=False)
class MeltModel:
    """Melt of the covered surface per step [kg/(m2 h)] and the name of the model it came from."""

    name: str
    per_m2_h: Floats


def surface_melt(store: SnowStore, inputs: SeasonInputs) -> MeltModel:
    """Energy balance where radiation, humidity and wind are known, else conduction; bare snow by degrees."""
    conductivity = cover_conductivity_w_m_k(store)
    known = (inputs.global_radiation_w_m2, inputs.relative_humidity_pct, inputs.wind_m_s)
    if store.cover_m < LEAST_COVER_M or any(column is None for column in known):
        air = inputs.outside_air_temp_c
        return MeltModel(CONDUCTION, surface_melt_kg_m2_h(air, store.cover_m, conductivity))
    return MeltModel(ENERGY_BALANCE, _balanced(inputs, store.cover_m, conductivity))


# The balance is half of a season's time and the same for every amount of snow under a cover.
@lru_cache(maxsize=8)
def _balanced(inputs: SeasonInputs, cover_m: float, conductivity_w_m_k: float) -> Floats:
    weather = WeatherSeries(
        inputs.outside_air_temp_c,
        inputs.relative_humidity_pct,
        inputs.wind_m_s,
        inputs.global_radiation_w_m2,
        inputs.rain_mm / inputs.step_h,
    )
    return read_only(surface_melt_series(weather, cover_m, conductivity_w_m_k, inputs.step_h))
