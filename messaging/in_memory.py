"""A broker in memory with the same promises: sessions that last, QoS 1, retained messages."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from domain.clock import Clock
from domain.errors import Unreachable
from domain.message import Message
from messaging.subscriptions import Subscriptions
from messaging.topics import check_topic, matches


@dataclass(slots=True)
class _Session:
    """What the broker keeps of one client: its filters, and messages in order that are not acknowledged."""

    filters: set[str] = field(default_factory=set)
    pending: dict[int, tuple[str, bytes, bool]] = field(default_factory=dict)
    bus: InMemoryBus | None = None


class InMemoryBroker:
    """Sessions by client id, and the retained messages."""

    def __init__(self) -> None:
        self.retained: dict[str, bytes] = {}
        self._sessions: dict[str, _Session] = {}
        self._numbers = itertools.count(1)

    def session(self, client_id: str) -> _Session:
        """The session of `client_id`, an empty one for a new client."""
        return self._sessions.setdefault(client_id, _Session())

    def publish(self, topic: str, payload: bytes, retain: bool) -> None:
        """Queue the message for every session that wants it, and keep it when it is to be retained."""
        if retain and payload:
            self.retained[topic] = payload
        elif retain:
            self.retained.pop(topic, None)
        for session in self._sessions.values():
            if any(matches(topic_filter, topic) for topic_filter in session.filters):
                self.enqueue(session, topic, payload, retained=False)

    def enqueue(self, session: _Session, topic: str, payload: bytes, retained: bool) -> None:
        """Keep a message for `session` until it is acknowledged, and send it when its client is there."""
        number = next(self._numbers)
        session.pending[number] = (topic, payload, retained)
        if session.bus is not None:
            session.bus.receive(number)


class InMemoryBus:
    """`domain.ports.message_bus.MessageBus` without a network; a second bus of a client takes over its session."""

    def __init__(self, broker: InMemoryBroker, client_id: str, clock: Clock) -> None:
        self._broker, self._clock = broker, clock
        self._session = broker.session(client_id)
        self._subscriptions = Subscriptions()
        self._closed = False
        if self._session.bus is not None:
            self._session.bus.drop()
        self._session.bus = self
        self._connected_before = False

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Hand `payload` to the broker; Unreachable when this bus is closed."""
        check_topic(topic)
        if self._closed:
            raise Unreachable("in-memory broker", "closed")
        self._broker.publish(topic, payload, retain)
        # As with a real broker, others get their turn before this returns.
        await asyncio.sleep(0)

    def subscribe(self, topic_filter: str) -> AsyncIterator[Message]:
        """Messages whose topic fits, also those that wait in the session; ValueError for what is no filter."""
        messages = self._subscriptions.subscribe(topic_filter)
        self._session.filters.add(topic_filter)
        if not self._connected_before:
            self._connected_before = True
            for number in list(self._session.pending):
                self.receive(number, waited=True)
        for topic, payload in self._broker.retained.items():
            if matches(topic_filter, topic):
                self._broker.enqueue(self._session, topic, payload, retained=True)
        return messages

    def receive(self, number: int, *, waited: bool = False) -> None:
        """Take over message `number` of the session."""
        topic, payload, retained = self._session.pending[number]

        def acknowledge() -> None:
            if self._session.bus is self:
                self._session.pending.pop(number, None)

        self._subscriptions.deliver(Message(topic, payload, self._clock.now(), retained, acknowledge, waited))

    def drop(self) -> None:
        """Lose the connection; the session keeps what is not acknowledged."""
        if self._session.bus is self:
            self._session.bus = None
        self._closed = True
        self._subscriptions.end()

    async def close(self) -> None:
        """Leave the broker; the session keeps what is not acknowledged."""
        self.drop()
