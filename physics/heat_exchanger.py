"""Counter-flow plate heat exchanger by the effectiveness method."""

from __future__ import annotations

from math import exp

from physics.water import capacity_rate_kw_k


def ntu_of(effectiveness: float) -> float:
    """NTU = ε/(1 − ε) of a balanced counter-flow exchanger (C_r = 1); 0 ≤ ε < 1 (Incropera, table 11.4)."""
    return effectiveness / (1.0 - effectiveness)


def effectiveness(ntu: float, capacity_ratio: float) -> float:
    """ε = (1 − e^(−NTU(1−C_r)))/(1 − C_r e^(−NTU(1−C_r))), counter-flow, 0 ≤ C_r ≤ 1 (Incropera, table 11.3)."""
    if abs(1.0 - capacity_ratio) < 1e-6:
        return ntu / (1.0 + ntu)
    decay = exp(-ntu * (1.0 - capacity_ratio))
    return (1.0 - decay) / (1.0 - capacity_ratio * decay)


def transfer_kw(
    conductance_kw_k: float, cold_flow_m3_h: float, hot_flow_m3_h: float, cold_in_c: float, hot_in_c: float
) -> float:
    """Heat Q = ε C_min (T_hot,in − T_cold,in) [kW] from the hot to the cold side, 0 when nothing flows.

    `conductance_kw_k` UA [kW/K] taken as constant (real plates lose some at low flow); water on both sides.
    """
    cold, hot = capacity_rate_kw_k(cold_flow_m3_h), capacity_rate_kw_k(hot_flow_m3_h)
    least, most = min(cold, hot), max(cold, hot)
    if least <= 0.0 or hot_in_c <= cold_in_c:
        return 0.0
    return effectiveness(conductance_kw_k / least, least / most) * least * (hot_in_c - cold_in_c)


def conductance_kw_k(design_effectiveness: float, design_flow_m3_h: float) -> float:
    """UA [kW/K] of an exchanger with `design_effectiveness` at equal design flows on both sides."""
    return ntu_of(design_effectiveness) * capacity_rate_kw_k(design_flow_m3_h)
