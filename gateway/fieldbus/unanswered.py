"""Requests whose answer may still be under way, so that it is never taken for the answer to another.

On Modbus TCP the transaction number tells. On a serial line, and behind a converter that hands bytes to
whoever is connected now, only unit, function and length do: a reply of the same shape would pass every check.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.ports.field_bus import ReadRequest, WriteRequest
from gateway.fieldbus.frames import MAX_BITS, MAX_REGISTERS, Frame, Request, reply_octets

# No converter we know of keeps a reply longer. An assumption, on the safe side of the seconds seen in the field.
_FORGOTTEN_AFTER_S = 30.0
_EXCEPTION = 0x80


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A request as it went out: `pdu` are its bytes, `sent` when [s, monotonic]."""

    request: Request
    pdu: bytes
    transaction: int
    sent: float

    def answered_by(self, frame: Frame) -> bool:
        """Whether `frame` could be the answer; by transaction where there is one, else by shape."""
        if frame.transaction is not None:
            return frame.transaction == self.transaction
        if frame.unit_id != self.request.unit_id or frame.pdu[0] & ~_EXCEPTION != self.pdu[0]:
            return False
        if frame.pdu[0] & _EXCEPTION:
            return True
        if isinstance(self.request, WriteRequest):
            return frame.pdu == self.pdu[:5]
        return len(frame.pdu) == reply_octets(self.request) + 2


class Unanswered:
    """The requests of one bus that nothing has answered so far."""

    def __init__(self) -> None:
        self._asked: list[Asked] = []

    def add(self, asked: Asked) -> None:
        """`asked` goes out now."""
        self._asked = [old for old in self._asked if asked.sent - old.sent < _FORGOTTEN_AFTER_S]
        self._asked.append(asked)

    def answered(self, asked: Asked, frame: Frame) -> None:
        """`frame` answered `asked`, unless it could as well be the late answer to an older request."""
        if not any(old is not asked and old.answered_by(frame) for old in self._asked):
            self._asked.remove(asked)

    def take(self, frame: Frame, but: Asked | None = None) -> Asked | None:
        """The oldest request but `but` that `frame` answers, taken out; None when it answers none."""
        for old in self._asked:
            if old is not but and old.answered_by(frame):
                self._asked.remove(old)
                return old
        return None

    def safe_forms(self, request: ReadRequest, most: int, now: float) -> list[tuple[ReadRequest, ...]]:
        """Ways to read `request` whose answers no late answer resembles, best first; empty when there is none.

        As it stands, with more registers behind (at most `most` in all), or in two parts.
        """
        taken = {
            reply_octets(old.request)
            for old in self._asked
            if isinstance(old.request, ReadRequest)
            and old.request.unit_id == request.unit_id
            and now - old.sent < _FORGOTTEN_AFTER_S
        }
        if reply_octets(request) not in taken:
            return [(request,)]
        most = MAX_BITS if request.kind.is_bit else min(most, MAX_REGISTERS)
        longer = [((replace(request, count=count)),) for count in range(request.count + 1, most + 1)]
        parts = [
            (
                replace(request, count=first),
                replace(request, address=request.address + first, count=request.count - first),
            )
            for first in range(request.count // 2, 0, -1)
        ]
        free = [
            next((form for form in forms if not taken & {reply_octets(part) for part in form}), None)
            for forms in (longer, parts)
        ]
        return [form for form in free if form is not None]
