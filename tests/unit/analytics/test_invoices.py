"""Invoices of irregular length, some of them estimated."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.baselines.temperature import MONTHLY
from analytics.invoices import Invoice, billed_periods, observe_invoices
from analytics.observations import Surroundings
from analytics.weather_record import weather_record
from analytics.work_calendar import WorkCalendar
from domain.interval import Interval

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2021, 1, 1, tzinfo=STOCKHOLM)
# Days between readings, a year and a half of them: monthly rounds as they come.
LENGTHS = (28, 33, 30, 35, 26, 31, 61, 29, 34, 30, 27, 32, 40, 30, 31, 29, 33)


@pytest.fixture
def house(table, temperatures):
    """Invoices of 100 kWh a day and 10 kWh per K below 15 °C of the day's mean, and their weather."""
    days = [START + timedelta(days=day) for day in range(sum(LENGTHS))]
    temps = temperatures(days)
    use = 100 + 10 * np.maximum(15 - temps, 0)
    edges = np.concatenate([[0], np.cumsum(LENGTHS)])
    invoices = [
        Invoice(START + timedelta(days=int(low)), START + timedelta(days=int(high)), float(use[low:high].sum()))
        for low, high in pairwise(edges)
    ]
    around = Surroundings.flat(
        weather_record(table(days, "1d", outside_air_temp_c=temps)), WorkCalendar(STOCKHOLM)
    )
    return invoices, around


def span(first, last):
    return Interval(START + timedelta(days=first), START + timedelta(days=last))


def test_the_truth_is_found_from_irregular_invoices(house):
    invoices, around = house
    learned = observe_invoices(invoices, around, span(0, 400))
    model = MONTHLY.fit(learned)
    assert len(learned.starts) == 12
    assert model.form["en"] == "3P, heating below 15 °C"
    asked = observe_invoices(invoices, around, span(400, sum(LENGTHS)))
    assert model.predict(asked) == pytest.approx(asked.energy_kwh, rel=0.002)
    assert (asked.days * 24).tolist() == asked.hours.tolist()


def test_an_estimate_and_the_reading_that_mends_it_are_one_period(house):
    invoices, around = house
    wrong = list(invoices)
    wrong[2] = Invoice(invoices[2].start, invoices[2].end, invoices[2].kwh * 0.5, estimated=True)
    wrong[3] = Invoice(invoices[3].start, invoices[3].end, invoices[3].kwh + invoices[2].kwh * 0.5)
    joined = observe_invoices(wrong, around, span(0, 400))
    assert len(joined.starts) == 11
    assert joined.energy_kwh.sum() == pytest.approx(
        observe_invoices(invoices, around, span(0, 400)).energy_kwh.sum()
    )
    assert "heating below 15 °C" in MONTHLY.fit(joined).form["en"]


@pytest.mark.parametrize(
    ("days", "estimated", "kept"),
    [
        ((24,), (False,), ()),
        ((25, 70), (False, False), (25, 70)),
        ((71,), (False,), ()),
        ((30, 30), (True, False), (60,)),
        # Three rounds of estimates are more than seventy days: nothing is known of them.
        ((30, 30, 30), (True, True, False), ()),
        ((30, 30), (False, True), (30,)),
    ],
)
def test_what_is_too_short_too_long_or_guessed_is_left_out(days, estimated, kept):
    start, invoices = START, []
    for length, guess in zip(days, estimated, strict=True):
        end = start + timedelta(days=length)
        invoices.append(Invoice(start, end, 1000.0, guess))
        start = end
    assert tuple(round(period.days) for period in billed_periods(invoices)) == kept


def test_no_estimate_is_joined_across_a_gap():
    first = Invoice(START, START + timedelta(days=30), 100.0, estimated=True)
    later = Invoice(START + timedelta(days=40), START + timedelta(days=70), 100.0)
    assert billed_periods([later, first]) == (later,)


def test_periods_without_weather_are_not_known(house, table):
    invoices, around = house
    nothing = Surroundings.flat(
        weather_record(table([START], "1d", outside_air_temp_c=np.array([5.0]))), WorkCalendar(STOCKHOLM)
    )
    assert not observe_invoices(invoices, nothing, span(0, 400)).seen.any()
    assert observe_invoices([], around, span(0, 400)).starts.tolist() == []
