"""Canonical units, meter factor, quality and reason; and what cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.device import ProfilePoint, Register, RegisterKind, ValueType
from domain.ports.field_bus import BadReply, DeviceException, ReadOutcome, Silence, Words
from domain.quality import GOOD, Reason, bad, uncertain
from domain.reading import Reading
from domain.register import MeterSwap
from domain.site import Carrier, Meter, Point
from gateway.fieldbus.read_plan import plan
from gateway.normalise import reading, readings_of
from gateway.plausibility import CounterWatch, believable

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def point(unit: str, factor: float = 1.0, **more: object) -> Point:
    place = Register(RegisterKind.INPUT, 0)
    return Point("s/b/m/p", "d", ProfilePoint("p", unit, register=place, **more), factor)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "written", "factor", "stored", "canonical"),
    [
        ("W", 12400, 1, 12.4, "kW"),
        ("Wh", 5, 40, 0.2, "kWh"),
        ("GJ", 3.6, 1, 1000, "kWh"),
        ("l/s", 10, 1, 36, "m3/h"),
        ("degF", 212, 1, 100, "degC"),
        ("K_abs", 273.15, 1, 0, "degC"),
        ("bar", 1.5, 1, 150_000, "Pa"),
        ("%", 40, 1, 40, "%"),
    ],
)
def test_values_are_stored_in_the_canonical_unit(
    unit: str, written: float, factor: float, stored: float, canonical: str
) -> None:
    found = reading(point(unit, factor), written, NOON, NOON)
    assert found.value == pytest.approx(stored)
    assert (found.unit, found.quality) == (canonical, GOOD)


def test_a_value_that_no_number_holds_is_bad() -> None:
    assert reading(point("GJ"), 1.7e308, NOON, NOON).quality == bad(Reason.INVALID_VALUE)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Silence("no answer"), Reason.NO_COMMUNICATION),
        (BadReply("foreign unit"), Reason.BAD_REPLY),
        (DeviceException(2), Reason.DEVICE_EXCEPTION),
        (DeviceException(11), Reason.NO_COMMUNICATION),
    ],
)
def test_what_did_not_answer_is_a_bad_reading_now(outcome: ReadOutcome, reason: Reason) -> None:
    where = point("kW")
    (block,) = plan([where.profile_point], 1, 125, 0)
    (found,) = readings_of({"p": [where]}, block, outcome, NOON)
    assert found == Reading("s/b/m/p", NOON, NOON, None, "kW", bad(reason))


def test_a_value_has_the_time_between_question_and_answer() -> None:
    where = point("kW", maximum=100.0)
    (block,) = plan([where.profile_point], 1, 125, 0)
    later = NOON + timedelta(seconds=1)
    (found,) = readings_of({"p": [where]}, block, Words((50,), NOON, later), later)
    assert (found.measured_at, found.received_at) == (NOON + timedelta(seconds=0.5), later)
    assert found.value == 50
    (found,) = readings_of({"p": [where]}, block, Words((101,), NOON, later), later)
    assert (found.value, found.quality) == (None, bad(Reason.OUT_OF_RANGE))


def test_two_meters_on_one_device_both_get_the_value() -> None:
    one = point("kW")
    other = Point("s/b/other/p", "d", one.profile_point, 2.0)
    (block,) = plan([one.profile_point], 1, 125, 0)
    found = readings_of({"p": [one, other]}, block, Words((50,), NOON, NOON), NOON)
    assert [(one_.point, one_.value) for one_ in found] == [("s/b/m/p", 50), ("s/b/other/p", 100)]


def counts(where: Point, *values: float | None) -> list[str]:
    """Qualities that a watch gives to `values`, a minute apart."""
    watch = CounterWatch()
    found = []
    for minute, value in enumerate(values):
        moment = NOON + timedelta(minutes=minute)
        quality = GOOD if value is not None else bad(Reason.NO_COMMUNICATION)
        found.append(str(watch.judge(where, Reading(where.id, moment, moment, value, "kWh", quality)).quality))
    return found


COUNTER = point("kWh", counter=True, digits=6, type=ValueType.UINT32)


def test_a_counter_that_falls_is_marked_once() -> None:
    assert counts(COUNTER, 500, 501, 3, 4) == ["good", "good", "uncertain:counter_fell", "good"]


def test_a_counter_that_rolls_over_is_well() -> None:
    assert counts(COUNTER, 999_990, 5, 6) == ["good", "good", "good"]


def test_silence_between_counts_changes_nothing() -> None:
    assert counts(COUNTER, 500, None, 499) == ["good", "bad:no_communication", "uncertain:counter_fell"]


def test_a_declared_swap_explains_a_fall() -> None:
    swap = MeterSwap(NOON + timedelta(seconds=30), 500, 0)
    meter = Meter("m", Carrier.ELECTRICITY, "d", swaps=(swap,))
    where = Point("s/b/m/p", "d", COUNTER.profile_point, 1.0, meter)
    assert counts(where, 500, 2, 1) == ["good", "good", "uncertain:counter_fell"]


def test_what_does_not_count_may_fall() -> None:
    assert counts(point("kWh"), 500, 3) == ["good", "good"]


def test_an_older_reading_that_comes_late_is_no_fall() -> None:
    watch = CounterWatch()
    for minute, value in ((0, 10.0), (5, 20.0), (3, 15.0), (6, 21.0)):
        moment = NOON + timedelta(minutes=minute)
        assert watch.judge(COUNTER, Reading("s/b/m/p", moment, NOON, value, "kWh")).quality == GOOD


def test_a_doubtful_reading_keeps_its_own_reason() -> None:
    watch = CounterWatch()
    watch.judge(COUNTER, Reading("s/b/m/p", NOON, NOON, 10, "kWh"))
    later = NOON + timedelta(minutes=1)
    doubtful = Reading("s/b/m/p", later, later, 9, "kWh", uncertain(Reason.CLOCK_SUSPECT))
    assert watch.judge(COUNTER, doubtful) == doubtful


@pytest.mark.parametrize(
    ("away", "fits"),
    [
        (timedelta(0), True),
        (timedelta(minutes=4, seconds=59), True),
        (timedelta(minutes=5, seconds=1), False),
        (-timedelta(days=6, hours=23), True),
        (-timedelta(days=7, seconds=1), False),
        (timedelta(days=365 * 50), False),
    ],
)
def test_a_time_is_believed_near_now(away: timedelta, fits: bool) -> None:
    assert believable(NOON + away, NOON) is fits


def test_a_fall_is_seen_after_the_clock_was_set_back() -> None:
    watch = CounterWatch()
    earlier = NOON - timedelta(hours=1)
    assert watch.judge(COUNTER, Reading(COUNTER.id, NOON, NOON, 500, "kWh")).quality == GOOD
    fallen = watch.judge(COUNTER, Reading(COUNTER.id, earlier, earlier, 3, "kWh"))
    assert str(fallen.quality) == "uncertain:counter_fell"
