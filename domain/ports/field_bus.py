"""The seam to a field bus: requests for register blocks, and an answer or a reason for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.device import RegisterKind


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """`count` registers (or bits) from `address` of `unit_id`."""

    unit_id: int
    kind: RegisterKind
    address: int
    count: int


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """`words` to the holding registers (or coils, 0 and 1) from `address` of `unit_id`."""

    unit_id: int
    kind: RegisterKind
    address: int
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """An answer that fits its request; measured midway between asking and answering."""

    words: tuple[int, ...]
    asked_at: datetime
    answered_at: datetime

    @property
    def measured_at(self) -> datetime:
        """Best estimate of when the device took the values."""
        return self.asked_at + (self.answered_at - self.asked_at) / 2


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer in time, or no connection."""

    reason: str


@dataclass(frozen=True, slots=True)
class DeviceException:
    """The device refused, with a Modbus exception code."""

    code: int


@dataclass(frozen=True, slots=True)
class BadReply:
    """An answer that does not fit its request: foreign unit, function, length or transaction."""

    reason: str


ReadOutcome = Words | Silence | DeviceException | BadReply
WriteOutcome = Words | Silence | DeviceException | BadReply


class FieldBus(Protocol):
    """One bus (a connection or a serial line); asynchronous, one request at a time."""

    async def read(self, requests: Sequence[ReadRequest]) -> Mapping[ReadRequest, ReadOutcome]:
        """An outcome for each of `requests`; one that fails does not touch the others."""
        ...

    async def write(self, request: WriteRequest) -> WriteOutcome:
        """Write once, never repeated by the bus; Words with what the device confirmed."""
        ...

    async def close(self) -> None:
        """Give the connection back."""
        ...
