"""Replication to a real InfluxDB that stops, is killed, has no such bucket, or will not take some readings."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Unreachable
from domain.interval import Interval, Step
from domain.quality import Reason, bad
from domain.reading import Reading
from historian.influx import InfluxHistorian
from historian.instants import micros
from historian.layout import line
from historian.refused import Refused
from historian.replicate import Replicated, Replicator, Waiting
from historian.sqlite import SqliteHistorian

POINT = "brunflo/skolan/el/power_kw"
START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = Interval(START, START + timedelta(days=1))


def reading(second: int, point: str = POINT) -> Reading:
    at = START + timedelta(seconds=second)
    if second % 10 == 9:
        return Reading(point, at, at, None, "kW", bad(Reason.NO_COMMUNICATION))
    return Reading(point, at, at, second / 8, "kW")


@pytest.fixture
def source(tmp_path: Path) -> Iterator[SqliteHistorian]:
    store = SqliteHistorian(tmp_path / "store.sqlite")
    yield store
    store.close()


def sink_of(server: Any, bucket: str, token: str | None = None) -> InfluxHistorian:
    return InfluxHistorian(server.url, server.org, bucket, token or server.token, timeout_s=5)


def put(server: Any, bucket: str, text: str) -> None:
    """Write a line as some other program would."""
    url = f"{server.url}/api/v2/write?org={server.org}&bucket={bucket}&precision=us"
    headers = {"Authorization": f"Token {server.token}"}
    urllib.request.urlopen(urllib.request.Request(url, text.encode(), headers), timeout=10).close()


def test_nothing_is_lost_or_doubled_over_an_outage(source: SqliteHistorian, influxdb_process: Any) -> None:
    bucket = influxdb_process.new_bucket()
    now = START
    with closing(sink_of(influxdb_process, bucket)) as sink:
        # Without jitter the longest pause is half a minute, so that each step is a try.
        replicator = Replicator(source, sink, batch=100, jitter=lambda: 0.0)
        for second in range(0, 900, 30):
            source.append([reading(second + i) for i in range(30)])
            if second == 300:
                influxdb_process.kill()
            if second == 600:
                influxdb_process.start()
            now += timedelta(seconds=30)
            outcome = replicator.step(now)
            assert isinstance(outcome, Waiting if 300 <= second < 600 else Replicated), outcome
        while replicator.backlog():
            now += timedelta(minutes=2)
            replicator.step(now)
        ours, theirs = source.series([POINT], DAY)[POINT], sink.series([POINT], DAY)[POINT]
    assert len(theirs.times) == 900
    assert theirs == ours


def test_a_restart_of_the_edge_box_sends_again_without_harm(source: SqliteHistorian, influxdb_server: Any) -> None:
    with closing(sink_of(influxdb_server, influxdb_server.new_bucket())) as sink:
        source.append([reading(second) for second in range(250)])
        sink.append([reading(second) for second in range(100)])  # as killed between the answer and the cursor
        Replicator(source, sink).step(START)
        assert sink.series([POINT], DAY) == source.series([POINT], DAY)


def test_readings_of_another_type_than_stored_are_set_aside(source: SqliteHistorian, influxdb_server: Any) -> None:
    bucket = influxdb_server.new_bucket()
    # InfluxDB settles the type of a field per measurement and week; another program did for December.
    put(influxdb_server, bucket, 'reading,point=other value="text" 1764590400000000')
    december = datetime(2025, 12, 1, 12, tzinfo=UTC)
    odd = Reading("x/y/z/odd", december, december, 1.0, "kW")
    with closing(sink_of(influxdb_server, bucket)) as sink:
        good = [reading(second) for second in range(200)]
        source.append([*good[:50], odd, *good[50:]])
        replicator = Replicator(source, sink)
        assert replicator.step(START) == Replicated(200, 1, 0)
        assert sink.series([POINT], DAY) == source.series([POINT], DAY)
        [(point, at, reason)] = replicator.quarantined()
        assert (point, at) == ("x/y/z/odd", december)
        assert "type conflict" in reason


def test_a_time_that_influxdb_cannot_hold_is_set_aside(source: SqliteHistorian, influxdb_server: Any) -> None:
    wild = datetime(2400, 1, 1, tzinfo=UTC)  # nanoseconds since 1970 end in the year 2262
    with closing(sink_of(influxdb_server, influxdb_server.new_bucket())) as sink:
        with pytest.raises(Refused):
            sink.append([Reading(POINT, wild, wild, 1.0, "kW")])
        source.append([reading(0), Reading(POINT, wild, wild, 1.0, "kW"), reading(1)])
        replicator = Replicator(source, sink)
        assert replicator.step(START) == Replicated(2, 1, 0)
        assert sink.series([POINT], DAY)[POINT].values == (0.0, 0.125)


def test_no_such_bucket_and_no_right_to_enter_are_waited_for(
    source: SqliteHistorian, influxdb_server: Any
) -> None:
    source.append([reading(0)])
    wrong = {"HTTP 404": ("nosuch", None), "HTTP 401": (influxdb_server.bucket, "wrong")}
    for said, (bucket, token) in wrong.items():
        with closing(sink_of(influxdb_server, bucket, token)) as sink:
            replicator = Replicator(source, sink)
            outcome = replicator.step(START)
            assert isinstance(outcome, Waiting)
            assert said in outcome.reason
            assert replicator.backlog() == 1
            with pytest.raises(Unreachable):
                sink.latest()


def test_no_server_at_all(source: SqliteHistorian, unused_port: Any) -> None:
    source.append([reading(0)])
    with closing(InfluxHistorian(f"http://127.0.0.1:{unused_port()}", "o", "b", "t", timeout_s=2)) as sink:
        outcome = Replicator(source, sink).step(START)
        assert isinstance(outcome, Waiting)
        assert "does not answer" in outcome.reason
        for ask in (sink.points, sink.latest):
            with pytest.raises(Unreachable, match="does not answer"):
                ask()


@pytest.mark.parametrize("first", ["value=9", 'quality="good"'])
def test_a_point_that_is_just_being_written_is_not_there_yet(influxdb_server: Any, first: str) -> None:
    bucket = influxdb_server.new_bucket()
    with closing(sink_of(influxdb_server, bucket)) as sink:
        sink.append([reading(0)])
        key = line(reading(1)).split(" ")[0]
        put(
            influxdb_server,
            bucket,
            f'{key} {first},reason="",unit="kW",delay_s=0 {micros(reading(1).measured_at)}',
        )
        assert sink.latest()[POINT] == reading(0)
        assert sink.series([POINT], DAY)[POINT].times == (reading(0).measured_at,)
        assert sum(sink.table([POINT], DAY, Step(1, "h"))[POINT].count) == 1
