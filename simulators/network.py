"""The cooling network and the rooms behind it: what happens when too little cold arrives."""

from __future__ import annotations

from domain.plant import CoolingNetwork
from physics.water import capacity_rate_kw_k, flow_m3_h

# Water in the network and its exchangers: about 45 m3 [kWh/K].
_WATER_KWH_K = 52.0
# One hour without any cooling at the design peak warms the warmest room by about 2.5 K (assumed).
_ROOM_K_PER_PEAK_HOUR = 2.5
_ROOM_TEMP_C = 22.5
_ROOM_RECOVERS_H = 12.0
_MIN_FLOW_SHARE = 0.25


class Network:
    """Moves with `step`, from balance at `demand_kw`; temperatures [°C], `flow_m3_h`, `delivered_kw` [kW]."""

    def __init__(self, nameplate: CoolingNetwork, demand_kw: float) -> None:
        self.nameplate = nameplate
        self._difference_k = nameplate.design_return_c - nameplate.supply_setpoint_c
        self._design_flow = flow_m3_h(nameplate.peak_kw, self._difference_k)
        self.leaving_c = nameplate.supply_setpoint_c
        self.room_max_c = _ROOM_TEMP_C
        self.flow_m3_h = self._flow_m3_h(demand_kw)
        self.entering_c = self.leaving_c + demand_kw / capacity_rate_kw_k(self.flow_m3_h)
        self.delivered_kw = demand_kw

    def step(self, seconds: float, demand_kw: float, cooling_kw: float) -> None:
        """Move by `seconds` with what the buildings ask for and what the plant gives."""
        self.flow_m3_h = self._flow_m3_h(demand_kw)
        # Coils give less as the water warms and nothing once it is as warm as the rooms.
        reach = (self.room_max_c - self.leaving_c) / (_ROOM_TEMP_C - self.nameplate.supply_setpoint_c)
        self.delivered_kw = demand_kw * min(max(reach, 0.0), 1.0)
        hours = seconds / 3600.0
        self.entering_c += (self.delivered_kw - cooling_kw) * hours / _WATER_KWH_K
        self.leaving_c = self.entering_c - cooling_kw / capacity_rate_kw_k(self.flow_m3_h)
        missing = (demand_kw - self.delivered_kw) / self.nameplate.peak_kw
        back = (self.room_max_c - _ROOM_TEMP_C) / _ROOM_RECOVERS_H
        self.room_max_c += (missing * _ROOM_K_PER_PEAK_HOUR - back) * hours

    def _flow_m3_h(self, demand_kw: float) -> float:
        wanted = flow_m3_h(demand_kw, self._difference_k)
        return min(max(wanted, _MIN_FLOW_SHARE * self._design_flow), 1.1 * self._design_flow)
