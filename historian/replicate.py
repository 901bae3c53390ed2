"""From the SQLite file of an edge box to another store: nothing lost, nothing doubled, however often that is away.

A cursor over the order of writing lies in the same file and moves only when the other store has the readings. One
that was replaced meanwhile has moved to the end of that order and is sent again; the last wins there, too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.errors import Unreachable
from domain.reading import Reading
from historian.instants import micros, moment
from historian.refused import Refused
from historian.sqlite import SqliteHistorian, reading_of

BATCH = 5000
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
# More rows than these unreadable in one batch: then it is not the rows (a proxy, another kind of server).
MOST_REFUSED = 100

_NEXT = (
    "SELECT reading.seq, point.name, reading.at, reading.delay, reading.value, kind.unit, kind.level, kind.reason "
    "FROM reading INDEXED BY reading_seq CROSS JOIN point ON point.id = reading.point "
    "CROSS JOIN kind ON kind.id = reading.kind WHERE reading.seq > ? ORDER BY reading.seq LIMIT ?"
)
_BACKLOG = (
    "SELECT (SELECT last FROM sequence) - coalesce((SELECT seq FROM replica WHERE name = ?), 0), "
    "(SELECT max(seq) FROM reading) > coalesce((SELECT seq FROM replica WHERE name = ?), 0)"
)
_SET_ASIDE = (
    "SELECT point.id, quarantine.at FROM quarantine JOIN point ON point.name = quarantine.point "
    "WHERE quarantine.replica = ? ORDER BY quarantine.at"
)


class Sink(Protocol):
    """A store that readings are copied to; `name` tells it from others, for its cursor."""

    name: str

    def append(self, readings: Sequence[Reading]) -> None:
        """Keep `readings`; Unreachable to try again later, Refused for what it will never take."""
        ...


@dataclass(frozen=True, slots=True)
class Replicated:
    """A batch is over: `sent` readings are in the sink, `quarantined` ones it refused; at most `backlog` wait."""

    sent: int
    quarantined: int
    backlog: int


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """Everything is in the sink."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The sink is away for `reason`; at most `backlog` readings wait, and the next try is not before `until`."""

    until: datetime
    reason: str
    backlog: int


Outcome = Replicated | NothingToDo | Waiting


class Replicator:
    """Copies what `source` has to `sink`, a batch per step; blocking, for one thread."""

    def __init__(
        self, source: SqliteHistorian, sink: Sink, batch: int = BATCH, jitter: Callable[[], float] = random.random
    ) -> None:
        self._source = source
        self._sink = sink
        self._batch = batch
        self._jitter = jitter
        self._failures = 0
        self._waiting: Waiting | None = None

    def step(self, now: datetime) -> Outcome:
        """Copy one batch unless the pause after a failure is not over at `now`."""
        if self._waiting is not None and now < self._waiting.until:
            return self._waiting
        rows = self._next_rows()
        if not rows:
            return NothingToDo()
        try:
            refused = self._sift([reading for _, reading in rows])
        except Unreachable as error:
            return self._wait(now, str(error))
        self._move_to(rows[-1][0], refused, now)
        self._failures, self._waiting = 0, None
        return Replicated(len(rows) - len(refused), len(refused), self.backlog())

    def backlog(self) -> int:
        """How many readings wait, at most: replaced ones count twice until they are passed."""
        with self._source.database.reading() as connection:
            waiting, any_waits = connection.execute(_BACKLOG, (self._sink.name, self._sink.name)).fetchone()
        return int(waiting) if any_waits else 0

    def quarantined(self) -> list[tuple[str, datetime, str]]:
        """Point, time and reason of every reading the sink refused; the readings themselves stay in the source."""
        chosen = "SELECT point, at, reason FROM quarantine WHERE replica = ? ORDER BY refused_at, point, at"
        with self._source.database.reading() as connection:
            rows = connection.execute(chosen, (self._sink.name,)).fetchall()
        return [(point, moment(at), reason) for point, at, reason in rows]

    def retry_quarantined(self) -> int:
        """Send what was refused once more, as after the sink was put right; how many readings that is."""
        with self._source.database.writing() as connection:
            rows = connection.execute(_SET_ASIDE, (self._sink.name,)).fetchall()
            took = connection.execute("UPDATE sequence SET last = last + ? RETURNING last", (len(rows),))
            first = took.fetchone()[0] - len(rows) + 1
            moved = [(first + number, point, at) for number, (point, at) in enumerate(rows)]
            connection.executemany("UPDATE reading SET seq = ? WHERE point = ? AND at = ?", moved)
            connection.execute("DELETE FROM quarantine WHERE replica = ?", (self._sink.name,))
        return len(rows)

    def _next_rows(self) -> list[tuple[int, Reading]]:
        with self._source.database.reading() as connection:
            cursor = connection.execute("SELECT seq FROM replica WHERE name = ?", (self._sink.name,)).fetchone()
            rows = connection.execute(_NEXT, (cursor[0] if cursor else 0, self._batch)).fetchall()
        return [(seq, reading_of(row)) for seq, *row in rows]

    def _sift(self, readings: list[Reading]) -> list[tuple[Reading, str]]:
        """Bring `readings` into the sink; those that it refuses even alone, with its reason."""
        refused: list[tuple[Reading, str]] = []
        heaps = [readings]
        while heaps:
            heap = heaps.pop()
            try:
                self._sink.append(heap)
            except Refused as error:
                if len(heap) == 1 or error.dropped == len(heap):
                    refused.extend((reading, error.reason) for reading in heap)
                else:
                    heaps += [heap[len(heap) // 2 :], heap[: len(heap) // 2]]
                if error.status == 400 and len(refused) > MOST_REFUSED:
                    raise Unreachable(self._sink.name, f"it refuses everything ({error.reason})") from error
        return refused

    def _move_to(self, seq: int, refused: list[tuple[Reading, str]], now: datetime) -> None:
        """Move the cursor past `seq` and keep what was refused, in one transaction."""
        rows = [
            (self._sink.name, reading.point, micros(reading.measured_at), reading.value, reason, micros(now))
            for reading, reason in refused
        ]
        with self._source.database.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?, ?)", rows)
            connection.execute("INSERT OR REPLACE INTO replica VALUES (?, ?)", (self._sink.name, seq))

    def _wait(self, now: datetime, reason: str) -> Waiting:
        """Twice as long after each failure; between half and all of it, so that many boxes do not come at once."""
        longest_s = min(FIRST_PAUSE_S * 2.0 ** min(self._failures, 30), LONGEST_PAUSE_S)
        self._failures += 1
        pause = timedelta(seconds=longest_s * (0.5 + 0.5 * self._jitter()))
        self._waiting = Waiting(now + pause, reason, self.backlog())
        return self._waiting
