"""What one control cycle decided, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from controller.dispatch import Setpoints
from controller.memory import Memory
from controller.phrases import Said
from controller.snow_estimator import SnowEstimate
from domain.plant_status import GuardNotice, PlantMode


@dataclass(frozen=True, slots=True)
class Decision:
    """Set-points (None: the panel rules, only the heartbeat is sent), mode, reasons, and the memory for next time.

    `silent`: the PLC says nothing at all, so nothing is sent either, and it runs the plant on its own. `closed`
    are the sources that a safety rule closed; `missing` the vital sensors without a value. `plc_fallback`: the PLC
    runs the plant on its own although it has been spoken to.
    """

    issued_at: datetime
    mode: PlantMode
    setpoints: Setpoints | None
    demand_kw: float
    reasons: tuple[Said, ...]
    notices: tuple[GuardNotice, ...]
    closed: frozenset[str]
    missing: tuple[str, ...]
    snow: SnowEstimate
    plc_fallback: bool
    memory: Memory
    silent: bool = False
