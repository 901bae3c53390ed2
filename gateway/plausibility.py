"""What cannot be, even though it was read without fault: counters that fall, times that are not near now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.quality import GOOD, Reason, uncertain
from domain.reading import Reading
from domain.site import Point

# A sensor's clock may be minutes off before anyone minds; a LoRaWAN network keeps uplinks for days at most.
AHEAD, BEHIND = timedelta(minutes=5), timedelta(days=7)
# As in domain.register: a counter that falls from its last tenth has rolled over.
_ABOUT_TO_ROLL = 0.9


class CounterWatch:
    """Remembers what each counter showed and marks a reading that shows less."""

    def __init__(self) -> None:
        self._last: dict[str, Reading] = {}

    def judge(self, point: Point, reading: Reading) -> Reading:
        """`reading`, marked uncertain when its counter fell and neither roll-over nor swap explains it."""
        if not point.profile_point.counter or reading.value is None:
            return reading
        before = self._last.get(point.id)
        # Readings come in the order of their arrival; an earlier arrival shows a clock that was set back.
        set_back = before is not None and reading.received_at < before.received_at
        if before is not None and reading.measured_at <= before.measured_at and not set_back:
            return reading
        self._last[point.id] = reading
        if before is None or _may_follow(point, before, reading) or reading.quality != GOOD:
            return reading
        return replace(reading, quality=uncertain(Reason.COUNTER_FELL))


def believable(measured_at: datetime, received_at: datetime) -> bool:
    """Whether a device may have measured at `measured_at` what arrived at `received_at`."""
    return -BEHIND <= measured_at - received_at <= AHEAD


def _may_follow(point: Point, before: Reading, after: Reading) -> bool:
    assert before.value is not None
    assert after.value is not None
    register = point.register
    if after.value >= before.value or register is None:
        return True
    if any(before.measured_at < swap.at <= after.measured_at for swap in register.swaps):
        return True
    return register.rolls_at is not None and before.value > _ABOUT_TO_ROLL * register.rolls_at
