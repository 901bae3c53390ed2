"""The demo: the real system against a simulated site, in one process, with nothing to install beside it."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.processes.calendar import Calendar
from app.processes.edge import Edge
from app.processes.http_server import serve, take_port
from app.processes.office import Office
from app.processes.sole_edge import sole_edge
from app.processes.supervision import run_parts, stop_on_signals
from app.store import is_demo, mark_demo, open_store
from config.load import load_site
from dashboard.server import create_app
from domain.clock import ScaledClock
from domain.errors import ConfigurationError, Fault
from domain.site import MqttSettings
from historian.sqlite import SqliteHistorian
from messaging.broker import demo_broker
from messaging.mqtt import PahoBus
from simulators.field import SimulatedField
from simulators.mqtt_sensors import MqttSensors

SITE = "ostersund_demo"
SEED = 1
_HOST = "127.0.0.1"
_PAST_FROM = "2010-01-01"
# What the store keeps about its past: up to when it goes, and that it is whole.
_PAST_UNTIL, _PAST = "past_until", "past"
_LOG = logging.getLogger("snokyla.demo")


async def run_demo(port: int, speed: float, data_dir: Path) -> None:
    """Run the demo until SIGINT or SIGTERM; its pages on 127.0.0.1:`port`."""
    stop = stop_on_signals()
    listener = take_port(_HOST, port)
    store = _demo_store(data_dir)
    clock = _clock(store, speed)
    async with AsyncExitStack() as stack:
        stack.callback(store.close)
        stack.enter_context(sole_edge(data_dir))
        url, description = await stack.enter_async_context(demo_broker())
        field = SimulatedField(load_site(SITE), clock, SEED, _counted(store))
        served = await field.start()
        stack.push_async_callback(field.stop)
        site = replace(served, mqtt=MqttSettings(url, "snokyla-demo"))
        sensors_bus = PahoBus(url, "snokyla-demo-sensors", clock)
        sensors_bus.start()
        stack.push_async_callback(sensors_bus.close)
        edge = Edge(site, store, clock)
        stack.push_async_callback(edge.close)
        office = Office(site, store, clock)
        calendar = Calendar(site.timezone)
        calendar.nightly("savings", 2, 10, office.count)
        context = office.context(
            edge.desk, demo=True, bind=_HOST, plant_status=edge.plant_status, readiness=edge.readiness
        )
        parts = edge.parts(stop) | {
            "pages": partial(serve, create_app(context), listener, stop),
            "calendar": partial(calendar.run, stop),
            "sensors": partial(_until, stop, MqttSensors(served, sensors_bus, clock, field.values)),
            "past": partial(_past, store, data_dir, clock.now(), office, stop),
        }
        _say(port, description, data_dir, field)
        await run_parts(parts, stop)


def _say(port: int, broker: str, data_dir: Path, field: SimulatedField) -> None:
    _LOG.info("DEMO of a simulated site; %d devices on Modbus and MQTT", len(field.original.devices))
    _LOG.info("broker: %s; store: embedded, in %s", broker, data_dir)
    _LOG.info("open http://%s:%d — Ctrl-C ends it", _HOST, port)


def _demo_store(data_dir: Path) -> SqliteHistorian:
    """The demo's store; one that holds measured readings is refused."""
    store = open_store(data_dir, SITE)
    if not is_demo(store) and store.points():
        store.close()
        remedy = "simulated readings never go among measured ones; choose an empty directory with --data"
        raise ConfigurationError(
            [Fault(str(data_dir), None, "store", "measured readings", "a demo store", remedy)]
        )
    mark_demo(store)
    return store


def _clock(store: SqliteHistorian, speed: float) -> ScaledClock:
    """The clock of this run; it goes on where a faster one has left the store ahead of the wall."""
    span = store.measured_span()
    if span is None or span[1] <= datetime.now(UTC):
        return ScaledClock(speed)
    _LOG.info("a faster run has been here; the clock goes on from %s", span[1].isoformat(timespec="minutes"))
    return ScaledClock(speed, span[1])


def _counted(store: SqliteHistorian) -> dict[str, float]:
    """The plant's counters where an earlier run left them."""
    latest = store.latest()
    return {
        point.rpartition("/")[2]: reading.value
        for point, reading in latest.items()
        if "/plant/" in point
        and point.endswith(("_kwh", "_m3", "_run_h", "_starts"))
        and reading.value is not None
    }


async def _until(stop: asyncio.Event, sensors: MqttSensors) -> None:
    """Let the sensors publish until `stop`."""
    publishing = asyncio.create_task(sensors.run())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({publishing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (publishing, stopping):
        task.cancel()
    await asyncio.gather(publishing, stopping, return_exceptions=True)


async def _past(
    store: SqliteHistorian, data_dir: Path, until: datetime, office: Office, stop: asyncio.Event
) -> None:
    """Give an empty store a past behind the open page, then count the savings."""
    if store.recall(_PAST) is None:
        # The past ends where the first run began, also when that run was ended before it was all there.
        until_text = store.recall(_PAST_UNTIL) or until.isoformat()
        store.remember(_PAST_UNTIL, until_text)
        if await _simulated(data_dir, until_text, stop):
            store.remember(_PAST, until_text)
            _LOG.info("the past since 2010 is in the store")
    if not stop.is_set():
        await asyncio.to_thread(office.count)
    await stop.wait()


async def _simulated(data_dir: Path, until: str, stop: asyncio.Event) -> bool:
    """Fill the store in a process of its own, so that polling keeps its pace; False when it was cut short."""
    verb = ["simulate", "history", "--site", SITE, "--from", _PAST_FROM, "--to", until, "--seed", str(SEED)]
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "app", *verb, "--data", str(data_dir)),
        stdin=asyncio.subprocess.DEVNULL,
        # Ctrl-C goes to the whole foreground group; this process ends its child itself.
        start_new_session=True,
    )
    done = asyncio.create_task(child.wait())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({done, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if child.returncode is None:
        child.kill()
    return await done == 0
