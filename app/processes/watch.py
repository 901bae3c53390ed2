"""Watches the edge itself: what is silent, failing or filling up becomes an alarm and a line of /readyz."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from typing import Protocol

from alarms.desk import AlarmDesk
from alarms.persistence import Persistence
from alarms.rules import DEVICE_ALARMS, device_conditions, service_conditions
from app.processes.control_loop import ControlLoop
from app.processes.replication import Replication
from app.processes.supervision import pause
from domain.clock import Clock
from domain.site import Site
from gateway.device_reader import DeviceHealth
from gateway.listener import Listener
from gateway.poller import Poller
from historian.sqlite import SqliteHistorian
from messaging.mqtt import PahoBus

_LOG = logging.getLogger("snokyla.watch")
_PERIOD_S = 2.0
# What was silent or away before a new start is neither back nor gone until everything has been tried [s].
_SETTLING_S = 15.0
# A value that is out of range for a moment is no alarm; one that stays is.
_BAD_FOR_S = 30.0
# The demo site's plant at a reading a second takes about a quarter of this in a day (62 bytes a reading).
_LEAST_FREE_BYTES = 1_000_000_000
# An hour of 50 points a second.
_LONG_BACKLOG = 180_000
# NTP slews a clock by less than a millisecond a second; a step of this much is a jump. Of real time: a thread that
# has to wait for its turn between the two looks is no jump, however fast the clock.
_JUMP_S = 30.0


class Watched(Protocol):
    """The parts of an edge; None where the site has no use for one."""

    site: Site
    clock: Clock
    store: SqliteHistorian
    desk: AlarmDesk
    poller: Poller
    bus: PahoBus | None
    listener: Listener | None
    replication: Replication | None
    control: ControlLoop | None

    def health(self) -> list[DeviceHealth]:
        """How each device fares."""
        ...


class Watch:
    """Looks at every part of `edge` every two seconds."""

    def __init__(self, edge: Watched) -> None:
        self._edge = edge
        self._started_at = edge.clock.now()
        self._begun = time.monotonic()
        self._seen = (self._started_at, self._begun)
        self._jumped: str | None = None
        self._silent: dict[str, str] = {}
        self._lasting = Persistence({"device_bad_data": edge.clock.span(_BAD_FOR_S)})

    async def run(self, stop: asyncio.Event) -> None:
        """Raise and clear alarms until `stop`."""
        while not stop.is_set():
            self._look_at_clock()
            await asyncio.to_thread(self._look)
            await pause(_PERIOD_S, stop)

    def readiness(self) -> dict[str, str | None]:
        """Every part by name: None when it has values, else what is missing."""
        edge = self._edge
        parts: dict[str, str | None] = {"store": self._store_fault()}
        for health in edge.health():
            missing = self._silent.get(health.device)
            parts[f"device {health.device}"] = missing if health.ok else (health.reason or "no value yet")
        if edge.bus is not None:
            parts["broker"] = None if edge.bus.connected else (edge.bus.reason or "not connected")
        if edge.replication is not None:
            parts["influxdb"] = edge.replication.reason
        if edge.control is not None:
            parts["controller"] = None if edge.control.status is not None else "no cycle yet"
        return parts

    def _look(self) -> None:
        edge, now = self._edge, self._edge.clock.now()
        devices = device_conditions(
            edge.site,
            edge.health(),
            current=dict(edge.poller.current),
            started_at=self._started_at,
            now=now,
            span=edge.clock.span,
        )
        conditions = list(self._lasting.held(devices, now))
        silent = (one for one in conditions if one.definition_id == "device_silent")
        self._silent = {one.source: one.note or "not heard any more" for one in silent}
        services = self._services()
        if time.monotonic() - self._begun < _SETTLING_S:
            services = {name: services[name] for name in ("store_failing", "disk_low", "clock_jump")}
        else:
            edge.desk.follow(conditions, DEVICE_ALARMS)
        edge.desk.follow(service_conditions(services), services)

    def _services(self) -> dict[str, str | None]:
        edge = self._edge
        replication = edge.replication
        long_backlog = replication is not None and replication.backlog > _LONG_BACKLOG
        return {
            "broker_unreachable": edge.bus.reason if edge.bus is not None and not edge.bus.connected else None,
            "influxdb_unreachable": replication.reason if replication is not None else None,
            "replication_backlog": f"{replication.backlog}" if replication is not None and long_backlog else None,
            "store_failing": self._store_fault(),
            "disk_low": self._disk_fault(),
            "clock_jump": self._jumped,
        }

    def _store_fault(self) -> str | None:
        listener = self._edge.listener
        return self._edge.poller.delivery.error or (listener.error if listener is not None else None)

    def _disk_fault(self) -> str | None:
        free = shutil.disk_usage(self._edge.store.path.parent).free
        return f"{free / 1e6:.0f} MB free" if free < _LEAST_FREE_BYTES else None

    def _look_at_clock(self) -> None:
        """A clock that moved otherwise than the monotonic one did has been set; said until the next look."""
        now, ticks = self._edge.clock.now(), time.monotonic()
        moved, passed = now - self._seen[0], self._edge.clock.span(ticks - self._seen[1])
        self._seen = (now, ticks)
        jump = moved - passed
        self._jumped = f"{jump.total_seconds():+.0f} s" if abs(jump) > self._edge.clock.span(_JUMP_S) else None
        if self._jumped:
            _LOG.warning("the clock has jumped by %s", self._jumped)
