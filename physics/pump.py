"""Centrifugal pump and filter: affinity laws and pressure drop."""

from __future__ import annotations

from math import sqrt


def flow_m3_h(max_flow_m3_h: float, speed_share: float, resistance_ratio: float = 1.0) -> float:
    """Flow V̇ = V̇_max n / √r [m3/h]: affinity law, all head spent on friction.

    `speed_share` n 0…1; `resistance_ratio` r ≥ 1 is the loop's resistance over that of the clean loop.
    """
    return max_flow_m3_h * speed_share / sqrt(resistance_ratio)


def power_kw(max_power_kw: float, speed_share: float) -> float:
    """Electric power P = P_max n³ [kW]: affinity law at constant efficiency; real drives use more below n 0.3."""
    return max_power_kw * speed_share**3


def pressure_drop_pa(clean_pa: float, flow_share: float, clogging: float = 0.0) -> float:
    """Filter pressure drop Δp = Δp_clean (1 + z) (V̇/V̇_design)² [Pa]; z `clogging` 0 for a clean filter."""
    return clean_pa * (1.0 + clogging) * flow_share**2
