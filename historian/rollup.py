"""Hourly and daily summaries beside the readings in SQLite, so that years are read in a blink.

An append only marks the hours it touches as stale. Stale hours are gathered from the readings when they are asked
for, and written as rollups when their turn comes; so a late or repeated reading costs what its hour costs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from domain.interval import Interval, Step
from historian.gather import (
    CONTEXT,
    NEIGHBOURS,
    Bins,
    Column,
    Grid,
    Ints,
    bins_of,
    coarser,
    empty_bins,
    joined,
    leading_bin,
)
from historian.instants import HOUR_US, micros, moment

Span = tuple[int, int]  # [start, end) in microseconds since the epoch

# Readings held in memory at once; a week of one point at 1 Hz is three of these.
CHUNK = 200_000
# Stale hours closer than this are gathered in one go.
_NEAR_US = 7 * 24 * HOUR_US
# A transaction rolls a month, or several while they hold few readings, so that other writers get their turn.
_PIECE_US = 31 * 24 * HOUR_US
_PIECE_READINGS = 50_000

_BEFORE = "SELECT at, value FROM reading WHERE point = ? AND at < ? ORDER BY at DESC LIMIT ?"
_FROM = "SELECT at, value FROM reading WHERE point = ? AND at >= ? ORDER BY at LIMIT ?"
_WITHIN = "SELECT at, value FROM reading WHERE point = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?"
_COUNT = "SELECT count(*) FROM reading WHERE point = ? AND at >= ? AND at < ?"
_NEIGHBOURS_BEFORE = "SELECT at FROM reading WHERE point = ? AND at < ? ORDER BY at DESC LIMIT ?"
_NEIGHBOURS_FROM = "SELECT at FROM reading WHERE point = ? AND at >= ? ORDER BY at LIMIT ?"
_ROLLUPS = (
    'SELECT start, "end", count, total, minimum, maximum, last, last_at, covered, until '
    "FROM rollup WHERE level = ? AND point = ? AND start >= ? AND start < ? ORDER BY start"
)
_KEEP = "INSERT INTO rollup VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DROP = "DELETE FROM rollup WHERE level = ? AND point = ? AND start >= ? AND start < ?"


class Level(IntEnum):
    """How coarse a rollup is; days begin at local midnight of the store's zone."""

    HOUR = 0
    DAY = 1


