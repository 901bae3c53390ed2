"""Writes what the controller or a person wants: allowed, within limits, in force, once, and read back."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable

from domain.address import MqttAddress
from domain.clock import Clock
from domain.command import Applied, Command, NoAnswer, Outcome, OutOfLimits, Rejected
from domain.device import ProfilePoint, Register
from domain.ports.field_bus import DeviceException, FieldBus, ReadRequest, Words, WriteRequest
from domain.site import Point, Site
from gateway.fieldbus.modbus import GATEWAY_EXCEPTIONS
from gateway.fieldbus.register_codec import encode
from gateway.normalise import failure_text

# One line for each command, kept by whoever keeps the log of this name.
_AUDIT = logging.getLogger("snokyla.audit.command")


class Commander:
    """Executes commands on the points of `site` whose profile allows writing.

    `bus_of(device)` gives the bus that the poller reads too, so reading and writing take turns. A command that
    is in force keeps out those of lower priority until it expires, but not those of its own issuer: who has closed
    a source for safety may open it again. It is never repeated or renewed here.
    """

    def __init__(self, site: Site, bus_of: Callable[[str], FieldBus | None], clock: Clock) -> None:
        self._site, self._bus_of, self._clock = site, bus_of, clock
        self._points = {point.id: point for point in site.points()}
        self._in_force: dict[str, Command] = {}

    async def execute(self, command: Command) -> Outcome:
        """What became of `command`."""
        before = self._in_force.get(command.point)
        outcome = await self._execute(command)
        # A controller says the same thing each cycle; what a person looks for in the log is what changed.
        renewed = before is not None and before.value == command.value and before.issued_by == command.issued_by
        quiet = isinstance(outcome, Applied) and (renewed or command.point.endswith("/heartbeat"))
        _AUDIT.log(
            logging.DEBUG if quiet else logging.INFO,
            "%s %s=%s by %s priority %d until %s%s",
            type(outcome).__name__,
            command.point,
            command.value,
            command.issued_by,
            command.priority,
            command.expires_at.isoformat(),
            f": {outcome.reason}" if isinstance(outcome, Rejected | NoAnswer) else "",
        )
        return outcome

    def in_force(self, point: str) -> Command | None:
        """The command that rules `point` now; None when there is none or it has expired.

        One from the future was issued before the clock was set back, and would rule for far too long.
        """
        command, now = self._in_force.get(point), self._clock.now()
        return command if command is not None and command.issued_at <= now < command.expires_at else None

    async def _execute(self, command: Command) -> Outcome:
        point = self._points.get(command.point)
        refusal = self._refusal(command, point)
        if refusal is not None or point is None:
            return Rejected(command, refusal or "unknown point")
        outside = _outside(command, point)
        if outside is not None:
            return outside
        profile_point = point.profile_point
        written = profile_point.written_unit.from_canonical(command.value / point.factor)
        words = encode(profile_point, written)
        if words is None:
            return Rejected(command, f"{command.value} {point.unit} does not fit the register")
        return await self._ruling(command, self._write(command, point, words))

    async def _ruling(self, command: Command, writing: Awaitable[Outcome]) -> Outcome:
        """In force from before the write, so that nothing lower comes between; not if the device refuses it."""
        before = self._in_force.get(command.point)
        self._in_force[command.point] = command
        outcome = await writing
        if isinstance(outcome, Rejected) and self._in_force.get(command.point) is command:
            if before is not None:
                self._in_force[command.point] = before
            else:
                del self._in_force[command.point]
        return outcome

    def _refusal(self, command: Command, point: Point | None) -> str | None:
        """Why `command` must not be tried at all; None when it may."""
        if point is None:
            return f"the site has no point {command.point}"
        if point.profile_point.write is None:
            return "the device's profile does not allow this point to be written"
        if not math.isfinite(command.value):
            return "the value is not a number"
        if command.expires_at <= self._clock.now():
            return f"expired at {command.expires_at.isoformat()}"
        ruling = self.in_force(command.point)
        if ruling is not None and ruling.priority < command.priority and ruling.issued_by != command.issued_by:
            return (
                f"outranked by {ruling.issued_by} (priority {ruling.priority:d}) "
                f"until {ruling.expires_at.isoformat()}"
            )
        return None

    async def _write(self, command: Command, point: Point, words: tuple[int, ...]) -> Outcome:
        """Write once and read back; anything but the very words asked for is no success."""
        address, register = self._site.device(point.device).address, point.profile_point.register
        bus = self._bus_of(point.device)
        if bus is None or isinstance(address, MqttAddress) or register is None:
            return Rejected(command, "the point is not on a bus that can be written")
        written = await bus.write(WriteRequest(address.unit_id, register.kind, register.address, words))
        if isinstance(written, DeviceException) and written.code not in GATEWAY_EXCEPTIONS:
            return Rejected(command, failure_text(written), by_device=True)
        if not isinstance(written, Words):
            return NoAnswer(command, failure_text(written))
        return await self._read_back(command, bus, _request(address.unit_id, register, point.profile_point), words)

    async def _read_back(
        self, command: Command, bus: FieldBus, request: ReadRequest, words: tuple[int, ...]
    ) -> Outcome:
        found = (await bus.read([request]))[request]
        if not isinstance(found, Words):
            return NoAnswer(command, f"written, but not to be read back: {failure_text(found)}")
        if found.words != words:
            return Rejected(command, f"written {list(words)}, read back {list(found.words)}", by_device=True)
        return Applied(command, found.measured_at)


def _outside(command: Command, point: Point) -> OutOfLimits | None:
    """Whether the value lies outside the limits that the profile gives in its written unit."""
    limits, unit = point.profile_point.write, point.profile_point.written_unit
    assert limits is not None
    ends = sorted(unit.to_canonical(end) * point.factor for end in (limits.minimum, limits.maximum))
    return None if ends[0] <= command.value <= ends[1] else OutOfLimits(command, ends[0], ends[1])


def _request(unit_id: int, register: Register, point: ProfilePoint) -> ReadRequest:
    return ReadRequest(unit_id, register.kind, register.address, point.type.words)
