"""The pond beside the pile: melt and rain run in, surplus runs over the weir."""

from __future__ import annotations

# A pond of 5 % of the pad with its weir at 0.8 m (assumed; range of 0-1.5 m as in the literature on stores).
_AREA_SHARE = 0.05
_WEIR_MM = 800.0
_WEIR_M3_H = 200.0
# Seepage through the banks, above the tight bottom only.
_LEAKS_M3_H, _TIGHT_BELOW_MM = 0.15, 400.0
_MAX_MM = 1500.0


class Pond:
    """Moves with `step`; `level_mm`, `discharge_m3_h`."""

    def __init__(self, pad_area_m2: float, level_mm: float) -> None:
        self._area_m2 = _AREA_SHARE * pad_area_m2
        self.level_mm = level_mm
        self.discharge_m3_h = 0.0

    def step(self, seconds: float, inflow_m3_h: float) -> None:
        """Move by `seconds`, at most 10."""
        above_m = max(self.level_mm - _WEIR_MM, 0.0) / 1000.0
        self.discharge_m3_h = _WEIR_M3_H * above_m**1.5
        leaks_m3_h = _LEAKS_M3_H if self.level_mm > _TIGHT_BELOW_MM else 0.0
        change_m3 = (inflow_m3_h - self.discharge_m3_h - leaks_m3_h) * seconds / 3600.0
        self.level_mm = min(max(self.level_mm + change_m3 / self._area_m2 * 1000.0, 0.0), _MAX_MM)
