"""The replicator's decisions, against a sink whose moods the test sets; real servers are in tests/faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import Unreachable
from domain.interval import Interval
from domain.reading import Reading
from historian.in_memory import InMemoryHistorian
from historian.refused import Refused
from historian.replicate import LONGEST_PAUSE_S, NothingToDo, Replicated, Replicator, Waiting
from historian.sqlite import SqliteHistorian

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ALL = Interval(NOW - timedelta(days=9), NOW + timedelta(days=9))


def reading(number: int, value: float | None = None, point: str = "a/b/c/p") -> Reading:
    at = NOW + timedelta(seconds=number)
    return Reading(point, at, at, float(number) if value is None else value, "kW")


class MoodySink:
    """Keeps readings unless it is away or the point is called `poison`; counts the writes it was asked for."""

    name = "sink"

    def __init__(self, status: int = 400) -> None:
        self.kept = InMemoryHistorian()
        self.away: str | None = None
        self.status = status
        self.asked: list[int] = []

    def append(self, readings: Sequence[Reading]) -> None:
        self.asked.append(len(readings))
        if self.away is not None:
            raise Unreachable(self.name, self.away)
        poison = [reading for reading in readings if reading.point.endswith("poison")]
        if poison and self.status == 422:
            self.kept.append([reading for reading in readings if reading not in poison])
            raise Refused(422, "type conflict", len(poison))
        if poison:
            raise Refused(400, "unable to parse")
        self.kept.append(readings)

    def values(self, point: str = "a/b/c/p") -> tuple[float | None, ...]:
        return self.kept.series([point], ALL)[point].values


@pytest.fixture
def source(tmp_path: Path) -> Iterator[SqliteHistorian]:
    store = SqliteHistorian(tmp_path / "store.sqlite")
    yield store
    store.close()


def test_batches_in_order_until_nothing_is_left(source: SqliteHistorian) -> None:
    sink = MoodySink()
    replicator = Replicator(source, sink, batch=4)
    assert replicator.step(NOW) == NothingToDo()
    source.append([reading(i) for i in range(10)])
    assert replicator.backlog() == 10
    assert [replicator.step(NOW) for _ in range(4)] == [
        Replicated(4, 0, 6),
        Replicated(4, 0, 2),
        Replicated(2, 0, 0),
        NothingToDo(),
    ]
    assert sink.values() == tuple(float(i) for i in range(10))


def test_a_new_replicator_goes_on_where_the_old_one_was(source: SqliteHistorian) -> None:
    sink = MoodySink()
    source.append([reading(i) for i in range(10)])
    Replicator(source, sink, batch=4).step(NOW)
    again = Replicator(source, sink, batch=100)
    assert again.step(NOW) == Replicated(6, 0, 0)
    assert sink.asked == [4, 6]


def test_another_sink_begins_at_the_beginning(source: SqliteHistorian) -> None:
    source.append([reading(i) for i in range(10)])
    Replicator(source, MoodySink()).step(NOW)
    other = MoodySink()
    other.name = "another"
    assert Replicator(source, other).step(NOW) == Replicated(10, 0, 0)


def test_a_replaced_reading_is_sent_again(source: SqliteHistorian) -> None:
    sink = MoodySink()
    replicator = Replicator(source, sink)
    source.append([reading(i) for i in range(3)])
    replicator.step(NOW)
    source.append([reading(1, 77.0)])
    assert replicator.backlog() == 1
    assert replicator.step(NOW) == Replicated(1, 0, 0)
    assert sink.values() == (0.0, 77.0, 2.0)


def test_while_the_sink_is_away_everything_is_kept(source: SqliteHistorian) -> None:
    sink = MoodySink()
    replicator = Replicator(source, sink, jitter=lambda: 1.0)
    source.append([reading(i) for i in range(3)])
    sink.away = "refused"
    waiting = replicator.step(NOW)
    assert waiting == Waiting(NOW + timedelta(seconds=1), "sink: refused", 3)
    assert replicator.step(NOW + timedelta(seconds=0.9)) == waiting
    assert sink.asked == [3], "not asked during the pause"
    sink.away = None
    assert replicator.step(NOW + timedelta(seconds=1)) == Replicated(3, 0, 0)


def test_the_pause_doubles_up_to_a_limit_and_begins_anew_after_success(source: SqliteHistorian) -> None:
    sink = MoodySink()
    replicator = Replicator(source, sink, jitter=lambda: 1.0)
    source.append([reading(1)])
    sink.away = "refused"
    now, pauses = NOW, []
    for _ in range(9):
        outcome = replicator.step(now)
        assert isinstance(outcome, Waiting)
        pauses.append((outcome.until - now).total_seconds())
        now = outcome.until
    assert pauses == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE_S, LONGEST_PAUSE_S, LONGEST_PAUSE_S]
    sink.away = None
    assert isinstance(replicator.step(now), Replicated)
    source.append([reading(2)])
    sink.away = "refused"
    outcome = replicator.step(now)
    assert isinstance(outcome, Waiting)
    assert outcome.until - now == timedelta(seconds=1)


def test_jitter_spreads_the_pauses_of_many_boxes(source: SqliteHistorian) -> None:
    sink = MoodySink()
    sink.away = "refused"
    source.append([reading(1)])
    outcome = Replicator(source, sink, jitter=lambda: 0.0).step(NOW)
    assert isinstance(outcome, Waiting)
    assert outcome.until == NOW + timedelta(seconds=0.5)


@pytest.mark.parametrize("status", [400, 422])
def test_bad_rows_are_found_and_set_aside_and_the_good_ones_stored(source: SqliteHistorian, status: int) -> None:
    sink = MoodySink(status)
    replicator = Replicator(source, sink)
    good = [reading(i) for i in range(100)]
    source.append([*good[:37], reading(5, point="a/b/c/poison"), *good[37:], reading(6, point="a/b/c/poison")])
    assert replicator.step(NOW) == Replicated(100, 2, 0)
    assert sink.values() == tuple(float(i) for i in range(100))
    reason = "unable to parse" if status == 400 else "type conflict"
    assert replicator.quarantined() == [
        ("a/b/c/poison", NOW + timedelta(seconds=5), reason),
        ("a/b/c/poison", NOW + timedelta(seconds=6), reason),
    ]
    assert len(source.series(["a/b/c/poison"], ALL)["a/b/c/poison"].times) == 2, "they stay in the source"
    assert len(sink.asked) < 40
    assert replicator.step(NOW) == NothingToDo()


def test_a_whole_batch_of_conflicts_is_set_aside_at_once(source: SqliteHistorian) -> None:
    sink = MoodySink(422)
    source.append([reading(i, point="a/b/c/poison") for i in range(500)])
    replicator = Replicator(source, sink)
    assert replicator.step(NOW) == Replicated(0, 500, 0)
    assert sink.asked == [500]


def test_a_sink_that_can_read_nothing_at_all_is_not_served(source: SqliteHistorian) -> None:
    sink = MoodySink(400)
    source.append([reading(i, point="a/b/c/poison") for i in range(500)])
    replicator = Replicator(source, sink)
    outcome = replicator.step(NOW)
    assert isinstance(outcome, Waiting)
    assert "refuses everything" in outcome.reason
    assert (replicator.quarantined(), replicator.backlog()) == ([], 500)


def test_away_in_the_middle_of_the_search_for_bad_rows(source: SqliteHistorian) -> None:
    class Faltering(MoodySink):
        def append(self, readings: Sequence[Reading]) -> None:
            self.away = "gone" if len(self.asked) == 3 else None
            super().append(readings)

    sink = Faltering()
    source.append([*(reading(i) for i in range(20)), reading(9, point="a/b/c/poison")])
    replicator = Replicator(source, sink, jitter=lambda: 0.0)
    outcome = replicator.step(NOW)
    assert isinstance(outcome, Waiting)
    assert replicator.backlog() == 21
    assert replicator.step(outcome.until) == Replicated(20, 1, 0)
    assert sink.values() == tuple(float(i) for i in range(20))


def test_what_was_refused_is_sent_again_when_asked_for(source: SqliteHistorian) -> None:
    sink = MoodySink(422)
    source.append([reading(1), reading(5, point="a/b/c/poison")])
    replicator = Replicator(source, sink)
    assert replicator.step(NOW) == Replicated(1, 1, 0)
    sink.append = sink.kept.append  # type: ignore[method-assign]
    assert replicator.retry_quarantined() == 1
    assert replicator.step(NOW) == Replicated(1, 0, 0)
    assert sink.values("a/b/c/poison") == (5.0,)
    assert replicator.quarantined() == []
    assert replicator.retry_quarantined() == 0
