"""The words of the grammar: slugs, units, registers, addresses, days, each with its own refusal."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from config.nearest import did_you_mean
from domain.address import MqttAddress, parse_address
from domain.device import Register, RegisterKind
from domain.units import UNITS

SLUG = re.compile(r"[a-z0-9][a-z0-9_]*")
_REGISTER = re.compile(r"(holding|input|coil|discrete) (0|[1-9][0-9]*)")
_ADDRESS_FORMS = (
    "an address (tcp://host:port/unit, rtuovertcp://host:port/unit, tls://host:port/unit, "
    "rtu:///dev/ttyUSB0?baud=9600&parity=N/unit or mqtt:topic)"
)


class Grammar(BaseModel):
    """A mapping in a file: frozen, strict, no key beyond those named here."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def refusal(expected: str, remedy: str) -> PydanticCustomError:
    """The error that says what was `expected` and how to put it right."""
    return PydanticCustomError("refused", "{expected}", {"expected": expected, "remedy": remedy})


def slugged(text: str) -> str:
    """The slug nearest to `text`: Storsjöskolan A → storsjoskolan_a."""
    plain = text.lower().translate(str.maketrans("åäöéü", "aaoeu"))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def parse_register(text: str) -> Register:
    """The register written as `holding 100`; ValueError for anything else."""
    match = _REGISTER.fullmatch(text)
    if match is None or int(match[2]) > 0xFFFF:
        raise ValueError(text)
    return Register(RegisterKind(match[1]), int(match[2]))


def _check_slug(text: str) -> str:
    if SLUG.fullmatch(text) is None:
        better = slugged(text)
        remedy = f"write {better}" if better else "use letters, digits and _"
        raise refusal("a slug (a-z, 0-9 and _, beginning with a letter or digit)", remedy)
    return text


def _check_text(text: str) -> str:
    if not text.strip():
        raise refusal("a text", "write something, or leave the key out")
    return text


def _check_unit(text: str) -> str:
    if text not in UNITS:
        remedy = did_you_mean(text, UNITS) or "write one of " + ", ".join(UNITS)
        raise refusal("a known unit", remedy)
    return text


def _check_register(text: str) -> str:
    try:
        parse_register(text)
    except ValueError:
        raise refusal(
            "a register (holding, input, coil or discrete and a zero-based number up to 65535)",
            "write it as on the wire, as in holding 100; 40101 of a data sheet is holding 100",
        ) from None
    return text


def _check_address(text: str) -> str:
    try:
        address = parse_address(text)
    except ValueError as error:
        if error.__cause__ is None:
            raise refusal(_ADDRESS_FORMS, "as in tcp://192.168.10.21:502/1") from None
        raise refusal("an address", f"{error.__cause__}; {_example(text)}") from None
    if isinstance(address, MqttAddress) and not _is_topic_filter(address.topic_filter):
        raise refusal("an MQTT topic filter", "+ stands for one whole level, # only at the end")
    return text


def _example(address: str) -> str:
    is_serial = address.startswith("rtu:")
    return "as in rtu:///dev/ttyUSB0?baud=9600&parity=N/1" if is_serial else "as in tcp://192.168.10.21:502/1"


def _is_topic_filter(topic_filter: str) -> bool:
    levels = topic_filter.split("/")
    plus = all(level == "+" or "+" not in level for level in levels)
    hashes = [index for index, level in enumerate(levels) if "#" in level]
    return plus and (not hashes or (hashes == [len(levels) - 1] and levels[-1] == "#"))


def _check_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise refusal("a day", "write year-month-day, as in 2026-01-01") from None
    return text


def _check_moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise refusal("a time with its UTC offset", "as in 2024-05-03T10:00:00+02:00")
    return text


def _check_month_day(text: str) -> str:
    try:
        # Not a leap year: 02-29 comes in one year of four.
        datetime.strptime(f"2023-{text}", "%Y-%m-%d").astimezone()
    except ValueError:
        raise refusal("a day of every year", "write month-day, as in 05-01") from None
    return text


def _check_timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        near = did_you_mean(text, available_timezones())
        raise refusal("a known time zone", near or "as in Europe/Stockholm") from None
    return text


Slug = Annotated[str, AfterValidator(_check_slug), Field(json_schema_extra={"pattern": f"^{SLUG.pattern}$"})]
UnitSymbol = Annotated[str, AfterValidator(_check_unit), Field(json_schema_extra={"enum": list(UNITS)})]
RegisterText = Annotated[
    str, AfterValidator(_check_register), Field(json_schema_extra={"pattern": f"^{_REGISTER.pattern}$"})
]
AddressText = Annotated[str, AfterValidator(_check_address)]
Day = Annotated[str, AfterValidator(_check_day), Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, AfterValidator(_check_moment), Field(json_schema_extra={"format": "date-time"})]
MonthDay = Annotated[
    str, AfterValidator(_check_month_day), Field(json_schema_extra={"pattern": "^[0-9]{2}-[0-9]{2}$"})
]
ZoneName = Annotated[str, AfterValidator(_check_timezone)]
Text = Annotated[str, AfterValidator(_check_text), Field(min_length=1)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
