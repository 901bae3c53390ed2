"""Chillers and dry cooler of the simulated plant: ramps, minimum load and electricity."""

from __future__ import annotations

from domain.plant import Chiller, FreeCooling
from physics.chiller import cop, electric_power_kw

# From start to full load in about three minutes; a screw chiller's own controller does not go faster.
_RAMP_S = 180.0
_FREE_COOLING_RAMP_S = 120.0
# Controls and oil heater of a chiller that stands still.
_STANDBY_KW = 0.3


class ChillerMachine:
    """One chiller; off below half its minimum load, never between off and minimum load."""

    def __init__(self, nameplate: Chiller, cop_factor: float) -> None:
        self.nameplate = nameplate
        self._cop_factor = cop_factor
        self.cooling_kw = 0.0
        self.running = False

    def step(self, seconds: float, setpoint_kw: float, throttle: float) -> None:
        """Follow `setpoint_kw`, unloaded by `throttle` 0…1 when the water is cold enough."""
        least_kw = self.nameplate.min_load_share * self.nameplate.capacity_kw
        self.running = setpoint_kw > 0.5 * least_kw and (throttle > 0.0 or self.running)
        target_kw = 0.0
        if self.running:
            target_kw = max(min(setpoint_kw, self.nameplate.capacity_kw) * throttle, least_kw)
        reach_kw = self.nameplate.capacity_kw * seconds / _RAMP_S
        self.cooling_kw += max(-reach_kw, min(reach_kw, target_kw - self.cooling_kw))

    def electric_kw(self, outside_air_temp_c: float) -> float:
        """Electric power [kW] at `outside_air_temp_c`."""
        now = cop(self.nameplate.cop_points, outside_air_temp_c) * self._cop_factor
        return _STANDBY_KW + electric_power_kw(self.cooling_kw, now)


class DryCooler:
    """Free cooling: nothing at or above its limit temperature, fans by load."""

    def __init__(self, nameplate: FreeCooling) -> None:
        self.nameplate = nameplate
        self.cooling_kw = 0.0

    def step(self, seconds: float, setpoint_kw: float, throttle: float, outside_air_temp_c: float) -> None:
        """Follow `setpoint_kw` while it is cold enough outside."""
        possible = self.nameplate.capacity_kw if outside_air_temp_c < self.nameplate.below_c else 0.0
        target_kw = min(setpoint_kw, possible) * throttle
        reach_kw = self.nameplate.capacity_kw * seconds / _FREE_COOLING_RAMP_S
        self.cooling_kw += max(-reach_kw, min(reach_kw, target_kw - self.cooling_kw))

    @property
    def electric_kw(self) -> float:
        """Electric power of the fans [kW]."""
        return self.nameplate.fan_power_kw * self.cooling_kw / self.nameplate.capacity_kw
