"""Commands: the will of the controller or a person, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Priority(IntEnum):
    """Who wins when two commands meet; lower wins, as in BACnet."""

    SAFETY = 1
    MANUAL = 8
    AUTOMATIC = 16


@dataclass(frozen=True, slots=True)
class Command:
    """Set `point` to `value` [canonical unit] until `expires_at`; after that it is not to be obeyed."""

    point: str
    value: float
    priority: Priority
    issued_by: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Applied:
    """Written and read back as asked."""

    command: Command
    at: datetime


@dataclass(frozen=True, slots=True)
class Rejected:
    """Not written: not on the allow-list, expired, outranked, or read back as something else.

    `by_device`: the device itself refused it or keeps another value, so it does not do what was asked.
    """

    command: Command
    reason: str
    by_device: bool = False


@dataclass(frozen=True, slots=True)
class OutOfLimits:
    """Not written: outside the point's limits [canonical unit]."""

    command: Command
    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The device did not answer; whether it obeyed is not known."""

    command: Command
    reason: str


Outcome = Applied | Rejected | OutOfLimits | NoAnswer
