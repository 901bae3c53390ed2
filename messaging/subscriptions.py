"""Who in this process gets which message, and when the broker may be told that it is safe."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace

from domain.message import Message
from messaging.topics import check_filter, matches

_LOG = logging.getLogger("snokyla.messaging")

# A persistent session may bring messages before those who want them have subscribed.
GRACE_S = 30.0
_HELD = 1000


class _Queue:
    """Messages for one subscriber; None ends it."""

    def __init__(self, topic_filter: str) -> None:
        self.topic_filter = topic_filter
        self.messages: asyncio.Queue[Message | None] = asyncio.Queue()


class Subscriptions:
    """Hands messages to subscribers; used from the event loop only, but `waiting` may be read from anywhere.

    A message that several subscribers get is acknowledged when the last of them does. One that nobody wants is
    held, and acknowledged unseen only if no filter of this process fits it after a while: a session remembers
    filters of devices that the site no longer has.
    """

    def __init__(self) -> None:
        self._queues: list[_Queue] = []
        self._held: deque[Message] = deque()
        self._release: asyncio.TimerHandle | None = None
        self._patient = True
        self.filters: set[str] = set()
        self.waiting = 0  # messages here that nobody has taken

    def subscribe(self, topic_filter: str) -> AsyncIterator[Message]:
        """Messages that fit, from now on and of those held; ValueError for what is no filter."""
        check_filter(topic_filter)
        self.filters.add(topic_filter)
        queue = _Queue(topic_filter)
        self._queues.append(queue)
        held, self._held = self._held, deque()
        self.waiting -= len(held)
        for message in held:
            self.deliver(message)
        return self._messages(queue)

    def deliver(self, message: Message) -> None:
        """Give `message` to everyone who wants it, or hold it."""
        queues = [queue for queue in self._queues if matches(queue.topic_filter, message.topic)]
        if not queues:
            self._hold(message)
            return
        shared = _shared(message, len(queues))
        for queue in queues:
            queue.messages.put_nowait(shared)
        self.waiting += len(queues)

    def end(self) -> None:
        """No more messages: every subscriber's iteration ends."""
        if self._release is not None:
            self._release.cancel()
        for queue in self._queues:
            queue.messages.put_nowait(None)

    async def _messages(self, queue: _Queue) -> AsyncIterator[Message]:
        try:
            while (message := await queue.messages.get()) is not None:
                self.waiting -= 1
                yield message
        finally:
            self._queues.remove(queue)
            # What this subscriber has not taken may still be wanted by the next with its filter.
            while not queue.messages.empty():
                left = queue.messages.get_nowait()
                if left is not None:
                    self.waiting -= 1
                    self._hold(left)

    def _hold(self, message: Message) -> None:
        self._held.append(message)
        self.waiting += 1
        if len(self._held) > _HELD:
            # Unacknowledged, so the broker brings it again after the next connection.
            self._held.popleft()
            self.waiting -= 1
        if not self._patient:
            self._drop_unwanted()
        elif self._release is None:
            self._release = asyncio.get_running_loop().call_later(GRACE_S, self._lose_patience)

    def _lose_patience(self) -> None:
        self._patient = False
        self._drop_unwanted()

    def _drop_unwanted(self) -> None:
        """Acknowledge what no filter of this process has ever fitted, so that it does not block the rest."""
        held, self._held = self._held, deque()
        for message in held:
            if any(matches(topic_filter, message.topic) for topic_filter in self.filters):
                self._held.append(message)
                continue
            _LOG.warning("message on %s dropped: no device of the site listens to it", message.topic)
            self.waiting -= 1
            message.ack()


def _shared(message: Message, parties: int) -> Message:
    """`message` whose `ack` counts once all parties have called it."""
    if parties == 1:
        return message
    left = parties

    def acknowledge() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            message.ack()

    return replace(message, ack=acknowledge)
