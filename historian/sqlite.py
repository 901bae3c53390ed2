"""The store of every edge box and of small municipalities: one SQLite file."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.interval import STOCKHOLM, Interval, Step
from domain.quality import Level, Quality
from domain.reading import Reading
from domain.table import Series, StepSeries
from historian.database import Database
from historian.gather import Grid, no_steps, step_series
from historian.instants import HOUR_US, micros, moment
from historian.layout import require_finite
from historian.rollup import Rollups

# Stale hours rolled up with each append: one a second keeps up with 10,000 points, and none waits long for it.
ROLLED_PER_APPEND = 4
# How long rolling up keeps other writers waiting before they have their turn [s].
TURN_S = 0.2

_WRITE = (
    "INSERT INTO reading (point, at, value, kind, delay, seq) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (point, at) DO UPDATE SET "
    "value = excluded.value, kind = excluded.kind, delay = excluded.delay, seq = excluded.seq"
)
_LATEST = (
    "SELECT point.name, reading.at, reading.delay, reading.value, kind.unit, kind.level, kind.reason "
    "FROM point JOIN reading ON reading.point = point.id "
    "AND reading.at = (SELECT max(at) FROM reading WHERE point = point.id) JOIN kind ON kind.id = reading.kind"
)
_AMONG = " WHERE point.name IN (SELECT value FROM json_each(?))"


class SqliteHistorian:
    """Historian in one SQLite file (WAL, synchronous=FULL), for all threads and for other processes beside.

    `zone` is where local days begin; without it the one the store was made with.
    """

    def __init__(self, path: Path, zone: ZoneInfo | None = None) -> None:
        self.path = path
        self.database = Database(path)
        self._rollups = Rollups(self._settle_zone(zone))
        self._points: dict[str, int] = {}
        self._kinds: dict[tuple[str, Quality], int] = {}

    def append(self, readings: Sequence[Reading]) -> None:
        """Keep `readings`, all or none; ValueError for one whose value is not finite."""
        require_finite(readings)
        if not readings:
            return
        try:
            with self.database.writing() as connection:
                self._append(connection, readings)
        except BaseException:
            # Names that were new in a write that failed are not in the file.
            self._points.clear()
            self._kinds.clear()
            raise

    def _append(self, connection: sqlite3.Connection, readings: Sequence[Reading]) -> None:
        rows = self._rows(connection, readings)
        connection.executemany(_WRITE, rows)
        touched = {(point, at // HOUR_US * HOUR_US) for point, at, *_ in rows}
        self._rollups.mark(connection, touched)
        newest = max(hour for _, hour in touched)
        for point, hour in self._rollups.oldest_stale(connection, newest - HOUR_US, ROLLED_PER_APPEND):
            self._rollups.roll(connection, point, (hour, hour + HOUR_US))

    def points(self) -> list[str]:
        """Names of all points that have readings, sorted."""
        with self.database.reading() as connection:
            return [name for (name,) in connection.execute("SELECT name FROM point ORDER BY name")]

    def latest(self, points: Sequence[str] | None = None) -> dict[str, Reading]:
        """The newest reading, good or bad, of each of `points` (of all when None); absent ones are left out."""
        with self.database.reading() as connection:
            if points is None:
                rows = connection.execute(_LATEST).fetchall()
            else:
                rows = connection.execute(_LATEST + _AMONG, (json.dumps(list(points)),)).fetchall()
        return {row[0]: reading_of(row) for row in rows}

    def series(self, points: Sequence[str], interval: Interval) -> dict[str, Series]:
        """Raw readings in `interval`, one Series per point that is asked for, empty where there are none."""
        with self.database.reading() as connection:
            kinds = _kinds(connection)
            return {name: _series(connection, kinds, name, interval) for name in points}

    def table(self, points: Sequence[str], interval: Interval, step: Step) -> dict[str, StepSeries]:
        """Readings in `interval` gathered per step, one StepSeries per point that is asked for."""
        grid = Grid.of(interval, step)
        if not grid.edges:
            return {name: no_steps(name) for name in points}
        with self.database.reading() as connection:
            found = {}
            for name in points:
                point = _point_id(connection, name)
                bins = self._rollups.bins(connection, -1 if point is None else point, grid, step)
                found[name] = step_series(name, _unit(connection, point), bins, grid)
        return found

    def measured_span(self) -> tuple[datetime, datetime] | None:
        """Times of the oldest and of the newest reading of the whole store, None when it is empty."""
        ends = (
            "SELECT min((SELECT min(at) FROM reading WHERE point = point.id)), "
            "max((SELECT max(at) FROM reading WHERE point = point.id)) FROM point"
        )
        with self.database.reading() as connection:
            low, high = connection.execute(ends).fetchone()
        return None if low is None else (moment(low), moment(high))

    def roll_up(self, told: Callable[[int, int], None] | None = None) -> None:
        """Write all rollups that are due, as after a fill; `told` hears how many pieces are done of how many."""
        with self.database.reading() as connection:
            points = [point for (point,) in connection.execute("SELECT DISTINCT point FROM stale")]
            pieces = [
                (point, piece) for point in points for piece in self._rollups.stale_pieces(connection, point)
            ]
        done = 0
        while done < len(pieces):
            begun = time.monotonic()
            with self.database.writing() as connection:
                while done < len(pieces) and time.monotonic() - begun < TURN_S:
                    self._rollups.roll(connection, *pieces[done])
                    done += 1
            if told is not None:
                told(done, len(pieces))

    def remember(self, key: str, text: str) -> None:
        """Keep `text` about the store itself under `key`."""
        with self.database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, text))

    def recall(self, key: str) -> str | None:
        """What was kept under `key`, None when nothing was."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT text FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def _settle_zone(self, zone: ZoneInfo | None) -> ZoneInfo:
        """The zone of the daily rollups; when it changes they are all due again."""
        known = self.recall("zone")
        if known is not None and (zone is None or zone.key == known):
            return ZoneInfo(known)
        zone = zone or STOCKHOLM
        with self.database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO stale SELECT point, start FROM rollup WHERE level = 0")
            connection.execute("DELETE FROM rollup WHERE level = 1")
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('zone', ?)", (zone.key,))
        return zone

    def _rows(
        self, connection: sqlite3.Connection, readings: Sequence[Reading]
    ) -> list[tuple[int, int, float | None, int, int, int]]:
        """Rows (point, at, value, kind, delay, seq) of `readings`."""
        took = connection.execute("UPDATE sequence SET last = last + ? RETURNING last", (len(readings),))
        seq = took.fetchone()[0] - len(readings)
        rows = []
        for reading in readings:
            seq += 1
            at = micros(reading.measured_at)
            delay = micros(reading.received_at) - at
            kind = self._kinds.get((reading.unit, reading.quality)) or self._new_kind(connection, reading)
            point = self._points.get(reading.point) or self._new_point(connection, reading.point)
            rows.append((point, at, reading.value, kind, delay, seq))
        return rows

    def _new_point(self, connection: sqlite3.Connection, name: str) -> int:
        connection.execute("INSERT OR IGNORE INTO point (name) VALUES (?)", (name,))
        point = _point_id(connection, name)
        assert point is not None
        self._points[name] = point
        return point

    def _new_kind(self, connection: sqlite3.Connection, reading: Reading) -> int:
        key = (reading.unit, reading.quality.level.value, reading.quality.reason or "")
        connection.execute("INSERT OR IGNORE INTO kind (unit, level, reason) VALUES (?, ?, ?)", key)
        row = connection.execute("SELECT id FROM kind WHERE unit = ? AND level = ? AND reason = ?", key).fetchone()
        self._kinds[reading.unit, reading.quality] = row[0]
        return int(row[0])


