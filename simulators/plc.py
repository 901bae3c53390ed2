"""The PLC in front of the plant: registers, heartbeat, panel switch, protections, local fallback."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from simulators.interlocks import Interlocks
from simulators.local_control import LocalControl
from simulators.operating_mode import OperatingMode, cooling_mode
from simulators.plant_faults import PlantFault
from simulators.plant_points import PlantPoints
from simulators.plc_states import interlock_states, plant_states
from simulators.snow_plant import Setpoints, SnowPlant

# The set-points of the control room are obeyed while its heartbeat changes at least this often, in real time.
HEARTBEAT_TIMEOUT_S = 60.0
# Chillers are stopped whatever their minimum time when the water comes this near to the frost limit [K].
_FREEZING_WITHIN_K = 0.5
# Cooling that counts as running for the mode [kW].
_COOLS_KW = 1.0


class Panel(StrEnum):
    """The switch on the panel's door."""

    AUTO = "auto"
    HAND = "hand"
    OFF = "off"


class Plc:
    """Serves the points of `config/devices/snow_plant_plc.yaml`; `monotonic` is the wall's clock [s]."""

    def __init__(self, plant: SnowPlant, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.plant = plant
        self.panel = Panel.AUTO
        self._monotonic = monotonic
        self._heartbeat_at: float | None = None
        self._points = PlantPoints(plant)
        self._local = LocalControl(plant)
        self._cut_off: set[str] = set()
        self._shown: dict[str, float] = {}
        self._protected_at = plant.now
        self.interlocks = Interlocks(plant.plant.limits, self._measured)
        self._states: dict[str, Callable[[], bool]] = {
            "panel_hand": lambda: self.panel is Panel.HAND,
            "panel_off": lambda: self.panel is Panel.OFF,
            "remote_active": lambda: self.remote_active,
            "local_fallback": lambda: self.local_fallback,
            **plant_states(plant),
            **interlock_states(self.interlocks),
        }
        self._holding: dict[str, float] = {
            "snow_setpoint_kw": 0.0,
            "free_cooling_setpoint_kw": 0.0,
            **{f"chiller_{number}_setpoint_kw": 0.0 for number in range(1, len(plant.chillers) + 1)},
            "supply_setpoint_c": plant.plant.cooling_network.supply_setpoint_c,
            "heartbeat": 0.0,
        }

    @property
    def reachable(self) -> bool:
        """Whether anything comes through on its network socket."""
        return not self.plant.faults.active(PlantFault.COMM_LOSS)

    @property
    def remote_active(self) -> bool:
        """Whether the set-points in the holding registers are obeyed."""
        if self.panel is not Panel.AUTO or self._heartbeat_at is None:
            return False
        return self._monotonic() - self._heartbeat_at <= HEARTBEAT_TIMEOUT_S

    @property
    def local_fallback(self) -> bool:
        """Whether the PLC runs the plant on its own although the panel allows remote control."""
        return self.panel is Panel.AUTO and not self.remote_active

    @property
    def mode(self) -> OperatingMode:
        """What the plant is doing, in one word."""
        if self.panel is not Panel.AUTO:
            return OperatingMode.OFF if self.panel is Panel.OFF else OperatingMode.MANUAL
        if self.plant.loop.tripped or self.interlocks.filter_stop.active or self.interlocks.pump_dry.active:
            return OperatingMode.FAULT
        if self.plant.rinsing:
            return OperatingMode.FLUSH
        return cooling_mode(
            self.plant.phase,
            snow=self.plant.loop.cooling_kw > _COOLS_KW,
            chillers=self.plant.chiller_cooling_kw > _COOLS_KW,
            free_cooling=self.plant.dry_cooler.cooling_kw > _COOLS_KW,
        )

    def advance(self, now: datetime) -> None:
        """Move the plant to `now` under the set-points in force."""
        self.plant.advance(now, self.setpoints)

    def setpoints(self) -> Setpoints:
        """The set-points in force, narrowed by the protections."""
        self._protect()
        return self._protected(self._wanted())

    def _wanted(self) -> Setpoints:
        """None with the panel OFF, the control room's, or the PLC's own."""
        if self.panel is Panel.OFF:
            none = tuple(0.0 for _ in self.plant.chillers)
            return Setpoints(0.0, 0.0, none, self._holding["supply_setpoint_c"], stop_at_once=True)
        if not self.remote_active:
            return self._local.setpoints()
        held = self._holding
        chillers = tuple(
            held[f"chiller_{number}_setpoint_kw"] for number in range(1, len(self.plant.chillers) + 1)
        )
        return Setpoints(
            held["snow_setpoint_kw"], held["free_cooling_setpoint_kw"], chillers, held["supply_setpoint_c"]
        )

    def _protect(self) -> None:
        """Bring the protections up to the plant's time; asked twice in a moment they stay as they are."""
        seconds = (self.plant.now - self._protected_at).total_seconds()
        if seconds > 0.0:
            self.interlocks.update(seconds)
            self._protected_at = self.plant.now
        if self.interlocks.pump_dry.active:
            self.plant.loop.tripped = True

    def _protected(self, wanted: Setpoints) -> Setpoints:
        trips = self.interlocks
        chillers = wanted.chillers_kw
        if trips.outlet_warm.active and self.panel is Panel.AUTO:
            chillers = tuple(map(max, chillers, self._local.blended_kw()))
        frost_c = self.plant.plant.limits.frost_temp_c + _FREEZING_WITHIN_K
        return replace(
            wanted,
            snow_kw=0.0 if trips.snow_locked else wanted.snow_kw,
            chillers_kw=chillers,
            rinsing=trips.filter_high.active,
            discharge_open=not trips.water_quality.active,
            stop_at_once=wanted.stop_at_once or self.plant.network.leaving_c <= frost_c,
        )

    def read(self, point_id: str) -> float | None:
        """Value of `point_id` in its canonical unit, None while its sensor is cut off; KeyError if unknown."""
        if point_id in self._holding:
            return self._holding[point_id]
        if point_id in self._states:
            return float(self._states[point_id]())
        if point_id == "operating_mode":
            return float(self.mode)
        return self._measured(point_id)

    def _measured(self, point_id: str) -> float | None:
        if point_id in self._cut_off:
            return None
        if point_id in self._shown:
            return self._shown[point_id]
        return self._points.value(point_id)

    def write(self, point_id: str, value: float) -> None:
        """Set holding register `point_id` to `value`; a heartbeat counts only when it changes."""
        if point_id not in self._holding:
            raise KeyError(f"{point_id} is not written to")
        if point_id == "heartbeat" and value != self._holding["heartbeat"]:
            self._heartbeat_at = self._monotonic()
        self._holding[point_id] = value

    def show(self, point_id: str, value: float | None) -> None:
        """Put a signal simulator on the wires of sensor `point_id` so that it shows `value`; None takes it off."""
        if point_id not in self._points:
            raise KeyError(f"{point_id} has no sensor")
        self._shown.pop(point_id, None)
        if value is not None:
            self._shown[point_id] = value

    def cut_off(self, *point_ids: str) -> None:
        """Break the wires of these sensors, of all measurements when none is named."""
        self._cut_off |= set(point_ids) if point_ids else set(MEASUREMENTS)

    def mend(self) -> None:
        """Mend every broken wire."""
        self._cut_off.clear()

    def trip_pump(self, tripped: bool = True) -> None:
        """Trip the melt-water pump's motor protection, or set it back."""
        self.plant.loop.tripped = tripped

    def reset(self) -> None:
        """The reset button on the panel; what still has its cause trips again."""
        self.interlocks.reset()
        self.plant.loop.tripped = False


# Sensors with wires of their own; counters and states come from meters and contactors.
MEASUREMENTS = (
    "outside_air_temp_c",
    "melt_water_leaving_temp_c",
    "melt_water_return_temp_c",
    "melt_water_flow_m3_h",
    "leaving_chilled_water_temp_c",
    "entering_chilled_water_temp_c",
    "chilled_water_flow_m3_h",
    "pond_level_mm",
    "filter_pressure_drop_pa",
    "room_temp_max_c",
    "dew_point_c",
    "discharge_flow_m3_h",
    "snow_surface_mm",
    "cooling_load_kw",
)
