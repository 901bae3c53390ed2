"""What stands in the messages that snokyla publishes: one JSON object, times in ISO 8601 UTC with Z."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from domain.alarm import AlarmEvent
from domain.reading import Reading


def reading_payload(reading: Reading) -> bytes:
    """A reading; the value of a bad one is null."""
    return _json(
        point=reading.point,
        value=reading.value,
        unit=reading.unit,
        quality=str(reading.quality),
        measured_at=_time(reading.measured_at),
        received_at=_time(reading.received_at),
    )


def alarm_payload(event: AlarmEvent) -> bytes:
    """An event of an alarm."""
    return _json(
        definition=event.definition_id,
        source=event.source,
        event=event.kind.value,
        at=_time(event.at),
        by=event.by,
        note=event.note,
        until=_time(event.until) if event.until is not None else None,
    )


def _json(**fields: str | float | None) -> bytes:
    return json.dumps(fields, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
