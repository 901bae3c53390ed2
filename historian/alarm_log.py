"""The store of alarm events: beside the readings in the SQLite file, or in memory for tests and simulations."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from domain.alarm import AlarmEvent, AlarmEventKind
from historian.database import Database
from historian.instants import micros, moment

_NEWEST = (
    "SELECT definition, source, kind, at, by, note, until FROM "
    "(SELECT * FROM alarm_event ORDER BY id DESC LIMIT ?) ORDER BY id"
)


class SqliteAlarmLog:
    """AlarmLog in the store file of an edge box; any thread may call, other processes may read and write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, events: Sequence[AlarmEvent]) -> None:
        """Keep `events`, all or none."""
        rows = [
            (
                event.definition_id,
                event.source,
                event.kind.value,
                micros(event.at),
                event.by,
                event.note,
                None if event.until is None else micros(event.until),
            )
            for event in events
        ]
        keep = (
            "INSERT INTO alarm_event (definition, source, kind, at, by, note, until) VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        with self._database.writing() as connection:
            connection.executemany(keep, rows)

    def events(self, limit: int | None = None) -> list[AlarmEvent]:
        """The events in order of happening; with `limit`, the newest so many."""
        with self._database.reading() as connection:
            rows = connection.execute(_NEWEST, (-1 if limit is None else limit,)).fetchall()
        return [
            AlarmEvent(
                definition,
                source,
                AlarmEventKind(kind),
                moment(at),
                by,
                note,
                None if until is None else moment(until),
            )
            for definition, source, kind, at, by, note, until in rows
        ]


class InMemoryAlarmLog:
    """AlarmLog in a list; any thread may call."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._events: list[AlarmEvent] = []

    def append(self, events: Sequence[AlarmEvent]) -> None:
        """Keep `events`, all or none."""
        with self._lock:
            self._events.extend(events)

    def events(self, limit: int | None = None) -> list[AlarmEvent]:
        """The events in order of happening; with `limit`, the newest so many."""
        with self._lock:
            start = 0 if limit is None else max(len(self._events) - limit, 0)
            return self._events[start:]
