"""The broker through paho: a persistent session, and no acknowledgement before a message is stored.

paho runs its own network thread; messages cross over to the event loop one by one and at most `LIMIT` of them
wait there. When it is full the thread waits, the broker's window fills, and the rest stays with the broker.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from domain.clock import Clock
from domain.errors import ConfigurationError, Fault, Unreachable
from domain.message import Message
from domain.site import MqttSettings
from messaging.subscriptions import Subscriptions
from messaging.topics import check_topic

_LOG = logging.getLogger("snokyla.messaging.mqtt")

LIMIT = 10_000
CONNECT_S, PUBLISH_S = 5.0, 5.0
_KEEPALIVE_S = 30
_PORTS = {"mqtt": 1883, "mqtts": 8883}
_FIRST_RECONNECT_S, _LONGEST_RECONNECT_S = 1, 60
_FULL_CHECK_S = 0.02
# What has waited with the broker comes first when a session goes on, and after acknowledgements that were held
# back (a store that fails): so long everything may be of that kind. Mosquitto's 1000 messages take two seconds.
_BACKLOG_S = 10.0
# An acknowledgement that takes longer than this holds up those behind it.
_PROMPT_S = 2.0


class PahoBus:
    """`domain.ports.message_bus.MessageBus` over MQTT 3.1.1, QoS 1; `status_topic` tells whether it lives."""

    def __init__(
        self,
        url: str,
        client_id: str,
        clock: Clock,
        *,
        username: str | None = None,
        password: str | None = None,
        status_topic: str | None = None,
    ) -> None:
        self._url, self._clock, self._status_topic = url, clock, status_topic
        self._tls, self._host, self._port = _parse(url)
        self._subscriptions = Subscriptions()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._attempted = asyncio.Event()
        self._publishing: dict[int, asyncio.Future[None]] = {}
        self._closing = False
        self.connected = False
        self.reason: str | None = "not connected yet"
        # Both change on the network thread. The generation tells acknowledgements of an earlier connection.
        self._generation, self._handed = 0, 0
        self._arrived = 0
        self._backlog_until = 0.0
        # Filters that the broker has confirmed, and those asked for, by number of the request.
        self._confirmed: set[str] = set()
        self._asked: dict[int, set[str]] = {}
        self._lock = threading.Lock()
        self._client = self._make_client(client_id, username, password)

    @classmethod
    def from_settings(cls, settings: MqttSettings, clock: Clock, status_topic: str | None = None) -> PahoBus:
        """The bus of a site; the password is read from its file, ConfigurationError when it cannot be."""
        return cls(
            settings.broker,
            settings.client_id,
            clock,
            username=settings.username,
            password=_password(settings.password_file),
            status_topic=status_topic,
        )

    def _make_client(self, client_id: str, username: str | None, password: str | None) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=False,
            protocol=MQTTProtocolVersion.MQTTv311,
            manual_ack=True,
        )
        if username is not None:
            client.username_pw_set(username, password)
        if self._tls:
            client.tls_set()
        if self._status_topic is not None:
            client.will_set(self._status_topic, b"offline", qos=1, retain=True)
        client.reconnect_delay_set(_FIRST_RECONNECT_S, _LONGEST_RECONNECT_S)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        return client

    def start(self) -> None:
        """Connect in the background and stay connected, for ever if need be; from a running event loop."""
        if self._loop is not None:
            return
        self._loop = asyncio.get_running_loop()
        self._client.connect_async(self._host, self._port, keepalive=_KEEPALIVE_S)
        self._client.loop_start()

    async def connect(self, within_s: float = CONNECT_S) -> None:
        """Connect now or raise Unreachable: for what runs once."""
        self.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._attempted.wait()
        if not self.connected:
            reason = self.reason or "no answer"
            await self.close()
            raise Unreachable(self._url, reason)

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Hand `payload` to the broker; returns when it has taken it. Unreachable when it does not."""
        check_topic(topic)
        if self._loop is None or not self.connected:
            raise Unreachable(self._url, self.reason or "not connected")
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise Unreachable(self._url, paho.error_string(info.rc))
        # The network thread answers through the loop, so never before this line.
        taken = self._publishing[info.mid] = self._loop.create_future()
        try:
            async with asyncio.timeout(PUBLISH_S):
                await taken
        except TimeoutError:
            raise Unreachable(self._url, f"message on {topic} not taken within {PUBLISH_S:.0f} s") from None
        finally:
            self._publishing.pop(info.mid, None)

    def subscribe(self, topic_filter: str) -> AsyncIterator[Message]:
        """Messages whose topic fits, also those that wait in the session; ValueError for what is no filter."""
        messages = self._subscriptions.subscribe(topic_filter)
        if self.connected:
            self._subscribe_missing()
        return messages

    async def close(self) -> None:
        """Leave the broker in an orderly way; the session stays, with what is not acknowledged."""
        if self._closing:
            return
        if self.connected and self._status_topic is not None:
            with suppress(Unreachable):
                await self.publish(self._status_topic, b"offline", retain=True)
        self._closing = True
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)
        self.connected, self.reason = False, "closed"
        self._subscriptions.end()

    # On paho's network thread.

    def _on_connect(
        self,
        client: paho.Client,
        userdata: object,  # noqa: ARG002 - paho's signature
        flags: paho.ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,  # noqa: ARG002
    ) -> None:
        if reason.is_failure:
            self._call(self._state, False, f"broker refuses: {reason}")
            return
        with self._lock:
            self._generation += 1
            self._asked.clear()
            if flags.session_present:
                self._backlog_until = time.monotonic() + _BACKLOG_S
            else:
                self._confirmed.clear()
        self._subscribe_missing()
        if self._status_topic is not None:
            client.publish(self._status_topic, b"online", qos=1, retain=True)
        self._call(self._state, True, None)

    def _on_subscribe(
        self,
        client: paho.Client,  # noqa: ARG002
        userdata: object,  # noqa: ARG002
        mid: int,
        reasons: list[ReasonCode],
        properties: Properties | None,  # noqa: ARG002
    ) -> None:
        with self._lock:
            filters = self._asked.pop(mid, set())
            if not any(reason.is_failure for reason in reasons):
                self._confirmed |= filters
                return
        _LOG.error("%s: broker refuses to subscribe to one of %s", self._url, ", ".join(sorted(filters)))

    def _on_connect_fail(self, client: paho.Client, userdata: object) -> None:  # noqa: ARG002
        error = sys.exc_info()[1]
        why = getattr(error, "strerror", None) or str(error or "no connection")
        self._call(self._state, False, why)

    def _on_disconnect(
        self,
        client: paho.Client,  # noqa: ARG002
        userdata: object,  # noqa: ARG002
        flags: paho.DisconnectFlags,  # noqa: ARG002
        reason: ReasonCode,
        properties: Properties | None,  # noqa: ARG002
    ) -> None:
        with self._lock:
            self._generation += 1
        self._call(self._state, False, f"connection lost: {reason}")

    def _on_message(self, client: paho.Client, userdata: object, message: paho.MQTTMessage) -> None:  # noqa: ARG002
        while self._handed - self._arrived + self._subscriptions.waiting >= LIMIT:
            if self._closing:
                return
            time.sleep(_FULL_CHECK_S)
        self._handed += 1
        self._call(self._receive, message, self._generation, time.monotonic())

    def _on_publish(
        self,
        client: paho.Client,  # noqa: ARG002
        userdata: object,  # noqa: ARG002
        mid: int,
        reason: ReasonCode,  # noqa: ARG002
        properties: Properties | None,  # noqa: ARG002
    ) -> None:
        self._call(self._published, mid)

    def _subscribe_missing(self) -> None:
        """Ask for the filters that the broker has neither confirmed nor been asked for; from either thread."""
        with self._lock:
            asked = set().union(*self._asked.values())
            missing = self._subscriptions.filters - self._confirmed - asked
            if not missing:
                return
            result, mid = self._client.subscribe([(topic_filter, 1) for topic_filter in sorted(missing)])
            if result == MQTTErrorCode.MQTT_ERR_SUCCESS and mid is not None:
                self._asked[mid] = missing

    def _call(self, function: object, *arguments: object) -> None:
        """Go on in the event loop, unless it has ended."""
        assert self._loop is not None
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)  # type: ignore[arg-type]

    # In the event loop.

    def _state(self, connected: bool, reason: str | None) -> None:
        if connected != self.connected or not self._attempted.is_set():
            log = _LOG.info if connected or self._closing else _LOG.warning
            log("%s: %s", self._url, reason or "connected")
        self.connected, self.reason = connected, reason
        if connected:
            # Filters that came while the connection was being made.
            self._subscribe_missing()
        self._attempted.set()

    def _published(self, mid: int) -> None:
        taken = self._publishing.get(mid)
        if taken is not None and not taken.done():
            taken.set_result(None)

    def _receive(self, message: paho.MQTTMessage, generation: int, arrived: float) -> None:
        self._arrived += 1
        mid, qos = message.mid, message.qos
        waited = message.dup or arrived < self._backlog_until

        def acknowledge() -> None:
            now = time.monotonic()
            if now - arrived > _PROMPT_S:
                self._backlog_until = now + _BACKLOG_S
            # After a new connection the number may belong to another message; the broker brings this one again.
            with self._lock:
                if generation == self._generation:
                    self._client.ack(mid, qos)

        try:
            topic = message.topic
        except UnicodeDecodeError:
            _LOG.warning("%s: message on a topic that is not UTF-8 dropped", self._url)
            acknowledge()
            return
        self._subscriptions.deliver(
            Message(topic, bytes(message.payload), self._clock.now(), message.retain, acknowledge, waited)
        )


def _parse(url: str) -> tuple[bool, str, int]:
    """Whether TLS, host and port of `mqtt://host:port` or `mqtts://…`; ValueError otherwise."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"{url!r} is not a broker; write mqtt://host:1883 or mqtts://host:8883")
    return parts.scheme == "mqtts", parts.hostname, parts.port or _PORTS[parts.scheme]


def _password(file: str | None) -> str | None:
    if file is None:
        return None
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        found = getattr(error, "strerror", None) or "bytes that are not UTF-8"
        remedy = "put the password of the broker there, readable for this user alone"
        fault = Fault(file, None, "mqtt.password_file", found, "the file with the secret", remedy)
        raise ConfigurationError([fault]) from error
