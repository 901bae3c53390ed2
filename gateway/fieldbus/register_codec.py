"""Raw Modbus words to numbers and back: pure, for every value type and word order."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence

from domain.device import ProfilePoint, ValueType, WordOrder
from domain.quality import Reason

# struct codes of the types that take whole registers, big-endian words in big-endian order
_FORMATS = {
    ValueType.INT16: ">h",
    ValueType.UINT16: ">H",
    ValueType.INT32: ">i",
    ValueType.UINT32: ">I",
    ValueType.INT64: ">q",
    ValueType.UINT64: ">Q",
    ValueType.FLOAT32: ">f",
    ValueType.FLOAT64: ">d",
}


def decode(point: ProfilePoint, words: Sequence[int]) -> float | Reason:
    """Value of `point` in its written unit [point.unit], or why its `words` hold none."""
    raw = _raw(point, words)
    if raw is None or _means_no_value(point, raw, words):
        return Reason.INVALID_VALUE
    return scaled(point, raw)


def scaled(point: ProfilePoint, raw: float) -> float | Reason:
    """Value = raw × scale + offset [point.unit], refused outside min and max."""
    # 0.1 has no exact double but 10 has: 3 / 10 is 0.3 where 3 × 0.1 is 0.30000000000000004.
    divisor = round(1 / point.scale) if point.scale else 0
    value = raw / divisor if divisor and 1 / divisor == point.scale else raw * point.scale
    value += point.offset
    if not math.isfinite(value):
        return Reason.INVALID_VALUE
    if point.minimum is not None and value < point.minimum:
        return Reason.OUT_OF_RANGE
    if point.maximum is not None and value > point.maximum:
        return Reason.OUT_OF_RANGE
    return value


def decode_number(point: ProfilePoint, raw: float) -> float | Reason:
    """Value [point.unit] of a number that came in a message."""
    if not math.isfinite(raw) or raw in _marks(point):
        return Reason.INVALID_VALUE
    return scaled(point, raw)


def encode(point: ProfilePoint, value: float) -> tuple[int, ...] | None:
    """Words that hold `value` [point.unit] as nearly as the register can; None when it does not fit."""
    raw = (value - point.offset) / point.scale
    if not math.isfinite(raw):
        return None
    if point.type is ValueType.BOOL:
        return (int(raw),) if raw in {0.0, 1.0} else None
    number = raw if point.type in {ValueType.FLOAT32, ValueType.FLOAT64} else round(raw)
    try:
        octets = struct.pack(_FORMATS[point.type], number)
    except (struct.error, OverflowError):
        return None
    return _ordered(point, struct.unpack(f">{len(octets) // 2}H", octets))


def _raw(point: ProfilePoint, words: Sequence[int]) -> float | None:
    """The number in the words before scaling; None when there is none."""
    if len(words) != point.type.words:
        raise ValueError(f"{point.id}: {point.type} takes {point.type.words} words, not {len(words)}")
    if point.type is ValueType.BOOL:
        # A register that should say yes or no and says 2 says neither.
        return float(words[0]) if words[0] in {0, 1} else None
    octets = struct.pack(f">{len(words)}H", *_ordered(point, words))
    number: float = struct.unpack(_FORMATS[point.type], octets)[0]
    return number


def _means_no_value(point: ProfilePoint, raw: float, words: Sequence[int]) -> bool:
    """Whether the device says "no value": a number that is none, or one of the profile's sentinels."""
    if not math.isfinite(raw):
        return True
    # A sentinel is a number as it stands in the data sheet: signed, unsigned (0xFFFF) or a float's bit pattern.
    bits = 0
    for word in _ordered(point, words):
        bits = bits << 16 | word
    marks = _marks(point)
    return bits in marks or raw in marks


def _marks(point: ProfilePoint) -> set[int]:
    """The profile's sentinels but `nan`, which is never a value."""
    return {int(text, 0) for text in point.invalid if text.lower() != "nan"}


def _ordered(point: ProfilePoint, words: Sequence[int]) -> tuple[int, ...]:
    """The words with the high one first; its own inverse."""
    return tuple(words) if point.word_order is WordOrder.BIG else tuple(reversed(words))
