"""Frames are judged byte by byte."""

from __future__ import annotations

import pytest

from domain.device import RegisterKind
from domain.ports.field_bus import ReadRequest, WriteRequest
from gateway.fieldbus.frames import Frame, GarbledError, Mbap, Rtu, judge, request_pdu

REQUEST = ReadRequest(3, RegisterKind.HOLDING, 0x10, 2)
# Example of Modbus over serial line: unit 3 answers function 3 with two registers; checksum by pymodbus.
REPLY = Rtu().build(3, 0, bytes([3, 4, 0x12, 0x34, 0x56, 0x78]))


def accepted(data: bytes) -> bool:
    """Whether any value would be taken from `data`."""
    buffer = bytearray(data)
    try:
        frame = Rtu().take(buffer)
    except GarbledError:
        return False
    return frame is not None and isinstance(judge(REQUEST, request_pdu(REQUEST), frame), tuple)


def test_the_reply_itself_is_accepted() -> None:
    assert accepted(REPLY)


def test_no_flipped_bit_gives_a_value() -> None:
    for bit in range(8 * len(REPLY)):
        spoilt = bytearray(REPLY)
        spoilt[bit // 8] ^= 1 << bit % 8
        assert not accepted(bytes(spoilt)), bit


def test_no_two_flipped_bits_give_a_value() -> None:
    bits = 8 * len(REPLY)
    for one in range(bits):
        for other in range(one):
            spoilt = bytearray(REPLY)
            spoilt[one // 8] ^= 1 << one % 8
            spoilt[other // 8] ^= 1 << other % 8
            assert not accepted(bytes(spoilt)), (one, other)


@pytest.mark.parametrize("length", range(len(REPLY)))
def test_a_torn_reply_is_waited_for(length: int) -> None:
    buffer = bytearray(REPLY[:length])
    assert Rtu().take(buffer) is None
    assert buffer == REPLY[:length]


def test_frames_that_come_in_pieces_and_together_are_told_apart() -> None:
    framing = Mbap()
    one, two = framing.build(1, 7, b"\x03\x02\x00\x01"), framing.build(2, 8, b"\x83\x02")
    buffer = bytearray((one + two)[:-1])
    assert framing.take(buffer) == Frame(1, 7, b"\x03\x02\x00\x01")
    assert framing.take(buffer) is None
    buffer += two[-1:]
    assert framing.take(buffer) == Frame(2, 8, b"\x83\x02")
    assert buffer == b""


@pytest.mark.parametrize(
    "header",
    ["0001 0001 0006 01", "0001 0000 0001 01", "0001 0000 00ff 01", "0001 0000 0000 01"],
    ids=["foreign protocol", "no function", "too long", "empty"],
)
def test_what_is_no_modbus_header_is_garbled(header: str) -> None:
    with pytest.raises(GarbledError):
        Mbap().take(bytearray(bytes.fromhex(header) + bytes(300)))


@pytest.mark.parametrize(
    ("request_", "pdu"),
    [
        (ReadRequest(1, RegisterKind.COIL, 19, 19), "01 0013 0013"),
        (ReadRequest(1, RegisterKind.DISCRETE, 196, 22), "02 00c4 0016"),
        (ReadRequest(1, RegisterKind.HOLDING, 107, 3), "03 006b 0003"),
        (ReadRequest(1, RegisterKind.INPUT, 8, 1), "04 0008 0001"),
        (WriteRequest(1, RegisterKind.COIL, 172, (1,)), "05 00ac ff00"),
        (WriteRequest(1, RegisterKind.HOLDING, 1, (3,)), "06 0001 0003"),
        (WriteRequest(1, RegisterKind.HOLDING, 1, (10, 258)), "10 0001 0002 04 000a 0102"),
        (WriteRequest(1, RegisterKind.COIL, 19, (1, 0, 1, 1, 0, 0, 1, 1, 1, 0)), "0f 0013 000a 02 cd 01"),
    ],
)
def test_requests_are_those_of_the_specification(request_: ReadRequest | WriteRequest, pdu: str) -> None:
    """The examples of the Modbus application protocol 1.1b3, §6.1 to §6.12."""
    assert request_pdu(request_).hex() == pdu.replace(" ", "")


def test_input_registers_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="input cannot be written"):
        request_pdu(WriteRequest(1, RegisterKind.INPUT, 0, (1,)))
