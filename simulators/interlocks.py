"""The PLC's own protections: each trips on what it measures, and releases with hysteresis or when reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.plant import PlantLimits

Measured = Callable[[str], float | None]

# Below the controller's own limit, which acts first: the least level at which the pump draws no air.
_POND_LOW_SHARE, _POND_BACK_MM = 0.75, 50.0
# Rinse before the controller closes the snow at the limit, stop above it (alarm at 80 kPa where the limit is 60).
_FILTER_HIGH_SHARE, _FILTER_BACK_SHARE, _FILTER_STOP_SHARE = 0.85, 0.6, 4.0 / 3.0
_FILTER_LASTS_S, RINSING_S = 120.0, 600.0
# "Primary outlet > 6 °C for 30 min -> blend chillers", 2 K before the controller closes the snow.
_OUTLET_BEFORE_K, _OUTLET_BACK_K, _OUTLET_LASTS_S, _OUTLET_BACK_S = 2.0, 1.0, 1800.0, 600.0
_FLOWS_M3_H = 2.0
# Permits for surface water: oil index 5 mg/l is usual in Swedish municipalities; turbidity as a sign of particles.
TURBIDITY_MAX_NTU, OIL_MAX_MG_L = 100.0, 5.0
_QUALITY_LASTS_S, _QUALITY_BACK_SHARE, _QUALITY_BACK_S = 60.0, 0.8, 1800.0
# Brine of salted snow can come below 0 °C; pipes without flow freeze in frost and are drained.
_FROST_INLET_C, _FROST_INLET_BACK_C = 0.3, 1.0
_FROST_AIR_C, _FROST_AIR_BACK_C, _FROST_BACK_S = 0.0, 1.0, 600.0
# A pump that turns and moves nothing runs dry or against a closed valve.
_DRY_SPEED_PCT, _DRY_LASTS_S = 20.0, 180.0


@dataclass(slots=True)
class Trip:
    """Trips when its cause has lasted `after_s`, releases when it has been gone `back_s`, or by reset."""

    after_s: float = 0.0
    back_s: float = 0.0
    active: bool = False
    _lasted_s: float = 0.0

    def update(self, seconds: float, cause: bool, gone: bool) -> None:
        """Move by `seconds` in which the cause was there, or surely gone (the band between them is hysteresis)."""
        changes = gone if self.active else cause
        self._lasted_s = self._lasted_s + seconds if changes else 0.0
        least_s = self.back_s if self.active else self.after_s
        if changes and self._lasted_s >= least_s:
            self.active, self._lasted_s = not self.active, 0.0

    def reset(self) -> None:
        """The button on the panel; the trip comes again while its cause is there."""
        self.active, self._lasted_s = False, 0.0


class Interlocks:
    """Moves with `update`; each trip is a state of the register map (`interlock_…`)."""

    def __init__(self, limits: PlantLimits, measured: Measured) -> None:
        self._limits = limits
        self._measured = measured
        self.pond_low = Trip()
        self.filter_high = Trip(_FILTER_LASTS_S, RINSING_S)
        self.filter_stop = Trip(_FILTER_LASTS_S)
        self.outlet_warm = Trip(_OUTLET_LASTS_S, _OUTLET_BACK_S)
        self.water_quality = Trip(_QUALITY_LASTS_S, _QUALITY_BACK_S)
        self.frost_inlet = Trip(0.0, _FROST_BACK_S)
        self.frost_still = Trip(_FROST_BACK_S, _FROST_BACK_S)
        self.pump_dry = Trip(_DRY_LASTS_S)

    def update(self, seconds: float) -> None:
        """Move by `seconds` with what is measured now; a broken wire trips the pond, the rest waits."""
        self._pond(seconds)
        self._filter(seconds)
        self._outlet(seconds)
        self._quality(seconds)
        self._frost(seconds)
        self._pump(seconds)

    def reset(self) -> None:
        """Reset what has tripped for good."""
        self.filter_stop.reset()
        self.pump_dry.reset()

    @property
    def frost(self) -> bool:
        """Whether water in the melt-water pipes may freeze."""
        return self.frost_inlet.active or self.frost_still.active

    @property
    def snow_locked(self) -> bool:
        """Whether the melt-water pump must stand."""
        trips = (self.pond_low, self.filter_stop, self.pump_dry)
        return self.frost or any(trip.active for trip in trips)

    def _pond(self, seconds: float) -> None:
        level, least = self._measured("pond_level_mm"), _POND_LOW_SHARE * self._limits.pond_level_min_mm
        self.pond_low.update(
            seconds, level is None or level < least, level is not None and level > least + _POND_BACK_MM
        )

    def _filter(self, seconds: float) -> None:
        drop, limit = self._measured("filter_pressure_drop_pa"), self._limits.filter_pressure_drop_max_pa
        if drop is None:
            return
        self.filter_high.update(seconds, drop > _FILTER_HIGH_SHARE * limit, drop < _FILTER_BACK_SHARE * limit)
        self.filter_stop.update(seconds, drop > _FILTER_STOP_SHARE * limit, gone=False)

    def _outlet(self, seconds: float) -> None:
        leaving, flow = self._measured("melt_water_leaving_temp_c"), self._measured("melt_water_flow_m3_h")
        if leaving is None or flow is None:
            return
        limit_c = self._limits.outlet_temp_max_c - _OUTLET_BEFORE_K
        flows = flow > _FLOWS_M3_H
        self.outlet_warm.update(
            seconds, flows and leaving > limit_c, not flows or leaving < limit_c - _OUTLET_BACK_K
        )

    def _quality(self, seconds: float) -> None:
        found = (
            (self._measured("discharge_turbidity_ntu"), TURBIDITY_MAX_NTU),
            (self._measured("discharge_oil_mg_l"), OIL_MAX_MG_L),
        )
        shares = [value / limit for value, limit in found if value is not None]
        if shares:
            self.water_quality.update(seconds, max(shares) > 1.0, max(shares) < _QUALITY_BACK_SHARE)

    def _frost(self, seconds: float) -> None:
        leaving, flow = self._measured("melt_water_leaving_temp_c"), self._measured("melt_water_flow_m3_h")
        air = self._measured("outside_air_temp_c")
        if leaving is not None:
            self.frost_inlet.update(seconds, leaving < _FROST_INLET_C, leaving > _FROST_INLET_BACK_C)
        if air is not None and flow is not None:
            still = flow < _FLOWS_M3_H
            self.frost_still.update(seconds, air < _FROST_AIR_C and still, air > _FROST_AIR_BACK_C)

    def _pump(self, seconds: float) -> None:
        speed, flow = self._measured("pump_1_speed_pct"), self._measured("melt_water_flow_m3_h")
        if speed is not None and flow is not None:
            self.pump_dry.update(seconds, speed > _DRY_SPEED_PCT and flow < _FLOWS_M3_H, gone=False)
