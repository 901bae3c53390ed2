"""Faults of the plant to order, by name, now or for a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# A level sensor hangs in its last value; which sensor `sensor_drift` means has to be said.
_STUCK_POINT = "pond_level_mm"


class PlantFault(StrEnum):
    """What can be ordered; what each does is told in docs/simulator.md."""

    CLOGGED_FILTER = "clogged_filter"
    CHANNEL = "channel"
    COVER_SLIP = "cover_slip"
    PUMP_TRIP = "pump_trip"
    LEVEL_SENSOR_STUCK = "level_sensor_stuck"
    OIL = "oil"
    TURBIDITY = "turbidity"
    COMM_LOSS = "comm_loss"
    SENSOR_DRIFT = "sensor_drift"


@dataclass(frozen=True, slots=True)
class _Order:
    start: datetime
    stop: datetime | None
    point: str | None

    def holds(self, now: datetime) -> bool:
        return self.start <= now and (self.stop is None or now < self.stop)


class PlantFaults:
    """Orders against the plant's own clock `now`; an unknown name is a ValueError."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._orders: dict[PlantFault, _Order] = {}

    def inject(
        self,
        name: str,
        *,
        start: datetime | None = None,
        stop: datetime | None = None,
        point: str | None = None,
    ) -> None:
        """Let fault `name` hold from `start` (now when None) to `stop` (until cleared when None)."""
        fault = PlantFault(name)
        if fault is PlantFault.SENSOR_DRIFT and point is None:
            raise ValueError("sensor_drift needs the point whose sensor drifts")
        if fault is PlantFault.LEVEL_SENSOR_STUCK and point is None:
            point = _STUCK_POINT
        self._orders[fault] = _Order(start or self._now(), stop, point)

    def clear(self, name: str) -> None:
        """End fault `name`; what has tripped stays tripped until somebody resets it."""
        self._orders.pop(PlantFault(name), None)

    def active(self, name: str) -> bool:
        """Whether fault `name` holds now."""
        order = self._orders.get(PlantFault(name))
        return order is not None and order.holds(self._now())

    @property
    def names(self) -> frozenset[str]:
        """The faults that hold now."""
        return frozenset(fault.value for fault in self._orders if self.active(fault))

    def hours(self, name: str) -> float:
        """How long fault `name` has held [h]; 0 when it does not."""
        if not self.active(name):
            return 0.0
        return (self._now() - self._orders[PlantFault(name)].start).total_seconds() / 3600.0

    def at_point(self, name: str, point_id: str) -> bool:
        """Whether fault `name` holds now at the sensor of `point_id`."""
        return self.active(name) and self._orders[PlantFault(name)].point == point_id
