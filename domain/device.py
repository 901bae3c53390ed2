"""Device profiles: the facts of a maker's data sheet, read alike by gateway and simulators."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.units import UNITS, Unit


class RegisterKind(StrEnum):
    """The four Modbus tables."""

    HOLDING = "holding"
    INPUT = "input"
    COIL = "coil"
    DISCRETE = "discrete"

    @property
    def is_bit(self) -> bool:
        """Whether one address holds a single bit instead of 16."""
        return self in {RegisterKind.COIL, RegisterKind.DISCRETE}


class ValueType(StrEnum):
    """How raw words make a number."""

    BOOL = "bool"
    INT16 = "int16"
    UINT16 = "uint16"
    INT32 = "int32"
    UINT32 = "uint32"
    INT64 = "int64"
    UINT64 = "uint64"
    FLOAT32 = "float32"
    FLOAT64 = "float64"

    @property
    def words(self) -> int:
        """Number of 16-bit registers (or one bit) a value takes."""
        digits = self.value.lstrip("abcdefghijklmnopqrstuvwxyz")
        return int(digits) // 16 if digits else 1

    @property
    def bits(self) -> int | None:
        """Width of an unsigned or signed integer, None for the rest."""
        return self.words * 16 if "int" in self.value else None


class WordOrder(StrEnum):
    """Which 16-bit word of a longer value comes first; bytes inside a word are always big-endian."""

    BIG = "big"
    LITTLE = "little"


@dataclass(frozen=True, slots=True)
class Register:
    """Zero-based address in one Modbus table, as on the wire."""

    kind: RegisterKind
    address: int

    def __str__(self) -> str:
        return f"{self.kind.value} {self.address}"


@dataclass(frozen=True, slots=True)
class WriteLimits:
    """Range a command may ask for, in the point's written unit; a point without it is never written."""

    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class StateText:
    """What a whole number of a point means, in two languages."""

    value: int
    text_sv: str
    text_en: str


@dataclass(frozen=True, slots=True)
class ProfilePoint:
    """One value of a device: value = raw × scale + offset, in `unit`; min and max apply to that value.

    `register` for Modbus, `path` (dotted) for a message. `digits` are decimal digits of the raw count of a
    counter: it rolls at 10^digits, else at the type's width. `invalid` are raw values that mean "no value":
    `nan` or integers. `heartbeat` marks the register a controller must keep changing. `states` name the values of
    a point that counts states instead of measuring.
    """

    id: str
    unit: str
    register: Register | None = None
    path: str | None = None
    type: ValueType = ValueType.UINT16
    word_order: WordOrder = WordOrder.BIG
    scale: float = 1.0
    offset: float = 0.0
    minimum: float | None = None
    maximum: float | None = None
    counter: bool = False
    digits: int | None = None
    invalid: tuple[str, ...] = ()
    write: WriteLimits | None = None
    text_sv: str | None = None
    text_en: str | None = None
    states: tuple[StateText, ...] = ()

    @property
    def written_unit(self) -> Unit:
        """The unit of the value as decoded."""
        return UNITS[self.unit]

    @property
    def rolls_at(self) -> float | None:
        """Count of the counter in the canonical unit at which it starts again at zero; None if it never does."""
        if not self.counter:
            return None
        if self.digits is not None:
            raw = 10.0**self.digits
        elif self.register is not None and self.type.bits is not None:
            raw = 2.0 ** (self.type.bits - (not self.type.value.startswith("u")))
        else:
            return None
        return raw * self.scale * self.written_unit.factor


@dataclass(frozen=True, slots=True)
class Timing:
    """How a device wants to be spoken to."""

    timeout_ms: int = 1000
    turnaround_ms: int = 0
    max_registers: int = 125


@dataclass(frozen=True, slots=True)
class TestVector:
    """Raw registers, or the text of a message, and the values they must decode to, in written units."""

    __test__ = False  # not a test class, whatever its name says to pytest

    registers: tuple[tuple[Register, tuple[int, ...]], ...]
    expect: tuple[tuple[str, float | None], ...]
    message: str | None = None


@dataclass(frozen=True, slots=True)
class TimeField:
    """Where in a message its own time stands; `format` is `unix_s`, `unix_ms` or `iso8601`."""

    path: str
    format: str


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """A device as data: `decoder` None means Modbus, else `json`, `chirpstack_v4` or `shelly_gen2`."""

    id: str
    points: tuple[ProfilePoint, ...]
    manufacturer: str | None = None
    model: str | None = None
    source: str | None = None
    timing: Timing = Timing()
    decoder: str | None = None
    measured_at: TimeField | None = None
    message_id: str | None = None
    test_vectors: tuple[TestVector, ...] = ()

    def point(self, point_id: str) -> ProfilePoint:
        """The point named `point_id`; KeyError when the profile has none."""
        for point in self.points:
            if point.id == point_id:
                return point
        raise KeyError(f"profile {self.id} has no point {point_id}")
