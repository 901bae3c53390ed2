"""The PLC in front of the plant: registers, heartbeat, panel switch, local fallback, and faults to order."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from simulators.local_control import LocalControl
from simulators.plant_points import PlantPoints
from simulators.snow_plant import Setpoints, SnowPlant

# The set-points of the control room are obeyed while its heartbeat changes at least this often, in real time.
HEARTBEAT_TIMEOUT_S = 60.0


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
        self._holding: dict[str, float] = {
            "snow_setpoint_kw": 0.0,
            "free_cooling_setpoint_kw": 0.0,
            **{f"chiller_{number}_setpoint_kw": 0.0 for number in range(1, len(plant.chillers) + 1)},
            "supply_setpoint_c": plant.plant.cooling_network.supply_setpoint_c,
            "heartbeat": 0.0,
        }

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

    def advance(self, now: datetime) -> None:
        """Move the plant to `now` under the set-points in force."""
        self.plant.advance(now, self.setpoints)

    def setpoints(self) -> Setpoints:
        """The set-points in force: none with the panel OFF, the control room's, or the PLC's own."""
        if self.panel is Panel.OFF:
            return Setpoints(0.0, 0.0, tuple(0.0 for _ in self.plant.chillers), self._holding["supply_setpoint_c"])
        if not self.remote_active:
            return self._local.setpoints()
        held = self._holding
        chillers = tuple(
            held[f"chiller_{number}_setpoint_kw"] for number in range(1, len(self.plant.chillers) + 1)
        )
        return Setpoints(
            held["snow_setpoint_kw"], held["free_cooling_setpoint_kw"], chillers, held["supply_setpoint_c"]
        )

    def read(self, point_id: str) -> float | None:
        """Value of `point_id` in its canonical unit, None while its sensor is cut off; KeyError if unknown."""
        if point_id in self._cut_off:
            return None
        if point_id in self._holding:
            return self._holding[point_id]
        if point_id in self._points:
            return self._points.value(point_id)
        return float(self._state(point_id))

    def write(self, point_id: str, value: float) -> None:
        """Set holding register `point_id` to `value`; a heartbeat counts only when it changes."""
        if point_id not in self._holding:
            raise KeyError(f"{point_id} is not written to")
        if point_id == "heartbeat" and value != self._holding["heartbeat"]:
            self._heartbeat_at = self._monotonic()
        self._holding[point_id] = value

    def cut_off(self, *point_ids: str) -> None:
        """Break the wires of these sensors, of all measurements when none is named."""
        self._cut_off |= set(point_ids) if point_ids else set(MEASUREMENTS)

    def mend(self) -> None:
        """Mend every broken wire."""
        self._cut_off.clear()

    def trip_pump(self, tripped: bool = True) -> None:
        """Trip the melt-water pump's motor protection, or set it back."""
        self.plant.loop.tripped = tripped

    def _state(self, point_id: str) -> bool:
        states: dict[str, bool] = {
            "panel_hand": self.panel is Panel.HAND,
            "panel_off": self.panel is Panel.OFF,
            "remote_active": self.remote_active,
            "local_fallback": self.local_fallback,
            "pump_1_running": self.plant.loop.speed > 0.0,
            "pump_1_tripped": self.plant.loop.tripped,
            "free_cooling_running": self.plant.dry_cooler.cooling_kw > 1.0,
        }
        for number, machine in enumerate(self.plant.chillers, start=1):
            states[f"chiller_{number}_running"] = machine.running
        return states[point_id]


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
