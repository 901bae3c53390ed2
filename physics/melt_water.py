"""The melt-water circuit at rest: snow, pump, plates and cooling network in closed form, and its electricity."""

from __future__ import annotations

from dataclasses import dataclass

from domain.plant import Exchanger, Plant, Pump
from physics import heat_exchanger, pump, snow_outlet
from physics.water import capacity_rate_kw_k

# Losses of drive and motor while the pump turns, share of its nameplate power; screens, oil separator and return
# valves. Together with the pump they give the snow loop a COP of 35-50, as the 65 MWh a year at Sundsvall do.
DRIVE_LOSS_SHARE = 0.08
TREATMENT_KW = 3.5
# Warming between snow and exchanger in pond and pipes [K]: about 1 °C reaches the plates in summer (Sundsvall).
PICKUP_K = 0.5
# How near the wanted power `flow_for_kw` comes, share of the exchanger's capacity.
_CLOSE_ENOUGH = 1e-4
_MOST_TRIES = 40


@dataclass(frozen=True, slots=True)
class SteadyLoop:
    """What a flow of melt water gives [kW], and its temperatures before and after the exchanger [°C]."""

    cooling_kw: float
    leaving_c: float
    return_c: float


@dataclass(frozen=True, slots=True)
class Circuit:
    """What the melt water meets: the network's flow [m3/h] and return [°C], snow as a share of the full store.

    `contact` of snow and water and `conductance` of the plates are factors on their design, `pickup_k` the
    warming in pond and pipes [K].
    """

    network_flow_m3_h: float
    entering_c: float
    volume_share: float
    contact: float = 1.0
    conductance: float = 1.0
    pickup_k: float = PICKUP_K


def cooling_kw(exchanger: Exchanger, flow_m3_h: float, met: Circuit) -> SteadyLoop:
    """Balance T_l = (a b T_hot + p)/(1 − a (1 − b)), Q = b C (T_hot − T_l) [kW], T_ret = T_l + Q/C [°C].

    a = exp(−NTU) of water in snow (`snow_outlet`, T_m 0 °C), b = ε C_min/C of the plates (`heat_exchanger`), C
    capacity rate of the melt water, p `pickup_k` [K], T_hot `entering_c`. Fixed point of T_l = a T_ret + p and of
    the exchanger; valid for flows up to 1.5 of design.
    """
    network_flow_m3_h, entering_c = met.network_flow_m3_h, met.entering_c
    if flow_m3_h <= 0.0 or network_flow_m3_h <= 0.0 or met.volume_share <= 0.0:
        return SteadyLoop(0.0, entering_c, entering_c)
    a = snow_outlet.kept_share(flow_m3_h / exchanger.design_flow_m3_h, met.volume_share, met.contact)
    rate = capacity_rate_kw_k(flow_m3_h)
    plates_kw_k = met.conductance * heat_exchanger.conductance_at_kw_k(exchanger, flow_m3_h, network_flow_m3_h)
    b = heat_exchanger.transfer_kw(plates_kw_k, flow_m3_h, network_flow_m3_h, 0.0, 1.0) / rate
    leaving_c = (a * b * entering_c + met.pickup_k) / (1.0 - a * (1.0 - b))
    given_kw = b * rate * (entering_c - leaving_c)
    if given_kw <= 0.0:
        return SteadyLoop(0.0, entering_c, entering_c)
    return SteadyLoop(given_kw, leaving_c, leaving_c + given_kw / rate)


def capability_kw(plant: Plant, met: Circuit) -> float:
    """Snow cooling [kW] with the pumps at full speed, at most the exchanger's capacity; as `cooling_kw`."""
    loop = cooling_kw(plant.exchanger, max_flow_m3_h(plant), met)
    return min(loop.cooling_kw, plant.exchanger.capacity_kw)


def flow_for_kw(plant: Plant, wanted_kw: float, met: Circuit) -> float:
    """Least flow [m3/h] that gives `wanted_kw`, that of the pumps at full speed where it does not suffice.

    Solves `cooling_kw` for the flow by bisection with secants; power rises with flow as far as pumps reach.
    """

    def missing_kw(flow_m3_h: float) -> float:
        return cooling_kw(plant.exchanger, flow_m3_h, met).cooling_kw - wanted_kw

    low, high = 0.0, max_flow_m3_h(plant)
    below_kw, above_kw = -wanted_kw, missing_kw(high)
    if wanted_kw <= 0.0 or above_kw <= 0.0:
        return 0.0 if wanted_kw <= 0.0 else high
    for attempt in range(_MOST_TRIES):
        secant = low - below_kw * (high - low) / (above_kw - below_kw)
        middle = secant if attempt % 3 < 2 else (low + high) / 2.0
        error_kw = missing_kw(middle)
        if abs(error_kw) <= _CLOSE_ENOUGH * plant.exchanger.capacity_kw:
            return middle
        if error_kw < 0.0:
            low, below_kw = middle, error_kw
        else:
            high, above_kw = middle, error_kw
    return high


def max_flow_m3_h(plant: Plant) -> float:
    """Melt water [m3/h] with every pump at full speed, clean filter."""
    return sum(motor.max_flow_m3_h for motor in plant.pumps)


def drive_power_kw(motor: Pump, speed_share: float) -> float:
    """Electric power P = P_max (n³ + 0.08) [kW] of a turning pump with its drive; 0 at standstill."""
    if speed_share <= 0.0:
        return 0.0
    return pump.power_kw(motor.max_power_kw, speed_share) + DRIVE_LOSS_SHARE * motor.max_power_kw


def pump_power_kw(plant: Plant, flow_m3_h: float) -> float:
    """Electricity of the snow loop [kW] at `flow_m3_h`: equal pumps in parallel, drive loss, water treatment.

    Pumps by affinity laws, all at the same speed n = V̇/V̇_max (friction alone); 0 when nothing flows.
    """
    if flow_m3_h <= 0.0:
        return 0.0
    speed = min(flow_m3_h / max_flow_m3_h(plant), 1.0)
    return sum(drive_power_kw(motor, speed) for motor in plant.pumps) + TREATMENT_KW
