"""What the PLC does on its own: no snow, free cooling when it is cold, chillers to hold the supply temperature."""

from __future__ import annotations

from datetime import datetime, timedelta

from physics.water import capacity_rate_kw_k
from simulators.snow_plant import Setpoints, SnowPlant

# A running chiller is stopped when the others would carry the load at this share of their capacity.
_STOP_BELOW = 0.85


class LocalControl:
    """Stages chillers in the order of the site file, reserve last, with the plant's minimum times."""

    def __init__(self, plant: SnowPlant) -> None:
        self._plant = plant
        self._running = 0
        self._changed_at: datetime | None = None

    def setpoints(self) -> Setpoints:
        """Set-points that hold the network's supply temperature without snow and without anyone's help."""
        plant = self._plant
        network = plant.network
        supply_c = plant.plant.cooling_network.supply_setpoint_c
        # What takes the water that comes back down to the set-point at the flow there is.
        need_kw = max(capacity_rate_kw_k(network.flow_m3_h) * (network.entering_c - supply_c), 0.0)
        cold = plant.weather.outside_air_temp_c < plant.plant.free_cooling.below_c
        free_kw = min(need_kw, plant.plant.free_cooling.capacity_kw) if cold else 0.0
        return Setpoints(0.0, free_kw, self._stage(need_kw - free_kw), supply_c)

    def blended_kw(self) -> tuple[float, ...]:
        """Chillers that carry what snow and free cooling do not, while melt water comes too warm."""
        network = self._plant.network
        need_kw = capacity_rate_kw_k(network.flow_m3_h) * (
            network.entering_c - self._plant.plant.cooling_network.supply_setpoint_c
        )
        given_kw = self._plant.loop.cooling_kw + self._plant.dry_cooler.cooling_kw
        return self._stage(max(need_kw - given_kw, 0.0))

    def _stage(self, need_kw: float) -> tuple[float, ...]:
        capacities = [machine.nameplate.capacity_kw for machine in self._plant.chillers]
        self._running = self._next_count(need_kw, capacities)
        on_kw = sum(capacities[: self._running])
        share = min(need_kw / on_kw, 1.0) if on_kw > 0.0 else 0.0
        return tuple(
            max(share, machine.nameplate.min_load_share) * machine.nameplate.capacity_kw
            if number < self._running
            else 0.0
            for number, machine in enumerate(self._plant.chillers)
        )

    def _next_count(self, need_kw: float, capacities: list[float]) -> int:
        limits, now = self._plant.plant.limits, self._plant.now
        since = timedelta.max if self._changed_at is None else now - self._changed_at
        wanted = next((n for n in range(len(capacities) + 1) if sum(capacities[:n]) >= need_kw), len(capacities))
        least_kw = capacities[0] * self._plant.chillers[0].nameplate.min_load_share
        if self._running == 0 and need_kw < 0.5 * least_kw:
            wanted = 0
        if wanted > self._running and (self._running > 0 or since >= timedelta(seconds=limits.min_off_s)):
            self._changed_at = now
            return wanted
        fewer = self._running - 1
        idle = fewer >= 0 and need_kw <= _STOP_BELOW * sum(capacities[:fewer])
        if (idle or need_kw <= 0.0) and fewer >= 0 and since >= timedelta(seconds=limits.min_on_s):
            self._changed_at = now
            return fewer
        return self._running