class Rollups:
    """Reads and writes rollups of one store; every method works inside the transaction it is given."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._day = Step(1, "d", zone)

    def mark(self, connection: sqlite3.Connection, hours: Iterable[tuple[int, int]]) -> None:
        """Mark (point, hour start) as stale."""
        connection.executemany("INSERT OR IGNORE INTO stale VALUES (?, ?)", hours)

    def oldest_stale(self, connection: sqlite3.Connection, before: int, limit: int) -> list[tuple[int, int]]:
        """Up to `limit` stale (point, hour start) from before `before`, oldest first."""
        chosen = "SELECT point, hour FROM stale WHERE hour < ? ORDER BY hour LIMIT ?"
        return connection.execute(chosen, (before, limit)).fetchall()

    def stale_pieces(self, connection: sqlite3.Connection, point: int) -> list[Span]:
        """All stale hours of `point`, near ones together, in pieces of a month or of few readings."""
        spans: list[Span] = []
        for start, end in _near_together(_stale_hours(connection, point)):
            held = _PIECE_READINGS
            for month in pairwise([*range(start, end, _PIECE_US), end]):
                count = connection.execute(_COUNT, (point, *month)).fetchone()[0]
                if held + count < _PIECE_READINGS:
                    spans[-1], held = (spans[-1][0], month[1]), held + count
                else:
                    spans.append(month)
                    held = count
        return spans

    def roll(self, connection: sqlite3.Connection, point: int, stale: Span) -> None:
        """Write the rollups of the hours in `stale` and of the hours that lean on them."""
        for span in _leaning_on(connection, point, stale):
            hours = raw_bins(connection, point, np.arange(span[0], span[1] + 1, HOUR_US, dtype=np.int64))
            self._keep(connection, Level.HOUR, point, span, hours)
            days = self._days(*span)
            whole = int(days[0]), int(days[-1])
            self._keep(
                connection,
                Level.DAY,
                point,
                whole,
                coarser(self._stored(connection, Level.HOUR, point, whole), days),
            )
        connection.execute("DELETE FROM stale WHERE point = ? AND hour >= ? AND hour < ?", (point, *stale))

    def bins(self, connection: sqlite3.Connection, point: int, grid: Grid, step: Step) -> Bins:
        """Bins of `point`, fine enough for the `grid` of `step`, and a silent one for what speaks into it."""
        leading = leading_bin(_around(connection, point, grid.start), grid.start)
        level = self._level(grid, step)
        if level is None:
            return joined([leading, raw_bins(connection, point, grid.clipped)])
        runs = _near_together(_stale_hours(connection, point))
        stale = _united([span for run in runs for span in _leaning_on(connection, point, run)])
        return joined([leading, self._at_level(connection, point, (grid.start, grid.end), level, stale)])

    def _level(self, grid: Grid, step: Step) -> Level | None:
        """The coarsest level whose bins fit into the steps; None for readings themselves."""
        if step.fixed is None and step.zone.key == self.zone.key:
            return Level.DAY
        # Local midnight of some zones is not a whole hour of UTC.
        return Level.HOUR if (grid.us % HOUR_US == 0).all() else None

    def _at_level(
        self, connection: sqlite3.Connection, point: int, span: Span, level: Level, stale: list[Span]
    ) -> Bins:
        """Stored bins where they are fresh and whole, finer ones in the rest of `span`."""
        whole = self._whole(level, span)
        if whole[0] >= whole[1]:
            return self._finer(connection, point, span, level, stale)
        open_spans = [(span[0], whole[0]), (whole[1], span[1])]
        open_spans += [
            self._widened(level, run, whole) for run in stale if run[0] < whole[1] and run[1] > whole[0]
        ]
        unfit = _united([run for run in open_spans if run[0] < run[1]])
        stored = self._stored(connection, level, point, whole)
        parts = (
            [stored.where(~np.logical_or.reduce([_starts_in(stored, run) for run in unfit]))]
            if unfit
            else [stored]
        )
        parts += [self._finer(connection, point, run, level, stale) for run in unfit]
        return joined(parts)

    def _finer(
        self, connection: sqlite3.Connection, point: int, span: Span, level: Level, stale: list[Span]
    ) -> Bins:
        if level is Level.DAY:
            return self._at_level(connection, point, span, Level.HOUR, stale)
        hours = np.arange(span[0] // HOUR_US * HOUR_US, span[1] + HOUR_US, HOUR_US, dtype=np.int64)
        return raw_bins(connection, point, np.unique(np.clip(hours, *span)))

    def _whole(self, level: Level, span: Span) -> Span:
        """The whole hours or days inside `span`."""
        if level is Level.HOUR:
            return -(-span[0] // HOUR_US) * HOUR_US, span[1] // HOUR_US * HOUR_US
        start = self._day.floor(moment(span[0]))
        first = micros(start) if micros(start) == span[0] else micros(self._day.next(start))
        return first, micros(self._day.floor(moment(span[1])))

    def _widened(self, level: Level, run: Span, whole: Span) -> Span:
        """`run` out to whole hours or days, inside `whole`."""
        if level is Level.DAY:
            days = self._days(*run)
            run = int(days[0]), int(days[-1])
        return max(run[0], whole[0]), min(run[1], whole[1])

    def _days(self, start: int, end: int) -> Ints:
        """Local midnights around [start, end): the last not after the start to the first not before the end."""
        years = range(moment(start).year - 1, moment(end).year + 2)
        midnights = np.concatenate([_midnights(self._day, year) for year in years])
        first = np.searchsorted(midnights, start, side="right") - 1
        return midnights[first : np.searchsorted(midnights, end) + 1]

    def _stored(self, connection: sqlite3.Connection, level: Level, point: int, span: Span) -> Bins:
        rows = connection.execute(_ROLLUPS, (level, point, *span)).fetchall()
        if not rows:
            return empty_bins()
        # Microseconds since 1970 are exact in a double until the year 2255.
        columns = np.array(rows, dtype=np.float64).T
        kinds = [field.name in {"total", "minimum", "maximum", "last"} for field in fields(Bins)]
        return Bins(
            *(column if real else column.astype(np.int64) for column, real in zip(columns, kinds, strict=True))
        )

    def _keep(self, connection: sqlite3.Connection, level: Level, point: int, span: Span, bins: Bins) -> None:
        """Replace the rollups of `span`."""
        connection.execute(_DROP, (level, point, *span))
        columns = [getattr(bins, field.name).tolist() for field in fields(Bins)]
        connection.executemany(_KEEP, ((int(level), point, *row) for row in zip(*columns, strict=True)))


@lru_cache(maxsize=256)
def _midnights(day: Step, year: int) -> Ints:
    """Local midnights of the days that begin in UTC's `year` [us since the epoch]."""
    year_of_utc = Interval(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
    midnights = [micros(edge) for edge in day.edges(year_of_utc)]
    return np.array([at for at in midnights if moment(at) in year_of_utc], np.int64)


def raw_bins(connection: sqlite3.Connection, point: int, edges: Ints) -> Bins:
    """Bins [edges[i], edges[i+1]) of the readings themselves, read in chunks."""
    parts, done = [empty_bins()], 0
    while done < len(edges) - 1:
        column, reached = _column(connection, point, edges, done)
        parts.append(bins_of(column, edges[done : reached + 1]))
        done = reached
    return joined(parts)


def _column(connection: sqlite3.Connection, point: int, edges: Ints, done: int) -> tuple[Column, int]:
    """Readings from edge `done` on with their context, and the index of the edge they reach."""
    start, stop, last = int(edges[done]), int(edges[-1]), len(edges) - 1
    before = connection.execute(_BEFORE, (point, start, CONTEXT)).fetchall()[::-1]
    limit = CHUNK
    while True:
        rows = connection.execute(_WITHIN, (point, start, stop, limit)).fetchall()
        if len(rows) < limit:
            return _as_column(before + rows + connection.execute(_FROM, (point, stop, CONTEXT)).fetchall()), last
        reached = int(np.searchsorted(edges, rows[-CONTEXT - 1][0], side="right")) - 1
        if reached > done:
            return _as_column(before + rows), reached
        limit *= 2  # one bin holds more than a chunk


def _around(connection: sqlite3.Connection, point: int, edge: int) -> Column:
    """The readings that decide about what speaks at `edge`."""
    before = connection.execute(_BEFORE, (point, edge, CONTEXT)).fetchall()[::-1]
    return _as_column(before + connection.execute(_FROM, (point, edge, CONTEXT)).fetchall())


def _as_column(rows: list[tuple[int, float | None]]) -> Column:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 2)
    return Column(columns[:, 0].astype(np.int64), columns[:, 1])


