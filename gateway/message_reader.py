"""Turns the messages of one MQTT device into readings, and knows how the device fares."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.message import Message
from domain.quality import GOOD, Quality, Reason, uncertain
from domain.reading import Reading
from domain.site import Device, Point
from gateway.device_reader import DeviceHealth
from gateway.fieldbus.mqtt_decoders import Decoded, Undecodable, decode_message
from gateway.normalise import reading
from gateway.plausibility import CounterWatch, believable

_LOG = logging.getLogger("snokyla.gateway.messages")

# Repeated deliveries come within the broker's window of messages in flight (20 in Mosquitto); this is plenty.
_REMEMBERED_IDS = 1000
_KEPT_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Poison:
    """A message that could not be read: kept for whoever looks for the reason, at most its first 4096 bytes."""

    device: str
    message: Message
    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message gave: readings, none for a repeated one; `poison` when it could not be read."""

    readings: Sequence[Reading] = ()
    poison: Poison | None = None


class MessageReader:
    """The messages of one device."""

    def __init__(self, device: Device, points: Sequence[Point]) -> None:
        self.device, self.health = device, DeviceHealth(device.id)
        self._points = points
        self._counters = CounterWatch()
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def read(self, message: Message) -> Heard:
        """Readings in `message`; bad ones for all points when it cannot be read."""
        decoded = self._decode(message.payload)
        if isinstance(decoded, Undecodable):
            return self._undecodable(message, decoded.reason)
        if decoded.message_id is not None and self._repeated(decoded.message_id, message.payload):
            return Heard()
        found = self._readings(decoded, message)
        if any(one.quality.usable for one in found):
            self.health = DeviceHealth(self.device.id, message.received_at)
        elif found:
            self._failed("every value in the message is marked invalid or out of range")
        return Heard(found)

    def _decode(self, payload: bytes) -> Decoded | Undecodable:
        try:
            return decode_message(self.device.profile, payload)
        except Exception as error:
            # Unforeseen, but one strange message must not stop those behind it, nor come back for ever.
            _LOG.exception("decoding a message of %s failed", self.device.id)
            return Undecodable(f"decoder failed: {error!r}")

    def _readings(self, decoded: Decoded, message: Message) -> list[Reading]:
        measured_at, quality = _when(decoded, message)
        return [
            self._counters.judge(
                point,
                reading(point, decoded.values[point.profile_point.id], measured_at, message.received_at, quality),
            )
            for point in self._points
            if point.profile_point.id in decoded.values
        ]

    def _undecodable(self, message: Message, reason: str) -> Heard:
        # Said once, not for each message of a sensor that has been set up wrong.
        level = logging.DEBUG if reason == self.health.reason else logging.WARNING
        self._failed(reason)
        _LOG.log(level, "%s: message on %s cannot be read: %s", self.device.id, message.topic, reason)
        at = message.received_at
        kept = replace(message, payload=message.payload[:_KEPT_BYTES])
        readings = [reading(point, Reason.UNDECODABLE, at, at) for point in self._points]
        return Heard(readings, Poison(self.device.id, kept, reason))

    def _failed(self, reason: str) -> None:
        self.health = DeviceHealth(self.device.id, self.health.last_good_at, self.health.failures + 1, reason)

    def _repeated(self, message_id: str, payload: bytes) -> bool:
        """Whether this very message came before; a device's own count may start again, so id and payload count."""
        digest = hashlib.blake2b(message_id.encode() + b"\0" + payload, digest_size=16).digest()
        if digest in self._seen:
            return True
        self._seen[digest] = None
        if len(self._seen) > _REMEMBERED_IDS:
            self._seen.popitem(last=False)
        return False


def _when(decoded: Decoded, message: Message) -> tuple[datetime, Quality]:
    """When it was measured, and how far that may be trusted."""
    if decoded.measured_at is not None and believable(decoded.measured_at, message.received_at):
        return decoded.measured_at, GOOD
    if decoded.has_time:
        return message.received_at, uncertain(Reason.CLOCK_SUSPECT)
    if message.retained or message.waited:
        # Said at some time before we came, or while we took nothing: the broker does not know when.
        return message.received_at, uncertain(Reason.STALE)
    return message.received_at, GOOD
