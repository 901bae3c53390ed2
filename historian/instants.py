"""Times as the stores keep them: whole microseconds since 1970-01-01 UTC, which is what a datetime can hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US


def micros(moment: datetime) -> int:
    """Microseconds since the epoch of an aware time."""
    return (moment - EPOCH) // MICROSECOND


def moment(microseconds: int) -> datetime:
    """Aware UTC time of microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=microseconds)
