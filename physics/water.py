"""Water as a carrier of heat: constants and the heat a flow carries."""

from __future__ import annotations

# Liquid water at 0-20 °C; density varies by 0.2 % there, heat capacity by 0.9 %.
DENSITY_KG_M3 = 1000.0
HEAT_CAPACITY_KJ_KG_K = 4.19
# Latent heat of melting ice [kJ/kg]: 334 kJ/kg = 0.0928 kWh/kg.
LATENT_HEAT_KJ_KG = 334.0


def heat_flow_kw(flow_m3_h: float, difference_k: float) -> float:
    """Heat flow Q = ρ c V̇ ΔT / 3600 [kW] of `flow_m3_h` cooled by `difference_k`; liquid water, 0-30 °C."""
    return DENSITY_KG_M3 * HEAT_CAPACITY_KJ_KG_K * flow_m3_h * difference_k / 3600.0


def flow_m3_h(power_kw: float, difference_k: float) -> float:
    """Flow V̇ = 3600 Q / (ρ c ΔT) [m3/h] that carries `power_kw`; ΔT above 0 K, liquid water, 0-30 °C."""
    return 3600.0 * power_kw / (DENSITY_KG_M3 * HEAT_CAPACITY_KJ_KG_K * difference_k)


def capacity_rate_kw_k(flow: float) -> float:
    """Capacity rate C = ρ c V̇ / 3600 [kW/K] of `flow` [m3/h]; liquid water, 0-30 °C."""
    return heat_flow_kw(flow, 1.0)
