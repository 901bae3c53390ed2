"""Messages as the makers write them: ChirpStack v4 uplinks, Shelly Gen2 notifications, plain JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from domain.device import ProfilePoint, TimeField
from domain.site import Device

ReadPoint = Callable[[ProfilePoint], float | None]

_APPLICATION_ID = "17c82e96-be03-4f38-aef3-f83d48582d97"
_GATEWAY_ID = "0016c001f153a14c"


def concrete(topic_filter: str) -> str:
    """A topic that fits `topic_filter`, its wildcards filled in."""
    return topic_filter.replace("+", _APPLICATION_ID).replace("#", "sensor")


def plain_json(device: Device, now: datetime, read: ReadPoint) -> bytes:
    """One flat message with every point, its time and its number as the profile names them."""
    message: dict[str, Any] = {}
    _fill(message, device.profile.points, read)
    if device.profile.measured_at is not None:
        _put(message, device.profile.measured_at.path, _written_time(device.profile.measured_at, now))
    if device.profile.message_id is not None:
        # Counts on across restarts: a receiver takes a number it knows for a repeated delivery.
        _put(message, device.profile.message_id, int(now.timestamp() * 10))
    return _bytes(message)


def chirpstack_uplink(device: Device, topic: str, now: datetime, read: ReadPoint) -> bytes:
    """An uplink event of ChirpStack v4 with the decoded object."""
    decoded: dict[str, Any] = {}
    _fill(decoded, device.profile.points, read)
    dev_eui = next((part for part in topic.split("/") if len(part) == 16), "0000000000000000")
    received = now.astimezone(UTC).isoformat(timespec="microseconds")
    return _bytes(
        {
            "deduplicationId": str(uuid5(NAMESPACE_URL, f"{dev_eui}/{received}")),
            "time": received,
            "deviceInfo": {
                "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
                "tenantName": "kommunen",
                "applicationId": _APPLICATION_ID,
                "applicationName": "kommunens givare",
                "deviceProfileName": device.profile.model or device.profile.id,
                "deviceName": device.id,
                "devEui": dev_eui,
                "tags": {},
            },
            "devAddr": dev_eui[-8:],
            "adr": True,
            "dr": 5,
            "fCnt": int(now.timestamp() / 60.0) % 2**32,
            "fPort": 2,
            "confirmed": False,
            "data": base64.b64encode(json.dumps(decoded).encode()[:11]).decode(),
            "object": decoded,
            "rxInfo": [{"gatewayId": _GATEWAY_ID, "uplinkId": 4217106255, "rssi": -87, "snr": 8.2}],
            "txInfo": {"frequency": 868100000},
        }
    )


def shelly_components(device: Device) -> dict[str, list[ProfilePoint]]:
    """Points of `device` by Shelly component, such as `em:0` and `emdata:0`."""
    components: dict[str, list[ProfilePoint]] = {}
    for point in device.profile.points:
        if point.path is not None:
            components.setdefault(point.path.partition(".")[0], []).append(point)
    return components


def shelly_notification(
    topic: str, now: datetime, points: Iterable[ProfilePoint], read: ReadPoint, *, full: bool = False
) -> bytes:
    """NotifyStatus with `points` alone (a delta), or NotifyFullStatus."""
    source = topic.partition("/")[0]
    params: dict[str, Any] = {"ts": round(now.timestamp(), 2)}
    _fill(params, points, read)
    for component, status in params.items():
        if isinstance(status, dict):
            status["id"] = int(component.rpartition(":")[2] or 0)
    method = "NotifyFullStatus" if full else "NotifyStatus"
    return _bytes({"src": source, "dst": f"{source}/events", "method": method, "params": params})


def _fill(message: dict[str, Any], points: Iterable[ProfilePoint], read: ReadPoint) -> None:
    for point in points:
        if point.path is not None:
            _put(message, point.path, _written(point, read(point)))


def _written(point: ProfilePoint, value: float | None) -> float | None:
    """Value as the device writes it, in its own unit, scale and rounding."""
    if value is None:
        return None
    in_unit = (value - point.written_unit.offset) / point.written_unit.factor
    return round((in_unit - point.offset) / point.scale, 2)


def _written_time(field: TimeField, now: datetime) -> float | int | str:
    forms: dict[str, float | int | str] = {
        "unix_s": round(now.timestamp(), 2),
        "unix_ms": int(now.timestamp() * 1000),
        "iso8601": now.astimezone(UTC).isoformat(timespec="milliseconds"),
    }
    return forms[field.format]


def _put(message: dict[str, Any], path: str, value: float | int | str | None) -> None:
    *folders, last = path.split(".")
    for folder in folders:
        message = message.setdefault(folder, {})
    message[last] = value


def _bytes(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()
