"""The SQLite file itself: rollups, threads, other processes, and what it says when it cannot work."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.errors import PermanentError, Unreachable
from domain.interval import Interval, Step
from domain.reading import Reading
from historian.database import SCHEMA_VERSION, Database
from historian.sqlite import SqliteHistorian

START = datetime(2025, 1, 1, tzinfo=UTC)
POINT = "brunflo/skolan/el/power_kw"


def reading(at: datetime, value: float, point: str = POINT) -> Reading:
    return Reading(point, at, at, value, "kW")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteHistorian]:
    store = SqliteHistorian(tmp_path / "store.sqlite")
    yield store
    store.close()


def ask(store: SqliteHistorian, sql: str) -> list[tuple[object, ...]]:
    with store.database.reading() as connection:
        return connection.execute(sql).fetchall()


def test_writes_are_synchronous_and_logged_ahead(store: SqliteHistorian) -> None:
    with store.database.writing() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_repeated_reading_moves_to_the_end_of_the_order_of_writing(store: SqliteHistorian) -> None:
    store.append([reading(START, 1.0), reading(START + timedelta(hours=1), 2.0)])
    store.append([reading(START, 3.0)])
    assert ask(store, "SELECT seq, value FROM reading ORDER BY seq") == [(2, 2.0), (3, 3.0)]


def test_rollups_follow_a_live_point_without_being_asked(store: SqliteHistorian) -> None:
    for minute in range(0, 60 * 30, 10):
        store.append([reading(START + timedelta(minutes=minute), float(minute))])
    assert ask(store, "SELECT count(*) FROM rollup WHERE level = 0")[0][0] >= 28  # type: ignore[operator]
    assert ask(store, "SELECT count(*) FROM stale")[0][0] <= 3  # type: ignore[operator]


def test_days_come_from_the_daily_rollups(store: SqliteHistorian) -> None:
    store.append([reading(START + timedelta(minutes=10 * i), 1.0) for i in range(6 * 24 * 10)])
    store.roll_up()
    with store.database.writing() as connection:
        connection.execute("UPDATE rollup SET total = 7 * count WHERE level = 1")
    interval = Interval(START + timedelta(hours=30), START + timedelta(days=9))
    days = store.table([POINT], interval, Step.parse("1d"))[POINT]
    # The first and the last local day are not whole, so the readings themselves are asked for them.
    assert days.mean == pytest.approx((1.0, *[7.0] * 7, 1.0))
    elsewhere = store.table([POINT], interval, Step.parse("1d", ZoneInfo("Europe/Helsinki")))[POINT]
    assert elsewhere.mean == pytest.approx([1.0] * len(elsewhere.mean))


def test_another_zone_makes_the_days_anew(store: SqliteHistorian) -> None:
    store.append([reading(START + timedelta(hours=i), float(i)) for i in range(24 * 5)])
    store.roll_up()
    store.close()
    helsinki = ZoneInfo("Europe/Helsinki")
    moved = SqliteHistorian(store.path, helsinki)
    interval = Interval(datetime(2025, 1, 2, tzinfo=helsinki), datetime(2025, 1, 4, tzinfo=helsinki))
    for _ in range(2):
        assert moved.table([POINT], interval, Step.parse("1d", helsinki))[POINT].maximum == (45.0, 69.0)
        moved.roll_up()
    moved.close()
    with closing(SqliteHistorian(store.path)) as again:
        assert again.recall("zone") == "Europe/Helsinki"


def test_many_threads_read_while_one_writes(store: SqliteHistorian) -> None:
    faults: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                series = store.series([POINT], Interval(START, START + timedelta(days=1)))[POINT]
                assert list(series.values) == [float(i) for i in range(len(series.values))]
                assert len(series.values) % 10 == 0, "half a write was seen"
                store.latest([POINT])
        except BaseException as error:
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for start in range(0, 500, 10):
        store.append([reading(START + timedelta(seconds=i), float(i)) for i in range(start, start + 10)])
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []


def test_many_threads_write(store: SqliteHistorian) -> None:
    def write(number: int) -> None:
        for second in range(30):
            store.append([reading(START + timedelta(seconds=second), 1.0, f"a/b/c/p{number}")])

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert ask(store, "SELECT count(*), max(seq) FROM reading") == [(120, 120)]


def test_two_processes_share_a_store(store: SqliteHistorian) -> None:
    store.append([reading(START, 1.0)])
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, timedelta, UTC\n"
        "from domain.reading import Reading; from historian.sqlite import SqliteHistorian\n"
        "store = SqliteHistorian(Path(sys.argv[1])); at = datetime(2025, 1, 1, 1, tzinfo=UTC)\n"
        "assert store.latest()['brunflo/skolan/el/power_kw'].value == 1.0\n"
        "store.append([Reading(p, at, at, 2.0, u, ) for p, u in (('x/y/z/new', 'm3'), "
        "('brunflo/skolan/el/power_kw', 'kW'))])\n"
    )
    subprocess.run([sys.executable, "-c", program, str(store.path)], check=True)
    store.append([reading(START + timedelta(hours=2), 3.0, "x/y/z/new"), reading(START, 9.0, "x/y/z/newer")])
    assert store.points() == [POINT, "x/y/z/new", "x/y/z/newer"]
    assert store.latest([POINT])[POINT].value == 2.0
    assert ask(store, "SELECT count(DISTINCT seq) FROM reading") == [(5,)]


def test_a_full_disk_keeps_nothing_of_a_write_and_says_so(store: SqliteHistorian) -> None:
    store.append([reading(START, 1.0)])
    with store.database.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    with store.database.writing() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    many = [reading(START + timedelta(seconds=i), 2.0, f"a/b/c/p{i % 50}") for i in range(5000)]
    with pytest.raises(Unreachable, match="disk is full"):
        store.append(many)
    assert store.points() == [POINT]
    with store.database.writing() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    store.append(many)
    assert len(store.points()) == 51
    assert (
        sum(
            store.table(store.points(), Interval(START, START + timedelta(hours=2)), Step.parse("1h"))[
                "a/b/c/p7"
            ].count
        )
        == 100
    )


def test_a_store_that_another_process_holds_is_said_to_be_busy(
    store: SqliteHistorian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("historian.database.BUSY_S", 0.05)
    impatient = SqliteHistorian(store.path)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unreachable, match="another process"):
        impatient.append([reading(START, 1.0)])
    other.execute("ROLLBACK")
    impatient.append([reading(START, 1.0)])
    other.close()
    impatient.close()


def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"this is a letter, not a store\n" * 100)
    with pytest.raises(PermanentError, match=r"no store of snokyla"):
        SqliteHistorian(path)
    assert path.read_bytes().startswith(b"this is a letter")


def test_a_damaged_file_is_said_to_be_damaged(store: SqliteHistorian) -> None:
    store.append([reading(START + timedelta(seconds=i), float(i)) for i in range(20_000)])
    store.close()
    raw = bytearray(store.path.read_bytes())
    for place in range(8192, len(raw), 4096):
        raw[place : place + 64] = b"\xff" * 64
    store.path.write_bytes(raw)
    with pytest.raises(PermanentError, match="damaged"), closing(SqliteHistorian(store.path)) as damaged:
        damaged.series([POINT], Interval(START, START + timedelta(days=1)))


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(PermanentError, match="newer snokyla"):
        Database(path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="cannot be opened"):
        SqliteHistorian(tmp_path / "no" / "store.sqlite")


def test_remembered_texts_outlive_the_process(store: SqliteHistorian) -> None:
    assert store.recall("site_id") is None
    store.remember("site_id", "brunflo")
    store.remember("site_id", "ostersund")
    with closing(SqliteHistorian(store.path)) as again:
        assert again.recall("site_id") == "ostersund"