def _stale_hours(connection: sqlite3.Connection, point: int) -> list[int]:
    rows = connection.execute("SELECT hour FROM stale WHERE point = ? ORDER BY hour", (point,))
    return [hour for (hour,) in rows]


def _near_together(hours: list[int]) -> list[Span]:
    """Spans that hold `hours` (starts, rising), near ones in one span."""
    spans: list[Span] = []
    for hour in hours:
        if spans and hour - spans[-1][1] <= _NEAR_US:
            spans[-1] = spans[-1][0], hour + HOUR_US
        else:
            spans.append((hour, hour + HOUR_US))
    return spans


def _leaning_on(connection: sqlite3.Connection, point: int, span: Span) -> list[Span]:
    """`span` and the hours whose readings have a neighbour in it: what they speak for hangs on it."""
    before = connection.execute(_NEIGHBOURS_BEFORE, (point, span[0], NEIGHBOURS)).fetchall()[::-1]
    after = connection.execute(_NEIGHBOURS_FROM, (point, span[1], NEIGHBOURS)).fetchall()
    hours = [(at // HOUR_US * HOUR_US, at // HOUR_US * HOUR_US + HOUR_US) for (at,) in before + after]
    return _united([*hours, span])


def _united(spans: list[Span]) -> list[Span]:
    """`spans` in order, overlapping and touching ones made one."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return united


def _starts_in(bins: Bins, span: Span) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return (bins.start >= span[0]) & (bins.start < span[1])
