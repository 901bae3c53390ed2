"""One Modbus bus: a TCP, TLS or RTU-over-TCP connection or a serial line, one request at a time.

Nothing is repeated here: the next poll is the repetition. What does not answer is left alone for longer and
longer, a unit by itself and the connection by itself, so that neither holds up its neighbours.
"""

from __future__ import annotations

import asyncio
import logging
import random
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.address import ModbusRtuAddress, ModbusTcpAddress
from domain.clock import Clock
from domain.device import Timing
from domain.ports.field_bus import (
    BadReply,
    DeviceException,
    ReadOutcome,
    ReadRequest,
    Silence,
    Words,
    WriteOutcome,
    WriteRequest,
)
from gateway.backoff import CEILING_S, Backoff
from gateway.fieldbus.frames import Frame, Framing, GarbledError, Mbap, Request, Rtu, judge, request_pdu
from gateway.fieldbus.link import Link, open_serial, open_tcp
from gateway.fieldbus.unanswered import Asked, Unanswered

_LOG = logging.getLogger("snokyla.gateway.modbus")

_FIRST_UNIT_WAIT_S, _FREE_UNIT_FAILURES = 2.0, 2
# Trying to connect costs one packet and holds up nobody, and neither does a unit that has its bus for itself: the
# plant's PLC is back on the air within a quarter of a minute.
_FIRST_CONNECT_WAIT_S, _LONGEST_LONE_WAIT_S = 1.0, 15.0
# After so many requests in a row without an answer from any unit the connection itself is suspect.
_SILENT_BUS = 3
# A unit that answers late gets more time, but never more than this many times what its profile says.
_MOST_PATIENCE = 3.0
# Exceptions 10 and 11 come from the converter: the unit behind it is not there.
GATEWAY_EXCEPTIONS = frozenset({10, 11})
# Modbus over serial line 1.02, §2.5.1.1: 3.5 characters of silence between frames, 1.75 ms from 19200 up.
_SILENT_CHARACTERS, _LEAST_SILENCE_S, _BITS_PER_CHARACTER = 3.5, 0.00175, 11
_QUIET_S = 0.05
# An answer that comes so much later than its time-out has waited for us, not we for it.
_SLACK_S = 1.0


@dataclass(slots=True)
class _Unit:
    """What the bus knows of one unit."""

    timing: Timing
    timeout_s: float
    backoff: Backoff


