"""Raw words to values and back."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

import pytest

from domain.device import ProfilePoint, ValueType, WordOrder
from domain.quality import Reason
from gateway.fieldbus.register_codec import decode, decode_number, encode

Make = Callable[..., ProfilePoint]


@pytest.mark.parametrize("order", list(WordOrder))
@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [
        (ValueType.INT16, (0xFFFE,), -2),
        (ValueType.UINT16, (0xFFFE,), 65534),
        (ValueType.INT32, (0xFFFF, 0xFFFE), -2),
        (ValueType.UINT32, (1, 34464), 100_000),
        (ValueType.INT64, (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFE), -2),
        (ValueType.UINT64, (0, 1, 0, 5), 2**32 + 5),
        (ValueType.FLOAT32, (17255, 32768), 231.5),
        (ValueType.FLOAT64, struct.unpack(">4H", struct.pack(">d", 12345.678)), 12345.678),
    ],
)
def test_every_type_in_both_word_orders(
    make_point: Make, order: WordOrder, kind: ValueType, words: tuple[int, ...], value: float
) -> None:
    point = make_point("p", "input 0", type=kind, word_order=order)
    on_the_wire = words if order is WordOrder.BIG else words[::-1]
    assert decode(point, on_the_wire) == value
    assert encode(point, value) == on_the_wire


@pytest.mark.parametrize(("word", "value"), [(0, 0.0), (1, 1.0), (2, Reason.INVALID_VALUE)])
def test_a_yes_or_no_is_one_of_the_two(make_point: Make, word: int, value: float | Reason) -> None:
    assert decode(make_point("p", "coil 0", type=ValueType.BOOL), [word]) == value


@pytest.mark.parametrize(
    ("scale", "offset", "word", "value"),
    [(0.1, 0, 3, 0.3), (0.01, 0, 2345, 23.45), (10, 0, 7, 70), (0.01, -273.15, 29315, 20.0), (0.5, 1, 3, 2.5)],
)
def test_value_is_raw_times_scale_plus_offset(
    make_point: Make, scale: float, offset: float, word: int, value: float
) -> None:
    point = make_point("p", "input 0", scale=scale, offset=offset)
    found = decode(point, [word])
    assert found == pytest.approx(value, abs=1e-12)
    assert encode(point, value) == (word,)


def test_a_tenth_is_the_nearest_double(make_point: Make) -> None:
    assert decode(make_point("p", "input 0", scale=0.1), [3]) == 0.3


@pytest.mark.parametrize(
    ("kind", "invalid", "words"),
    [
        (ValueType.UINT16, ("65535",), (0xFFFF,)),
        (ValueType.INT16, ("-32768",), (0x8000,)),
        (ValueType.INT16, ("32768",), (0x8000,)),
        (ValueType.INT16, ("0x7FFF",), (0x7FFF,)),
        (ValueType.UINT32, ("0xFFFFFFFF", "0x7FFFFFFF"), (0x7FFF, 0xFFFF)),
        (ValueType.FLOAT32, ("nan", "0x4F800000"), (0x4F80, 0)),
        (ValueType.FLOAT32, ("nan",), (0x7FC0, 0)),
        (ValueType.FLOAT32, (), (0x7FC0, 0)),
        (ValueType.FLOAT32, (), (0x7F80, 0)),
        (ValueType.FLOAT32, (), (0xFF80, 0)),
    ],
)
def test_the_devices_own_no_value_is_none(
    make_point: Make, kind: ValueType, invalid: tuple[str, ...], words: tuple[int, ...]
) -> None:
    point = make_point("p", "input 0", type=kind, invalid=invalid)
    assert decode(point, words) is Reason.INVALID_VALUE


def test_limits_hold_in_the_written_unit_and_include_their_ends(make_point: Make) -> None:
    point = make_point("p", "input 0", type=ValueType.INT16, scale=0.1, minimum=-10.0, maximum=20.0)
    assert decode(point, [200]) == 20.0
    assert decode(point, [201]) is Reason.OUT_OF_RANGE
    assert decode(point, [0x10000 - 100]) == -10.0
    assert decode(point, [0x10000 - 101]) is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ValueType.UINT16, -1),
        (ValueType.UINT16, 65536),
        (ValueType.INT16, 32768),
        (ValueType.BOOL, 0.5),
        (ValueType.FLOAT32, 1e39),
        (ValueType.UINT16, math.nan),
        (ValueType.FLOAT32, math.inf),
    ],
)
def test_what_does_not_fit_is_not_encoded(make_point: Make, kind: ValueType, value: float) -> None:
    assert encode(make_point("p", "holding 0", type=kind), value) is None


def test_a_wrong_number_of_words_is_a_mistake_of_ours(make_point: Make) -> None:
    with pytest.raises(ValueError, match="takes 2 words"):
        decode(make_point("p", "input 0", type=ValueType.UINT32), [1])


def test_numbers_of_messages_follow_the_same_rules(make_point: Make) -> None:
    point = make_point("p", "input 0", scale=0.1, maximum=100, invalid=("nan", "-1"))
    assert decode_number(point, 235) == 23.5
    assert decode_number(point, -1) is Reason.INVALID_VALUE
    assert decode_number(point, 2000) is Reason.OUT_OF_RANGE
    assert decode_number(point, math.inf) is Reason.INVALID_VALUE
