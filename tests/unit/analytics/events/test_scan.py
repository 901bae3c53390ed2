"""Stretches that stand out are found where they are, by the least squares they claim, and nothing else is."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.events.scan import (
    LEAST_Z,
    MIN_SHIFT,
    MIN_WEEKS,
    WEEK_CORRELATION,
    innovation_sd,
    stretches,
)
from analytics.events.search import Compared, Place, find_events
from analytics.records.meter_record import meter_record
from analytics.records.observe import observe
from analytics.records.weather_record import weather_record
from analytics.verification.question import Question
from analytics.verification.surround import surround
from domain.interval import Step
from domain.site import Carrier

WEEKS = np.arange(2700, 2752)


def noise(seed, count=52, sd=0.03):
    """Weeks of an autocorrelated process."""
    luck, error = np.random.default_rng(seed).normal(size=count) * sd, np.zeros(count)
    for week in range(1, count):
        error[week] = WEEK_CORRELATION * error[week - 1] + luck[week]
    return error


def raised(errors, start, end, shift):
    changed = errors.copy()
    changed[start:end] += shift
    return changed


@pytest.fixture
def compared(heated_building, local_year):
    """`compared(year)`: days of an invented heated building, and what is expected of them but for its luck."""
    meter, weather = heated_building
    question = Question(local_year(2021), local_year(2022), carrier=Carrier.HEAT, holidays="none")
    record = meter_record(meter, Carrier.HEAT)
    around = surround(record, weather_record(weather), question)

    def period(year):
        rows = observe(record, around, local_year(year), Step.parse("1d", ZoneInfo("Europe/Stockholm")))
        rows = rows.chosen(rows.seen)
        return Compared(rows, (480 + 48 * np.maximum(15 - rows.temps_c[:, 0], 0)) * rows.days)

    return period


def changed(period, factor, first, last):
    """The period with the use of some of its weeks multiplied."""
    start = period.rows.starts[0]
    inside = (period.rows.starts >= start + first * 604800) & (period.rows.starts < start + last * 604800)
    return replace(
        period, rows=replace(period.rows, energy_kwh=period.rows.energy_kwh * np.where(inside, factor, 1))
    )


def test_a_stretch_is_judged_by_generalised_least_squares():
    errors = raised(noise(3), 20, 28, 0.5)
    (found,) = stretches(errors, WEEKS, 0.03)
    lag = np.abs(WEEKS[:, None] - WEEKS)
    weight = np.linalg.inv(0.03**2 / (1 - WEEK_CORRELATION**2) * WEEK_CORRELATION**lag)
    box = np.zeros(52)
    box[found.start : found.end] = 1
    design = np.stack([np.ones(52), box], axis=1)
    covariance = np.linalg.inv(design.T @ weight @ design)
    shift = (covariance @ design.T @ weight @ errors)[1]
    assert (found.start, found.end) == (20, 28)
    assert found.shift == pytest.approx(shift)
    assert found.z == pytest.approx(shift / np.sqrt(covariance[1, 1]))


def test_missing_weeks_are_counted_as_time():
    errors, known = raised(noise(4), 30, 40, -0.4), np.r_[0:12, 16:52]
    (found,) = stretches(errors[known], WEEKS[known], 0.03)
    assert (WEEKS[known][found.start], WEEKS[known][found.end - 1] + 1) == (WEEKS[30], WEEKS[39] + 1)


def test_even_noise_raises_no_alarm():
    years = [noise(seed, sd=0.1) for seed in range(60)]
    assert not any(stretches(year, WEEKS, 0.1) for year in years)
    # It does now and then with the bound that would be right if use were that even.
    assert 1 <= sum(bool(stretches(year, WEEKS, 0.1 * 3.6 / LEAST_Z)) for year in years) <= 15


def test_a_slow_drift_and_a_single_week_are_no_stretch():
    slow = np.linspace(-0.1, 0.1, 52)
    assert stretches(slow, WEEKS, 0.03) == []
    assert stretches(raised(noise(5), 51, 52, -0.9), WEEKS, 0.03) == []
    assert stretches(raised(noise(5), 25, 26, 0.9), WEEKS, 0.03) == []


def test_two_stretches_are_two():
    errors = raised(raised(noise(6), 8, 14, 0.5), 30, 40, -0.4)
    found = sorted(stretches(errors, WEEKS, 0.03), key=lambda stretch: stretch.start)
    assert [(stretch.start, stretch.end) for stretch in found] == [(8, 14), (30, 40)]
    assert [np.sign(stretch.shift) for stretch in found] == [1, -1]


@pytest.mark.parametrize("seed", range(6))
def test_stretches_leave_most_weeks_as_the_level_and_never_overlap(seed):
    rng = np.random.default_rng(seed)
    errors = np.repeat(rng.normal(size=13), 4)
    found = sorted(stretches(errors, WEEKS, 0.02), key=lambda stretch: stretch.start)
    assert found
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert sum(stretch.end - stretch.start for stretch in found) <= 26
    assert all(stretch.end - stretch.start >= MIN_WEEKS and abs(stretch.shift) >= MIN_SHIFT for stretch in found)


def test_an_event_does_not_pass_for_noise():
    errors = noise(7, count=104)
    weeks = np.arange(104)
    plain = innovation_sd(errors, weeks)
    assert plain == pytest.approx(0.03, rel=0.2)
    assert innovation_sd(raised(errors, 30, 46, 1.0), weeks) < 1.5 * plain
    assert innovation_sd(errors[::2], weeks[::2]) is None


def test_a_longer_period_asks_for_more():
    year = raised(noise(8), 22, 30, 0.3)
    (sure,) = stretches(year, WEEKS, 0.03)
    # So noisy that the year's stretch is just believed; 2 ln 4 for three more years is then too much.
    noisy = 0.03 * sure.z / (LEAST_Z + 0.04)
    (alone,) = stretches(year, WEEKS, noisy)
    assert LEAST_Z < alone.z < np.sqrt(LEAST_Z**2 + 2 * np.log(4))
    assert stretches(np.concatenate([np.zeros(104), year, np.zeros(52)]), np.arange(208), noisy) == []


def test_a_change_of_no_size_is_none_and_one_of_size_is_one(compared):
    plain = compared(2022)
    assert find_events(plain, Place.REPORTING, True) == ()
    assert find_events(changed(plain, 1.0, 5, 13), Place.REPORTING, True) == ()
    (event,) = find_events(changed(plain, 1.5, 5, 13), Place.REPORTING, True, compared(2021))
    added = changed(plain, 1.5, 5, 13).rows.energy_kwh.sum() - plain.rows.energy_kwh.sum()
    assert event.kwh == pytest.approx(added, rel=0.15)


def test_the_unit_of_the_meter_changes_no_event(compared):
    period, before = changed(compared(2022), 1.5, 5, 13), compared(2021)
    (event,) = find_events(period, Place.REPORTING, True, before)
    scaled, scaled_before = (
        Compared(replace(each.rows, energy_kwh=each.rows.energy_kwh * 1000), each.expected_kwh * 1000)
        for each in (period, before)
    )
    (other,) = find_events(scaled, Place.REPORTING, True, scaled_before)
    assert (other.period, other.share) == (event.period, pytest.approx(event.share))
    assert other.kwh == pytest.approx(event.kwh * 1000)
    # Nor does a measure that saves a share of every week.
    saving = replace(period, rows=replace(period.rows, energy_kwh=period.rows.energy_kwh * 0.7))
    assert [each.period for each in find_events(saving, Place.REPORTING, True, before)] == [event.period]


def test_shifted_dates_shift_the_event_and_nothing_else(compared):
    period = changed(compared(2022), 1.5, 5, 13)
    (event,) = find_events(period, Place.REPORTING, True)
    later = replace(period, rows=replace(period.rows, starts=period.rows.starts + 77 * 604800))
    (other,) = find_events(later, Place.REPORTING, True)
    assert other.period.start - event.period.start == timedelta(weeks=77)
    assert other.period.end - event.period.end == timedelta(weeks=77)
    assert (other.kwh, other.share) == (event.kwh, event.share)


def test_a_noisy_year_beside_asks_for_more(compared):
    period, before = changed(compared(2022), 1.3, 5, 13), compared(2021)
    assert find_events(period, Place.REPORTING, True, before)
    rng = np.random.default_rng(1)
    wild = replace(before.rows, energy_kwh=before.rows.energy_kwh * np.repeat(rng.uniform(0.4, 1.6, 53), 7)[:365])
    assert find_events(period, Place.REPORTING, True, replace(before, rows=wild)) == ()


def test_months_and_few_weeks_are_not_searched(compared):
    period = changed(compared(2022), 2.0, 3, 7)
    short = period.rows.starts < period.rows.starts[0] + 10 * 604800
    assert (
        find_events(Compared(period.rows.chosen(short), period.expected_kwh[short]), Place.REPORTING, True) == ()
    )
    assert find_events(replace(period, rows=replace(period.rows, step="1mo")), Place.REPORTING, True) == ()
