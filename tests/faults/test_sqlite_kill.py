"""`kill -9` of a process that appends: what it was told is kept is there, whole, and the file opens again."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.interval import Interval, Step
from historian.sqlite import SqliteHistorian

START = datetime(2025, 1, 1, tzinfo=UTC)
PER_APPEND = 20

# Says the number of each append after it has returned; ten minutes lie between, so that rollups are written too.
APPENDER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from domain.reading import Reading
from historian.sqlite import SqliteHistorian

store, number = SqliteHistorian(Path(sys.argv[1])), int(sys.argv[2])
while True:
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=10 * number)
    store.append([Reading(f"a/b/c/p{i}", at, at, float(number), "kW") for i in range(20)])
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
    number += 1
"""


def killed_at_random(path: Path, begin: int, chance: random.Random) -> int:
    """Let a process append and kill it after some acknowledged appends; the number of the last acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-c", APPENDER, str(path), str(begin)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child, child.stdout:
        last = int(child.stdout.readline())
        for _ in range(chance.randrange(40)):
            last = int(child.stdout.readline())
        time.sleep(chance.random() * 0.01)  # a random moment inside the next appends
        child.kill()
        said = child.stdout.read().split("\n")[:-1]
    return int(said[-1]) if said else last


def test_no_accepted_reading_is_lost_at_ten_random_kills(tmp_path: Path) -> None:
    path, chance, begin = tmp_path / "store.sqlite", random.Random(9), 0
    for _ in range(10):
        acknowledged = killed_at_random(path, begin, chance)
        with closing(SqliteHistorian(path)) as store:
            points = [f"a/b/c/p{i}" for i in range(PER_APPEND)]
            found = store.series(points, Interval(START, START + timedelta(days=365)))
            stored = {found[point].values for point in points}
            assert len(stored) == 1, "an append was kept in part"
            [values] = stored
            assert values[: acknowledged + 1] == tuple(float(i) for i in range(acknowledged + 1))
            assert len(values) <= acknowledged + 2
            interval = Interval(START, START + timedelta(minutes=10 * len(values)))
            table = store.table(points[:1], interval, Step.parse("1h"))[points[0]]
            assert sum(table.count) == len(values)
            begin = len(values)
