"""What every store promises, held against each of them and, for InfluxDB, a real server."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.interval import Interval, Step
from domain.ports.historian import Historian
from domain.quality import GOOD, Quality, Reason, bad, uncertain
from domain.reading import Reading
from historian.in_memory import InMemoryHistorian
from historian.influx import InfluxHistorian
from historian.sqlite import SqliteHistorian

POINT = "brunflo/skolan/el/power_kw"
OTHER = "brunflo/skolan/el/energy_kwh"
START = datetime(2025, 1, 1, tzinfo=UTC)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


def reading(
    at: datetime, value: float | None, point: str = POINT, quality: Quality = GOOD, unit: str = "kW"
) -> Reading:
    return Reading(point, at, at + timedelta(milliseconds=250), value, unit, quality)


def every(spacing: timedelta, start: datetime, count: int, value: Callable[[int], float] = float) -> list[Reading]:
    return [reading(start + i * spacing, value(i)) for i in range(count)]


@pytest.fixture(params=["in_memory", "sqlite", "sqlite_rolled_up", "influx"])
def historian(request: pytest.FixtureRequest) -> Iterator[Historian]:
    if request.param == "in_memory":
        yield InMemoryHistorian()
    elif request.param.startswith("sqlite"):
        store = SqliteHistorian(request.getfixturevalue("tmp_path") / "store.sqlite")
        if request.param == "sqlite_rolled_up":
            roll_after_each_append(store)
        yield store
        store.close()
    else:
        server = request.getfixturevalue("influxdb_server")
        influx = InfluxHistorian(server.url, server.org, server.new_bucket(), server.token)
        yield influx
        influx.close()


def roll_after_each_append(store: SqliteHistorian) -> None:
    """Make every later answer come from the rollups."""
    append = store.append

    def append_and_roll(readings: list[Reading]) -> None:
        append(readings)
        store.roll_up()

    store.append = append_and_roll  # type: ignore[method-assign]


def test_what_was_appended_comes_back(historian: Historian) -> None:
    readings = [
        reading(START, 1.5),
        reading(START + timedelta(microseconds=1), -0.1, quality=uncertain(Reason.STALE)),
        reading(START + SECOND, None, quality=bad(Reason.NO_COMMUNICATION)),
        reading(START + 2 * SECOND, 1 / 3, quality=GOOD),
    ]
    historian.append(readings)
    series = historian.series([POINT], Interval(START, START + HOUR))[POINT]
    assert series.point == POINT
    assert series.unit == "kW"
    assert series.times == tuple(r.measured_at for r in readings)
    assert series.values == (1.5, -0.1, None, 1 / 3)
    assert series.qualities == tuple(r.quality for r in readings)


def test_intervals_are_half_open(historian: Historian) -> None:
    historian.append(every(HOUR, START, 4))
    assert historian.series([POINT], Interval(START + HOUR, START + 3 * HOUR))[POINT].values == (1.0, 2.0)
    assert historian.table([POINT], Interval(START + HOUR, START + 3 * HOUR), Step.parse("1h"))[POINT].last == (
        1,
        2,
    )


def test_the_last_of_two_at_the_same_time_wins(historian: Historian) -> None:
    historian.append([reading(START, 1.0), reading(START, 2.0)])
    assert historian.series([POINT], Interval(START, START + HOUR))[POINT].values == (2.0,)
    historian.append([reading(START, 3.0, unit="MW")])
    series = historian.series([POINT], Interval(START, START + HOUR))[POINT]
    assert (series.values, series.unit) == ((3.0,), "MW")
    assert historian.table([POINT], Interval(START, START + HOUR), Step.parse("1h"))[POINT].mean == (3.0,)


def test_a_bad_reading_replaces_a_good_one_and_back(historian: Historian) -> None:
    interval, step = Interval(START, START + HOUR), Step.parse("1h")
    historian.append([reading(START, 5.0)])
    historian.append([reading(START, None, quality=bad(Reason.OUT_OF_RANGE))])
    series = historian.series([POINT], interval)[POINT]
    assert (series.values, series.qualities) == ((None,), (bad(Reason.OUT_OF_RANGE),))
    assert historian.latest([POINT])[POINT] == reading(START, None, quality=bad(Reason.OUT_OF_RANGE))
    table = historian.table([POINT], interval, step)[POINT]
    assert (table.count, table.mean, table.last, table.coverage) == ((0,), (None,), (None,), (0.0,))
    historian.append([reading(START, 6.0)])
    series = historian.series([POINT], interval)[POINT]
    assert (series.values, series.qualities) == ((6.0,), (GOOD,))


def test_latest_is_newest_by_measurement(historian: Historian) -> None:
    historian.append([reading(START + HOUR, 2.0), reading(START, 1.0), reading(START, 7.0, OTHER, unit="kWh")])
    historian.append([reading(START + 30 * MINUTE, 1.5)])
    assert historian.latest() == {
        POINT: reading(START + HOUR, 2.0),
        OTHER: reading(START, 7.0, OTHER, unit="kWh"),
    }
    assert historian.latest([OTHER, "brunflo/none/such/point"]) == {OTHER: reading(START, 7.0, OTHER, unit="kWh")}
    assert historian.latest([]) == {}


def test_an_empty_store_and_unknown_points(historian: Historian) -> None:
    interval = Interval(START, START + 2 * HOUR)
    assert historian.points() == []
    assert historian.latest() == {}
    assert historian.latest([POINT]) == {}
    series = historian.series([POINT], interval)[POINT]
    assert (series.times, series.values, series.unit) == ((), (), "")
    table = historian.table([POINT], interval, Step.parse("1h"))[POINT]
    assert table.edges == (START, START + HOUR, START + 2 * HOUR)
    assert (table.count, table.mean, table.last_at) == ((0, 0), (None, None), (None, None))
    assert table.coverage == (0.0, 0.0)
    historian.append([])
    assert historian.points() == []
    assert historian.series([], interval) == {}
    assert historian.table([], interval, Step.parse("1h")) == {}


def test_an_empty_interval_has_no_steps(historian: Historian) -> None:
    historian.append([reading(START, 1.0)])
    table = historian.table([POINT], Interval(START, START), Step.parse("1h"))[POINT]
    assert (table.edges, table.count) == ((), ())
    assert historian.series([POINT], Interval(START, START))[POINT].times == ()


def test_points_are_sorted_names(historian: Historian) -> None:
    historian.append([reading(START, 1.0), reading(START, 1.0, OTHER), reading(START, 1.0, "a/b/c/åäö 1,2=3")])
    assert historian.points() == ["a/b/c/åäö 1,2=3", OTHER, POINT]
    assert historian.latest(["a/b/c/åäö 1,2=3"])["a/b/c/åäö 1,2=3"].value == 1.0


def test_a_value_that_is_no_number_is_refused_and_nothing_kept(historian: Historian) -> None:
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError, match=POINT):
            historian.append([reading(START, 1.0, OTHER), reading(START, value)])
    assert historian.points() == []


@pytest.mark.parametrize("written", ["15min", "1h", "2h"])
def test_steps_count_mean_extremes_and_last(historian: Historian, written: str) -> None:
    step = Step.parse(written)
    assert step.fixed is not None
    per_step = step.fixed // (5 * MINUTE)
    historian.append(every(5 * MINUTE, START, 48))
    table = historian.table([POINT], Interval(START, START + 4 * HOUR), step)[POINT]
    steps = 4 * HOUR // step.fixed
    assert table.edges == tuple(START + i * step.fixed for i in range(steps + 1))
    assert table.count == (per_step,) * steps
    assert table.minimum == tuple(float(i * per_step) for i in range(steps))
    assert table.maximum == table.last == tuple(float((i + 1) * per_step - 1) for i in range(steps))
    assert table.mean == pytest.approx([(i + 0.5) * per_step - 0.5 for i in range(steps)])
    assert table.last_at == tuple(edge - 5 * MINUTE for edge in table.edges[1:])
    assert table.coverage == pytest.approx((1.0,) * steps)


def test_only_readings_of_the_interval_count(historian: Historian) -> None:
    historian.append(every(10 * MINUTE, START, 18))
    interval = Interval(START + 20 * MINUTE, START + HOUR + 30 * MINUTE)
    table = historian.table([POINT], interval, Step.parse("1h"))[POINT]
    assert table.edges == (START, START + HOUR, START + 2 * HOUR)
    assert table.count == (4, 3)
    assert (table.minimum, table.maximum) == ((2.0, 6.0), (5.0, 8.0))
    assert table.coverage == pytest.approx((40 / 60, 30 / 60))


def test_bad_readings_do_not_count_and_speak_for_nothing(historian: Historian) -> None:
    readings = every(10 * MINUTE, START, 6)
    readings[3:5] = [reading(r.measured_at, None, quality=bad(Reason.NO_COMMUNICATION)) for r in readings[3:5]]
    historian.append(readings)
    table = historian.table([POINT], Interval(START, START + HOUR), Step.parse("1h"))[POINT]
    assert (table.count, table.last, table.maximum) == ((4,), (5.0,), (5.0,))
    assert table.mean == pytest.approx((2.0,))
    assert table.coverage == pytest.approx((40 / 60,))


def test_a_reading_speaks_for_three_usual_spacings_at_most(historian: Historian) -> None:
    historian.append(every(MINUTE, START, 60))
    historian.append(every(MINUTE, START + 4 * HOUR, 60))
    table = historian.table([POINT], Interval(START, START + 5 * HOUR), Step.parse("1h"))[POINT]
    # The reading of 00:59 speaks until 01:02, the one of 04:59 beyond the interval.
    assert table.coverage == pytest.approx((1.0, 2 / 60, 0.0, 0.0, 1.0))
    assert table.count == (60, 0, 0, 0, 60)


def test_rare_readings_speak_for_the_hours_between(historian: Historian) -> None:
    historian.append(every(24 * HOUR, START + 10 * MINUTE, 10))
    interval = Interval(START + 2 * 24 * HOUR, START + 3 * 24 * HOUR)
    assert historian.table([POINT], interval, Step.parse("1h"))[POINT].coverage == pytest.approx((1.0,) * 24)
    assert sum(historian.table([POINT], interval, Step.parse("1h"))[POINT].count) == 1


def test_the_usual_spacing_may_change_over_the_years(historian: Historian) -> None:
    historian.append(every(HOUR, START, 24))
    historian.append(every(MINUTE, START + 24 * HOUR, 1440))
    table = historian.table([POINT], Interval(START, START + 48 * HOUR), Step.parse("1h"))[POINT]
    assert table.coverage == pytest.approx((1.0,) * 48)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2025, 3, 30), 23), (date(2025, 10, 26), 25), (date(2025, 6, 1), 24)]
)
def test_local_days_have_23_24_and_25_hours(historian: Historian, day: date, hours: int) -> None:
    zone = ZoneInfo("Europe/Stockholm")
    start, end = (datetime(day.year, day.month, day.day + i, tzinfo=zone) for i in (0, 1))
    historian.append(every(15 * MINUTE, start.astimezone(UTC) - 24 * HOUR, 4 * 72))
    table = historian.table([POINT], Interval(start, end), Step.parse("1d", zone))[POINT]
    assert table.edges == (start, end)
    assert table.count == (4 * hours,)
    assert table.minimum == (96.0,)
    assert table.maximum == (96.0 + 4 * hours - 1,)
    assert table.coverage == pytest.approx((1.0,))


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Asia/Kolkata", "America/New_York"])
def test_days_and_months_of_any_zone(historian: Historian, zone: str) -> None:
    local = ZoneInfo(zone)
    historian.append(every(HOUR, START + 5 * MINUTE, 24 * 62))
    interval = Interval(datetime(2025, 1, 10, tzinfo=local), datetime(2025, 2, 20, tzinfo=local))
    days = historian.table([POINT], interval, Step.parse("1d", local))[POINT]
    assert days.count == (24,) * 41
    months = historian.table([POINT], interval, Step.parse("1mo", local))[POINT]
    assert months.edges == tuple(datetime(2025, m, 1, tzinfo=local) for m in (1, 2, 3))
    assert months.count == (22 * 24, 19 * 24)
    assert months.coverage == pytest.approx((22 / 31, 19 / 28))


def test_late_and_repeated_readings_change_the_table(historian: Historian) -> None:
    interval, step = Interval(START, START + 3 * HOUR), Step.parse("1h")
    historian.append(every(10 * MINUTE, START, 18))
    historian.append([reading(START + HOUR + 10 * MINUTE, 700.0), reading(START + HOUR + 55 * MINUTE, -1.0)])
    table = historian.table([POINT], interval, step)[POINT]
    assert table.count == (6, 7, 6)
    assert (table.maximum[1], table.minimum[1], table.last[1]) == (700.0, -1.0, -1.0)


def test_every_store_agrees_with_plain_counting(historian: Historian) -> None:
    """Irregular, late, repeated, bad: the table of any store is that of the simplest one."""
    chance = random.Random(4)
    plain = InMemoryHistorian()
    at, readings = START, []
    for _ in range(600):
        at += timedelta(seconds=chance.choice([10, 10, 10, 11, 60, 60, 900, 3600, 5 * 3600]))
        missing = chance.random() < 0.1
        quality = bad(Reason.BAD_REPLY) if missing else GOOD
        readings.append(reading(at, None if missing else round(chance.gauss(50, 20), 3), quality=quality))
    chance.shuffle(readings)
    readings += [reading(r.measured_at, 1.0) for r in chance.sample(readings, 40)]
    for start in range(0, len(readings), 64):
        historian.append(readings[start : start + 64])
        plain.append(readings[start : start + 64])
    for written in ("10s", "15min", "1h", "6h", "1d", "1mo"):
        begin = START + timedelta(seconds=chance.randrange(86_400))
        interval = Interval(begin, begin + (HOUR if written == "10s" else timedelta(days=9, seconds=17)))
        ours = historian.table([POINT], interval, Step.parse(written))[POINT]
        theirs = plain.table([POINT], interval, Step.parse(written))[POINT]
        assert (ours.edges, ours.count, ours.last, ours.last_at) == (
            theirs.edges,
            theirs.count,
            theirs.last,
            theirs.last_at,
        )
        assert (ours.minimum, ours.maximum) == (theirs.minimum, theirs.maximum)
        assert ours.mean == pytest.approx(theirs.mean)
        assert ours.coverage == pytest.approx(theirs.coverage)


def test_more_readings_than_one_request_holds(historian: Historian) -> None:
    historian.append(every(SECOND, START, 12_345))
    series = historian.series([POINT], Interval(START, START + 24 * HOUR))[POINT]
    assert series.values == tuple(float(i) for i in range(12_345))
    table = historian.table([POINT], Interval(START, START + 4 * HOUR), Step.parse("1h"))[POINT]
    assert table.count == (3600, 3600, 3600, 1545)


def test_more_points_than_one_question_names(historian: Historian) -> None:
    names = [f"brunflo/skolan/m{i:03}/power_kw" for i in range(450)]
    historian.append([reading(START, float(i), name) for i, name in enumerate(names)])
    latest = historian.latest(names)
    assert [latest[name].value for name in names] == [float(i) for i in range(450)]
    found = historian.series(names, Interval(START, START + SECOND))
    assert [found[name].values for name in names] == [(float(i),) for i in range(450)]


def test_clocks_that_were_wrong_by_ages_do_not_spoil_the_rest(historian: Historian) -> None:
    historian.append(
        [reading(datetime(1970, 1, 1, tzinfo=UTC), 1.0), reading(datetime(2250, 1, 1, tzinfo=UTC), 9.0)]
    )
    for hour in range(30):
        historian.append(every(10 * MINUTE, START + hour * HOUR, 6))
    table = historian.table([POINT], Interval(START, START + 30 * HOUR), Step.parse("1h"))[POINT]
    assert table.count == (6,) * 30
    assert table.coverage == pytest.approx((1.0,) * 30)
