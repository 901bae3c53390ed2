"""A device profile: the facts of a data sheet."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from config.grammar.words import Grammar, RegisterText, Slug, Text, UnitSymbol, parse_register, refusal
from domain.device import (
    DeviceProfile,
    ProfilePoint,
    StateText,
    TestVector,
    TimeField,
    Timing,
    ValueType,
    WordOrder,
    WriteLimits,
)

DECODERS = ("json", "chirpstack_v4", "shelly_gen2")


def _check_decoder(text: str) -> str:
    if text not in DECODERS:
        raise refusal("one of " + ", ".join(DECODERS), "leave it out for Modbus")
    return text


def _check_time_format(text: str) -> str:
    if text not in {"unix_s", "unix_ms", "iso8601"}:
        raise refusal("one of unix_s, unix_ms, iso8601", "say how the message writes its time")
    return text


def _check_sentinel(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower().lstrip(".") == "nan":
        return "nan"
    raise refusal("a raw value that means no value", "write nan, or the whole number as in the data sheet")


Sentinel = Annotated[
    object, AfterValidator(_check_sentinel), Field(json_schema_extra={"type": ["integer", "string"]})
]


class WriteFile(Grammar):
    """`write:` of a point: the range a command may ask for."""

    min: float = Field(description="Lägsta värde som får skrivas, i punktens enhet.")
    max: float = Field(description="Högsta värde som får skrivas, i punktens enhet.")


class StateFile(Grammar):
    """One entry of `states:` of a point: what a whole number means."""

    value: int = Field(description="Värdet efter scale och offset.")
    sv: Text = Field(description="Vad värdet betyder, på svenska.")
    en: Text = Field(description="Vad värdet betyder, på engelska.")


class PointFile(Grammar):
    """One entry of `points:`."""

    id: Slug = Field(description="Punktens namn, med enheten sist, t.ex. electric_power_kw.")
    unit: UnitSymbol = Field(description="Enhet efter scale och offset; räknas om till husets enhet.")
    # `register` itself is a method of every model's class.
    register_text: RegisterText | None = Field(
        default=None,
        alias="register",
        description="Modbus: holding, input, coil eller discrete och numret från noll, som på tråden.",
    )
    path: Text | None = Field(default=None, description="Meddelande: nyckelns väg med punkter emellan.")
    type: Annotated[ValueType, Field(strict=False)] | None = Field(
        default=None, description="Hur registren blir ett tal; utelämnat uint16, för coil och discrete bool."
    )
    word_order: Annotated[WordOrder, Field(strict=False)] | None = Field(
        default=None, description="Vilket 16-bitarsord som kommer först: big (utelämnat) eller little."
    )
    scale: float = Field(default=1.0, description="värde = råvärde × scale + offset.")
    offset: float = Field(default=0.0, description="värde = råvärde × scale + offset.")
    min: float | None = Field(default=None, description="Lägsta rimliga värde i unit; under det är värdet dåligt.")
    max: float | None = Field(default=None, description="Högsta rimliga värde i unit; över det är värdet dåligt.")
    counter: bool = Field(default=False, description="true för ett räkneverk som bara ökar.")
    digits: Annotated[int, Field(ge=1, le=18)] | None = Field(
        default=None, description="Räkneverkets antal siffror i råvärdet; det slår om vid 10^digits."
    )
    invalid: list[Sentinel] = Field(
        default=[], description="Råvärden som betyder att värde saknas: nan eller heltal."
    )
    write: WriteFile | None = Field(
        default=None, description="Tillåtet skrivområde; utan det skrivs punkten aldrig."
    )
    text_sv: Text | None = Field(default=None, description="Förklaring på svenska.")
    text_en: Text | None = Field(default=None, description="Förklaring på engelska.")
    states: list[StateFile] = Field(default=[], description="Vad punktens heltal betyder, t.ex. driftlägen.")

    def to_domain(self) -> ProfilePoint:
        """The point in the language of the trade."""
        register = parse_register(self.register_text) if self.register_text is not None else None
        is_bit = register is not None and register.kind.is_bit
        return ProfilePoint(
            id=self.id,
            unit=self.unit,
            register=register,
            path=self.path,
            type=self.type or (ValueType.BOOL if is_bit else ValueType.UINT16),
            word_order=self.word_order or WordOrder.BIG,
            scale=self.scale,
            offset=self.offset,
            minimum=self.min,
            maximum=self.max,
            counter=self.counter,
            digits=self.digits,
            invalid=tuple(str(mark) for mark in self.invalid),
            write=WriteLimits(self.write.min, self.write.max) if self.write is not None else None,
            text_sv=self.text_sv,
            text_en=self.text_en,
            states=tuple(StateText(state.value, state.sv, state.en) for state in self.states),
        )


class TimingFile(Grammar):
    """`timing:` of a profile."""

    timeout_ms: Annotated[int, Field(ge=10, le=60_000)] = Field(
        default=1000, description="Längsta väntan på svar."
    )
    turnaround_ms: Annotated[int, Field(ge=0, le=10_000)] = Field(default=0, description="Paus mellan två frågor.")
    max_registers: Annotated[int, Field(ge=1, le=125)] = Field(
        default=125, description="Flest register per fråga."
    )


class TimeFile(Grammar):
    """`measured_at:` of a profile: where a message says when it was measured."""

    path: Text = Field(description="Tidens väg i meddelandet.")
    format: Annotated[str, AfterValidator(_check_time_format)] = Field(
        description="unix_s, unix_ms eller iso8601."
    )


class TestVectorFile(Grammar):
    """One entry of `test_vector:`: raw registers or a message, and the values they must give."""

    __test__ = False  # not a test class, whatever its name says to pytest

    registers: dict[RegisterText, list[Annotated[int, Field(ge=0, le=0xFFFF)]]] = Field(
        default={}, description="Råa ord från och med registret."
    )
    message: Text | None = Field(default=None, description="Meddelandets text, som från mäklaren (broker).")
    expect: dict[str, float | None] = Field(description="Väntat värde per punkt i punktens enhet; null = inget.")

    def to_domain(self) -> TestVector:
        """The vector in the language of the trade."""
        registers = tuple((parse_register(text), tuple(words)) for text, words in self.registers.items())
        return TestVector(registers, tuple(self.expect.items()), self.message)


class ProfileFile(Grammar):
    """A file in `config/devices`, or one's own."""

    id: Slug = Field(description="Profilens namn.")
    manufacturer: Text | None = Field(default=None, description="Tillverkare.")
    model: Text | None = Field(default=None, description="Modell.")
    source: Text | None = Field(default=None, description="Var uppgifterna står: datablad, utgåva, sida.")
    timing: TimingFile = Field(default=TimingFile(), description="Hur enheten vill bli tilltalad.")
    decoder: Annotated[str, AfterValidator(_check_decoder)] | None = Field(
        default=None, description="Utelämnat för Modbus; annars json, chirpstack_v4 eller shelly_gen2."
    )
    measured_at: TimeFile | None = Field(
        default=None, description="Meddelandets egen tid; utelämnat = ankomsttid."
    )
    message_id: Text | None = Field(
        default=None, description="Väg till meddelandets nummer; dubbletter känns igen på det."
    )
    points: Annotated[list[PointFile], Field(min_length=1)] = Field(description="Enhetens värden.")
    test_vector: list[TestVectorFile] = Field(default=[], description="Råvärden och vad de ska bli.")

    def to_domain(self) -> DeviceProfile:
        """The profile in the language of the trade."""
        return DeviceProfile(
            id=self.id,
            points=tuple(point.to_domain() for point in self.points),
            manufacturer=self.manufacturer,
            model=self.model,
            source=self.source,
            timing=Timing(self.timing.timeout_ms, self.timing.turnaround_ms, self.timing.max_registers),
            decoder=self.decoder,
            measured_at=(
                TimeField(self.measured_at.path, self.measured_at.format) if self.measured_at is not None else None
            ),
            message_id=self.message_id,
            test_vectors=tuple(vector.to_domain() for vector in self.test_vector),
        )
