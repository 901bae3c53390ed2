"""The test vectors of a device profile, decoded as the gateway decodes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from config.document import Document
from domain.device import DeviceProfile, TestVector
from domain.errors import Fault
from domain.quality import Reason
from gateway.fieldbus.mqtt_decoders import Decoded, Undecodable, decode_message
from gateway.fieldbus.register_codec import decode

_REMEDY = "compare register or path, type, word_order, scale, min and max with the data sheet"
# float32, the widest of the coarse types, has 24 bits: 6e-8 of the value.
_TOLERANCE = 1e-6


def vector_faults(document: Document, profile: DeviceProfile) -> Iterator[Fault]:
    """Each expected value that the gateway would not give; `document` is the file of `profile`."""
    for number, vector in enumerate(profile.test_vectors):
        here, values = ("test_vector", number), _values(profile, vector)
        if isinstance(values, Undecodable):
            remedy = "give the message as the device sends it"
            yield document.fault((*here, "message"), values.reason, "what the decoder reads", remedy)
            continue
        for point, expected in vector.expect:
            found = values.get(point)
            if not _same(found, expected):
                yield document.fault((*here, "expect", point), _told(found), _told(expected), _REMEDY)


def _same(found: float | Reason | None, expected: float | None) -> bool:
    if expected is None or found is None or isinstance(found, Reason):
        return expected is None and isinstance(found, Reason)
    return math.isclose(found, expected, rel_tol=_TOLERANCE, abs_tol=1e-12)


def _told(value: float | Reason | None) -> str:
    if value is None:
        return "no value"
    return f"no value ({value})" if isinstance(value, Reason) else f"{value:.9g}"


def _values(profile: DeviceProfile, vector: TestVector) -> dict[str, float | Reason] | Undecodable:
    """What every expected point becomes, or why the message cannot be read."""
    if vector.message is not None:
        decoded = decode_message(profile, vector.message.encode())
        return dict(decoded.values) if isinstance(decoded, Decoded) else decoded
    words = {
        (register.kind, register.address + offset): word
        for register, held in vector.registers
        for offset, word in enumerate(held)
    }
    values: dict[str, float | Reason] = {}
    for name, _ in vector.expect:
        point = profile.point(name)
        assert point.register is not None  # the grammar gives every point of a Modbus profile one
        first = point.register
        values[name] = decode(point, [words[first.kind, first.address + i] for i in range(point.type.words)])
    return values
