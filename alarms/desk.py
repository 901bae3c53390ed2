"""The desk where alarms are raised, cleared, acknowledged and parked; every event goes to the log first."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import RLock

from alarms.definitions import DEFINITIONS
from alarms.state_machine import Standing, after
from domain.alarm import Alarm, AlarmDefinition, AlarmEvent, AlarmEventKind, AlarmState
from domain.clock import Clock
from domain.errors import Unreachable
from domain.ports.alarm_log import AlarmLog

_LOG = logging.getLogger("snokyla.alarms")
LONGEST_SHELVING = timedelta(hours=24)
# So many of the newest events are compared with what is known; one that is not means that another process wrote.
_WINDOW = 200


@dataclass(frozen=True, slots=True)
class Condition:
    """The cause of an alarm is there: `definition_id` at `source`, with a note on what was seen."""

    definition_id: str
    source: str
    note: str | None = None


class AlarmDesk:
    """Alarms of one site, rebuilt from `log` at the start; blocking, any thread may call.

    When the log cannot be written the event still counts here and is written as soon as it can be.
    """

    def __init__(
        self, log: AlarmLog, clock: Clock, definitions: Mapping[str, AlarmDefinition] = DEFINITIONS
    ) -> None:
        self._log, self._clock, self._definitions = log, clock, definitions
        self._lock = RLock()
        self._unwritten: list[AlarmEvent] = []
        self._standing: dict[tuple[str, str], Standing] = {}
        self._known: Counter[AlarmEvent] = Counter()
        self._log_answers = True
        self.refresh()

    def raise_(self, definition_id: str, source: str, note: str | None = None) -> None:
        """The cause is there; nothing happens when that is known. KeyError for an unknown definition."""
        if definition_id not in self._definitions:
            raise KeyError(definition_id)
        with self._lock:
            if not self._is_present((definition_id, source)):
                event = AlarmEvent(definition_id, source, AlarmEventKind.RAISED, self._clock.now(), note=note)
                self._take(event)
                _LOG.warning("alarm raised: %s:%s%s", definition_id, source, f" ({note})" if note else "")

    def clear(self, definition_id: str, source: str) -> None:
        """The cause is gone; nothing happens when there was none."""
        with self._lock:
            if self._is_present((definition_id, source)):
                self._take(AlarmEvent(definition_id, source, AlarmEventKind.CLEARED, self._clock.now()))
                _LOG.info("alarm cleared: %s:%s", definition_id, source)

    def follow(self, conditions: Iterable[Condition], watched: Iterable[str]) -> None:
        """Raise every one of `conditions`, clear all other alarms of the `watched` definitions."""
        there = {(condition.definition_id, condition.source): condition.note for condition in conditions}
        kinds = set(watched)
        with self._lock:
            for (definition_id, source), note in there.items():
                self.raise_(definition_id, source, note)
            for definition_id, source in list(self._standing):
                if definition_id in kinds and (definition_id, source) not in there:
                    self.clear(definition_id, source)

    def acknowledge(self, key: str, by: str, note: str | None = None) -> Alarm:
        """`by` has seen alarm `key` (kvittera); KeyError when it is not active. As it stands afterwards."""
        return self._act(key, AlarmEventKind.ACKNOWLEDGED, by, note)

    def shelve(self, key: str, by: str, reason: str, until: datetime) -> Alarm:
        """Park alarm `key` (parkera) for a stated reason, at most 24 h; ValueError, KeyError when not active."""
        now = self._clock.now()
        if not reason.strip():
            raise ValueError("an alarm is parked for a reason; say which")
        if not now < until <= now + LONGEST_SHELVING:
            raise ValueError(
                f"an alarm is parked for at most 24 h, until {now + LONGEST_SHELVING:%Y-%m-%dT%H:%M:%SZ}"
            )
        return self._act(key, AlarmEventKind.SHELVED, by, reason, until)

    def unshelve(self, key: str, by: str) -> Alarm:
        """Bring parked alarm `key` back before its time; KeyError when it is not active."""
        return self._act(key, AlarmEventKind.UNSHELVED, by, None)

    def active(self) -> list[Alarm]:
        """Every alarm that is not normal: parked ones last, then by priority, the newest first."""
        self.refresh()
        now = self._clock.now()
        with self._lock:
            alarms = [self._alarm(key, standing, now) for key, standing in self._standing.items()]
        shown = [alarm for alarm in alarms if alarm.state is not AlarmState.NORMAL]
        shown.sort(key=lambda alarm: alarm.raised_at, reverse=True)
        return sorted(shown, key=lambda alarm: (alarm.state is AlarmState.SHELVED, alarm.definition.priority))

    def refresh(self) -> None:
        """Write what could not be written before, and see what another process wrote."""
        with self._lock:
            try:
                self._write()
                newest = Counter(self._log.events(_WINDOW))
                if newest - self._known:
                    self._rebuild(self._log.events())
                self._known = newest
                self._log_answers = True
            except Unreachable as error:
                self._unanswered(error)

    def _act(
        self, key: str, kind: AlarmEventKind, by: str, note: str | None, until: datetime | None = None
    ) -> Alarm:
        """What a person does to alarm `key`, and how it stands afterwards."""
        self.refresh()
        definition_id, _, source = key.partition(":")
        identity, now = (definition_id, source), self._clock.now()
        with self._lock:
            standing = self._standing.get(identity)
            if standing is None or standing.state(now) is AlarmState.NORMAL:
                raise KeyError(key)
            event = AlarmEvent(definition_id, source, kind, now, by, note, until)
            self._take(event)
            # An alarm that has become normal is still told once, as normal.
            return self._alarm(identity, after(standing, event) or replace(standing, acknowledged=True), now)

    def _is_present(self, identity: tuple[str, str]) -> bool:
        standing = self._standing.get(identity)
        return standing is not None and standing.present

    def _take(self, event: AlarmEvent) -> None:
        self._apply(event)
        self._unwritten.append(event)
        try:
            self._write()
        except Unreachable as error:
            self._unanswered(error)

    def _unanswered(self, error: Unreachable) -> None:
        """Said once: an open page asks each second."""
        _LOG.log(
            logging.ERROR if self._log_answers else logging.DEBUG,
            "the alarm log does not answer, events wait in memory: %s",
            error,
        )
        self._log_answers = False

    def _write(self) -> None:
        if self._unwritten:
            self._log.append(self._unwritten)
            self._known.update(self._unwritten)
            self._unwritten = []
            self._log_answers = True

    def _rebuild(self, events: Iterable[AlarmEvent]) -> None:
        self._standing = {}
        for event in (*events, *self._unwritten):
            self._apply(event)

    def _apply(self, event: AlarmEvent) -> None:
        if event.definition_id not in self._definitions:
            return  # written by a version that knew other alarms
        identity = (event.definition_id, event.source)
        standing = after(self._standing.get(identity), event)
        if standing is None:
            self._standing.pop(identity, None)
        else:
            self._standing[identity] = standing

    def _alarm(self, key: tuple[str, str], standing: Standing, now: datetime) -> Alarm:
        return Alarm(
            definition=self._definitions[key[0]],
            source=key[1],
            state=standing.state(now),
            raised_at=standing.raised_at,
            changed_at=standing.changed_at,
            note=standing.note,
            shelved_until=standing.shelved_until,
        )
