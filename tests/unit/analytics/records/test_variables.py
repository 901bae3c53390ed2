"""Variables beside the weather: school terms, occupancy, production."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.baselines.temperature import DAILY, MONTHLY
from analytics.baselines.time_of_week import HOURLY
from analytics.records.meter_record import meter_record
from analytics.records.observations import Surroundings
from analytics.records.observe import observe
from analytics.records.variables import variables_of
from analytics.records.weather_record import weather_record
from analytics.records.work_calendar import WorkCalendar
from domain.interval import Step
from domain.site import Carrier

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def school(hourly_times, temperatures, table):
    """Hours of two years of a school that uses 40 kWh/h more in term, whose weeks differ between the years."""
    times = hourly_times(2021, 2022)
    temps = temperatures(times)
    days = [datetime(2021, 1, 1, tzinfo=STOCKHOLM) + timedelta(days=day) for day in range(730)]
    term = np.array([float(day.timetuple().tm_yday + 40 * (day.year - 2021)) % 90 < 60 for day in days])
    local = np.array([(time.astimezone(STOCKHOLM).date() - days[0].date()).days for time in times])
    energy = 30 + np.maximum(14 - temps, 0) + 40 * term[local]
    around = Surroundings.flat(weather_record(table(times, outside_air_temp_c=temps)), WorkCalendar(STOCKHOLM))
    return (
        meter_record(table(times, energy_kwh=energy), Carrier.ELECTRICITY),
        around,
        table(days, "1d", school_term=term),
    )


@pytest.mark.parametrize(("kind", "left"), [(DAILY, 0.02), (HOURLY, 0.02), (MONTHLY, 0.05)])
def test_terms_that_move_are_followed(school, local_year, kind, left):
    meter, around, terms = school
    step = Step.parse(kind.step, STOCKHOLM)
    errors = {}
    for name, surroundings in (("without", around), ("with", replace(around, variables=variables_of(terms)))):
        learned, asked = (observe(meter, surroundings, local_year(year), step) for year in (2021, 2022))
        model = kind.fit(learned.chosen(learned.usable))
        errors[name] = np.sqrt(np.mean((model.rate(asked) - asked.rate) ** 2)) / asked.rate.mean()
    assert errors["with"] < left
    assert errors["without"] > 3 * errors["with"]


def test_where_a_variable_is_missing_nothing_is_known(school, local_year, table):
    meter, around, terms = school
    values = np.array(terms.columns["school_term"])
    values[10:17] = np.nan
    gapped = variables_of(table(terms.times, "1d", school_term=values))
    rows = observe(meter, replace(around, variables=gapped), local_year(2021), Step.parse("1d", STOCKHOLM))
    assert (~rows.seen).sum() == 7
    whole = replace(around, variables=gapped).filled(local_year(2021))
    assert observe(meter, whole, local_year(2021), Step.parse("1d", STOCKHOLM)).seen.all()


def test_a_variable_that_never_changes_changes_nothing(school, local_year, table):
    meter, around, terms = school
    always = variables_of(table(terms.times, "1d", open_house=np.ones(len(terms.times))))
    step = Step.parse("1d", STOCKHOLM)
    plain, told = (
        DAILY.fit(observe(meter, surroundings, local_year(2021), step))
        for surroundings in (around, replace(around, variables=always))
    )
    assert told.parameters == plain.parameters
    assert told.coefficients == pytest.approx(plain.coefficients)


def test_means_over_longer_and_shorter_steps(table):
    start = datetime(2021, 5, 1, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in range(4)]
    (variable,) = variables_of(table(days, "1d", occupancy=np.array([1.0, 3.0, np.nan, 5.0])))
    first = int(start.timestamp())
    spans = (
        np.array([[0, 2 * 86400], [3600, 7200], [86400, 3 * 86400], [2 * 86400, 4 * 86400], [-86400, 0]]) + first
    )
    # Two days, an hour in a day, half known, half known, before the first.
    found = variable.mean(spans[:, 0], spans[:, 1])
    assert found[:4].tolist() == [2.0, 1.0, 3.0, 5.0]
    assert np.isnan(found[4])
    assert variable.filled().mean(spans[:, 0], spans[:, 1])[4] == pytest.approx(3.0)
    # What is known stays as it is: two days, and an hour of the second day.
    starts, ends = np.array([0, 90000]) + first, np.array([172800, 93600]) + first
    assert variable.filled().mean(starts, ends).tolist() == [2.0, 3.0]
