"""From what the wire gave to a Reading: canonical unit, meter factor, quality and reason. Pure."""

from __future__ import annotations

import math
from datetime import datetime

from domain.ports.field_bus import BadReply, DeviceException, ReadOutcome, Silence, Words
from domain.quality import GOOD, Quality, Reason, bad
from domain.reading import Reading
from domain.site import Point
from gateway.fieldbus.modbus import GATEWAY_EXCEPTIONS
from gateway.fieldbus.read_plan import Block
from gateway.fieldbus.register_codec import decode


def reading(
    point: Point,
    decoded: float | Reason,
    measured_at: datetime,
    received_at: datetime,
    quality: Quality = GOOD,
) -> Reading:
    """`decoded` [written unit] of `point` as a Reading [canonical unit]; a reason makes it bad."""
    if isinstance(decoded, Reason):
        return Reading(point.id, measured_at, received_at, None, point.unit, bad(decoded))
    value = point.profile_point.written_unit.to_canonical(decoded) * point.factor
    if not math.isfinite(value):
        return Reading(point.id, measured_at, received_at, None, point.unit, bad(Reason.INVALID_VALUE))
    return Reading(point.id, measured_at, received_at, value, point.unit, quality)


def readings_of(
    points: dict[str, list[Point]], block: Block, outcome: ReadOutcome, now: datetime
) -> list[Reading]:
    """A Reading for each of `points` (by id in the profile) in `block`; bad ones, at `now`, without an answer."""
    found: list[Reading] = []
    for profile_point in block.points:
        for point in points[profile_point.id]:
            if isinstance(outcome, Words):
                decoded = decode(profile_point, block.words_of(profile_point, outcome.words))
                found.append(reading(point, decoded, outcome.measured_at, outcome.answered_at))
            else:
                found.append(reading(point, failure_reason(outcome), now, now))
    return found


def failure_reason(outcome: Silence | DeviceException | BadReply) -> Reason:
    """Why there is no value."""
    if isinstance(outcome, BadReply):
        return Reason.BAD_REPLY
    if isinstance(outcome, DeviceException) and outcome.code not in GATEWAY_EXCEPTIONS:
        return Reason.DEVICE_EXCEPTION
    return Reason.NO_COMMUNICATION


def failure_text(outcome: Silence | DeviceException | BadReply) -> str:
    """The same for a person who stands at the device."""
    if isinstance(outcome, DeviceException):
        return f"device refused with Modbus exception {outcome.code}"
    return outcome.reason
