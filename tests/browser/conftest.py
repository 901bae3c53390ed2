"""A site with readings behind the real application, in a real browser."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from config.load import load_site
from dashboard.context import DashboardContext
from dashboard.server import create_app
from domain.alarm import Alarm, AlarmDefinition, AlarmPriority, AlarmState
from domain.plant_status import PlantStatus
from domain.quality import GOOD, bad, uncertain
from domain.reading import Reading
from domain.savings_summary import BuildingSavings, SavingsSummary, SavingsYear
from domain.site import Point, Site
from historian.in_memory import InMemoryHistorian

VENDOR = Path(__file__).parent / "vendor"
# Nothing that a browser does by itself may be mistaken for what a page does.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def span(self, wall_seconds: float) -> timedelta:
        return timedelta(seconds=wall_seconds)

    def move(self, **amount: float) -> None:
        self.at += timedelta(**amount)


FILTER = AlarmDefinition(
    id="filter_clogged",
    priority=AlarmPriority.P2,
    title_sv="Filtret sätter igen",
    title_en="The filter is clogging",
    cause_sv="Tryckfallet över smältvattenfiltret är högre än gränsen.",
    cause_en="The pressure drop over the melt-water filter is above its limit.",
    consequence_sv="Snökylan stoppas och kylmaskinerna tar lasten.",
    consequence_en="Snow cooling stops and the chillers take the load.",
    action_sv="Spola eller byt filtret.",
    action_en="Flush or change the filter.",
    minutes=240,
)
BLIND = AlarmDefinition(
    id="plant_blind",
    priority=AlarmPriority.P1,
    title_sv="Styrningen ser inte anläggningen",
    title_en="The controller cannot see the plant",
    cause_sv="PLC:n svarar inte.",
    cause_en="The PLC does not answer.",
    consequence_sv="Enbart elkyla körs.",
    consequence_en="Only electric cooling runs.",
    action_sv="Kontrollera nätet till PLC:n.",
    action_en="Check the network to the PLC.",
    minutes=30,
)


class Alarms:
    """Alarms in a list; acknowledging changes their state as the real ones do."""

    def __init__(self) -> None:
        self.alarms: list[Alarm] = []
        self.log: list[tuple[str, str, str | None]] = []

    def raise_alarm(self, definition: AlarmDefinition, source: str, at: datetime) -> None:
        self.alarms.append(Alarm(definition, source, AlarmState.UNACKNOWLEDGED, at, at))

    def active(self) -> list[Alarm]:
        return list(self.alarms)

    def acknowledge(self, key: str, by: str, note: str | None) -> None:
        index = next((i for i, alarm in enumerate(self.alarms) if alarm.key == key), None)
        if index is None:
            raise KeyError(key)
        self.alarms[index] = replace(self.alarms[index], state=AlarmState.ACKNOWLEDGED, note=note)
        self.log.append((key, by, note))


PLANT_VALUES = {
    "outside_air_temp_c": 23.4, "melt_water_leaving_temp_c": 1.8, "melt_water_return_temp_c": 9.6,
    "melt_water_flow_m3_h": 82.0, "leaving_chilled_water_temp_c": 8.0, "entering_chilled_water_temp_c": 14.2,
    "chilled_water_flow_m3_h": 182.0, "pond_level_mm": 1240, "filter_pressure_drop_pa": 18500,
    "room_temp_max_c": 23.1, "dew_point_c": 6.4, "discharge_flow_m3_h": 4.2, "snow_surface_mm": 6120,
    "cooling_load_kw": 1312, "snow_cooling_power_kw": 750, "free_cooling_power_kw": 0,
    "free_cooling_electric_power_kw": 0, "pump_1_speed_pct": 72.4, "pump_1_power_kw": 6.31,
    "chiller_1_cooling_power_kw": 562, "chiller_1_electric_power_kw": 148,
    "remote_active": 1, "pump_1_running": 1, "chiller_1_running": 1,
}  # fmt: skip


def plausible(point: Point) -> float:
    """A value such as the point would have; the same each time."""
    name = point.profile_point.id
    if point.id.split("/")[1] == "plant":
        return PLANT_VALUES.get(name, 0.0)
    by_unit = {
        "V": 231.0,
        "A": 42.0,
        "Hz": 50.01,
        "degC": 54.0,
        "m3/h": 1.8,
        "kWh": 184523.0,
        "m3": 8123.5,
        "%": 44.0,
    }
    if point.unit == "kW":
        return 20.0 + sum(point.id.encode()) % 900 / 10
    return by_unit.get(point.unit, 0.97)


def savings(site: Site) -> SavingsSummary:
    """An account that lies a little behind its path."""
    changes = {2010 + n: -0.0128 * n + 0.012 * (n % 3 - 1) * (n > 0) for n in range(16)}
    changes[2025] = -0.196
    years = tuple(SavingsYear(y, 21_400_000 * (1 + c), c, -0.30 * (y - 2010) / 20) for y, c in changes.items())
    buildings = tuple(
        BuildingSavings(b.id, b.name, 140.0 * (b.atemp_m2 or 1), 140.0 + n * 7, -0.05 - n / 60)
        for n, b in enumerate(site.buildings)
    )
    return SavingsSummary(
        2025, 2010, 2030, 17_205_600.0, 21_400_000.0, -0.196, (-0.207, -0.185), -0.225, -0.30, "graddagar",
        years, buildings, START - timedelta(hours=9),
    )  # fmt: skip


@dataclass
class Town:
    """The demo municipality with readings of the last day, under hands that can change everything."""

    status: Callable[[datetime], PlantStatus]
    site: Site = field(default_factory=lambda: load_site("ostersund_demo"))
    clock: HandClock = field(default_factory=HandClock)
    historian: InMemoryHistorian = field(default_factory=InMemoryHistorian)
    alarms: Alarms = field(default_factory=Alarms)
    missing: dict[str, str | None] = field(default_factory=lambda: {"gateway": None, "plant": None})
    savings: SavingsSummary | None = None
    plant_status: PlantStatus | None = None
    url: str = ""

    def __post_init__(self) -> None:
        self.points = {point.id: point for point in self.site.points()}
        self.savings = savings(self.site)
        self.read_all()

    def read_all(self) -> None:
        """Every point answers now, and the controller has just decided."""
        self.plant_status = self.status(self.clock.now())
        self.historian.append([self.reading(point, plausible(self.points[point])) for point in self.points])

    def read(self, point: str, value: float) -> None:
        """One point answers now with `value`."""
        self.historian.append([self.reading(point, value)])

    def fail(self, point: str, reason: str) -> None:
        """One point gives a reason instead of a value."""
        self.historian.append([replace(self.reading(point, 0.0), value=None, quality=bad(reason))])

    def doubt(self, point: str, value: float, reason: str) -> None:
        """One point gives a value that is not to be trusted fully."""
        self.historian.append([replace(self.reading(point, value), quality=uncertain(reason))])

    def reading(self, point: str, value: float, at: datetime | None = None) -> Reading:
        at = at or self.clock.now()
        return Reading(point, at, at, value, self.points[point].unit, GOOD)

    def context(self) -> DashboardContext:
        return DashboardContext(
            site=self.site,
            historian=self.historian,
            clock=self.clock,
            alarms=self.alarms,
            plant_status=lambda: self.plant_status,
            readiness=lambda: self.missing,
            savings=lambda: self.savings,
            demo=True,
            version="0.1.0",
        )


class Server(uvicorn.Server):
    """The application on a free port, in a thread."""

    def __init__(self, app: Any) -> None:
        super().__init__(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self.run, args=([self.listener],), daemon=True)

    def start(self) -> None:
        self.thread.start()
        deadline = time.monotonic() + 20
        while not self.started:
            assert time.monotonic() < deadline, "the application does not start"
            time.sleep(0.02)

    def stop(self) -> None:
        self.should_exit = True
        self.thread.join(20)
        self.listener.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Town], Server]]:
    """`serve(town)`: the running application of `town`."""
    servers: list[Server] = []

    def start(town: Town) -> Server:
        server = Server(create_app(town.context()))
        servers.append(server)
        server.start()
        town.url = server.url
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def town(serve: Callable[[Town], Server], snow_status: Callable[[datetime], PlantStatus]) -> Town:
    """The municipality, served, with every point fresh."""
    made = Town(snow_status)
    serve(made)
    return made


# Not for the session: while it is open its event loop is the thread's, and asyncio.run() of other tests fails.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for all tests of a module; each takes pages of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium), args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, town: Town) -> Iterator[Callable[..., Page]]:
    """`visit(path, **context)`: a page of the town in a browser context of its own."""
    contexts = []

    def go(path: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.goto(town.url + path)
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> Path:
    """The accessibility rules."""
    return VENDOR / "axe.min.js"


@pytest.fixture(scope="session")
def definitions() -> dict[str, AlarmDefinition]:
    """Two alarms as an engineer would define them."""
    return {"filter": FILTER, "blind": BLIND}
