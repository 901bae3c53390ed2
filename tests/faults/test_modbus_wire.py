"""Faults on the Modbus wire: whatever comes back, no wrong value is accepted and no neighbour waits for it.

The value of each register is its address, so a value that belongs to another request is seen at once.
"""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from pymodbus.framer import FramerRTU

from domain.address import ModbusTcpAddress
from domain.clock import ScaledClock
from domain.device import RegisterKind, Timing
from domain.ports.field_bus import (
    BadReply,
    DeviceException,
    ReadOutcome,
    ReadRequest,
    Silence,
    Words,
    WriteRequest,
)
from gateway.fieldbus.modbus import ModbusBus, open_bus

TIMEOUT_S = 0.1
HOLDING = RegisterKind.HOLDING


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    transaction: int
    unit: int
    function: int
    address: int
    count: int
    index: int


def values(asked: Asked) -> bytes:
    """PDU of the right answer to a read."""
    words = [(asked.address + i) & 0xFFFF for i in range(asked.count)]
    return bytes([asked.function, 2 * asked.count]) + struct.pack(f">{asked.count}H", *words)


def mbap(transaction: int, unit: int, pdu: bytes) -> bytes:
    return struct.pack(">HHHB", transaction & 0xFFFF, 0, len(pdu) + 1, unit) + pdu


def rtu(unit: int, pdu: bytes) -> bytes:
    body = bytes([unit]) + pdu
    return body + FramerRTU.compute_CRC(body).to_bytes(2, "big")


def answer(asked: Asked, *, is_rtu: bool) -> bytes:
    return rtu(asked.unit, values(asked)) if is_rtu else mbap(asked.transaction, asked.unit, values(asked))


Behaviour = Callable[[Asked], tuple[float, bytes] | None]


