"""Alarms: what may go wrong, what it leads to, what to do, and the events of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlarmPriority(StrEnum):
    """P1 act now, P2 today, P3 this week."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


@dataclass(frozen=True, slots=True)
class AlarmDefinition:
    """A rationalised alarm: no definition without cause, consequence, action and time to act [minutes]."""

    id: str
    priority: AlarmPriority
    title_sv: str
    title_en: str
    cause_sv: str
    cause_en: str
    consequence_sv: str
    consequence_en: str
    action_sv: str
    action_en: str
    minutes: int


class AlarmEventKind(StrEnum):
    """What can happen to an alarm."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """One thing that happened to alarm `definition_id` of `source` (a device, point or part of the system)."""

    definition_id: str
    source: str
    kind: AlarmEventKind
    at: datetime
    by: str = "system"
    note: str | None = None
    until: datetime | None = None


class AlarmState(StrEnum):
    """States of ISA-18.2 as used here."""

    NORMAL = "normal"
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned_unacknowledged"
    SHELVED = "shelved"


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm as it stands: its definition, source, state and since when."""

    definition: AlarmDefinition
    source: str
    state: AlarmState
    raised_at: datetime
    changed_at: datetime
    note: str | None = None
    shelved_until: datetime | None = None

    @property
    def key(self) -> str:
        """Identity `definition:source`."""
        return f"{self.definition.id}:{self.source}"
