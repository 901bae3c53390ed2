"""Addresses of devices, as written in a site file."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class ModbusTcpAddress:
    """`tcp://host:port/unit`, `tls://…` or `rtuovertcp://…`."""

    transport: str
    host: str
    port: int
    unit_id: int

    def __str__(self) -> str:
        return f"{self.transport}://{self.host}:{self.port}/{self.unit_id}"

    @property
    def bus(self) -> str:
        """What is shared with other units: one connection, one request at a time."""
        return f"{self.transport}://{self.host}:{self.port}"


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
        if parts.scheme == "rtu":
            return _parse_rtu(parts.path, parts.query)
        if parts.scheme in {"tcp", "tls", "rtuovertcp"} and parts.hostname and parts.port:
            return ModbusTcpAddress(parts.scheme, parts.hostname, parts.port, _unit_id(parts.path.strip("/")))
    except ValueError as error:
        raise ValueError(f"{text!r} is not an address: {error}; write {_EXPECTED}") from error
    raise ValueError(f"{text!r} is not an address; write {_EXPECTED}")


def _parse_rtu(path: str, query: str) -> ModbusRtuAddress:
    settings, _, unit = query.rpartition("/")
    options = {key: values[0] for key, values in parse_qs(settings, strict_parsing=True).items()}
    unknown = options.keys() - {"baud", "parity"}
    if unknown:
        raise ValueError(f"unknown serial setting {sorted(unknown)[0]}")
    parity = options.get("parity", "N")
    if parity not in {"N", "E", "O"}:
        raise ValueError("parity is N, E or O")
    return ModbusRtuAddress(path, int(options.get("baud", "9600")), parity, _unit_id(unit))


def _unit_id(text: str) -> int:
    unit_id = int(text)
    if not 0 <= unit_id <= 255:
        raise ValueError(f"unit {unit_id} is not 0…255")
    return unit_id
