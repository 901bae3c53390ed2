"""One suite for every way to a field bus, against pymodbus' own server: TCP, TLS, RTU over TCP, a serial line."""

from __future__ import annotations

import asyncio
import os
import pty
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymodbus.framer import FramerType
from pymodbus.server import ModbusTcpServer, ModbusTlsServer
from pymodbus.simulator import DataType, SimData, SimDevice

from domain.address import ModbusRtuAddress, ModbusTcpAddress
from domain.clock import ScaledClock
from domain.device import RegisterKind, Timing
from domain.ports.field_bus import DeviceException, FieldBus, ReadRequest, Words, WriteRequest
from gateway.fieldbus.modbus import open_bus

HOLDING, INPUT, COIL, DISCRETE = (
    RegisterKind.HOLDING,
    RegisterKind.INPUT,
    RegisterKind.COIL,
    RegisterKind.DISCRETE,
)
BITS = [True, False, True, True, False, False, False, True, True, False, True]
Story = Callable[[FieldBus], Awaitable[None]]


def device(unit: int) -> SimDevice:
    """Holding registers 1000·unit + address, input registers one more, and a pattern of bits."""
    registers = [1000 * unit + address for address in range(130)]
    return SimDevice(
        id=unit,
        simdata=(
            [SimData(0, values=BITS, datatype=DataType.BITS)],
            [SimData(0, values=[not bit for bit in BITS], datatype=DataType.BITS)],
            [SimData(0, values=registers, datatype=DataType.REGISTERS)],
            [SimData(0, values=[register + 1 for register in registers], datatype=DataType.REGISTERS)],
        ),
    )


@asynccontextmanager
async def serving(server: ModbusTcpServer) -> AsyncIterator[int]:
    await server.serve_forever(background=True)
    transport: Any = server.transport
    try:
        yield transport.sockets[0].getsockname()[1]
    finally:
        await server.shutdown()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def serial_line(port: int) -> AsyncIterator[str]:
    """Path of a pseudo terminal whose bytes go to and from the RTU server at `port`."""
    master, slave = pty.openpty()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    loop = asyncio.get_running_loop()
    loop.add_reader(master, lambda: writer.write(os.read(master, 4096)))

    async def back() -> None:
        while data := await reader.read(4096):
            os.write(master, data)

    task = asyncio.create_task(back())
    try:
        yield os.ttyname(slave)
    finally:
        loop.remove_reader(master)
        writer.close()
        await asyncio.gather(task, return_exceptions=True)
        os.close(master)
        os.close(slave)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory, program: Callable[[str], Path]) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    wanted = "-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    command = [program("openssl"), "req", *wanted.split(), "-keyout", path, "-out", f"{path}.crt"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.fixture(params=["tcp", "rtuovertcp", "rtu", "tls"])
def play(request: pytest.FixtureRequest) -> Callable[[Story], None]:
    """`play(story)` runs a story on a bus with units 3 and 4."""
    pem = request.getfixturevalue("certificate") if request.param == "tls" else None

    async def whole(story: Story) -> None:
        timings = {3: Timing(timeout_ms=2000), 4: Timing(timeout_ms=2000)}
        devices = [device(3), device(4)]
        async with AsyncExitStack() as stack:
            tls: ssl.SSLContext | None = None
            server: ModbusTcpServer
            if pem is not None:
                own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                own.load_cert_chain(pem)
                tls = ssl.create_default_context(cafile=str(pem))
                server = ModbusTlsServer(devices, sslctx=own, address=("127.0.0.1", 0), framer=FramerType.SOCKET)
            else:
                framer = FramerType.SOCKET if request.param == "tcp" else FramerType.RTU
                server = ModbusTcpServer(devices, framer=framer, address=("127.0.0.1", 0))
            port = await stack.enter_async_context(serving(server))
            if request.param == "rtu":
                path = await stack.enter_async_context(serial_line(port))
                bus = open_bus(ModbusRtuAddress(path, 19200, "N", 3), timings, ScaledClock())
            else:
                address = ModbusTcpAddress(request.param, "127.0.0.1", port, 3)
                bus = open_bus(address, timings, ScaledClock(), tls)
            try:
                await story(bus)
            finally:
                await bus.close()
                await asyncio.sleep(0.05)  # TLS says goodbye

    return lambda story: asyncio.run(whole(story))


