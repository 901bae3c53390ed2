"""From a value to the registers a device would show, and back from what is written to it."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import floor, isfinite, nan

from domain.device import ProfilePoint, ValueType, WordOrder

_FLOATS = {ValueType.FLOAT32: ">f", ValueType.FLOAT64: ">d"}


def encode(point: ProfilePoint, value: float | None, digits: int | None = None) -> list[int]:
    """Words (or one bit) that show `value` [canonical unit]; None shows the device's mark for "no value".

    `digits` overrides the decimal digits at which a counter starts again at zero.
    """
    if value is None or not isfinite(value):
        return _ordered(point, _no_value(point))
    written = (value - point.written_unit.offset) / point.written_unit.factor
    raw = (written - point.offset) / point.scale
    if point.type in _FLOATS:
        return _ordered(point, _float_bytes(point.type, raw))
    if point.type is ValueType.BOOL:
        return [int(raw >= 0.5)]
    return _ordered(point, _integer_bytes(point.type, whole(point, raw, digits)))


def whole(point: ProfilePoint, raw: float, digits: int | None = None) -> int:
    """The integer a device shows for `raw`: rolled over for a counter, held at the type's ends for the rest."""
    bits = point.type.bits or 1
    signed = not point.type.value.startswith("u")
    if point.counter:
        # Half a thousandth of a count keeps a count that arithmetic left just below a whole number.
        decimal = digits if digits is not None else point.digits
        rolls_at: int = 10**decimal if decimal is not None else 2 ** (bits - signed)
        return floor(raw + 5e-4) % rolls_at
    least, most = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return int(min(max(round(raw), least), most))


def decode(point: ProfilePoint, words: Sequence[int]) -> float:
    """Value [canonical unit] of `words` written to `point`."""
    if point.type is ValueType.BOOL:
        raw = float(words[0])
    else:
        ordered = words if point.word_order is WordOrder.BIG else list(reversed(words))
        data = b"".join(word.to_bytes(2, "big") for word in ordered)
        if point.type in _FLOATS:
            raw = float(struct.unpack(_FLOATS[point.type], data)[0])
        else:
            raw = float(int.from_bytes(data, "big", signed=not point.type.value.startswith("u")))
    return point.written_unit.to_canonical(raw * point.scale + point.offset)


def _no_value(point: ProfilePoint) -> bytes:
    if point.type in _FLOATS:
        return _float_bytes(point.type, nan)
    marks = [mark for mark in point.invalid if mark != "nan"]
    bits = point.type.bits or 16
    # Without a mark of its own a broken wire shows the end of the scale.
    end = 2**bits - 1 if point.type.value.startswith("u") else 2 ** (bits - 1) - 1
    mark = int(marks[0], 0) if marks else end
    unsigned: int = mark % 2**bits
    return unsigned.to_bytes(bits // 8, "big")


def _float_bytes(kind: ValueType, raw: float) -> bytes:
    return struct.pack(_FLOATS[kind], raw)


def _integer_bytes(kind: ValueType, raw: int) -> bytes:
    return raw.to_bytes(kind.words * 2, "big", signed=raw < 0)


def _ordered(point: ProfilePoint, data: bytes) -> list[int]:
    words = [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]
    return words if point.word_order is WordOrder.BIG else words[::-1]
