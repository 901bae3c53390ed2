"""The pond beside the pile: melt and rain run in, surplus runs over the weir while the discharge valve is open."""

from __future__ import annotations

# A pond of 5 % of the pad with its weir at 0.8 m (assumed; range of 0-1.5 m as in the literature on stores).
_AREA_SHARE = 0.05
_WEIR_MM = 800.0
_WEIR_M3_H = 200.0
# Seepage through the banks, above the tight bottom only.
_LEAKS_M3_H, _TIGHT_BELOW_MM = 0.15, 400.0
# The bank; what is more runs away past the meter.
_MAX_MM = 1500.0
# The valve behind the weir goes from one end to the other in a minute.
_VALVE_S = 60.0


class Pond:
    """Moves with `step`; `level_mm`, `discharge_m3_h`, `valve` 0…1, `spilled_m3` over the bank so far."""

    def __init__(self, pad_area_m2: float, level_mm: float) -> None:
        self._area_m2 = _AREA_SHARE * pad_area_m2
        self.level_mm = level_mm
        self.discharge_m3_h = 0.0
        self.valve = 1.0
        self.spilled_m3 = 0.0

    def step(self, seconds: float, inflow_m3_h: float, discharge_open: bool = True) -> None:
        """Move by `seconds`, at most 60; closed, water goes round through the settling basin."""
        reach = seconds / _VALVE_S
        self.valve += max(-reach, min(reach, float(discharge_open) - self.valve))
        above_m = max(self.level_mm - _WEIR_MM, 0.0) / 1000.0
        self.discharge_m3_h = self.valve * _WEIR_M3_H * above_m**1.5
        leaks_m3_h = _LEAKS_M3_H if self.level_mm > _TIGHT_BELOW_MM else 0.0
        change_m3 = (inflow_m3_h - self.discharge_m3_h - leaks_m3_h) * seconds / 3600.0
        level_mm = self.level_mm + change_m3 / self._area_m2 * 1000.0
        self.spilled_m3 += max(level_mm - _MAX_MM, 0.0) / 1000.0 * self._area_m2
        self.level_mm = min(max(level_mm, 0.0), _MAX_MM)