def test_all_tables_are_read_in_one_call(play: Callable[[Story], None]) -> None:
    async def story(bus: FieldBus) -> None:
        before = datetime.now(UTC)
        holding = ReadRequest(3, HOLDING, 5, 2)
        other_unit = ReadRequest(4, HOLDING, 5, 1)
        longest = ReadRequest(3, INPUT, 0, 125)
        coils, discretes = ReadRequest(3, COIL, 0, 11), ReadRequest(3, DISCRETE, 3, 8)
        found = await bus.read([holding, other_unit, longest, coils, discretes])
        words = {request: outcome.words for request, outcome in found.items() if isinstance(outcome, Words)}
        assert words[holding] == (3005, 3006)
        assert words[other_unit] == (4005,)
        assert words[longest] == tuple(range(3001, 3126))
        assert words[coils] == tuple(int(bit) for bit in BITS)
        assert words[discretes] == tuple(int(not bit) for bit in BITS[3:])
        outcome = found[holding]
        assert isinstance(outcome, Words)
        assert before <= outcome.asked_at <= outcome.measured_at <= outcome.answered_at <= datetime.now(UTC)

    play(story)


def test_registers_that_are_not_there_are_an_exception_and_touch_nothing_else(
    play: Callable[[Story], None],
) -> None:
    async def story(bus: FieldBus) -> None:
        good, absent, after = (ReadRequest(3, HOLDING, address, 2) for address in (0, 500, 10))
        found = await bus.read([good, absent, after])
        assert found[absent] == DeviceException(2)
        assert isinstance(found[good], Words)
        assert isinstance(found[after], Words)

    play(story)


@pytest.mark.parametrize(
    "request_",
    [
        WriteRequest(3, HOLDING, 7, (65535,)),
        WriteRequest(3, HOLDING, 7, (1, 2, 3)),
        WriteRequest(3, COIL, 1, (1,)),
        WriteRequest(3, COIL, 0, (0,)),
        WriteRequest(3, COIL, 0, (0, 1, 0, 0, 1, 1, 1, 0, 0, 1)),
    ],
    ids=lambda request_: f"{request_.kind}-{len(request_.words)}",
)
def test_what_is_written_is_read_back(play: Callable[[Story], None], request_: WriteRequest) -> None:
    async def story(bus: FieldBus) -> None:
        written = await bus.write(request_)
        assert isinstance(written, Words)
        assert written.words == request_.words
        back = ReadRequest(3, request_.kind, request_.address, len(request_.words))
        outcome = (await bus.read([back]))[back]
        assert isinstance(outcome, Words)
        assert outcome.words == request_.words

    play(story)


def test_writing_where_nothing_is_to_be_written_is_an_exception(play: Callable[[Story], None]) -> None:
    async def story(bus: FieldBus) -> None:
        assert await bus.write(WriteRequest(3, HOLDING, 900, (1,))) == DeviceException(2)

    play(story)


def test_callers_take_turns(play: Callable[[Story], None]) -> None:
    async def story(bus: FieldBus) -> None:
        requests = [ReadRequest(unit, HOLDING, address, 3) for unit in (3, 4) for address in range(10)]
        found = await asyncio.gather(*(bus.read([request]) for request in requests))
        for request, outcomes in zip(requests, found, strict=True):
            outcome = outcomes[request]
            assert isinstance(outcome, Words)
            first = 1000 * request.unit_id + request.address
            assert outcome.words == (first, first + 1, first + 2)

    play(story)


def test_a_serial_line_that_is_not_there_is_silence() -> None:
    async def story() -> None:
        bus = open_bus(ModbusRtuAddress("/dev/ttyNOTHERE", 9600, "E", 1), {}, ScaledClock())
        request = ReadRequest(1, HOLDING, 0, 1)
        outcome = (await bus.read([request]))[request]
        assert "no connection to rtu:///dev/ttyNOTHERE" in str(outcome)

    asyncio.run(story())


def test_a_certificate_nobody_vouches_for_is_refused(certificate: Path) -> None:
    async def story() -> None:
        own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        own.load_cert_chain(certificate)
        server = ModbusTlsServer([device(3)], sslctx=own, address=("127.0.0.1", 0), framer=FramerType.SOCKET)
        async with serving(server) as port:
            bus = open_bus(ModbusTcpAddress("tls", "127.0.0.1", port, 3), {}, ScaledClock())
            request = ReadRequest(3, HOLDING, 0, 1)
            outcome = (await bus.read([request]))[request]
            assert "no connection" in str(outcome)
            assert "certificate" in str(outcome)
            await bus.close()

    asyncio.run(story())
