"""The long-running processes: edge in the plant room, server in the office, or both on one machine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from alarms.desk import AlarmDesk
from app.processes.calendar import Calendar
from app.processes.edge import Edge, Part
from app.processes.http_server import serve, take_port
from app.processes.office import Office
from app.processes.replication import influx_of
from app.processes.sole_edge import sole_edge
from app.processes.supervision import run_parts, stop_on_signals
from app.store import STORE_FILE, is_demo, open_store
from config.load import load_site
from dashboard.server import create_app
from domain.clock import Clock, ScaledClock
from domain.ports.historian import Historian
from domain.site import Site
from historian.alarm_log import SqliteAlarmLog
from historian.influx import InfluxHistorian

_LOG = logging.getLogger("snokyla.run")


async def run_edge(site_name: str, data_dir: Path) -> None:
    """Gateway, controller, alarms and replication until SIGINT or SIGTERM."""
    stop = stop_on_signals()
    site = load_site(site_name)
    async with AsyncExitStack() as stack:
        edge = _edge(stack, site, site_name, data_dir)
        _LOG.info("edge of %s: %d devices, store in %s", site.name, len(site.devices), data_dir)
        await run_parts(edge.parts(stop), stop)


async def run_all(site_name: str, data_dir: Path, bind: str, port: int) -> None:
    """Edge and pages in one process until SIGINT or SIGTERM."""
    stop = stop_on_signals()
    site = load_site(site_name)
    async with AsyncExitStack() as stack:
        listener = take_port(bind, port)
        stack.callback(listener.close)
        edge = _edge(stack, site, site_name, data_dir)
        office = Office(site, edge.store, edge.clock)
        context = office.context(
            edge.desk,
            demo=is_demo(edge.store),
            bind=bind,
            plant_status=edge.plant_status,
            readiness=edge.readiness,
        )
        parts = edge.parts(stop) | _nightly(site, office, stop)
        parts["pages"] = partial(serve, create_app(context), listener, stop)
        _LOG.info("open http://%s:%d — Ctrl-C ends it", bind, port)
        await run_parts(parts, stop)


async def run_server(site_name: str, data_dir: Path, bind: str, port: int) -> None:
    """Pages over the store in `data_dir`, or over the site's InfluxDB where there is none, until stopped."""
    stop = stop_on_signals()
    site = load_site(site_name)
    clock = ScaledClock()
    async with AsyncExitStack() as stack:
        listener = take_port(bind, port)
        stack.callback(listener.close)
        historian, desk, demo = _kept(stack, site, site_name, data_dir, clock)
        office = Office(site, historian, clock)
        readiness = _fresh_parts(site, historian, clock)
        context = office.context(desk, demo=demo, bind=bind, plant_status=lambda: None, readiness=readiness)
        parts = _nightly(site, office, stop)
        parts["pages"] = partial(serve, create_app(context), listener, stop)
        _LOG.info("open http://%s:%d — Ctrl-C ends it", bind, port)
        await run_parts(parts, stop)


def _edge(stack: AsyncExitStack, site: Site, site_name: str, data_dir: Path) -> Edge:
    store = open_store(data_dir, site_name)
    stack.callback(store.close)
    stack.enter_context(sole_edge(data_dir))
    edge = Edge(site, store, ScaledClock())
    stack.push_async_callback(edge.close)
    return edge


def _kept(
    stack: AsyncExitStack, site: Site, site_name: str, data_dir: Path, clock: Clock
) -> tuple[Historian, AlarmDesk | None, bool]:
    """Where the readings are, the desk of the alarms beside them if any, and whether they are simulated."""
    if site.influxdb is not None and not (data_dir / STORE_FILE).is_file():
        influx: InfluxHistorian = influx_of(site.influxdb)
        stack.callback(influx.close)
        # The alarms stay in the box of the plant room.
        return influx, None, False
    store = open_store(data_dir, site_name, fills=False)
    stack.callback(store.close)
    return store, AlarmDesk(SqliteAlarmLog(store.database), clock), is_demo(store)


def _nightly(site: Site, office: Office, stop: asyncio.Event) -> dict[str, Part]:
    """The savings, counted once now and then each night."""
    calendar = Calendar(site.timezone)
    calendar.nightly("savings", 2, 10, office.count)

    async def first_account() -> None:
        await asyncio.to_thread(office.count)
        await stop.wait()

    return {"calendar": partial(calendar.run, stop), "savings": first_account}


def _fresh_parts(site: Site, historian: Historian, clock: Clock) -> Callable[[], dict[str, str | None]]:
    """Every device by name: None while its newest readings are usable and fresh, else what is missing."""

    def readiness() -> dict[str, str | None]:
        latest = historian.latest()
        found: dict[str, str | None] = {}
        for point in site.points():
            reading = latest.get(point.id)
            patience = clock.span(3 * (point.expected_interval_s or 3600.0))
            fresh = reading is not None and clock.now() - reading.measured_at <= patience
            usable = fresh and reading is not None and reading.quality.usable
            name = f"device {point.device}"
            if usable:
                found[name] = None
            elif name not in found:
                found[name] = "no value yet" if reading is None else "no fresh value"
        return found

    return readiness