@dataclass
class Wire:
    """A server that answers as `behave` says: after so many seconds, these bytes; None keeps silent."""

    behave: Behaviour
    is_rtu: bool = False
    transparent: bool = False  # a converter that sends bytes to whoever is connected now
    close_at_once: bool = False
    port: int = 0
    connections: list[float] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    newest: asyncio.StreamWriter | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    serving: set[asyncio.Task[object]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(time.monotonic())
        if (task := asyncio.current_task()) is not None:
            self.serving.add(task)
        self.newest = writer
        try:
            while not self.close_at_once:
                asked = await self.take(reader)
                self.asked.append(asked)
                reply = self.behave(asked)
                if reply is not None:
                    task = asyncio.create_task(self.send(writer, *reply))
                    self.tasks.add(task)
                    task.add_done_callback(self.tasks.discard)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def take(self, reader: asyncio.StreamReader) -> Asked:
        if self.is_rtu:
            unit, function, address, count, _ = struct.unpack(">BBHHH", await reader.readexactly(8))
            return Asked(0, unit, function, address, count, len(self.asked))
        transaction, _, length, unit = struct.unpack(">HHHB", await reader.readexactly(7))
        pdu = await reader.readexactly(length - 1)
        function, address, count = struct.unpack(">BHH", pdu[:5])
        return Asked(transaction, unit, function, address, count, len(self.asked))

    async def send(self, writer: asyncio.StreamWriter, after_s: float, data: bytes) -> None:
        if after_s:
            await asyncio.sleep(after_s)
        target = self.newest if self.transparent and self.newest is not None else writer
        if not target.is_closing():
            target.write(data)


@asynccontextmanager
async def on(wire: Wire, units: tuple[int, ...] = (1,)) -> AsyncIterator[ModbusBus]:
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    transport = "rtuovertcp" if wire.is_rtu else "tcp"
    timings = {unit: Timing(timeout_ms=int(TIMEOUT_S * 1000)) for unit in units}
    bus = open_bus(ModbusTcpAddress(transport, "127.0.0.1", wire.port, 1), timings, ScaledClock())
    try:
        yield bus
    finally:
        await bus.close()
        server.close()
        for task in list(wire.tasks):
            task.cancel()
        await asyncio.gather(*wire.tasks, *wire.serving, return_exceptions=True)


def play(wire: Wire, story: Callable[[ModbusBus], Awaitable[None]], units: tuple[int, ...] = (1,)) -> None:
    async def whole() -> None:
        async with on(wire, units) as bus:
            await story(bus)

    asyncio.run(whole())


async def ask(bus: ModbusBus, address: int, count: int = 10, unit: int = 1) -> ReadOutcome:
    request = ReadRequest(unit, HOLDING, address, count)
    return (await bus.read([request]))[request]


def right(outcome: ReadOutcome, address: int) -> bool:
    """Whether `outcome` holds values and they are those of `address`; a foreign value fails the test."""
    if not isinstance(outcome, Words):
        return False
    assert outcome.words == tuple(address + i for i in range(len(outcome.words))), "a value of another request"
    return True


BOTH = pytest.mark.parametrize("is_rtu", [False, True], ids=["tcp", "rtuovertcp"])


def wrong_then_right(is_rtu: bool, spoil: Callable[[Asked], bytes]) -> tuple[ReadOutcome, ReadOutcome]:
    """Outcomes of a read whose answer is spoilt, and of the next one, whose answer is not."""
    seen: list[ReadOutcome] = []

    def behave(asked: Asked) -> tuple[float, bytes]:
        return 0, spoil(asked) if asked.index == 0 else answer(asked, is_rtu=is_rtu)

    async def story(bus: ModbusBus) -> None:
        seen.append(await ask(bus, 100))
        await asyncio.sleep(1.0 if isinstance(seen[0], Silence) else 0)
        seen.append(await ask(bus, 200))

    play(Wire(behave, is_rtu), story)
    return seen[0], seen[1]


def framed(asked: Asked, pdu: bytes, is_rtu: bool, unit: int | None = None) -> bytes:
    unit = asked.unit if unit is None else unit
    return rtu(unit, pdu) if is_rtu else mbap(asked.transaction, unit, pdu)


@BOTH
@pytest.mark.parametrize("count", [2, 9, 11, 12])
def test_reply_of_another_length_is_refused(is_rtu: bool, count: int) -> None:
    def spoil(asked: Asked) -> bytes:
        other = Asked(asked.transaction, asked.unit, asked.function, asked.address, count, 0)
        return framed(asked, values(other), is_rtu)

    first, second = wrong_then_right(is_rtu, spoil)
    assert isinstance(first, BadReply)
    assert f"{2 * count} bytes of data instead of 20" in first.reason
    assert right(second, 200)


@BOTH
def test_reply_of_a_foreign_unit_is_refused(is_rtu: bool) -> None:
    first, second = wrong_then_right(is_rtu, lambda asked: framed(asked, values(asked), is_rtu, unit=2))
    assert first == BadReply("unit 2 answered for unit 1")
    assert right(second, 200)


@BOTH
def test_reply_of_another_function_is_refused(is_rtu: bool) -> None:
    first, second = wrong_then_right(is_rtu, lambda asked: framed(asked, b"\x04" + values(asked)[1:], is_rtu))
    assert first == BadReply("answer to function 4, asked was function 3")
    assert right(second, 200)


def test_reply_whose_byte_count_lies_is_refused() -> None:
    first, second = wrong_then_right(False, lambda asked: framed(asked, bytes([3, 18]) + values(asked)[2:], False))
    assert isinstance(first, BadReply)
    assert right(second, 200)


def test_transaction_always_one_too_small_is_refused() -> None:
    outcomes: list[ReadOutcome] = []

    async def story(bus: ModbusBus) -> None:
        outcomes.extend([await ask(bus, 100), await ask(bus, 200), await ask(bus, 300)])

    play(Wire(lambda asked: (0, mbap(asked.transaction - 1, asked.unit, values(asked)))), story)
    assert isinstance(outcomes[0], BadReply)
    assert not any(isinstance(outcome, Words) for outcome in outcomes), outcomes


@BOTH
@pytest.mark.parametrize("garbage", [b"\xff" * 40, b"HTTP/1.1 400 Bad Request\r\n\r\n", bytes(range(64))])
def test_garbage_is_refused_and_the_bus_recovers(is_rtu: bool, garbage: bytes) -> None:
    outcomes: list[ReadOutcome] = []

    def behave(asked: Asked) -> tuple[float, bytes]:
        return 0, garbage if asked.index == 0 else answer(asked, is_rtu=is_rtu)

    async def story(bus: ModbusBus) -> None:
        outcomes.append(await ask(bus, 100))
        for _ in range(30):
            outcomes.append(await ask(bus, 200))
            if right(outcomes[-1], 200):
                return
            await asyncio.sleep(0.1)

    play(Wire(behave, is_rtu), story)
    assert isinstance(outcomes[0], BadReply)
    assert right(outcomes[-1], 200)


@BOTH
@pytest.mark.parametrize("code", [2, 3, 4, 6])
def test_an_exception_is_the_devices_own_word(is_rtu: bool, code: int) -> None:
    first, second = wrong_then_right(is_rtu, lambda asked: framed(asked, bytes([0x83, code]), is_rtu))
    assert first == DeviceException(code)
    assert right(second, 200)


@pytest.mark.parametrize("transparent", [False, True], ids=["per connection", "transparent converter"])
@BOTH
def test_replies_that_all_come_late_never_pass_for_others(is_rtu: bool, transparent: bool) -> None:
    outcomes: list[tuple[int, ReadOutcome]] = []

    async def story(bus: ModbusBus) -> None:
        for address in range(100, 2100, 100):
            outcomes.append((address, await ask(bus, address)))
            await asyncio.sleep(0.02)

    def behave(asked: Asked) -> tuple[float, bytes]:
        return TIMEOUT_S + 0.05, answer(asked, is_rtu=is_rtu)

    play(Wire(behave, is_rtu, transparent), story)
    good = [right(outcome, address) for address, outcome in outcomes]
    assert len(good) == 20
    assert sum(good) >= 15, "the bus should learn how long the unit takes"


@pytest.mark.parametrize("pause_s", [0.0, 0.03, 0.12])
@pytest.mark.parametrize("count", [1, 10, 125])
def test_one_late_reply_behind_a_transparent_converter_shifts_nothing(pause_s: float, count: int) -> None:
    outcomes: list[tuple[int, ReadOutcome]] = []

    def behave(asked: Asked) -> tuple[float, bytes]:
        return TIMEOUT_S + 0.1 if asked.index == 2 else 0.005, answer(asked, is_rtu=True)

    async def story(bus: ModbusBus) -> None:
        for address in range(1000, 21000, 1000):
            outcomes.append((address, await ask(bus, address, count)))
            await asyncio.sleep(pause_s)

    play(Wire(behave, is_rtu=True, transparent=True), story)
    good = [right(outcome, address) for address, outcome in outcomes]
    assert good.count(False) <= 2, outcomes


def test_a_late_reply_with_an_old_transaction_is_passed_over() -> None:
    outcomes: list[ReadOutcome] = []

    def behave(asked: Asked) -> tuple[float, bytes]:
        return TIMEOUT_S + 0.03 if asked.index == 0 else 0.08, answer(asked, is_rtu=False)

    async def story(bus: ModbusBus) -> None:
        outcomes.extend([await ask(bus, 100), await ask(bus, 200)])

    play(Wire(behave), story)
    assert isinstance(outcomes[0], Silence)
    assert right(outcomes[1], 200)


def test_accept_then_close_is_met_with_one_attempt_per_step() -> None:
    wire = Wire(lambda asked: None, close_at_once=True)

    async def story(bus: ModbusBus) -> None:
        for _ in range(250):
            assert isinstance(await ask(bus, 100), Silence)
            await asyncio.sleep(0.01)

    play(wire, story)
    # Steps of 1 s and 2 s, each up to a fifth shorter: at 0, 0.8…1 and 2.4…3 s.
    assert 2 <= len(wire.connections) <= 3
    gaps = [b - a for a, b in zip(wire.connections, wire.connections[1:], strict=False)]
    assert gaps[0] >= 0.75


def test_nobody_listening_is_silence_with_a_reason() -> None:
    async def story() -> None:
        server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        bus = open_bus(ModbusTcpAddress("tcp", "127.0.0.1", port, 1), {}, ScaledClock())
        first, second = await ask(bus, 1), await ask(bus, 1)
        assert isinstance(first, Silence)
        assert f"no connection to tcp://127.0.0.1:{port}" in first.reason
        assert isinstance(second, Silence)
        assert "next try in" in second.reason
        await bus.close()

    asyncio.run(story())


@BOTH
def test_a_dead_unit_costs_its_neighbour_one_timeout_and_then_nothing(is_rtu: bool) -> None:
    took: list[float] = []

    def behave(asked: Asked) -> tuple[float, bytes] | None:
        return None if asked.unit == 2 else (0, answer(asked, is_rtu=is_rtu))

    async def story(bus: ModbusBus) -> None:
        requests = [ReadRequest(2, HOLDING, 0, 4), ReadRequest(2, HOLDING, 50, 4), ReadRequest(1, HOLDING, 70, 3)]
        for _ in range(6):
            started = time.monotonic()
            outcomes = await bus.read(requests)
            took.append(time.monotonic() - started)
            assert isinstance(outcomes[requests[0]], Silence)
            assert isinstance(outcomes[requests[1]], Silence)
            assert right(outcomes[requests[2]], 70)

    wire = Wire(behave, is_rtu)
    play(wire, story, units=(1, 2))
    assert max(took[:2]) < 2 * TIMEOUT_S, "the second block of a silent unit must not be waited for too"
    assert max(took[2:]) < TIMEOUT_S, "after two failures the unit is left alone"
    assert len(wire.connections) == 1
    assert sum(asked.unit == 2 for asked in wire.asked) == 2


@BOTH
def test_answered_blocks_are_kept_when_one_fails(is_rtu: bool) -> None:
    def behave(asked: Asked) -> tuple[float, bytes]:
        if asked.address == 200:
            return 0, framed(asked, bytes([0x83, 2]), is_rtu)
        if asked.address == 300:
            return 0, framed(asked, b"\x04" + values(asked)[1:], is_rtu)
        return 0, answer(asked, is_rtu=is_rtu)

    async def story(bus: ModbusBus) -> None:
        requests = [ReadRequest(1, HOLDING, address, 5) for address in (100, 200, 300, 400)]
        outcomes = await bus.read(requests)
        assert right(outcomes[requests[0]], 100)
        assert outcomes[requests[1]] == DeviceException(2)
        assert isinstance(outcomes[requests[2]], BadReply)
        assert right(outcomes[requests[3]], 400)

    play(Wire(behave, is_rtu), story)


def test_a_connection_that_was_good_is_opened_again_at_once() -> None:
    wire = Wire(lambda asked: (0, answer(asked, is_rtu=False)))

    async def story(bus: ModbusBus) -> None:
        assert right(await ask(bus, 100), 100)
        assert wire.newest is not None
        wire.newest.close()
        await asyncio.sleep(0.05)
        assert right(await ask(bus, 200), 200)

    play(wire, story)
    assert len(wire.connections) == 2


def test_an_unanswered_write_is_not_repeated() -> None:
    wire = Wire(lambda asked: None)

    async def story(bus: ModbusBus) -> None:
        assert isinstance(await bus.write(WriteRequest(1, HOLDING, 5, (77,))), Silence)
        await asyncio.sleep(2 * TIMEOUT_S)

    play(wire, story)
    assert len(wire.asked) == 1


@BOTH
def test_the_echo_of_another_write_is_no_confirmation(is_rtu: bool) -> None:
    def behave(asked: Asked) -> tuple[float, bytes]:
        return 0, framed(asked, struct.pack(">BHH", 6, asked.address, asked.count + 1), is_rtu)

    async def story(bus: ModbusBus) -> None:
        assert isinstance(await bus.write(WriteRequest(1, HOLDING, 5, (77,))), BadReply)

    play(Wire(behave, is_rtu), story)


def test_the_time_of_a_reading_lies_between_question_and_answer() -> None:
    clock = ScaledClock()
    wire = Wire(lambda asked: (0.05, answer(asked, is_rtu=False)))

    async def story(bus: ModbusBus) -> None:
        before = clock.now()
        outcome = await ask(bus, 100)
        assert isinstance(outcome, Words)
        assert before <= outcome.asked_at < outcome.measured_at < outcome.answered_at <= clock.now()
        assert (outcome.answered_at - outcome.asked_at).total_seconds() >= 0.05

    play(wire, story)


def test_a_connection_on_which_nobody_answers_is_opened_anew() -> None:
    wire = Wire(lambda asked: None)

    async def story(bus: ModbusBus) -> None:
        for unit in (1, 2, 3):
            assert isinstance(await ask(bus, 100, unit=unit), Silence)
        wire.behave = lambda asked: (0, answer(asked, is_rtu=False))
        assert isinstance(await ask(bus, 100, unit=4), Silence), "not before the back-off is over"
        # A first step of 1 s for a connection that never served, a second of 2 s for giving it up.
        await asyncio.sleep(2.1)
        assert right(await ask(bus, 100, unit=4), 100)

    play(wire, story, units=(1, 2, 3, 4))
    assert len(wire.connections) == 2


class JumpingClock(ScaledClock):
    """A clock that is set by `jump` each time after it has been looked at."""

    def __init__(self, jump: timedelta) -> None:
        super().__init__(start=datetime(2026, 1, 15, 12, tzinfo=UTC))
        self.jump, self.jumped = jump, timedelta(0)

    def now(self) -> datetime:
        seen = super().now() + self.jumped
        self.jumped += self.jump
        return seen


@pytest.mark.parametrize("jump_s", [30.0, -30.0], ids=["suspended", "set back"])
def test_a_value_whose_time_is_not_known_is_refused(jump_s: float) -> None:
    """Stopped between question and answer, or its clock set meanwhile: the middle of the two is no time."""
    jump = timedelta(seconds=jump_s)

    async def story(bus: ModbusBus) -> None:
        bus._clock = JumpingClock(jump)
        outcome = await ask(bus, 100)
        assert isinstance(outcome, BadReply)
        assert f"{jump_s:+.1f} s went by" in outcome.reason
        bus._clock = ScaledClock()
        assert right(await ask(bus, 200), 200)

    play(Wire(lambda asked: (0, answer(asked, is_rtu=False))), story)


def test_a_port_that_stays_closed_is_said_once_and_its_return_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "snokyla.gateway.modbus")
    wire = Wire(lambda asked: (0, answer(asked, is_rtu=False)))

    async def story() -> None:
        async with on(wire) as bus:
            pass
        for _ in range(3):
            assert isinstance(await ask(bus, 100), Silence)
            bus._connecting._not_before = 0.0
        server = await asyncio.start_server(wire.serve, "127.0.0.1", wire.port)
        assert right(await ask(bus, 100), 100)
        await bus.close()
        server.close()
        await asyncio.gather(*wire.serving, return_exceptions=True)

    asyncio.run(story())
    said = [(record.levelname, record.message.rpartition(": ")[0] or record.message) for record in caplog.records]
    name = f"tcp://127.0.0.1:{wire.port}"
    assert said == [("WARNING", f"no connection to {name}"), ("INFO", f"{name} answers again")]
