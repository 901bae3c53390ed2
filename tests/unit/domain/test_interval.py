"""Steps of time: whole spans of UTC, and local days, months and years over clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.interval import STOCKHOLM, Interval, Step


def local(*numbers: int, fold: int = 0) -> datetime:
    return datetime(*numbers, tzinfo=STOCKHOLM, fold=fold)  # type: ignore[arg-type]


def test_an_interval_is_half_open() -> None:
    interval = Interval(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC))
    assert interval.start in interval
    assert interval.end not in interval
    assert interval.duration == timedelta(days=1)


def test_an_interval_needs_aware_times_in_order() -> None:
    with pytest.raises(ValueError, match="aware"):
        Interval(datetime(2025, 1, 1), datetime(2025, 1, 2, tzinfo=UTC))  # noqa: DTZ001
    with pytest.raises(ValueError, match="before it starts"):
        Interval(datetime(2025, 1, 2, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("text", ["10s", "15min", "1h", "1d", "1mo", "1y"])
def test_a_step_is_written_as_it_is_read(text: str) -> None:
    assert str(Step.parse(text)) == text


@pytest.mark.parametrize("text", ["", "h", "0h", "-1h", "1.5h", "1 week", "2d", "3mo", "1H"])
def test_other_steps_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="step"):
        Step.parse(text)


@pytest.mark.parametrize(
    ("day", "hours"), [((2025, 3, 30), 23), ((2025, 10, 26), 25), ((2025, 1, 1), 24), ((2025, 12, 31), 24)]
)
def test_local_days_have_23_24_or_25_hours(day: tuple[int, int, int], hours: int) -> None:
    step = Step.parse("1d")
    start = local(*day)
    assert step.floor(start + timedelta(hours=13)) == start
    assert step.next(start) - start.astimezone(UTC) == timedelta(hours=hours)


def test_the_doubled_hour_is_two_hours() -> None:
    edges = Step.parse("1h").edges(Interval(local(2025, 10, 26, 2), local(2025, 10, 26, 3)))
    assert edges == [datetime(2025, 10, 26, hour, tzinfo=UTC) for hour in (0, 1, 2)]


def test_a_year_of_local_days_and_months() -> None:
    year = Interval(local(2025, 1, 1), local(2026, 1, 1))
    assert len(Step.parse("1d").edges(year)) == 366
    assert Step.parse("1mo").edges(year) == [local(2025, month, 1) for month in range(1, 13)] + [local(2026, 1, 1)]
    assert Step.parse("1y").edges(year) == [local(2025, 1, 1), local(2026, 1, 1)]


def test_edges_reach_around_an_interval_that_begins_inside_a_step() -> None:
    inside = Interval(datetime(2025, 1, 1, 0, 10, tzinfo=UTC), datetime(2025, 1, 1, 0, 31, tzinfo=UTC))
    edges = Step.parse("15min").edges(inside)
    assert [edge.minute for edge in edges] == [0, 15, 30, 45]
    assert Step.parse("15min").edges(Interval(inside.start, inside.start)) == []


def test_a_zone_whose_clock_changes_at_midnight() -> None:
    # Cuba moves its clock at local midnight: 2025-03-09 begins at 01:00.
    havana = ZoneInfo("America/Havana")
    step = Step.parse("1d", havana)
    eighth = step.floor(datetime(2025, 3, 8, 12, tzinfo=havana))
    ninth = step.next(eighth)
    assert ninth - eighth == timedelta(hours=24)
    assert step.next(ninth) - ninth == timedelta(hours=23)


def test_intervals_that_touch_do_not_overlap():
    edges = [datetime(2021, month, 1, tzinfo=UTC) for month in (1, 2, 3, 4)]
    first, second, both = Interval(*edges[:2]), Interval(*edges[1:3]), Interval(edges[0], edges[3])
    assert not first.overlaps(second)
    assert not second.overlaps(first)
    assert both.overlaps(second)
    assert second.overlaps(both)
