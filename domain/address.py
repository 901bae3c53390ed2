"""Addresses of devices, as written in a site file."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class ModbusTcpAddress:
    """`tcp://host:port/unit`, `tls://…` or `rtuovertcp://…`."""

    transport: str
    host: str
    port: int
    unit_id: int

    def __str__(self) -> str:
        return f"{self.bus}/{self.unit_id}"

    @property
    def bus(self) -> str:
        """What is shared with other units: one connection, one request at a time."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.transport}://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ModbusRtuAddress:
    """`rtu:///dev/ttyUSB0?baud=9600&parity=N/3`."""

    path: str
    baud: int
    parity: str
    unit_id: int

    def __str__(self) -> str:
        return f"rtu://{self.path}?baud={self.baud}&parity={self.parity}/{self.unit_id}"

    @property
    def bus(self) -> str:
        """The serial line, shared by its units."""
        return f"rtu://{self.path}"


@dataclass(frozen=True, slots=True)
class MqttAddress:
    """`mqtt:topic/filter`."""

    topic_filter: str

    def __str__(self) -> str:
        return f"mqtt:{self.topic_filter}"


Address = ModbusTcpAddress | ModbusRtuAddress | MqttAddress

_EXPECTED = (
    "tcp://host:port/unit, rtuovertcp://host:port/unit, tls://host:port/unit, "
    "rtu:///dev/ttyUSB0?baud=9600&parity=N/unit or mqtt:topic"
)


def parse_address(text: str) -> Address:
    """The address written as `text`; ValueError says what forms there are."""
    if text.startswith("mqtt:") and len(text) > len("mqtt:"):
        return MqttAddress(text.removeprefix("mqtt:"))
    try:
        parts = urlsplit(text)
        if any(sign.isspace() for sign in text):
            raise ValueError("there is a space in it")
        if parts.fragment or text.endswith("#"):
            raise ValueError("# has no meaning here")
        if parts.scheme == "rtu":
            return _parse_rtu(parts)
        if parts.scheme in {"tcp", "tls", "rtuovertcp"}:
            return _parse_tcp(parts)
    except ValueError as error:
        raise ValueError(f"{text!r} is not an address: {error}; write {_EXPECTED}") from error
    raise ValueError(f"{text!r} is not an address; write {_EXPECTED}")


def _parse_tcp(parts: SplitResult) -> ModbusTcpAddress:
    if "@" in parts.netloc:
        raise ValueError("Modbus knows no user or password")
    if parts.query:
        raise ValueError(f"?{parts.query} has no meaning over TCP")
    if not parts.hostname:
        raise ValueError("the host is missing")
    if not parts.port:
        raise ValueError("the port is missing, 502 as a rule")
    unit_id = _whole(parts.path.removeprefix("/"), "unit")
    if parts.scheme == "rtuovertcp":
        _check_serial_unit(unit_id)
    elif unit_id > 255:
        raise ValueError(f"unit {unit_id} is not 0…255")
    return ModbusTcpAddress(parts.scheme, parts.hostname, parts.port, unit_id)


def _parse_rtu(parts: SplitResult) -> ModbusRtuAddress:
    if parts.netloc or not parts.path.strip("/"):
        raise ValueError("the serial port is missing, as in rtu:///dev/ttyUSB0")
    settings, _, unit = parts.query.rpartition("/")
    given = parse_qs(settings, strict_parsing=True) if settings else {}
    options = {key: values[0] for key, values in given.items() if len(values) == 1}
    if len(options) < len(given):
        raise ValueError("a serial setting is given twice")
    unknown = options.keys() - {"baud", "parity"}
    if unknown:
        raise ValueError(f"unknown serial setting {sorted(unknown)[0]}")
    parity = options.get("parity", "N")
    if parity not in {"N", "E", "O"}:
        raise ValueError("parity is N, E or O")
    baud, unit_id = _whole(options.get("baud", "9600"), "baud"), _whole(unit, "unit")
    _check_serial_unit(unit_id)
    if not 300 <= baud <= 4_000_000:
        raise ValueError(f"baud={baud} is no speed of a serial line")
    return ModbusRtuAddress(parts.path, baud, parity, unit_id)


def _check_serial_unit(unit_id: int) -> None:
    # Serial line specification V1.02, 2.2: 0 is a broadcast that nobody answers, 248…255 are reserved.
    if not 1 <= unit_id <= 247:
        raise ValueError(f"unit {unit_id} is not 1…247")


def _whole(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{what} {text!r} is not a whole number" if text else f"the {what} is missing")
    return int(text)
