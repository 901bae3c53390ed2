"""Payloads of MQTT sensors to numbers. Nothing is coerced: "21.5" in quotes is not a number.

Each decoder gets the bytes of one message and gives values by the profile's point ids, the device's own time
and what a repeated delivery is known by.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from domain.device import DeviceProfile, ProfilePoint, TimeField
from domain.quality import Reason
from gateway.fieldbus.register_codec import decode_number

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Decoded:
    """Values by point id; `measured_at` None with `has_time` means that the device's time cannot be read."""

    values: Mapping[str, float | Reason]
    measured_at: datetime | None
    has_time: bool
    message_id: str | None


@dataclass(frozen=True, slots=True)
class Undecodable:
    """A payload that holds nothing of what the profile says, and why."""

    reason: str


Decoder = Callable[[DeviceProfile, bytes], Decoded | Undecodable]


def decode_message(profile: DeviceProfile, payload: bytes) -> Decoded | Undecodable:
    """What `payload` says, read by the decoder that `profile` names."""
    return DECODERS[profile.decoder or "json"](profile, payload)


def _json(profile: DeviceProfile, payload: bytes) -> Decoded | Undecodable:
    """A JSON object that holds every point each time: an absent one is a fault of its own."""
    message = _object(payload)
    if isinstance(message, Undecodable):
        return message
    values = _values(profile, message)
    if not values:
        return Undecodable(f"none of {_paths(profile)} in it")
    absent = {point.id: Reason.UNDECODABLE for point in profile.points if point.id not in values}
    return Decoded(values | absent, *_time(profile.measured_at, message), _id(profile.message_id, message))


def _chirpstack_v4(profile: DeviceProfile, payload: bytes) -> Decoded | Undecodable:
    """An uplink event of ChirpStack v4: paths begin in `object`; an uplink may hold a part of the points."""
    message = _object(payload)
    if isinstance(message, Undecodable):
        return message
    content = message.get("object")
    if not isinstance(content, dict):
        return Undecodable("no decoded object in the uplink (the device profile in ChirpStack needs a codec)")
    values = _values(profile, content)
    if not values:
        return Undecodable(f"none of {_paths(profile)} in the uplink's object")
    time = _time(profile.measured_at or TimeField("time", "iso8601"), message)
    return Decoded(values, *time, _id(profile.message_id or "deduplicationId", message))


def _shelly_gen2(profile: DeviceProfile, payload: bytes) -> Decoded | Undecodable:
    """A notification of a Shelly Gen2: paths begin in `params`, which holds what has changed and its time.

    What has not changed is not repeated here with a newer time: a counter that stands still between two
    reports has not stood still in truth.
    """
    message = _object(payload)
    if isinstance(message, Undecodable):
        return message
    params = message.get("params")
    if not isinstance(params, dict):
        return Undecodable("no params in the notification")
    values = _values(profile, params) if message.get("method") in {"NotifyStatus", "NotifyFullStatus"} else {}
    time = _time(profile.measured_at or TimeField("ts", "unix_s"), params)
    return Decoded(values, *time, _id(profile.message_id, message))


DECODERS: Mapping[str, Decoder] = {
    "json": _json,
    "chirpstack_v4": _chirpstack_v4,
    "shelly_gen2": _shelly_gen2,
}


def _object(payload: bytes) -> dict[str, object] | Undecodable:
    """The JSON object in `payload`; NaN and Infinity are not JSON."""
    try:
        message = json.loads(payload.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        return Undecodable(f"not JSON: {error or type(error).__name__}")
    return message if isinstance(message, dict) else Undecodable("not a JSON object")


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _values(profile: DeviceProfile, message: dict[str, object]) -> dict[str, float | Reason]:
    """Values of the points whose path is in `message`."""
    found = ((point, _at(message, point.path)) for point in profile.points if point.path is not None)
    return {point.id: _number(point, content) for point, content in found if content is not _ABSENT}


def _number(point: ProfilePoint, content: object) -> float | Reason:
    """`content` as a value of `point`; null is the device's way to say that it has none."""
    if content is None:
        return Reason.INVALID_VALUE
    if not isinstance(content, bool | int | float):
        return Reason.UNDECODABLE
    try:
        return decode_number(point, float(content))
    except OverflowError:
        return Reason.INVALID_VALUE


def _at(message: object, path: str) -> object:
    """What stands at the dotted `path`: keys of objects and indexes of lists."""
    for step in path.split("."):
        if isinstance(message, dict) and step in message:
            message = message[step]
        elif isinstance(message, list) and step.isdecimal() and int(step) < len(message):
            message = message[int(step)]
        else:
            return _ABSENT
    return message


def _time(field: TimeField | None, message: dict[str, object]) -> tuple[datetime | None, bool]:
    """The device's own time and whether there should be one; None when it is absent, naive or nonsense."""
    if field is None:
        return None, False
    content = _at(message, field.path)
    try:
        if field.format == "iso8601" and isinstance(content, str):
            moment = datetime.fromisoformat(content)
            return (moment.astimezone(UTC) if moment.tzinfo is not None else None), True
        if field.format != "iso8601" and isinstance(content, int | float) and not isinstance(content, bool):
            seconds = content / 1000 if field.format == "unix_ms" else content
            return datetime.fromtimestamp(seconds, UTC), True
    except (ValueError, OverflowError, OSError):
        pass
    return None, True


def _id(path: str | None, message: dict[str, object]) -> str | None:
    """What a repeated delivery is known by, as text."""
    content = _at(message, path) if path is not None else None
    return str(content) if isinstance(content, str | int) else None


def _paths(profile: DeviceProfile) -> str:
    return ", ".join(point.path for point in profile.points if point.path is not None)