class ModbusBus:
    """`domain.ports.field_bus.FieldBus` over an open byte stream; every reply is checked against its request."""

    def __init__(
        self,
        name: str,
        open_link: Callable[[], Awaitable[Link]],
        framing: Framing,
        clock: Clock,
        timings: Mapping[int, Timing],
        *,
        silence_s: float = 0.0,
    ) -> None:
        self._name, self._open_link, self._framing, self._clock = name, open_link, framing, clock
        self._timings, self._silence_s = timings, silence_s
        self._units: dict[int, _Unit] = {}
        self._link: Link | None = None
        self._lock = asyncio.Lock()
        self._unanswered = Unanswered()
        self._connecting = Backoff(_FIRST_CONNECT_WAIT_S, ceiling_s=_LONGEST_LONE_WAIT_S)
        self._why_unconnected = ""
        self._silent_in_a_row = 0
        # Not from 1: a converter that keeps answers across connections must not meet numbers used before.
        self._transaction = random.randrange(0x10000)  # noqa: S311 - no secret

    async def read(self, requests: Sequence[ReadRequest]) -> Mapping[ReadRequest, ReadOutcome]:
        """An outcome for each of `requests`; a unit that keeps silent is not asked again in this call."""
        outcomes: dict[ReadRequest, ReadOutcome] = {}
        silent: dict[int, Silence] = {}
        for request in requests:
            outcome = silent.get(request.unit_id) or await self._ask(request)
            if isinstance(outcome, Silence):
                silent[request.unit_id] = outcome
            outcomes[request] = outcome
        return outcomes

    async def write(self, request: WriteRequest) -> WriteOutcome:
        """Write once, never repeated; Words with what the device confirmed."""
        return await self._ask(request)

    async def close(self) -> None:
        """Give the connection back."""
        self._disconnect()

    async def _ask(self, request: Request) -> ReadOutcome:
        async with self._lock:
            unit = self._unit(request.unit_id)
            if (wait_s := unit.backoff.wait_s(self._now())) > 0:
                return Silence(f"unit {request.unit_id} did not answer; asked again in {wait_s:.0f} s")
            link = await self._connected()
            if link is None:
                return Silence(self._why_unconnected)
            outcome = await self._safely(link, unit, request)
            self._remember(unit, outcome, link)
            return outcome

    async def _connected(self) -> Link | None:
        """The open link; at most one attempt to open it per step of its back-off."""
        if self._link is not None and not self._link.closed:
            return self._link
        if self._link is not None:
            # Closed from the other side: free if it had served us, else one more failure of the connection.
            self._disconnect()
        if (wait_s := self._connecting.wait_s(self._now())) > 0:
            reason = self._why_unconnected.partition("; ")[0]
            self._why_unconnected = f"{reason}; next try in {wait_s:.0f} s"
            return None
        # Counted as failed until something sensible has come through: accepting and closing is no success.
        self._connecting.failed(self._now())
        try:
            self._link = await self._open_link()
        except OSError as error:
            self._why_unconnected = f"no connection to {self._name}: {_text(error)}"
            # Said once, not for each try.
            level = logging.WARNING if self._connecting.failures == 1 else logging.DEBUG
            _LOG.log(level, "%s", self._why_unconnected)
            return None
        self._why_unconnected = f"{self._name} closed the connection"
        return self._link

    async def _safely(self, link: Link, unit: _Unit, request: Request) -> ReadOutcome:
        """Ask in a form whose answer the late answer to an older request cannot pass for."""
        if self._framing.transactions:
            return await self._exchange(link, unit, request)
        self._discard(link)
        if isinstance(request, WriteRequest):
            return await self._exchange(link, unit, request)
        outcome: ReadOutcome = Silence(f"answers of unit {request.unit_id} are still under way")
        for form in self._unanswered.safe_forms(request, unit.timing.max_registers, self._now()):
            outcome = await self._in_parts(link, unit, request, form)
            if not isinstance(outcome, DeviceException):
                break
        return outcome

    async def _in_parts(
        self, link: Link, unit: _Unit, request: ReadRequest, form: tuple[ReadRequest, ...]
    ) -> ReadOutcome:
        """What `request` asks for, out of the answers to the parts of `form`."""
        parts: list[Words] = []
        for part in form:
            outcome = await self._exchange(link, unit, part)
            if not isinstance(outcome, Words):
                return outcome
            parts.append(outcome)
        words = tuple(word for part in parts for word in part.words)
        return Words(words[: request.count], parts[0].asked_at, parts[-1].answered_at)

    async def _exchange(self, link: Link, unit: _Unit, request: Request) -> ReadOutcome:
        """Send one request and wait for its answer, at most the unit's time-out."""
        pause_s = link.arrived + max(unit.timing.turnaround_ms / 1000, self._silence_s) - self._now()
        if pause_s > 0:
            await asyncio.sleep(pause_s)
        self._transaction = (self._transaction + 1) % 0x10000
        pdu = request_pdu(request)
        asked_at = self._clock.now()
        asked = Asked(request, pdu, self._transaction, self._now())
        self._unanswered.add(asked)
        link.write(self._framing.build(request.unit_id, asked.transaction, pdu))
        try:
            frame = await self._reply(link, unit, asked)
        except GarbledError as error:
            await self._clear_up(link, asked.sent + unit.timeout_s)
            return BadReply(str(error))
        if not isinstance(frame, Frame):
            return frame
        answer = judge(request, pdu, frame)
        if isinstance(answer, BadReply):
            return answer
        self._unanswered.answered(asked, frame)
        if isinstance(answer, DeviceException):
            return answer
        return self._timed(answer, asked_at, unit)

    def _timed(self, words: tuple[int, ...], asked_at: datetime, unit: _Unit) -> Words | BadReply:
        """`words` with their times; not to be believed when this process slept or its clock jumped meanwhile."""
        answered_at = self._clock.now()
        took = answered_at - asked_at
        if not timedelta(0) <= took <= self._clock.span(unit.timeout_s + _SLACK_S):
            return BadReply(f"when it was measured is not known: {took.total_seconds():+.1f} s went by meanwhile")
        return Words(words, asked_at, answered_at)

    async def _reply(self, link: Link, unit: _Unit, asked: Asked) -> Frame | Silence | BadReply:
        """The next frame that is not the late answer to an older request."""
        while True:
            frame = self._framing.take(link.buffer)
            if frame is None:
                if link.closed:
                    return Silence(f"{self._name} closed the connection")
                if not await link.news(asked.sent + unit.timeout_s):
                    return Silence(
                        f"unit {asked.request.unit_id} gave no answer within {1000 * unit.timeout_s:.0f} ms"
                    )
            elif asked.answered_by(frame):
                return frame
            elif (late := self._unanswered.take(frame, but=asked)) is not None:
                self._learn(late, link.arrived)
            elif frame.transaction is not None and frame.transaction != asked.transaction:
                return BadReply(f"transaction {frame.transaction} instead of {asked.transaction}")
            else:
                return frame

    def _discard(self, link: Link) -> None:
        """Drop what lies in the buffer before a request goes out; late answers teach patience."""
        try:
            while (frame := self._framing.take(link.buffer)) is not None:
                if (late := self._unanswered.take(frame)) is not None:
                    self._learn(late, link.arrived)
        except GarbledError:
            _LOG.info("%s: noise dropped", self._name)
        link.buffer.clear()

    def _learn(self, late: Asked, arrived: float) -> None:
        """Give a unit whose answer came late more time."""
        unit = self._unit(late.request.unit_id)
        most_s = _MOST_PATIENCE * unit.timing.timeout_ms / 1000
        needed_s = min(1.5 * (arrived - late.sent), most_s)
        if needed_s > unit.timeout_s:
            unit.timeout_s = needed_s
            _LOG.info("%s: unit %d answers late, waits %.1f s now", self._name, late.request.unit_id, needed_s)

    async def _clear_up(self, link: Link, deadline: float) -> None:
        """After bytes that are no frames: start a stream anew, or wait until a line is quiet."""
        if self._framing.transactions:
            self._why_unconnected = f"no Modbus frames from {self._name}"
            self._disconnect()
            return
        while not link.closed and await link.news(min(self._now() + _QUIET_S, deadline)):
            if self._now() >= deadline:
                break
        link.buffer.clear()

    def _remember(self, unit: _Unit, outcome: ReadOutcome, link: Link) -> None:
        """Keep count of what answers and what does not; a bad reply is no reason to leave a unit alone."""
        now = self._now()
        absent = isinstance(outcome, DeviceException) and outcome.code in GATEWAY_EXCEPTIONS
        if absent or (isinstance(outcome, Silence) and not link.closed):
            unit.backoff.failed(now)
        if isinstance(outcome, Words | DeviceException):
            if not absent:
                unit.backoff.succeeded()
            if self._connecting.failures > 1:
                _LOG.info("%s answers again", self._name)
            self._connecting.succeeded()
            self._silent_in_a_row = 0
            return
        self._silent_in_a_row += 1
        if self._silent_in_a_row >= _SILENT_BUS:
            self._silent_in_a_row = 0
            self._why_unconnected = f"nothing sensible from {self._name}"
            self._connecting.failed(now)
            self._disconnect()

    def _unit(self, unit_id: int) -> _Unit:
        if unit_id not in self._units:
            timing = self._timings.get(unit_id, Timing())
            ceiling_s = CEILING_S if len(self._timings) > 1 else _LONGEST_LONE_WAIT_S
            backoff = Backoff(_FIRST_UNIT_WAIT_S, _FREE_UNIT_FAILURES - 1, ceiling_s)
            self._units[unit_id] = _Unit(timing, timing.timeout_ms / 1000, backoff)
        return self._units[unit_id]

    def _disconnect(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def open_bus(
    address: ModbusTcpAddress | ModbusRtuAddress,
    timings: Mapping[int, Timing],
    clock: Clock,
    tls: ssl.SSLContext | None = None,
) -> ModbusBus:
    """The bus that `address` lies on, not connected yet; `timings` by unit id, `tls` for trust of one's own."""
    if isinstance(address, ModbusRtuAddress):
        silence_s = max(_SILENT_CHARACTERS * _BITS_PER_CHARACTER / address.baud, _LEAST_SILENCE_S)
        return ModbusBus(address.bus, lambda: open_serial(address), Rtu(), clock, timings, silence_s=silence_s)
    framing: Framing = Rtu() if address.transport == "rtuovertcp" else Mbap()
    return ModbusBus(address.bus, lambda: open_tcp(address, tls), framing, clock, timings)


def _text(error: OSError) -> str:
    if isinstance(error, TimeoutError) and not str(error):
        return "no answer"
    return error.strerror or str(error)
