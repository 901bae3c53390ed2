"""Normal use of a building by BEN (Boverket): what is not heating is taken out before the climate is corrected."""

from __future__ import annotations

# Hot water in normal use [kWh/m2 Atemp a year]: small houses 20, premises 2 (BFS 2016:12 BEN, 2 kap).
HOT_WATER_SMALL_HOUSE_KWH_M2 = 20.0
HOT_WATER_PREMISES_KWH_M2 = 2.0


def heating_kwh(measured_kwh: float, *other_kwh: float) -> float:
    """Heating [kWh] in what was measured: less hot water, household and other use on the same meter."""
    return measured_kwh - sum(other_kwh)


def normal_hot_water_kwh(atemp_m2: float, kwh_per_m2: float, efficiency: float = 1.0) -> float:
    """Energy for hot water in normal use [kWh a year]: need times area, over efficiency or heat factor."""
    return kwh_per_m2 * atemp_m2 / efficiency
