"""A small site with a school and a plant, and its application without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from dashboard.context import DashboardContext
from dashboard.server import create_app
from domain.address import ModbusTcpAddress, MqttAddress
from domain.alarm import Alarm, AlarmDefinition, AlarmPriority, AlarmState
from domain.device import DeviceProfile, ProfilePoint, Register, RegisterKind, StateText, ValueType, WriteLimits
from domain.errors import Unreachable
from domain.interval import Interval, Step
from domain.plant import Chiller, CoolingNetwork, Exchanger, FreeCooling, Plant, PlantLimits, Season, SnowStore
from domain.plant_status import PlantStatus
from domain.reading import Reading
from domain.savings_summary import SavingsSummary
from domain.site import Building, Carrier, Device, Meter, Point, Site
from domain.table import Series, StepSeries
from historian.in_memory import InMemoryHistorian

NOW = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)
EL, KITCHEN, HEAT, WATER = (
    "brunflo/skolan/el/electric_power_kw",
    "brunflo/skolan/el_kok/electric_power_kw",
    "brunflo/skolan/varme/thermal_power_kw",
    "brunflo/skolan/vatten/volume_m3",
)


def _point(id: str, unit: str, **facts: Any) -> ProfilePoint:
    return ProfilePoint(id, unit, Register(RegisterKind.INPUT, 0), **facts)


ELECTRICITY = DeviceProfile(
    "meter",
    (
        _point("energy_kwh", "kWh", counter=True, text_sv="Elenergi", text_en="Electric energy"),
        _point("electric_power_kw", "W", type=ValueType.FLOAT32, text_sv="Eleffekt", text_en="Electric power"),
        _point("electric_power_l1_kw", "kW", type=ValueType.FLOAT32),
    ),
    manufacturer="Acme",
    model="P1, also P2",
)
HEAT_METER = DeviceProfile("heat", (_point("thermal_power_kw", "kW"), _point("energy_kwh", "kWh", counter=True)))
PULSES = DeviceProfile("pulses", (ProfilePoint("volume_m3", "m3", path="volume", counter=True),), decoder="json")
PLC = DeviceProfile(
    "plc",
    (
        _point("cooling_load_kw", "kW"),
        _point("panel_hand", "1", type=ValueType.BOOL),
        _point("panel_off", "1", type=ValueType.BOOL),
        _point("pump_1_running", "1", type=ValueType.BOOL),
        _point("heartbeat", "1", write=WriteLimits(0, 65535)),
        _point("operating_mode", "1", states=(StateText(3, "Snökyla", "Snow cooling"),)),
    ),
)
SNOW_PLANT = Plant(
    name="Snökylan",
    plc="plc",
    snow_store=SnowStore(20000, 30000, 650, 9000, 0.2, 0.3),
    exchanger=Exchanger(1000, 100, 0.9),
    pumps=(),
    chillers=(Chiller("chiller_1", 600, 0.25, ((5.0, 5.0),)),),
    free_cooling=FreeCooling(900, 3, 20),
    cooling_network=CoolingNetwork(1900, 8, 14, ("skolan",)),
    limits=PlantLimits(600, 600, 300, 60000, 10, 1, 5, 15),
    season=Season((5, 1), (9, 15)),
)
SCHOOL = Building(
    "skolan",
    "Brunflo skola",
    "school",
    5400,
    1968,
    (),
    (
        Meter("el", Carrier.ELECTRICITY, "el"),
        Meter("el_kok", Carrier.ELECTRICITY, "el_kok", submeter_of="el"),
        Meter("varme", Carrier.HEAT, "varme"),
        Meter("vatten", Carrier.WATER, "vatten"),
    ),
)


def _modbus(id: str, profile: DeviceProfile, poll_s: float) -> Device:
    return Device(id, profile, ModbusTcpAddress("tcp", "192.168.1.2", 502, 1), poll_s)


SITE = Site(
    "brunflo",
    "Brunflo",
    ZoneInfo("Europe/Stockholm"),
    (SCHOOL,),
    (
        _modbus("el", ELECTRICITY, 5.0),
        _modbus("el_kok", ELECTRICITY, 5.0),
        _modbus("varme", HEAT_METER, 10.0),
        Device("vatten", PULSES, MqttAddress("pulses/1")),
        _modbus("plc", PLC, 1.0),
    ),
    plant=SNOW_PLANT,
)


@dataclass
class HandClock:
    """A clock that stands until it is moved; `speed` times as fast as the wall."""

    at: datetime = NOW
    speed: float = 1.0

    def now(self) -> datetime:
        return self.at

    def span(self, wall_seconds: float) -> timedelta:
        return timedelta(seconds=wall_seconds * self.speed)


@dataclass
class CountedHistorian(InMemoryHistorian):
    """A store that counts how often it is asked, and can be cut off."""

    asked: int = 0
    cut_off: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def _ask(self) -> None:
        self.asked += 1
        if self.cut_off:
            raise Unreachable("store at 10.0.0.9", "no route")

    def latest(self, points: Sequence[str] | None = None) -> dict[str, Reading]:
        self._ask()
        return super().latest(points)

    def series(self, points: Sequence[str], interval: Interval) -> dict[str, Series]:
        self._ask()
        return super().series(points, interval)

    def table(self, points: Sequence[str], interval: Interval, step: Step) -> dict[str, StepSeries]:
        self._ask()
        return super().table(points, interval, step)


@dataclass
class Alarms:
    """Alarms in a list; acknowledging changes their state as the real ones do."""

    alarms: list[Alarm] = field(default_factory=list)
    log: list[tuple[str, str, str | None]] = field(default_factory=list)

    def active(self) -> list[Alarm]:
        return list(self.alarms)

    def acknowledge(self, key: str, by: str, note: str | None) -> None:
        index = next((i for i, alarm in enumerate(self.alarms) if alarm.key == key), None)
        if index is None:
            raise KeyError(key)
        self.alarms[index] = replace(self.alarms[index], state=AlarmState.ACKNOWLEDGED)
        self.log.append((key, by, note))


@dataclass
class House:
    """Everything behind the application, to be changed by a test."""

    site: Site = SITE
    clock: HandClock = field(default_factory=HandClock)
    historian: CountedHistorian = field(default_factory=CountedHistorian)
    alarms: Alarms | None = field(default_factory=Alarms)
    missing: dict[str, str | None] = field(default_factory=lambda: {"gateway": None})
    plant_status: PlantStatus | None = None
    savings: SavingsSummary | None = None
    hosts: tuple[str, ...] = ()
    points: Mapping[str, Point] = field(init=False)

    def __post_init__(self) -> None:
        self.points = {point.id: point for point in self.site.points()}

    def read(self, point: str, value: float, at: datetime | None = None) -> None:
        at = at or self.clock.now()
        self.historian.append([Reading(point, at, at, value, self.points[point].unit)])

    def context(self) -> DashboardContext:
        return DashboardContext(
            self.site,
            self.historian,
            self.clock,
            self.alarms,
            lambda: self.plant_status,
            lambda: self.missing,
            lambda: self.savings,
            demo=False,
            version="0.1.0",
            hosts=self.hosts,
        )


@pytest.fixture
def house() -> House:
    """A site whose meters have not been read yet."""
    return House()


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(house: House) -> Ask:
    """`ask(path, method, client, **request)`: the application's answer; cookies last through a test."""
    apps: list[FastAPI] = []
    jar = httpx.Cookies()

    def ask(path: str, method: str = "GET", client: str = "127.0.0.1", **request: Any) -> httpx.Response:
        if not apps:  # made when first asked, so that a test may change the house before
            apps.append(create_app(house.context()))

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(apps[0], client=(client, 50000))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as session:
                session.cookies = jar
                answer = await session.request(method, path, **request)
                jar.update(session.cookies)
                return answer

        return asyncio.run(asked())

    return ask


@pytest.fixture(scope="session")
def now() -> datetime:
    """When the tests take place."""
    return NOW


@pytest.fixture
def filter_alarm(now: datetime) -> Alarm:
    """An alarm of the second priority that nobody has seen."""
    words = {
        f"{field}_{language}": f"{field} {language}"
        for field in ("title", "cause", "consequence", "action")
        for language in ("sv", "en")
    }
    definition = AlarmDefinition(id="filter", priority=AlarmPriority.P2, minutes=60, **words)
    raised = now - timedelta(minutes=42)
    return Alarm(definition, "plant", AlarmState.UNACKNOWLEDGED, raised, raised)