def _point_id(connection: sqlite3.Connection, name: str) -> int | None:
    row = connection.execute("SELECT id FROM point WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def _kinds(connection: sqlite3.Connection) -> dict[int, tuple[str, Quality]]:
    rows = connection.execute("SELECT id, unit, level, reason FROM kind")
    return {kind: (unit, Quality(Level(level), reason or None)) for kind, unit, level, reason in rows}


def _unit(connection: sqlite3.Connection, point: int | None) -> str:
    """Unit of the newest reading of `point`, empty when there is none."""
    newest = (
        "SELECT kind.unit FROM reading JOIN kind ON kind.id = reading.kind "
        "WHERE reading.point = ? ORDER BY reading.at DESC LIMIT 1"
    )
    row = connection.execute(newest, (point,)).fetchone()
    return "" if row is None else str(row[0])


def _series(
    connection: sqlite3.Connection, kinds: dict[int, tuple[str, Quality]], name: str, interval: Interval
) -> Series:
    point = _point_id(connection, name)
    within = "SELECT at, value, kind FROM reading WHERE point = ? AND at >= ? AND at < ? ORDER BY at"
    rows = connection.execute(within, (point, micros(interval.start), micros(interval.end))).fetchall()
    return Series(
        point=name,
        unit=_unit(connection, point),
        times=tuple([moment(at) for at, _, _ in rows]),
        values=tuple([value for _, value, _ in rows]),
        qualities=tuple([kinds[kind][1] for _, _, kind in rows]),
    )


def reading_of(row: Sequence[Any]) -> Reading:
    """The reading in a row (name, at, delay, value, unit, level, reason)."""
    name, at, delay, value, unit, level, reason = row
    return Reading(name, moment(at), moment(at + delay), value, unit, Quality(Level(level), reason or None))
