"""The SQLite file of a store: its schema, its connections, and its errors in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from threading import RLock

from domain.errors import PermanentError, SnokylaError, Unreachable

SCHEMA_VERSION = 1
APPLICATION_ID = 0x534E4F57  # "SNOW", so that `file` and we know a store of ours
# How long a writer waits for one in another process (an import beside a running edge) [s].
BUSY_S = 30.0

# Times are microseconds since 1970 UTC. A reading lies with its neighbours in time (the primary key is the table),
# `seq` grows with every write, also of a replaced reading, and is what replication walks along.
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE point (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE kind (
  id INTEGER PRIMARY KEY, unit TEXT NOT NULL, level TEXT NOT NULL, reason TEXT NOT NULL,
  UNIQUE (unit, level, reason)
);
CREATE TABLE reading (
  point INTEGER NOT NULL, at INTEGER NOT NULL, value REAL, kind INTEGER NOT NULL,
  delay INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (point, at)
) WITHOUT ROWID;
CREATE UNIQUE INDEX reading_seq ON reading (seq);
CREATE TABLE sequence (last INTEGER NOT NULL);
INSERT INTO sequence VALUES (0);
CREATE TABLE stale (point INTEGER NOT NULL, hour INTEGER NOT NULL, PRIMARY KEY (point, hour)) WITHOUT ROWID;
CREATE INDEX stale_hour ON stale (hour);
CREATE TABLE rollup (
  level INTEGER NOT NULL, point INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  count INTEGER NOT NULL, total REAL NOT NULL, minimum REAL, maximum REAL, last REAL, last_at INTEGER NOT NULL,
  covered INTEGER NOT NULL, until INTEGER NOT NULL,
  PRIMARY KEY (level, point, start)
) WITHOUT ROWID;
CREATE TABLE replica (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE quarantine (
  replica TEXT NOT NULL, point TEXT NOT NULL, at INTEGER NOT NULL, value REAL, reason TEXT NOT NULL,
  refused_at INTEGER NOT NULL,
  PRIMARY KEY (replica, point, at)
) WITHOUT ROWID;
CREATE TABLE alarm_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT, definition TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,
  at INTEGER NOT NULL, by TEXT NOT NULL, note TEXT, until INTEGER
);
"""


class Database:
    """One store file: a single writing connection behind a lock, reading connections from a pool.

    Raises Unreachable for what may pass (disk full, locked, no permission), PermanentError for a damaged file or
    one of a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._readers: LifoQueue[sqlite3.Connection] = LifoQueue()
        with self._in_plain_words():
            self._writer = self._connect()
            try:
                self._prepare()
            except BaseException:
                self._writer.close()
                raise

    def _connect(self) -> sqlite3.Connection:
        # isolation_level=None: transactions are ours alone, begun and ended below.
        connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA cache_size=-16000")
        return connection

    def _prepare(self) -> None:
        version = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise PermanentError(
                f"{self.path} was written by a newer snokyla (store version {version}, this one knows "
                f"{SCHEMA_VERSION}). Update snokyla."
            )
        if version == SCHEMA_VERSION:
            return
        self._writer.execute("PRAGMA journal_mode=WAL")
        with self.writing() as connection:
            # Another process may have made the schema while this one waited for the lock.
            if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction of the writer: all of it is on the disk when the block ends, or none of it."""
        with self._lock, self._in_plain_words():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A view of the store that does not change inside the block, whatever is written meanwhile."""
        with self._in_plain_words():
            try:
                connection = self._readers.get_nowait()
            except Empty:
                connection = self._connect()
                connection.execute("PRAGMA query_only=ON")
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._readers.put(connection)

    def close(self) -> None:
        """Close all connections; the store may be opened again."""
        with self._lock:
            self._writer.close()
        while not self._readers.empty():
            self._readers.get_nowait().close()

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise plain_error(self.path, error) from error


_PASSING = {
    "SQLITE_FULL": "the disk is full; free some space, nothing of this write was kept",
    "SQLITE_BUSY": f"another process has been writing for more than {BUSY_S:.0f} s; try again",
    "SQLITE_LOCKED": "the store is locked; try again",
    "SQLITE_READONLY": "the file may not be written; check its owner and permissions",
    "SQLITE_CANTOPEN": "the file cannot be opened; check that the folder exists and may be written",
    "SQLITE_PERM": "the file may not be opened; check its owner and permissions",
    "SQLITE_IOERR": "the disk does not take or give data; check it, nothing of this write was kept",
}
_DAMAGED = {
    "SQLITE_CORRUPT": "the file is damaged; restore it from a backup (the damaged file is left as it is)",
    "SQLITE_NOTADB": "the file is no store of snokyla; choose another data directory",
}


def plain_error(path: Path, error: sqlite3.Error) -> SnokylaError:
    """What `error` means and what to do about it."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for known, text in _PASSING.items():
        if name.startswith(known):
            return Unreachable(str(path), f"{text} ({error})")
    for known, text in _DAMAGED.items():
        if name.startswith(known):
            return PermanentError(f"{path}: {text} ({error})")
    return PermanentError(f"{path}: the store cannot be used ({error})")
