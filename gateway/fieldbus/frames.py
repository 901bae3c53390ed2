"""Modbus frames: requests built by pymodbus, replies judged here, byte by byte.

pymodbus 3.16.1 hands on replies that are shorter than asked for, and replies of another function; so a reply
is compared with its request here, in unit, function, length and (where there is one) transaction.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.bit_message import (
    ReadCoilsRequest,
    ReadDiscreteInputsRequest,
    WriteMultipleCoilsRequest,
    WriteSingleCoilRequest,
)
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadInputRegistersRequest,
    WriteMultipleRegistersRequest,
    WriteSingleRegisterRequest,
)

from domain.device import RegisterKind
from domain.ports.field_bus import BadReply, DeviceException, ReadRequest, WriteRequest

Request = ReadRequest | WriteRequest

_READS: dict[RegisterKind, type[ModbusPDU]] = {
    RegisterKind.COIL: ReadCoilsRequest,
    RegisterKind.DISCRETE: ReadDiscreteInputsRequest,
    RegisterKind.HOLDING: ReadHoldingRegistersRequest,
    RegisterKind.INPUT: ReadInputRegistersRequest,
}
# Modbus application protocol 1.1b3, §6.1-6.4: most registers and most bits one read may ask for.
MAX_REGISTERS, MAX_BITS = 125, 2000
_EXCEPTION = 0x80
# Modbus application protocol 1.1b3, §4.1: a PDU is at most 253 bytes, so MBAP's length is 2…254.
_LONGEST_MBAP, _SHORTEST_MBAP = 254, 2


class GarbledError(Exception):
    """The bytes on the wire are no Modbus frames."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One reply as it came: unit, transaction (None on a serial line) and the bytes from the function on."""

    unit_id: int
    transaction: int | None
    pdu: bytes


@lru_cache(maxsize=4096)  # a poller asks the same again and again
def request_pdu(request: Request) -> bytes:
    """Function code and data of `request`."""
    message = _message(request)
    return bytes([message.function_code]) + message.encode()


def _message(request: Request) -> ModbusPDU:
    if isinstance(request, ReadRequest):
        return _READS[request.kind](address=request.address, count=request.count)
    if request.kind is RegisterKind.HOLDING:
        if len(request.words) == 1:
            return WriteSingleRegisterRequest(address=request.address, registers=request.words)
        return WriteMultipleRegistersRequest(
            address=request.address, count=len(request.words), registers=request.words
        )
    if request.kind is RegisterKind.COIL:
        bits = [word != 0 for word in request.words]
        if len(bits) == 1:
            return WriteSingleCoilRequest(address=request.address, bits=bits)
        return WriteMultipleCoilsRequest(address=request.address, bits=bits)
    raise ValueError(f"{request.kind.value} cannot be written")


def reply_octets(request: ReadRequest) -> int:
    """Bytes of data that answer `request`."""
    return (request.count + 7) // 8 if request.kind.is_bit else 2 * request.count


def judge(request: Request, asked: bytes, frame: Frame) -> tuple[int, ...] | DeviceException | BadReply:
    """What `frame` says in answer to `request`, whose PDU was `asked`; BadReply when it is no answer to it."""
    if frame.unit_id != request.unit_id:
        return BadReply(f"unit {frame.unit_id} answered for unit {request.unit_id}")
    if frame.pdu[0] == asked[0] | _EXCEPTION and len(frame.pdu) == 2:
        return DeviceException(frame.pdu[1])
    if frame.pdu[0] != asked[0]:
        return BadReply(f"answer to function {frame.pdu[0]}, asked was function {asked[0]}")
    if isinstance(request, ReadRequest):
        return _data(request, frame.pdu[1:])
    return request.words if frame.pdu == asked[:5] else BadReply("the device confirmed another write")


def _data(request: ReadRequest, data: bytes) -> tuple[int, ...] | BadReply:
    """Registers or bits in `data` (byte count first), of exactly the length that was asked for."""
    wanted = reply_octets(request)
    if len(data) != wanted + 1 or data[0] != wanted:
        return BadReply(f"{len(data) - 1} bytes of data instead of {wanted}")
    if request.kind.is_bit:
        return tuple(data[1 + bit // 8] >> bit % 8 & 1 for bit in range(request.count))
    return struct.unpack(f">{request.count}H", data[1:])


class Framing(Protocol):
    """How requests and replies lie on the wire."""

    transactions: bool

    def build(self, unit_id: int, transaction: int, pdu: bytes) -> bytes:
        """The bytes to send."""
        ...

    def take(self, buffer: bytearray) -> Frame | None:
        """The first whole frame, taken out of `buffer`; None while it is not whole; GarbledError."""
        ...


class Mbap:
    """Modbus TCP: each frame has a transaction number and its length in front."""

    transactions = True

    def __init__(self) -> None:
        self._framer = FramerSocket(DecodePDU(False))

    def build(self, unit_id: int, transaction: int, pdu: bytes) -> bytes:
        """The bytes to send."""
        return self._framer.encode(pdu, unit_id, transaction)

    def take(self, buffer: bytearray) -> Frame | None:
        """The first whole frame, taken out of `buffer`; None while it is not whole; GarbledError."""
        if len(buffer) < 7:
            return None
        transaction, protocol, length, unit_id = struct.unpack_from(">HHHB", buffer)
        if protocol != 0 or not _SHORTEST_MBAP <= length <= _LONGEST_MBAP:
            raise GarbledError(f"no Modbus TCP header: {bytes(buffer[:7]).hex(' ')}")
        if len(buffer) < 6 + length:
            return None
        pdu = bytes(buffer[7 : 6 + length])
        del buffer[: 6 + length]
        return Frame(unit_id, transaction, pdu)


class Rtu:
    """Serial line, also through a converter: no length, no transaction, a checksum behind."""

    transactions = False

    def __init__(self) -> None:
        self._framer = FramerRTU(DecodePDU(False))

    def build(self, unit_id: int, transaction: int, pdu: bytes) -> bytes:
        """The bytes to send."""
        return self._framer.encode(pdu, unit_id, transaction)

    def take(self, buffer: bytearray) -> Frame | None:
        """The first whole frame, taken out of `buffer`; None while it is not whole; GarbledError."""
        if len(buffer) < 3:
            return None
        size = self._size(buffer)
        if len(buffer) < size:
            return None
        body, checksum = bytes(buffer[: size - 2]), int.from_bytes(buffer[size - 2 : size], "big")
        if not FramerRTU.check_CRC(body, checksum):
            raise GarbledError("checksum does not fit")
        del buffer[:size]
        return Frame(body[0], None, body[1:])

    @staticmethod
    def _size(buffer: bytearray) -> int:
        """Bytes of the frame that starts in `buffer`, from its function and byte count."""
        function = buffer[1]
        if function & _EXCEPTION:
            return 5
        if function in {1, 2, 3, 4}:
            return 5 + buffer[2]
        if function in {5, 6, 15, 16}:
            return 8
        raise GarbledError(f"unknown function {function}")
