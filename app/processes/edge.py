"""The edge: gateway, controller, alarms and replication of one site over its own store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from alarms.desk import AlarmDesk
from app.processes.control_loop import ControlLoop
from app.processes.replication import Replication
from app.processes.snow_memory import SnowMemory
from app.processes.watch import Watch
from domain.address import MqttAddress
from domain.clock import Clock
from domain.plant_status import PlantStatus
from domain.reading import Reading
from domain.site import Site
from gateway.commander import Commander
from gateway.device_reader import DeviceHealth
from gateway.fieldbus.modbus import open_bus
from gateway.listener import Listener
from gateway.poller import Poller
from historian.alarm_log import SqliteAlarmLog
from historian.sqlite import SqliteHistorian
from messaging import topics
from messaging.mqtt import PahoBus

Part = Callable[[], Awaitable[None]]


class Edge:
    """Everything that runs in a plant room; needs nothing beyond its own box to control."""

    def __init__(self, site: Site, store: SqliteHistorian, clock: Clock) -> None:
        self.site, self.store, self.clock = site, store, clock
        # One thread for all writing: readings are kept in the order in which they came.
        self._writer = ThreadPoolExecutor(1, "store")
        self.desk = AlarmDesk(SqliteAlarmLog(store.database), clock)
        self.poller = Poller(site, open_bus, clock, self.keep)
        self.bus, self.listener = self._listening()
        self.replication: Replication | None = None
        if site.influxdb is not None:
            self.replication = Replication(store, site.influxdb, clock)
        self.control: ControlLoop | None = None
        if site.plant is not None:
            commander = Commander(site, self.poller.bus_of, clock)
            self.control = ControlLoop(
                site,
                lambda: self.poller.current,
                commander.execute,
                self.keep,
                self.desk,
                clock,
                snow_memory=SnowMemory(store),
            )
        self._watch = Watch(self)

    def _listening(self) -> tuple[PahoBus | None, Listener | None]:
        """The broker and who listens to it, for a site whose sensors speak MQTT."""
        speaks = any(isinstance(device.address, MqttAddress) for device in self.site.devices)
        if self.site.mqtt is None or not speaks:
            return None, None
        bus = PahoBus.from_settings(self.site.mqtt, self.clock, topics.status(self.site.id))
        return bus, Listener(self.site, bus, self.keep, self.poller.current)

    async def keep(self, readings: Sequence[Reading]) -> None:
        """Put `readings` in the store; when this returns they survive `kill -9`."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self.store.append, readings)

    def health(self) -> list[DeviceHealth]:
        """How each device fares, polled or listening."""
        return self.poller.health() + (self.listener.health() if self.listener else [])

    def plant_status(self) -> PlantStatus | None:
        """What the controller does and why; None before its first cycle or without a plant."""
        return self.control.status if self.control is not None else None

    def readiness(self) -> dict[str, str | None]:
        """Every part by name: None when it has values, else what is missing."""
        return self._watch.readiness()

    def parts(self, stop: asyncio.Event) -> dict[str, Part]:
        """What has to be kept running, by name."""
        parts: dict[str, Part] = {
            "poller": lambda: self.poller.run(stop),
            "watch": lambda: self._watch.run(stop),
        }
        if self.bus is not None and self.listener is not None:
            bus, listener = self.bus, self.listener
            bus.start()
            parts["listener"] = lambda: listener.run(stop)
        if self.control is not None:
            control = self.control
            parts["controller"] = lambda: control.run(stop)
        if self.replication is not None:
            replication = self.replication
            parts["replication"] = lambda: replication.run(stop)
        return parts

    async def close(self) -> None:
        """Leave the broker, write what is waiting, close the connections; the store stays open."""
        if self.bus is not None:
            await self.bus.close()
        if self.replication is not None:
            self.replication.close()
        await asyncio.to_thread(self._writer.shutdown)
