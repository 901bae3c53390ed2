"""A message as it came from the broker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


def _nothing_to_acknowledge() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Message:
    """Topic, payload and when it arrived; `ack()` tells the broker that it is safely stored.

    `waited`: it may have lain with the broker for a while, so its arrival says nothing about when it was sent.
    """

    topic: str
    payload: bytes
    received_at: datetime
    retained: bool = False
    ack: Callable[[], None] = field(default=_nothing_to_acknowledge, compare=False)
    waited: bool = False
