"""The wire itself: a byte stream over TCP, TLS or a serial line, with what has come in so far."""

from __future__ import annotations

import asyncio
import ssl

from pymodbus.transport.serialtransport import create_serial_connection

from domain.address import ModbusRtuAddress, ModbusTcpAddress

# A local network answers a SYN in milliseconds; three seconds cover one lost packet and its repeat.
CONNECT_TIMEOUT_S = 3.0


class Link(asyncio.Protocol):
    """An open byte stream; `buffer` holds what came in, `arrived` when the last of it came [s, monotonic]."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.arrived = 0.0
        self.closed = False
        self._transport: asyncio.Transport | None = None
        self._opened = asyncio.Event()
        self._waiter: asyncio.Future[bool] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take over the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._opened.set()

    def data_received(self, data: bytes) -> None:
        """Keep what came in."""
        self.buffer += data
        self.arrived = asyncio.get_running_loop().time()
        _tell(self._waiter, True)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Remember that nothing more will come."""
        self.closed = True
        _tell(self._waiter, True)

    async def opened(self) -> None:
        """Wait until the stream can be written to."""
        await self._opened.wait()

    def write(self, data: bytes) -> None:
        """Send `data`."""
        if self._transport is not None and not self.closed:
            self._transport.write(data)

    async def news(self, deadline: float) -> bool:
        """Wait for more bytes or the end of the stream; False when `deadline` [s, monotonic] comes first."""
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        alarm = loop.call_at(deadline, _tell, self._waiter, False)
        try:
            return await self._waiter
        finally:
            alarm.cancel()
            self._waiter = None

    def close(self) -> None:
        """Give the wire back at once."""
        self.closed = True
        if self._transport is not None:
            self._transport.abort()


def _tell(waiter: asyncio.Future[bool] | None, news: bool) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(news)


async def open_tcp(address: ModbusTcpAddress, tls: ssl.SSLContext | None) -> Link:
    """A TCP or TLS connection to `address`; OSError or TimeoutError when there is none."""
    context = (tls or ssl.create_default_context()) if address.transport == "tls" else None
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(CONNECT_TIMEOUT_S):
        _, link = await loop.create_connection(Link, address.host, address.port, ssl=context)
    return link


async def open_serial(address: ModbusRtuAddress) -> Link:
    """The serial line of `address`, 8 data bits; OSError when it is not there or taken."""
    # Modbus over serial line 1.02, §2.5.1: without parity there are two stop bits. Meters in the field use one.
    _, link = await create_serial_connection(
        asyncio.get_running_loop(),
        Link,
        address.path,
        baudrate=address.baud,
        bytesize=8,
        parity=address.parity,
        stopbits=1,
        timeout=0,
    )
    assert isinstance(link, Link)
    async with asyncio.timeout(CONNECT_TIMEOUT_S):
        await link.opened()
    return link
