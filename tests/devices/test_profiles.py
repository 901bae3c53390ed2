"""Every device file loads, says where its facts are from, and its test vectors decode as the gateway decodes."""

from __future__ import annotations

import pytest

from config.load import load_profile
from config.shipped import shipped_names
from domain.device import DeviceProfile, TestVector
from domain.quality import Reason
from gateway.fieldbus.mqtt_decoders import Decoded, decode_message
from gateway.fieldbus.register_codec import decode

NAMES = shipped_names("device")


@pytest.mark.parametrize("name", NAMES)
def test_device_file(name: str) -> None:
    profile = load_profile(name)
    assert profile.id == name.rpartition("/")[2]
    assert profile.source
    assert profile.manufacturer
    assert profile.model
    assert profile.test_vectors
    _each_value_is_explained_and_bounded(profile)
    _registers_are_taken_once(profile)
    for vector in profile.test_vectors:
        _vector_is_decoded(profile, vector)


def test_the_promised_devices_are_there() -> None:
    promised = {
        "eastron_sdm630",
        "carlo_gavazzi_em340",
        "abb_b23",
        "schneider_iem3155",
        "kamstrup_multical_603",
        "belimo_energy_valve",
        "grundfos_cim",
        "snow_plant_plc",
        "chirpstack_v4/dragino_lht65",
        "shelly_gen2/pro_3em",
    }
    assert promised <= set(NAMES)


def _each_value_is_explained_and_bounded(profile: DeviceProfile) -> None:
    for point in profile.points:
        assert point.text_sv, point.id
        assert point.text_en, point.id
        free = point.counter or point.type.value == "bool" or point.write is not None
        assert free or (point.minimum is not None and point.maximum is not None), point.id


def _registers_are_taken_once(profile: DeviceProfile) -> None:
    taken: dict[tuple[str, int], str] = {}
    for point in profile.points:
        if point.register is None:
            continue
        for offset in range(point.type.words):
            place = (point.register.kind.value, point.register.address + offset)
            assert place not in taken, f"{point.id} and {taken.get(place)} share {place}"
            taken[place] = point.id


def _vector_is_decoded(profile: DeviceProfile, vector: TestVector) -> None:
    values = _of_message(profile, vector) if vector.message is not None else _of_registers(profile, vector)
    assert vector.expect
    for point_id, expected in vector.expect:
        found = values[point_id]
        if expected is None:
            assert isinstance(found, Reason), point_id
        else:
            assert found == pytest.approx(expected, rel=1e-6), point_id


def _of_message(profile: DeviceProfile, vector: TestVector) -> dict[str, float | Reason]:
    decoded = decode_message(profile, (vector.message or "").encode())
    assert isinstance(decoded, Decoded), decoded
    assert decoded.measured_at is not None
    return dict(decoded.values)


def _of_registers(profile: DeviceProfile, vector: TestVector) -> dict[str, float | Reason]:
    words = {
        (register.kind, register.address + offset): word
        for register, held in vector.registers
        for offset, word in enumerate(held)
    }
    values: dict[str, float | Reason] = {}
    for point_id, _ in vector.expect:
        point = profile.point(point_id)
        assert point.register is not None
        places = [(point.register.kind, point.register.address + offset) for offset in range(point.type.words)]
        values[point_id] = decode(point, [words[place] for place in places])
    return values
