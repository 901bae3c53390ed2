"""The seam to the message broker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from domain.message import Message


class MessageBus(Protocol):
    """Publishes and receives messages with QoS 1; asynchronous."""

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Hand `payload` to the broker; returns when it has taken it. Unreachable when it does not."""
        ...

    def subscribe(self, topic_filter: str) -> AsyncIterator[Message]:
        """Messages whose topic fits `topic_filter`; each must be acknowledged once it is stored."""
        ...

    async def close(self) -> None:
        """Leave the broker in an orderly way."""
        ...
