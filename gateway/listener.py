"""Listens to the MQTT devices of a site: decode, store, and only then acknowledge."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import MutableMapping

from domain.address import MqttAddress
from domain.message import Message
from domain.ports.message_bus import MessageBus
from domain.reading import Reading
from domain.site import Point, Site
from gateway.backoff import Backoff
from gateway.delivery import Sink
from gateway.device_reader import DeviceHealth
from gateway.message_reader import MessageReader, Poison
from gateway.poller import remember

_LOG = logging.getLogger("snokyla.gateway.listener")

# Messages taken over and not stored yet; the broker keeps all of them, and the rest, until they are acknowledged.
_QUEUE = 1000
_KEPT_POISON = 100
_FIRST_RETRY_S, _LONGEST_RETRY_S = 0.5, 30.0


class Listener:
    """Receives the messages of every MQTT device of `site`.

    `current` holds the newest reading of every point (it may be the poller's), `poison` the newest messages
    that could not be read, `error` what the store said last (None while it works).
    """

    def __init__(
        self,
        site: Site,
        bus: MessageBus,
        sink: Sink,
        current: MutableMapping[str, Reading] | None = None,
    ) -> None:
        self.current: MutableMapping[str, Reading] = {} if current is None else current
        self.poison: deque[Poison] = deque(maxlen=_KEPT_POISON)
        self.error: str | None = None
        self._bus, self._sink = bus, sink
        self._queue: asyncio.Queue[tuple[MessageReader, Message]] = asyncio.Queue(_QUEUE)
        self._taken: list[Message] = []
        self._readings: list[Reading] = []
        points: dict[str, list[Point]] = {}
        for point in site.points():
            points.setdefault(point.device, []).append(point)
        self._readers = [
            MessageReader(device, points.get(device.id, []))
            for device in site.devices
            if isinstance(device.address, MqttAddress)
        ]

    def health(self) -> list[DeviceHealth]:
        """How each listening device fares."""
        return [reader.health for reader in self._readers]

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop` is set; what is not stored by then stays unacknowledged with the broker."""
        tasks = [asyncio.create_task(self._hear(reader)) for reader in self._readers]
        tasks.append(asyncio.create_task(self._store()))
        stopped = asyncio.create_task(stop.wait())
        try:
            # A task of ours that ends has failed: let it be seen instead of going on half deaf.
            await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopped, *tasks):
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome

    async def _hear(self, reader: MessageReader) -> None:
        address = reader.device.address
        assert isinstance(address, MqttAddress)
        async for message in self._bus.subscribe(address.topic_filter):
            await self._queue.put((reader, message))

    async def _store(self) -> None:
        """Store all that waits in one go, then acknowledge it."""
        while True:
            if not self._taken:
                await self._take()
            await self._until_stored(self._readings)
            remember(self.current, self._readings)
            for message in self._taken:
                message.ack()
            self._taken, self._readings = [], []

    async def _take(self) -> None:
        """Read all that waits; it is kept here until it is stored, also when this part is started again."""
        waiting = [await self._queue.get()]
        while not self._queue.empty():
            waiting.append(self._queue.get_nowait())
        heard = [reader.read(message) for reader, message in waiting]
        self.poison.extend(one.poison for one in heard if one.poison is not None)
        self._readings = [reading for one in heard for reading in one.readings]
        self._taken = [message for _, message in waiting]

    async def _until_stored(self, readings: list[Reading]) -> None:
        """Hand over `readings`, again and again while the store fails."""
        retry = Backoff(_FIRST_RETRY_S, ceiling_s=_LONGEST_RETRY_S)
        while readings:
            try:
                await self._sink(readings)
            except Exception as error:
                if self.error is None:
                    _LOG.error("the store does not take messages, the broker keeps them: %s", error)
                self.error = str(error) or type(error).__name__
                now = asyncio.get_running_loop().time()
                retry.failed(now)
                await asyncio.sleep(retry.wait_s(now))
            else:
                self.error = None
                return
