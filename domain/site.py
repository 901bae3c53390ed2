"""A site as its facility manager describes it: buildings, meters, devices, plant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.address import Address, MqttAddress
from domain.device import DeviceProfile, ProfilePoint
from domain.plant import Plant
from domain.register import CumulativeRegister, MeterSwap
from domain.target import Target
from domain.tariff import Tariff


class Carrier(StrEnum):
    """What a meter measures."""

    ELECTRICITY = "electricity"
    HEAT = "heat"
    GAS = "gas"
    COOLING = "cooling"
    WATER = "water"


class Direction(StrEnum):
    """Import and consumption are positive; export and generation are counted apart."""

    IMPORT = "import"
    EXPORT = "export"
    GENERATION = "generation"


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter of a building; `factor` multiplies what the device counts (current transformers, pulses)."""

    id: str
    carrier: Carrier
    device: str
    direction: Direction = Direction.IMPORT
    submeter_of: str | None = None
    digits: int | None = None
    factor: float = 1.0
    swaps: tuple[MeterSwap, ...] = ()


@dataclass(frozen=True, slots=True)
class Building:
    """A building with its tempered area Atemp [m2] and the carriers that are significant energy uses."""

    id: str
    name: str
    purpose: str
    atemp_m2: float | None
    built_year: int | None
    significant_energy_uses: tuple[Carrier, ...]
    meters: tuple[Meter, ...]


@dataclass(frozen=True, slots=True)
class Device:
    """A device with its profile and address; `poll_s` is None for one that speaks by itself."""

    id: str
    profile: DeviceProfile
    address: Address
    poll_s: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One stored series: `id` is `<site>/<building|plant|site>/<meter|device>/<point>`."""

    id: str
    device: str
    profile_point: ProfilePoint
    factor: float = 1.0
    meter: Meter | None = None
    expected_interval_s: float | None = None

    @property
    def unit(self) -> str:
        """Canonical unit of the stored value."""
        return self.profile_point.written_unit.canonical

    @property
    def register(self) -> CumulativeRegister | None:
        """How to turn this point's counts into use; None when it does not count."""
        if not self.profile_point.counter:
            return None
        rolls_at = self.profile_point.rolls_at
        if self.meter is not None and self.meter.digits is not None:
            rolls_at = 10.0**self.meter.digits * self.profile_point.scale * self.profile_point.written_unit.factor
        swaps = self.meter.swaps if self.meter is not None else ()
        return CumulativeRegister(self.id, rolls_at * self.factor if rolls_at is not None else None, swaps)


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """The broker of the site; the password comes from a file or the environment, never from the site file."""

    broker: str
    client_id: str
    username: str | None = None
    password_file: str | None = None


@dataclass(frozen=True, slots=True)
class InfluxdbSettings:
    """Where readings are replicated to."""

    url: str
    org: str
    bucket: str
    token_file: str


@dataclass(frozen=True, slots=True)
class Location:
    """Where the site lies, degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Site:
    """Everything known about a site before the first reading."""

    id: str
    name: str
    timezone: ZoneInfo
    buildings: tuple[Building, ...] = ()
    devices: tuple[Device, ...] = ()
    price_area: str | None = None
    location: Location | None = None
    plant: Plant | None = None
    tariff: Tariff | None = None
    target: Target | None = None
    mqtt: MqttSettings | None = None
    influxdb: InfluxdbSettings | None = None

    def building(self, building_id: str) -> Building:
        """The building named `building_id`; KeyError when there is none."""
        for building in self.buildings:
            if building.id == building_id:
                return building
        raise KeyError(f"site {self.id} has no building {building_id}")

    def device(self, device_id: str) -> Device:
        """The device named `device_id`; KeyError when there is none."""
        for device in self.devices:
            if device.id == device_id:
                return device
        raise KeyError(f"site {self.id} has no device {device_id}")

    def points(self) -> Iterator[Point]:
        """Every point the site stores, in the order of the file: meters, plant, then other devices."""
        named: set[str] = set()
        for building in self.buildings:
            for meter in building.meters:
                named.add(meter.device)
                yield from self._points_of(self.device(meter.device), f"{building.id}/{meter.id}", meter)
        if self.plant is not None:
            named.add(self.plant.plc)
            yield from self._points_of(self.device(self.plant.plc), f"plant/{self.plant.plc}")
        for device in self.devices:
            if device.id not in named:
                yield from self._points_of(device, f"site/{device.id}")

    def _points_of(self, device: Device, place: str, meter: Meter | None = None) -> Iterator[Point]:
        interval_s = None if isinstance(device.address, MqttAddress) else device.poll_s
        for profile_point in device.profile.points:
            scales = meter is not None and profile_point.unit not in {"V", "Hz", "1", "%", "degC", "K"}
            factor = meter.factor if meter is not None and scales else 1.0
            yield Point(
                f"{self.id}/{place}/{profile_point.id}", device.id, profile_point, factor, meter, interval_s
            )
