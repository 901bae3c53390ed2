"""Sensors that speak by themselves: every MQTT device of a site, publishing over the bus it is given."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial

from domain.address import MqttAddress
from domain.clock import Clock
from domain.device import ProfilePoint
from domain.errors import TransientError
from domain.ports.message_bus import MessageBus
from domain.site import Device, Site
from simulators.field_values import FieldValues
from simulators.mqtt_messages import (
    chirpstack_uplink,
    concrete,
    plain_json,
    shelly_components,
    shelly_notification,
)

_LOG = logging.getLogger("snokyla.simulators")
_RETRY_S = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often messages go out, in real seconds; real LoRaWAN sensors take ten minutes and more."""

    uplink_s: float = 60.0
    json_s: float = 15.0
    shelly_s: float = 5.0
    shelly_energy_every: int = 6


class MqttSensors:
    """Publishes for all MQTT devices of `site` until cancelled; a broker that is away is tried again."""

    def __init__(
        self, site: Site, bus: MessageBus, clock: Clock, values: FieldValues, pace: Pace | None = None
    ) -> None:
        self.devices = tuple(device for device in site.devices if isinstance(device.address, MqttAddress))
        self._bus = bus
        self._clock = clock
        self._values = values
        self._pace = pace or Pace()

    async def run(self) -> None:
        """Publish for ever, every device on its own beat."""
        await asyncio.gather(*(self._run(device) for device in self.devices))

    async def publish_once(self, device: Device, beat: int = 0) -> None:
        """The messages of `device` for one beat: everything at beat 0."""
        assert isinstance(device.address, MqttAddress)
        topic = concrete(device.address.topic_filter)
        for payload in self._payloads(device, topic, beat):
            await self._bus.publish(topic, payload)

    async def _run(self, device: Device) -> None:
        beat = 0
        while True:
            interval_s = self._interval_s(device)
            try:
                await self.publish_once(device, beat)
                beat += 1
            except TransientError as error:
                _LOG.info("simulated sensor %s cannot publish: %s", device.id, error)
                interval_s = min(interval_s, _RETRY_S)
            await asyncio.sleep(interval_s)

    def _payloads(self, device: Device, topic: str, beat: int) -> list[bytes]:
        read, now = partial(self._read, device.id), self._clock.now()
        if device.profile.decoder == "chirpstack_v4":
            return [chirpstack_uplink(device, topic, now, read)]
        if device.profile.decoder != "shelly_gen2":
            return [plain_json(device, now, read)]
        if beat == 0:
            return [shelly_notification(topic, now, device.profile.points, read, full=True)]
        # Energies go out once a minute in a message of their own, the rest whenever it moves.
        components = shelly_components(device)
        energies = [name for name in components if name.startswith("emdata")]
        wanted = energies if beat % self._pace.shelly_energy_every == 0 else components.keys() - set(energies)
        points = [point for name in sorted(wanted) for point in components[name]]
        return [shelly_notification(topic, now, points, read)] if points else []

    def _read(self, device_id: str, point: ProfilePoint) -> float | None:
        return self._values.read(device_id, point, self._clock.now())

    def _interval_s(self, device: Device) -> float:
        paces = {"chirpstack_v4": self._pace.uplink_s, "shelly_gen2": self._pace.shelly_s}
        return paces.get(device.profile.decoder or "", self._pace.json_s)
