"""Chillers and dry cooler of the simulated plant: ramps, minimum load and times, and electricity."""

from __future__ import annotations

from math import inf

from domain.plant import Chiller, FreeCooling, PlantLimits
from physics.chiller import STANDBY_KW, cop_model, electric_power_kw

# From start to full load in about three minutes; a screw chiller's own controller does not go faster.
_RAMP_S = 180.0
_FREE_COOLING_RAMP_S = 120.0


class ChillerMachine:
    """One chiller; off below half its minimum load, never between off and minimum load.

    Its own controller keeps the minimum times, whatever is asked; `held` says that it does so now.
    """

    def __init__(self, nameplate: Chiller, cop_factor: float, limits: PlantLimits | None = None) -> None:
        self.nameplate = nameplate
        self._cop_factor = cop_factor
        self._cop = cop_model(nameplate)
        self._min_on_s = limits.min_on_s if limits is not None else 0.0
        self._min_off_s = limits.min_off_s if limits is not None else 0.0
        self._since_s = inf
        self.cooling_kw = 0.0
        self.running = False
        self.held = False

    def step(self, seconds: float, setpoint_kw: float, throttle: float, at_once: bool = False) -> None:
        """Follow `setpoint_kw`, unloaded by `throttle` 0…1 when the water is cold enough.

        `at_once` stops it whatever its minimum time: the switch on the panel, or water about to freeze.
        """
        least_kw = self.nameplate.min_load_share * self.nameplate.capacity_kw
        wanted = setpoint_kw > 0.5 * least_kw and (throttle > 0.0 or self.running)
        self._switch(seconds, wanted, at_once)
        target_kw = 0.0
        if self.running:
            target_kw = max(min(setpoint_kw, self.nameplate.capacity_kw) * throttle, least_kw)
        reach_kw = self.nameplate.capacity_kw * seconds / _RAMP_S
        self.cooling_kw += max(-reach_kw, min(reach_kw, target_kw - self.cooling_kw))

    def _switch(self, seconds: float, wanted: bool, at_once: bool) -> None:
        self._since_s += seconds
        least_s = self._min_on_s if self.running else self._min_off_s
        free = self._since_s >= least_s or (at_once and self.running)
        self.held = wanted != self.running and not free
        if wanted != self.running and free:
            self.running, self._since_s = wanted, 0.0

    def electric_kw(self, outside_air_temp_c: float, leaving_c: float) -> float:
        """Electric power [kW] at `outside_air_temp_c` and water leaving at `leaving_c` [°C]."""
        if self.cooling_kw <= 0.0:
            return STANDBY_KW
        share = self.cooling_kw / self.nameplate.capacity_kw
        now = self._cop.cop(outside_air_temp_c, leaving_c, share) * self._cop_factor
        return STANDBY_KW + electric_power_kw(self.cooling_kw, now)


class DryCooler:
    """Free cooling: nothing at or above its limit temperature, fans by load."""

    def __init__(self, nameplate: FreeCooling) -> None:
        self.nameplate = nameplate
        self.cooling_kw = 0.0

    def step(self, seconds: float, setpoint_kw: float, outside_air_temp_c: float) -> None:
        """Follow `setpoint_kw` while it is cold enough outside."""
        possible = self.nameplate.capacity_kw if outside_air_temp_c < self.nameplate.below_c else 0.0
        target_kw = min(setpoint_kw, possible)
        reach_kw = self.nameplate.capacity_kw * seconds / _FREE_COOLING_RAMP_S
        self.cooling_kw += max(-reach_kw, min(reach_kw, target_kw - self.cooling_kw))

    @property
    def electric_kw(self) -> float:
        """Electric power of the fans [kW]."""
        return self.nameplate.fan_power_kw * self.cooling_kw / self.nameplate.capacity_kw
