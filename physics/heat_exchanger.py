"""Counter-flow plate heat exchanger by the effectiveness method: conductance, heat and pressure drop."""

from __future__ import annotations

from math import exp, log

from domain.plant import Exchanger
from physics.water import capacity_rate_kw_k

# Film coefficient of turbulent flow in plate channels: Nu ~ Re^0.8 Pr^0.4 (Dittus-Boelter form, Incropera 8.60);
# exponents of 0.6-0.8 are published for chevron plates.
_FILM_EXPONENT = 0.8
# Below this share of the design flow plates run laminar and the film no longer thins (assumed).
_LAMINAR_SHARE = 0.1


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

    `conductance_kw_k` UA [kW/K] at these flows (`conductance_at_kw_k`); water on both sides, 0-30 °C.
    """
    cold, hot = capacity_rate_kw_k(cold_flow_m3_h), capacity_rate_kw_k(hot_flow_m3_h)
    least, most = min(cold, hot), max(cold, hot)
    if least <= 0.0 or hot_in_c <= cold_in_c:
        return 0.0
    return effectiveness(conductance_kw_k / least, least / most) * least * (hot_in_c - cold_in_c)


def conductance_kw_k(design_effectiveness: float, design_flow_m3_h: float) -> float:
    """UA [kW/K] of an exchanger with `design_effectiveness` at equal design flows on both sides."""
    return ntu_of(design_effectiveness) * capacity_rate_kw_k(design_flow_m3_h)


def conductance_at_kw_k(
    exchanger: Exchanger, cold_flow_m3_h: float, hot_flow_m3_h: float, fouling_k_kw: float = 0.0
) -> float:
    """1/UA = ½/UA_0 (V̇_0/V̇_c)^0.8 + ½/UA_0 (V̇_0/V̇_h)^0.8 + R_f [kW/K]: films of both sides and fouling in series.

    Films share the design resistance equally and follow U ~ V̇^0.8 (Dittus-Boelter) down to a tenth of design,
    constant below. Above design the network's side counts as design: it is laid out for the network's flow.
    `fouling_k_kw` R_f [K/kW], resistance of the deposit over its area. Valid for water, 0.1-1.5 of design.
    """
    design = conductance_kw_k(exchanger.effectiveness, exchanger.design_flow_m3_h)
    cold = _film(cold_flow_m3_h / exchanger.design_flow_m3_h)
    hot = _film(min(hot_flow_m3_h / exchanger.design_flow_m3_h, 1.0))
    return 1.0 / (0.5 / design / cold + 0.5 / design / hot + fouling_k_kw)


def fouling_k_kw(design_effectiveness: float, design_flow_m3_h: float, conductance_share: float) -> float:
    """Fouling resistance R_f = (1/s − 1)/UA_0 [K/kW] that leaves the share s, 0 < s ≤ 1, of the clean UA_0."""
    return (1.0 / conductance_share - 1.0) / conductance_kw_k(design_effectiveness, design_flow_m3_h)


def log_mean_difference_k(cold_in_c: float, cold_out_c: float, hot_in_c: float, hot_out_c: float) -> float:
    """LMTD = (ΔT_1 − ΔT_2)/ln(ΔT_1/ΔT_2) [K], counter-flow, both above 0 K; Q = UA · LMTD (Incropera 11.15)."""
    one, other = hot_in_c - cold_out_c, hot_out_c - cold_in_c
    if abs(one - other) < 1e-9 * max(one, other):
        return one
    return (one - other) / log(one / other)


def pressure_drop_pa(design_pa: float, flow_share: float, fouling_share: float = 0.0) -> float:
    """Pressure drop Δp = Δp_0 (V̇/V̇_0)^1.8 (1 + z) [Pa] of one side: friction factor ~ Re^-0.2 (Blasius form).

    `design_pa` at the design flow, usually 20-60 kPa; `fouling_share` z by which deposits narrow the channels.
    """
    return float(design_pa * max(flow_share, 0.0) ** 1.8 * (1.0 + fouling_share))


def _film(flow_share: float) -> float:
    return float(max(flow_share, _LAMINAR_SHARE) ** _FILM_EXPONENT)
