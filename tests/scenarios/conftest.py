"""A plant room on a fake clock: the simulated plant and its PLC, the real control loop and the real alarm desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from alarms.desk import AlarmDesk
from app.processes.control_loop import ControlLoop
from config.load import load_site
from controller.decision import Decision
from domain.command import Applied, Command, NoAnswer, Outcome
from domain.quality import Reason, bad
from domain.reading import Reading
from domain.site import Point, Site
from historian.alarm_log import InMemoryAlarmLog
from simulators.buildings import SimulatedBuildings
from simulators.plc import Plc
from simulators.snow_plant import SnowPlant
from simulators.weather import SimulatedWeather


@dataclass
class FakeClock:
    """A clock that a test moves."""

    moment: datetime
    moved_s: float = 0.0

    def now(self) -> datetime:
        return self.moment

    def span(self, wall_seconds: float) -> timedelta:
        return timedelta(seconds=wall_seconds)

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.moved_s += seconds


@dataclass
class PlantRoom:
    """Moves with `cycle`; `controller_alive` False: no cycle of the controller, only the plant goes on."""

    site: Site
    clock: FakeClock
    plant: SnowPlant
    plc: Plc
    period_s: float
    controller_alive: bool = True
    connected: bool = True
    stored: list[Reading] = field(default_factory=list)

    def __post_init__(self) -> None:
        assert self.site.plant is not None
        prefix = f"{self.site.id}/plant/{self.site.plant.plc}/"
        self._points: dict[str, Point] = {p.id: p for p in self.site.points() if p.id.startswith(prefix)}
        self._runner = asyncio.Runner()
        self.desk = AlarmDesk(InMemoryAlarmLog(), self.clock)
        self.loop = ControlLoop(
            self.site, self.readings, self.execute, self.keep, self.desk, self.clock, period_s=self.period_s
        )

    def readings(self) -> Mapping[str, Reading]:
        now = self.clock.now()
        return {name: self._reading(point, now) for name, point in self._points.items()}

    @property
    def answers(self) -> bool:
        """Whether the PLC answers on its line."""
        return self.connected and self.plc.reachable

    def _reading(self, point: Point, now: datetime) -> Reading:
        value = self.plc.read(point.profile_point.id) if self.answers else None
        if value is None:
            reason = Reason.INVALID_VALUE if self.answers else Reason.NO_COMMUNICATION
            return Reading(point.id, now, now, None, point.unit, bad(reason))
        return Reading(point.id, now, now, value, point.unit)

    async def execute(self, command: Command) -> Outcome:
        if not self.answers:
            return NoAnswer(command, "no connection")
        self.plc.write(self._points[command.point].profile_point.id, command.value)
        return Applied(command, self.clock.now())

    async def keep(self, readings: Sequence[Reading]) -> None:
        self.stored += readings

    def cycle(self) -> Decision | None:
        self.clock.move(self.period_s)
        self.plc.advance(self.clock.now())
        if not self.controller_alive:
            return None
        decision = self._runner.run(self._cycle())
        self.loop.update_alarms()
        return decision

    async def _cycle(self) -> Decision:
        decision = await self.loop.cycle()
        await self.loop.delivery.deliver()
        return decision

    def run(self, span: timedelta, each: Callable[[Decision], None] = lambda decision: None) -> None:
        """Cycles for `span`; `each` sees every decision."""
        until = self.clock.now() + span
        while self.clock.now() < until:
            decision = self.cycle()
            if decision is not None:
                each(decision)

    def close(self) -> None:
        self._runner.close()

    @property
    def alarms(self) -> set[str]:
        """Definitions of the alarms whose cause is there."""
        present = {"unacknowledged", "acknowledged"}
        return {alarm.definition.id for alarm in self.desk.active() if alarm.state.value in present}


@pytest.fixture(scope="session")
def demo_site() -> Site:
    return load_site("ostersund_demo")


@pytest.fixture(scope="session")
def demo_buildings(demo_site: Site) -> SimulatedBuildings:
    return SimulatedBuildings(demo_site, SimulatedWeather(1), 1)


@pytest.fixture
def plant_room(demo_site: Site, demo_buildings: SimulatedBuildings) -> Iterator[Callable[..., PlantRoom]]:
    """Makes a plant room that has been running on its own for an hour at `start`."""

    rooms: list[PlantRoom] = []

    def make(start: datetime, period_s: float = 10.0) -> PlantRoom:
        clock = FakeClock(start)
        plant = SnowPlant(demo_site, demo_buildings, start - timedelta(hours=1), 1)
        plc = Plc(plant, monotonic=lambda: clock.moved_s)
        plc.advance(start)
        rooms.append(PlantRoom(demo_site, clock, plant, plc, period_s))
        return rooms[-1]

    yield make
    for room in rooms:
        room.close()


@dataclass
class BarePlant:
    """Plant and PLC without a controller: whoever commands here is obeyed, and only the PLC protects."""

    plant: SnowPlant
    plc: Plc
    clock: FakeClock

    def command(self, **setpoints: float) -> None:
        """Write set-points by the names of the map, without their endings: `snow=900`, `chiller_1=300`."""
        for name, value in setpoints.items():
            self.plc.write(f"{name}_setpoint_kw", value)

    def run(self, minutes: float, until: Callable[[], bool] = lambda: False) -> float:
        """Run up to `minutes` with a living heartbeat, or until `until()`; the minutes it took."""
        for minute in range(round(minutes)):
            if until():
                return minute
            self.clock.move(60.0)
            self.plc.write("heartbeat", self.plc.read("heartbeat") + 1.0)
            self.plc.advance(self.clock.now())
        return minutes

    def tripped(self, name: str) -> bool:
        """Whether interlock `name` has tripped, as the register map shows it."""
        return self.plc.read(f"interlock_{name}") == 1.0

    @property
    def shown(self) -> Callable[[str], float | None]:
        """What the PLC shows at a point."""
        return self.plc.read


@pytest.fixture
def bare_plant(demo_site: Site, demo_buildings: SimulatedBuildings) -> Callable[[datetime], BarePlant]:
    """Makes a plant at `start` that has had a heartbeat and no commands."""

    def make(start: datetime) -> BarePlant:
        clock = FakeClock(start)
        plant = SnowPlant(demo_site, demo_buildings, start, 1)
        bare = BarePlant(plant, Plc(plant, monotonic=lambda: clock.moved_s), clock)
        bare.run(1)
        return bare

    return make
