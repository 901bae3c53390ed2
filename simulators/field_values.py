"""What every device of a site shows at a moment: the plant's PLC, meters, sensors, and values fixed by hand."""

from __future__ import annotations

from datetime import datetime

from domain.device import ProfilePoint
from domain.site import Building, Meter, Point, Site
from simulators.buildings import SimulatedBuildings
from simulators.meter_values import MeterValues
from simulators.plc import Plc
from simulators.sensor_values import SensorValues
from simulators.shown import SwapOffsets


class FieldValues:
    """Reads and writes by device and point, in canonical units, as the device itself counts."""

    def __init__(self, site: Site, buildings: SimulatedBuildings, plc: Plc | None, seed: int) -> None:
        self._site = site
        self._plc = plc
        self._plc_device = site.plant.plc if site.plant is not None else None
        self._overrides: dict[tuple[str, str], float | None] = {}
        self._points: dict[tuple[str, str], Point] = {}
        for point in site.points():
            self._points.setdefault((point.device, point.profile_point.id), point)
        self._meters: dict[str, MeterValues] = {}
        self._meter: dict[str, Meter] = {}
        self._swaps: dict[tuple[str, str], SwapOffsets] = {}
        for building, meter in _meters(site):
            self._meters.setdefault(meter.device, MeterValues(buildings, building, meter))
            self._meter.setdefault(meter.device, meter)
        self._sensors = {
            device.id: SensorValues(device.id, buildings.weather, seed)
            for device in site.devices
            if device.id not in self._meters
        }

    def read(self, device_id: str, profile_point: ProfilePoint, moment: datetime) -> float | None:
        """Value that `device_id` shows at `profile_point`; None when it has none."""
        key = (device_id, profile_point.id)
        if key in self._overrides:
            return self._overrides[key]
        if device_id == self._plc_device and self._plc is not None:
            return self._plc.read(profile_point.id)
        point = self._points[key]
        if device_id not in self._meters:
            return self._sensors[device_id].value(point, moment)
        value = self._meters[device_id].value(point, moment)
        if point.profile_point.counter:
            value += self._swap_offsets(point, device_id).one(moment)
        return value / point.factor

    def write(self, device_id: str, profile_point: ProfilePoint, value: float) -> None:
        """Take what is written to `device_id`; only the PLC lets its simulation follow."""
        if device_id == self._plc_device and self._plc is not None:
            self._plc.write(profile_point.id, value)
        else:
            self._overrides[(device_id, profile_point.id)] = value

    def override(self, device_id: str, point_id: str, value: float | None) -> None:
        """Fix what `device_id` shows at `point_id` [canonical unit, before the meter's factor]; None: no value."""
        self._overrides[(device_id, self._site.device(device_id).profile.point(point_id).id)] = value

    def release(self, device_id: str, point_id: str) -> None:
        """Let `point_id` follow the simulation again."""
        self._overrides.pop((device_id, point_id), None)

    def digits(self, device_id: str) -> int | None:
        """Digits of the counters of `device_id`, when its meter says so."""
        return self._meter[device_id].digits if device_id in self._meter else None

    def _swap_offsets(self, point: Point, device_id: str) -> SwapOffsets:
        key = (device_id, point.profile_point.id)
        if key not in self._swaps:
            self._swaps[key] = swap_offsets(point, self._meters[device_id])
        return self._swaps[key]


def swap_offsets(point: Point, values: MeterValues) -> SwapOffsets:
    """How the declared swaps of the meter of `point` move what it shows; only its main register was read off."""
    main = point.unit == ("m3" if values.carrier.value == "water" else "kWh")
    swaps = point.meter.swaps if point.meter is not None and main else ()
    return SwapOffsets(swaps, values.use, 1.0)


def _meters(site: Site) -> list[tuple[Building, Meter]]:
    return [(building, meter) for building in site.buildings for meter in building.meters]
