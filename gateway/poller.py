"""Polls every Modbus device of a site in time with a grid that never drifts and never bunches."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import math
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass

from domain.address import ModbusRtuAddress, ModbusTcpAddress, MqttAddress
from domain.clock import Clock
from domain.device import Timing
from domain.ports.field_bus import FieldBus
from domain.reading import Reading
from domain.site import Device, Point, Site
from gateway.delivery import Delivery, Sink
from gateway.device_reader import DeviceHealth, DeviceReader

_LOG = logging.getLogger("snokyla.gateway.poller")

# A device that the site gives no pace.
DEFAULT_POLL_S = 10.0
# A process that is asked to end has 15 s; a store that works needs far less than this.
_LAST_DELIVERY_S = 5.0

OpenBus = Callable[[ModbusTcpAddress | ModbusRtuAddress, Mapping[int, Timing], Clock], FieldBus]


@dataclass(frozen=True, slots=True)
class Grid:
    """Slots at `start` + n × `period` [s, monotonic]."""

    start: float
    period: float

    def after(self, now: float) -> float:
        """The first slot after `now`: slots that were missed are left out, not made up for."""
        return self.start + (math.floor((now - self.start) / self.period) + 1) * self.period


class Poller:
    """Reads all Modbus devices of `site`; `current` holds the newest reading of every point."""

    def __init__(self, site: Site, open_bus: OpenBus, clock: Clock, sink: Sink) -> None:
        self.current: dict[str, Reading] = {}
        self.delivery = Delivery(sink)
        self._readers: dict[str, list[DeviceReader]] = {}
        self._periods: dict[DeviceReader, float] = {}
        self._buses: dict[str, FieldBus] = {}
        self._bus_of: dict[str, FieldBus] = {}
        points: dict[str, list[Point]] = {}
        for point in site.points():
            points.setdefault(point.device, []).append(point)
        for name, devices in _by_bus(site.devices).items():
            bus = open_bus(_modbus(devices[0]), _timings(devices), clock)
            self._buses[name] = bus
            self._readers[name] = []
            for device in devices:
                reader = DeviceReader(device, points.get(device.id, []), bus, clock)
                self._readers[name].append(reader)
                self._periods[reader] = device.poll_s or DEFAULT_POLL_S
                self._bus_of[device.id] = bus

    def bus_of(self, device_id: str) -> FieldBus | None:
        """The bus that device `device_id` is on, for the commander; None when it is on none."""
        return self._bus_of.get(device_id)

    def health(self) -> list[DeviceHealth]:
        """How each polled device fares."""
        return [reader.health for readers in self._readers.values() for reader in readers]

    async def read_once(self) -> Mapping[str, Reading]:
        """Every device asked once, buses beside each other; the newest readings. The buses are given back."""
        try:
            await asyncio.gather(*(self._read_bus(readers) for readers in self._readers.values()))
        finally:
            for bus in self._buses.values():
                await bus.close()
        return self.current

    async def _read_bus(self, readers: list[DeviceReader]) -> None:
        for reader in readers:
            remember(self.current, await reader.read())

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set, then hand over what waits and give the buses back."""
        start = asyncio.get_running_loop().time()
        tasks = [asyncio.create_task(self.delivery.run())]
        for index, readers in enumerate(self._readers.values()):
            # Buses start one after the other within the shortest period, so that they do not all ask at once.
            shortest = min(self._periods[reader] for reader in readers)
            offset = shortest * index / len(self._readers)
            tasks.append(asyncio.create_task(self._poll_bus(readers, start + offset)))
        stopped = asyncio.create_task(stop.wait())
        try:
            # A task of ours that ends has failed: let it be seen instead of going on half blind.
            await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopped, *tasks):
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            await self._finish()
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome

    async def _poll_bus(self, readers: list[DeviceReader], start: float) -> None:
        """Read the devices of one bus, each in its own slots; of those that are due, the longest unread first."""
        loop = asyncio.get_running_loop()
        grids = [Grid(start, self._periods[reader]) for reader in readers]
        due = [(start, turn, turn) for turn in range(len(readers))]
        for turn in itertools.count(len(readers)):
            slot, _, index = heapq.heappop(due)
            await asyncio.sleep(max(0.0, slot - loop.time()))
            await self._poll(readers[index])
            heapq.heappush(due, (grids[index].after(max(slot, loop.time())), turn, index))

    async def _poll(self, reader: DeviceReader) -> None:
        try:
            readings = await reader.read()
        except Exception:
            # One device's surprise must not end the polling of its neighbours.
            _LOG.exception("polling %s failed", reader.health.device)
            return
        remember(self.current, readings)
        self.delivery.put(readings)

    async def _finish(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_DELIVERY_S):
                await self.delivery.deliver()
        for bus in self._buses.values():
            await bus.close()


def remember(current: MutableMapping[str, Reading], readings: Iterable[Reading]) -> None:
    """Put into `current` what is newer than what it holds.

    What arrives now with an earlier time of arrival than what is held shows that the clock has been set back: what
    is held has a time that does not count any more, and would stand there until the clock comes to it again.
    """
    for reading in readings:
        held = current.get(reading.point)
        set_back = held is not None and reading.received_at < held.received_at
        if held is None or set_back or reading.measured_at >= held.measured_at:
            current[reading.point] = reading


def _by_bus(devices: Iterable[Device]) -> dict[str, list[Device]]:
    """Modbus devices by the connection or line they share, in the order of the site."""
    found: dict[str, list[Device]] = {}
    for device in devices:
        if not isinstance(device.address, MqttAddress):
            found.setdefault(device.address.bus, []).append(device)
    return found


def _modbus(device: Device) -> ModbusTcpAddress | ModbusRtuAddress:
    assert not isinstance(device.address, MqttAddress)
    return device.address


def _timings(devices: Iterable[Device]) -> dict[int, Timing]:
    return {_modbus(device).unit_id: device.profile.timing for device in devices}
