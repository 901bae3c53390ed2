"""A small site and a field bus in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.address import parse_address
from domain.device import DeviceProfile, ProfilePoint, Register, RegisterKind
from domain.ports.field_bus import (
    DeviceException,
    ReadOutcome,
    ReadRequest,
    Silence,
    Words,
    WriteOutcome,
    WriteRequest,
)
from domain.site import Building, Carrier, Device, Meter, Site

START = datetime(2026, 1, 15, 12, tzinfo=UTC)


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def span(self, wall_seconds: float) -> timedelta:
        return timedelta(seconds=wall_seconds)


@dataclass
class FakeBus:
    """`domain.ports.field_bus.FieldBus` over a dictionary; what is not in it is refused with exception 2."""

    clock: HandClock
    registers: dict[tuple[int, RegisterKind, int], int] = field(default_factory=dict)
    longest: int = 125
    silent: set[int] = field(default_factory=set)
    silent_at: set[int] = field(default_factory=set)
    read_only_at: set[int] = field(default_factory=set)
    answer_s: float = 0.0
    reads: list[ReadRequest] = field(default_factory=list)
    writes: list[WriteRequest] = field(default_factory=list)
    closed: bool = False

    def fill(self, unit: int, kind: RegisterKind, first: int, *words: int) -> None:
        for offset, word in enumerate(words):
            self.registers[unit, kind, first + offset] = word

    async def read(self, requests: Sequence[ReadRequest]) -> Mapping[ReadRequest, ReadOutcome]:
        found: dict[ReadRequest, ReadOutcome] = {}
        quiet: set[int] = set()
        for request in requests:
            if request.unit_id in quiet:
                found[request] = Silence("not asked")
                continue
            await asyncio.sleep(self.answer_s)
            self.reads.append(request)
            found[request] = self._answer(request)
            if isinstance(found[request], Silence):
                quiet.add(request.unit_id)
        return found

    def _answer(self, request: ReadRequest) -> ReadOutcome:
        places = [(request.unit_id, request.kind, request.address + i) for i in range(request.count)]
        if request.unit_id in self.silent or any(place[2] in self.silent_at for place in places):
            return Silence("no answer")
        if request.count > self.longest:
            return DeviceException(3)
        if any(place not in self.registers for place in places):
            return DeviceException(2)
        now = self.clock.now()
        return Words(tuple(self.registers[place] for place in places), now, now)

    async def write(self, request: WriteRequest) -> WriteOutcome:
        self.writes.append(request)
        if request.unit_id in self.silent:
            return Silence("no answer")
        if request.address in self.read_only_at:
            return DeviceException(2)
        self.fill(request.unit_id, request.kind, request.address, *request.words)
        return Words(request.words, self.clock.now(), self.clock.now())

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def bus(clock: HandClock) -> FakeBus:
    return FakeBus(clock)


@pytest.fixture
def make_point() -> Callable[..., ProfilePoint]:
    """`make_point("power_kw", "input 52", **more)`."""

    def make(point_id: str, register: str, **more: object) -> ProfilePoint:
        kind, _, address = register.partition(" ")
        place = Register(RegisterKind(kind), int(address))
        return ProfilePoint(point_id, str(more.pop("unit", "kW")), register=place, **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_site() -> Callable[..., Site]:
    """`make_site((address, profile, poll_s), …)`: device `d0` is meter `el` of `skolan`, the rest stand alone."""

    def make(*devices: tuple[str, DeviceProfile, float | None], meter_factor: float = 1.0) -> Site:
        meters = (Meter("el", Carrier.ELECTRICITY, "d0", factor=meter_factor),)
        building = Building("skolan", "Skolan", "school", 5400, None, (), meters)
        return Site(
            "brunflo",
            "Brunflo",
            ZoneInfo("Europe/Stockholm"),
            (building,),
            tuple(
                Device(f"d{index}", profile, parse_address(address), poll_s)
                for index, (address, profile, poll_s) in enumerate(devices)
            ),
        )

    return make
