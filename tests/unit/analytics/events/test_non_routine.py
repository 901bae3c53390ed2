"""Events are found where they were put, a measure is none, and a person's ruling does what it says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from analytics.events.rulings import Decision, Ruling
from analytics.events.search import Place, YearTotal, uncommon_years
from analytics.verification.question import Question
from analytics.verification.verify import verify
from domain.interval import Interval
from domain.site import Carrier


@pytest.fixture
def question(local_year):
    return Question(
        local_year(2021), local_year(2022), model="daily", carrier=Carrier.HEAT, holidays="none", drift=0.05
    )


def times(meter, factor, period):
    """The meter with the use of `period` multiplied."""
    values = tuple(
        value * factor if time in period else value
        for time, value in zip(meter.times, meter.columns["energy_kwh"], strict=True)
    )
    return replace(meter, columns={"energy_kwh": values})


def weeks(start, first, count):
    return Interval(start + timedelta(weeks=first), start + timedelta(weeks=first + count))


def decision(period, ruling, **changes):
    return Decision(period, ruling, "ombyggnad", "A. Berg", date(2023, 2, 1), **changes)


def energy(meter, period):
    pairs = zip(meter.times, meter.columns["energy_kwh"], strict=True)
    return sum(value for time, value in pairs if time in period)


@pytest.mark.parametrize(
    ("factor", "place"), [(1.4, Place.REPORTING), (0.6, Place.REPORTING), (2.0, Place.BASELINE)]
)
def test_an_event_is_found_dated_and_sized(heated_building, question, factor, place):
    meter, weather = heated_building
    period = question.baseline if place is Place.BASELINE else question.reporting
    # Of eight winter weeks in the baseline the model would take half for the season; four it cannot.
    event = weeks(period.start, 4, 4 if place is Place.BASELINE else 8)
    added = energy(meter, event) * (factor - 1)
    document = verify(times(meter, factor, event), weather, question)
    # One in the baseline bends the model too, which then finds fault with the weeks beside it and a year later.
    found = max(document.non_routine_events, key=lambda each: abs(each.kwh) * (each.period is place))
    assert len(document.non_routine_events) == 1 or place is Place.BASELINE
    assert found.period is place
    assert abs(found.from_ - event.start) <= timedelta(days=10)
    assert abs(found.to - event.end) <= timedelta(days=10)
    assert found.kwh == pytest.approx(added, rel=0.35 if place is Place.REPORTING else 0.5)
    assert found.decision is None
    assert [warning.code for warning in document.warnings] == ["non_routine_event"]
    assert document.warnings[0].rows == len(document.non_routine_events)


@pytest.mark.parametrize("factor", [1.0, 0.9, 0.7, 0.5])
def test_a_measure_is_no_event(heated_building, question, factor):
    meter, weather = heated_building
    document = verify(times(meter, factor, question.reporting), weather, question)
    assert document.non_routine_events == ()
    assert document.avoided_energy.proven is (factor < 1.0)


def test_an_open_event_proves_nothing_until_it_is_ruled_on(heated_building, question):
    meter, weather = heated_building
    event = weeks(question.reporting.start, 5, 6)
    busy = times(times(meter, 0.75, question.reporting), 1.6, event)
    open_ = verify(busy, weather, question)
    assert open_.avoided_energy.interval_90_kwh[0] > 0
    assert not open_.avoided_energy.proven
    assert [way.code for way in open_.to_prove] == ["decide_events"]
    kept = verify(busy, weather, replace(question, decisions=(decision(event, Ruling.KEEP),)))
    assert kept.avoided_energy == replace(open_.avoided_energy, proven=True)
    assert kept.non_routine_events[0].decision.author == "A. Berg"
    assert kept.warnings == ()


def test_excluded_time_is_missing_time(heated_building, question):
    meter, weather = heated_building
    event = weeks(question.reporting.start, 5, 6)
    busy = times(meter, 1.6, event)
    excluded = verify(busy, weather, replace(question, decisions=(decision(event, Ruling.EXCLUDE),)))
    assert excluded.reporting.missing_share == pytest.approx(42 / 365, abs=0.002)
    clean = verify(meter, weather, question)
    assert excluded.avoided_energy.share == pytest.approx(clean.avoided_energy.share, abs=0.005)
    (listed,) = excluded.non_routine_events
    assert (listed.kwh, listed.share, listed.decision.kind) == (None, None, Ruling.EXCLUDE)


def test_an_adjustment_moves_the_adjusted_baseline_and_widens_the_band(heated_building, question):
    meter, weather = heated_building
    event = weeks(question.reporting.start, 5, 6)
    added = energy(meter, event) * 0.6
    busy = times(meter, 1.6, event)
    ruling = decision(event, Ruling.ADJUST, kwh=added, sd_kwh=0.1 * added)
    adjusted = verify(busy, weather, replace(question, decisions=(ruling,), series=True))
    clean, open_ = verify(meter, weather, question), verify(busy, weather, question)
    assert adjusted.avoided_energy.kwh == pytest.approx(clean.avoided_energy.kwh)
    assert adjusted.reporting.adjusted_baseline_kwh - open_.reporting.adjusted_baseline_kwh == pytest.approx(added)
    parts, before = (document.avoided_energy.half_width_90_kwh for document in (adjusted, open_))
    assert parts.coefficients == pytest.approx(np.hypot(before.coefficients, 1.6449 * 0.1 * added), rel=1e-3)
    series = sum(row.adjusted_baseline_kwh for row in adjusted.series)
    assert series == pytest.approx(adjusted.reporting.adjusted_baseline_kwh)
    assert adjusted.warnings == ()


def test_an_adjustment_of_the_baseline_is_taken_off_before_learning(heated_building, question):
    meter, weather = heated_building
    event = weeks(question.baseline.start, 5, 6)
    added = energy(meter, event) * 0.6
    busy = times(meter, 1.6, event)
    ruling = decision(event, Ruling.ADJUST, kwh=added, sd_kwh=0.0)
    adjusted = verify(busy, weather, replace(question, decisions=(ruling,)))
    clean = verify(meter, weather, question)
    assert adjusted.avoided_energy.kwh == pytest.approx(clean.avoided_energy.kwh, abs=0.02 * added)
    unsure = replace(ruling, sd_kwh=0.2 * added)
    wider = verify(busy, weather, replace(question, decisions=(unsure,)))
    assert (
        wider.avoided_energy.half_width_90_kwh.coefficients
        > adjusted.avoided_energy.half_width_90_kwh.coefficients
    )


def test_a_ruling_speaks_of_what_it_covers():
    day = datetime(2022, 1, 1, tzinfo=UTC)
    event = Interval(day, day + timedelta(days=28))
    for length, covers in ((14, True), (13, False), (60, True)):
        assert decision(Interval(day, day + timedelta(days=length)), Ruling.KEEP).covers(event) is covers
    assert not decision(Interval(day - timedelta(days=60), day), Ruling.KEEP).covers(event)


@pytest.mark.parametrize(("factor", "count"), [(1.4, 1), (1.15, 0), (0.5, 0)])
def test_a_year_that_rose_too_far_is_an_event_and_one_that_fell_is_not(heated_building, question, factor, count):
    meter, weather = heated_building
    document = verify(times(meter, factor, question.reporting), weather, question)
    assert len(document.non_routine_events) == count
    for event in document.non_routine_events:
        assert (event.from_, event.to) == (question.reporting.start, question.reporting.end)
        assert event.share == pytest.approx(factor - 1, abs=0.03)


def test_years_after_the_measure_are_held_against_each_other(local_year):
    years = [YearTotal(local_year(year), used, 100.0) for year, used in ((2021, 60.0), (2022, 62.0), (2023, 85.0))]
    (event,) = uncommon_years(years, alone=False)
    assert event.period == local_year(2023)
    assert event.kwh == pytest.approx(23.0)
    assert uncommon_years(years[:2], alone=False) == ()
    assert uncommon_years(years[:1], alone=True) == ()
