"""From a decision to commands: set-points first, the heartbeat last, each with priority and expiry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from controller.allowed import FREE_COOLING, SNOW
from controller.decision import Decision
from controller.dispatch import Setpoints
from domain.command import Command, Priority
from domain.device import ProfilePoint
from domain.site import Site

ISSUED_BY = "controller"
HEARTBEAT = "heartbeat"


def commands(decision: Decision, site: Site, now: datetime, validity: timedelta) -> list[Command]:
    """Commands in the order in which they are to be executed, none to be obeyed after `validity`.

    The heartbeat is last: it says that the set-points before it are the controller's and fresh. None at all for a
    PLC that says nothing.
    """
    assert site.plant is not None
    if decision.silent:
        return []
    profile = site.device(site.plant.plc).profile
    writable = {point.id: point for point in profile.points if point.write is not None}
    prefix = f"{site.id}/plant/{site.plant.plc}"
    issued = []
    if decision.setpoints is not None:
        for source, name, value in _values(decision.setpoints):
            if name in writable:
                # What a safety rule closes outranks people.
                priority = Priority.SAFETY if source in decision.closed else Priority.AUTOMATIC
                # Whole kilowatts and tenths of a degree: a set-point that trembles wears valves and logs.
                within = _within(writable[name], round(value, 1 if name.endswith("_c") else 0))
                issued.append(Command(f"{prefix}/{name}", within, priority, ISSUED_BY, now, now + validity))
    beat = float(decision.memory.heartbeat)
    issued.append(Command(f"{prefix}/{HEARTBEAT}", beat, Priority.AUTOMATIC, ISSUED_BY, now, now + validity))
    return issued


def _values(setpoints: Setpoints) -> Iterator[tuple[str, str, float]]:
    """(source, point of the register map, value) of every set-point."""
    yield SNOW, "snow_setpoint_kw", setpoints.snow_kw
    yield FREE_COOLING, "free_cooling_setpoint_kw", setpoints.free_cooling_kw
    for chiller, load_kw in setpoints.chillers_kw.items():
        yield chiller, f"{chiller}_setpoint_kw", load_kw
    yield "supply", "supply_setpoint_c", setpoints.supply_c


def _within(point: ProfilePoint, value: float) -> float:
    """`value` within what may be written to `point` [canonical unit]."""
    assert point.write is not None
    unit = point.written_unit
    low, high = sorted((unit.to_canonical(point.write.minimum), unit.to_canonical(point.write.maximum)))
    return min(max(value, low), high)
