"""Which blocks to read: few and large, and smaller ones where a device has refused.

Filling a gap costs the time of its registers on the wire; a request of its own costs about 20 characters of
framing plus the device's turnaround. The gap worth filling is where both are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.address import Address, ModbusRtuAddress, ModbusTcpAddress
from domain.device import ProfilePoint, Register, Timing
from domain.ports.field_bus import ReadRequest
from gateway.fieldbus.frames import MAX_BITS, MAX_REGISTERS

BITS_PER_REGISTER = 16
# Read request (8) and framing of its reply (5), with 3.5 characters of silence after each: 20 characters.
_REQUEST_CHARACTERS = 20
# A converter's line speed is not in its address; 9600 is what most meters on one are set to.
_ASSUMED_BAUD = 9600
# 1 start, 8 data, 1 parity or second stop, 1 stop (Modbus over serial line 1.02, §2.5.1).
_BITS_PER_CHARACTER = 11


@dataclass(frozen=True, slots=True)
class Block:
    """One read and the points found in it."""

    request: ReadRequest
    points: tuple[ProfilePoint, ...]

    def words_of(self, point: ProfilePoint, words: Sequence[int]) -> Sequence[int]:
        """The part of the block's `words` that belongs to `point`."""
        start = _register(point).address - self.request.address
        return words[start : start + point.type.words]


def worthwhile_gap(address: Address, timing: Timing) -> int:
    """Registers cheaper to read along than to skip: (20 + turnaround/character)/2 on a serial line."""
    if isinstance(address, ModbusTcpAddress) and address.transport != "rtuovertcp":
        return MAX_REGISTERS  # a round trip costs more than any block
    baud = address.baud if isinstance(address, ModbusRtuAddress) else _ASSUMED_BAUD
    character_ms = _BITS_PER_CHARACTER * 1000 / baud
    return int((_REQUEST_CHARACTERS + timing.turnaround_ms / character_ms) / 2)


def plan(points: Iterable[ProfilePoint], unit_id: int, max_registers: int, gap: int) -> tuple[Block, ...]:
    """Blocks of at most `max_registers` that cover `points`, in rising address per table."""
    by_place = sorted(
        (point for point in points if point.register is not None),
        key=lambda point: (_register(point).kind.value, _register(point).address),
    )
    groups: list[list[ProfilePoint]] = []
    for point in by_place:
        if groups and _fits(groups[-1], point, max_registers, gap):
            groups[-1].append(point)
        else:
            groups.append([point])
    return tuple(_block(group, unit_id) for group in groups)


def split(block: Block) -> tuple[Block, ...]:
    """Smaller blocks for a device that refused this one: without gaps, else in halves; itself for one point."""
    unit_id = block.request.unit_id
    without_gaps = plan(block.points, unit_id, MAX_REGISTERS, 0)
    if len(without_gaps) > 1 or len(block.points) == 1:
        return without_gaps
    half = len(block.points) // 2
    return _block(block.points[:half], unit_id), _block(block.points[half:], unit_id)


def _fits(group: list[ProfilePoint], point: ProfilePoint, max_registers: int, gap: int) -> bool:
    """Whether `point` may join the block of `group`."""
    first, register = _register(group[0]), _register(point)
    if register.kind is not first.kind:
        return False
    end = max(_end(member) for member in group)
    share = BITS_PER_REGISTER if register.kind.is_bit else 1
    most = MAX_BITS if register.kind.is_bit else min(max_registers, MAX_REGISTERS)
    return register.address - end <= gap * share and max(end, _end(point)) - first.address <= most


def _block(points: Sequence[ProfilePoint], unit_id: int) -> Block:
    first = _register(points[0])
    count = max(_end(point) for point in points) - first.address
    return Block(ReadRequest(unit_id, first.kind, first.address, count), tuple(points))


def _register(point: ProfilePoint) -> Register:
    if point.register is None:
        raise ValueError(f"{point.id} has no register")
    return point.register


def _end(point: ProfilePoint) -> int:
    return _register(point).address + point.type.words
