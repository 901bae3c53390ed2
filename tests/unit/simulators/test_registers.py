"""From values to registers and back."""

import struct

import numpy as np
import pytest
from pymodbus.constants import ExcCodes

from config.load import load_profile
from config.shipped import shipped_names
from domain.address import ModbusTcpAddress
from domain.device import (
    DeviceProfile,
    ProfilePoint,
    Register,
    RegisterKind,
    Timing,
    ValueType,
    WordOrder,
    WriteLimits,
)
from domain.site import Carrier, Meter, Point
from simulators.register_codec import decode, encode
from simulators.served_device import ServedDevice
from simulators.shown import counts


def point(kind=ValueType.UINT16, **more):
    settings = {"id": "p", "unit": "kW", "register": Register(RegisterKind.HOLDING, 10), "type": kind, **more}
    return ProfilePoint(**settings)


@pytest.mark.parametrize(
    ("settings", "value", "words"),
    [
        ({"scale": 0.1}, 123.4, [1234]),
        ({"kind": ValueType.INT16, "scale": 0.01}, -7.5, [0x10000 - 750]),
        ({"kind": ValueType.UINT32, "unit": "W"}, 86.5, [1, 20964]),
        ({"kind": ValueType.UINT32, "unit": "W", "word_order": WordOrder.LITTLE}, 86.5, [20964, 1]),
        ({"kind": ValueType.FLOAT32}, 231.5, list(struct.unpack(">HH", struct.pack(">f", 231.5)))),
        ({"kind": ValueType.INT64, "unit": "Wh", "counter": True}, 1.5, [0, 0, 0, 1500]),
        ({"unit": "K_abs", "scale": 0.01}, 40.0, [31315]),
        ({"kind": ValueType.BOOL, "unit": "1"}, 1.0, [1]),
    ],
)
def test_a_value_becomes_the_words_of_its_type(settings, value, words):
    made = point(settings.pop("kind", ValueType.UINT16), **settings)
    assert encode(made, value) == words
    assert decode(made, words) == pytest.approx(value)


def test_a_value_beyond_the_register_stays_at_its_end():
    assert encode(point(), 1e9) == [65535]
    assert encode(point(ValueType.INT16), -1e9) == [0x8000]


def test_a_counter_rolls_over_at_its_digits_or_its_width():
    six = point(ValueType.UINT32, unit="kWh", counter=True, digits=6)
    assert encode(six, 1_000_007.9) == [0, 7]
    assert encode(point(unit="kWh", counter=True), 65_540.0) == [4]
    assert encode(six, 123_456.0, digits=4) == [0, 3456]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"invalid": ("0x7FFF",), "kind": ValueType.INT16}, [0x7FFF]),
        ({"invalid": ("65534",)}, [65534]),
        ({}, [65535]),
        ({"kind": ValueType.INT16}, [0x7FFF]),
        ({"kind": ValueType.UINT32, "invalid": ("0xFFFFFFFF",)}, [0xFFFF, 0xFFFF]),
    ],
)
def test_no_value_shows_the_mark_of_the_device_or_the_end_of_the_scale(settings, words):
    assert encode(point(settings.pop("kind", ValueType.UINT16), **settings), None) == words


def test_no_value_of_a_float_is_nan():
    words = encode(point(ValueType.FLOAT32, invalid=("nan",)), None)
    assert np.isnan(struct.unpack(">f", struct.pack(">HH", *words))[0])


@pytest.mark.parametrize("name", shipped_names("device"))
def test_every_test_vector_of_a_shipped_profile_is_encoded_as_it_is_written(name):
    profile = load_profile(name)
    for vector in profile.test_vectors:
        registers = {(reg.kind, reg.address): words for reg, words in vector.registers}
        for point_id, written in vector.expect:
            found = profile.point(point_id)
            if written is None or found.register is None:
                continue
            words = registers.get((found.register.kind, found.register.address))
            assert words is not None
            assert tuple(encode(found, found.written_unit.to_canonical(written))) == tuple(words)


def device(**profile):
    points = (
        ProfilePoint("a_kw", "kW", Register(RegisterKind.HOLDING, 0), scale=0.1, write=WriteLimits(0.0, 100.0)),
        ProfilePoint("b_kwh", "kWh", Register(RegisterKind.HOLDING, 2), type=ValueType.UINT32),
        ProfilePoint("on", "1", Register(RegisterKind.DISCRETE, 5), type=ValueType.BOOL),
    )
    values = {"a_kw": 50.0, "b_kwh": 70_000.0, "on": 1.0}
    made = ServedDevice(
        DeviceProfile("d", points, **profile),
        lambda found: values[found.id],
        lambda found, value: values.__setitem__(found.id, value),
    )
    return made, values


def test_a_device_answers_for_its_own_registers_alone():
    served, _ = device()
    assert served.words(RegisterKind.HOLDING, 0, 1) == [500]
    assert served.words(RegisterKind.HOLDING, 2, 2) == [1, 4464]
    assert served.words(RegisterKind.DISCRETE, 5, 1) == [1]
    assert served.words(RegisterKind.HOLDING, 0, 2) is ExcCodes.ILLEGAL_ADDRESS
    assert served.words(RegisterKind.INPUT, 0, 1) is ExcCodes.ILLEGAL_ADDRESS


def test_a_device_refuses_more_registers_than_it_can_give():
    served, _ = device(timing=Timing(max_registers=1))
    assert served.words(RegisterKind.HOLDING, 2, 2) is ExcCodes.ILLEGAL_VALUE


def test_only_what_may_be_written_is_and_only_within_its_limits():
    served, values = device()
    assert served.write(RegisterKind.HOLDING, 0, [321]) is None
    assert values["a_kw"] == pytest.approx(32.1)
    assert served.write(RegisterKind.HOLDING, 0, [1001]) is ExcCodes.ILLEGAL_VALUE
    assert served.write(RegisterKind.HOLDING, 2, [0, 1]) is ExcCodes.ILLEGAL_ADDRESS
    assert served.write(RegisterKind.HOLDING, 0, [1, 2]) is ExcCodes.ILLEGAL_ADDRESS
    assert values["a_kw"] == pytest.approx(32.1)


def test_history_shows_whole_counts_after_the_transformers_and_rolls_over_alike():
    profile_point = ProfilePoint(
        "energy_kwh",
        "kWh",
        Register(RegisterKind.INPUT, 0),
        type=ValueType.UINT32,
        scale=0.1,
        counter=True,
        digits=5,
    )
    meter = Meter("el", Carrier.ELECTRICITY, "d", factor=20.0)
    found = Point("s/b/el/energy_kwh", "d", profile_point, 20.0, meter)
    amounts = np.array([0.0, 41.9, 199_999.0, 200_003.0, 200_050.0])
    shown = counts(found, amounts, None)
    device_side = [decode(profile_point, encode(profile_point, amount / 20.0)) * 20.0 for amount in amounts]
    assert shown.tolist() == pytest.approx(device_side)
    assert shown.tolist() == pytest.approx([0.0, 40.0, 199_998.0, 2.0, 50.0])


def test_addresses_print_as_they_are_written():
    assert str(ModbusTcpAddress("tcp", "127.0.0.1", 502, 3)) == "tcp://127.0.0.1:502/3"
