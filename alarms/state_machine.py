"""The life of one alarm after ISA-18.2: pure, from one event to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import AlarmEvent, AlarmEventKind, AlarmState


@dataclass(frozen=True, slots=True)
class Standing:
    """How an alarm stands: whether its cause is there, whether a person has seen it, whether it is parked."""

    present: bool
    acknowledged: bool
    raised_at: datetime
    changed_at: datetime
    note: str | None = None
    shelved_until: datetime | None = None

    def state(self, now: datetime) -> AlarmState:
        """The state at `now`; parking ends by itself when its time is up."""
        if self.shelved_until is not None and now < self.shelved_until:
            return AlarmState.SHELVED
        if self.present:
            return AlarmState.ACKNOWLEDGED if self.acknowledged else AlarmState.UNACKNOWLEDGED
        return AlarmState.NORMAL if self.acknowledged else AlarmState.RETURNED


def after(standing: Standing | None, event: AlarmEvent) -> Standing | None:
    """How the alarm stands after `event`; None is normal, unparked and never to be shown."""
    if event.kind is AlarmEventKind.RAISED:
        return _raised(standing, event)
    if standing is None or standing.state(event.at) is AlarmState.NORMAL:
        return None
    changed = _CHANGES[event.kind](standing, event)
    return None if changed.state(event.at) is AlarmState.NORMAL else changed


def _raised(standing: Standing | None, event: AlarmEvent) -> Standing:
    """A cause that is there already changes nothing; one that comes back asks for a new acknowledgement."""
    if standing is not None and standing.present:
        return standing
    parked = standing.shelved_until if standing is not None else None
    return Standing(True, False, event.at, event.at, event.note, parked)


def _acknowledged(standing: Standing, event: AlarmEvent) -> Standing:
    if standing.acknowledged:
        return standing
    return replace(standing, acknowledged=True, changed_at=event.at, note=event.note or standing.note)


def _cleared(standing: Standing, event: AlarmEvent) -> Standing:
    return replace(standing, present=False, changed_at=event.at) if standing.present else standing


def _shelved(standing: Standing, event: AlarmEvent) -> Standing:
    return replace(standing, shelved_until=event.until, changed_at=event.at, note=event.note or standing.note)


def _unshelved(standing: Standing, event: AlarmEvent) -> Standing:
    return replace(standing, shelved_until=None, changed_at=event.at) if standing.shelved_until else standing


_CHANGES = {
    AlarmEventKind.ACKNOWLEDGED: _acknowledged,
    AlarmEventKind.CLEARED: _cleared,
    AlarmEventKind.SHELVED: _shelved,
    AlarmEventKind.UNSHELVED: _unshelved,
}
