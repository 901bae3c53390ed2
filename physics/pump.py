"""Centrifugal pump and filter: affinity laws, working point on static head and friction, pressure drop."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# Head at no flow over head at nameplate flow, and power there over nameplate power, of a radial pump of low
# specific speed: curves fall by a fifth to a third, power to about half (Karassik, Pump Handbook, 2.3).
SHUT_OFF_HEAD_SHARE = 1.3
SHUT_OFF_POWER_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class PumpCurve:
    """Head Δp = Δp_0 n² − (Δp_0 − Δp_N)(V̇/V̇_N)² [Pa]: nameplate point V̇_N [m3/h], Δp_N at full speed.

    Quadratic, affine in speed n 0…1; Δp_0 is 1.3 Δp_N unless given. Parallel pumps share the flow.
    """

    flow_m3_h: float
    head_pa: float
    shut_off_pa: float | None = None

    @property
    def closed_pa(self) -> float:
        """Head at full speed and no flow [Pa]."""
        return self.shut_off_pa if self.shut_off_pa is not None else SHUT_OFF_HEAD_SHARE * self.head_pa

    def pressure_pa(self, flow: float, speed_share: float, in_parallel: int = 1) -> float:
        """Head [Pa] at `flow` [m3/h] through `in_parallel` equal pumps at one speed; below 0 beyond the curve."""
        share = flow / in_parallel / self.flow_m3_h
        return self.closed_pa * speed_share**2 - (self.closed_pa - self.head_pa) * share**2

    def working_flow_m3_h(
        self, speed_share: float, static_pa: float, friction_pa: float, in_parallel: int = 1
    ) -> float:
        """V̇ = V̇_N √((Δp_0 n² − Δp_st)/((Δp_0 − Δp_N)/k² + Δp_f)) [m3/h], where curve and loop meet.

        0 where the curve does not reach the static head. `static_pa` Δp_st lift, `friction_pa` Δp_f loop friction
        at the nameplate flow of one pump, growing with the square of flow; k pumps `in_parallel`.
        """
        surplus_pa = self.closed_pa * speed_share**2 - static_pa
        if surplus_pa <= 0.0 or in_parallel < 1:
            return 0.0
        slope_pa = (self.closed_pa - self.head_pa) / in_parallel**2 + friction_pa
        return self.flow_m3_h * sqrt(surplus_pa / slope_pa)

    def speed_for_flow(self, flow: float, static_pa: float, friction_pa: float, in_parallel: int = 1) -> float:
        """Speed share n [1] at which the loop takes `flow` [m3/h]; above 1 when the pump is too small."""
        share = flow / self.flow_m3_h
        slope_pa = (self.closed_pa - self.head_pa) / in_parallel**2 + friction_pa
        return sqrt((static_pa + slope_pa * share**2) / self.closed_pa)

    def power_kw(self, nameplate_kw: float, flow: float, speed_share: float) -> float:
        """P = P_N n³ (0.5 + 0.5 x) [kW], x = V̇/(n V̇_N) held to 0…1.2: power falls to half at shut-off."""
        if speed_share <= 0.0:
            return 0.0
        load = min(max(flow / (speed_share * self.flow_m3_h), 0.0), 1.2)
        share = SHUT_OFF_POWER_SHARE + (1.0 - SHUT_OFF_POWER_SHARE) * load
        return nameplate_kw * speed_share**3 * share


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
