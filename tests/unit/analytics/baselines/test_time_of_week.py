"""The hourly model follows the clock and the weather it was made from."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.baselines.time_of_week import HOURLY, merged_ends
from analytics.records.meter_record import meter_record
from analytics.records.observations import Surroundings
from analytics.records.observe import observe
from analytics.records.weather_record import weather_record
from analytics.records.work_calendar import WorkCalendar
from domain.interval import Step
from domain.site import Carrier

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def office(hourly_times, temperatures, table, local_year):
    times = hourly_times(2021, 2022)
    temps = temperatures(times)
    local = [time.astimezone(STOCKHOLM) for time in times]
    busy = np.array([time.weekday() < 5 and 7 <= time.hour < 18 for time in local])
    energy = np.where(busy, 80 + 1.5 * np.maximum(12.8 - temps, 0), 20.0)
    around = Surroundings.flat(weather_record(table(times, outside_air_temp_c=temps)), WorkCalendar(STOCKHOLM))
    meter = meter_record(table(times, energy_kwh=energy), Carrier.ELECTRICITY)
    return [observe(meter, around, local_year(year), Step.parse("1h", STOCKHOLM)) for year in (2021, 2022)]


def test_the_next_year_is_predicted_hour_by_hour(office):
    learned, next_year = office
    model = HOURLY.fit(learned)
    assert "55 of 168 hours occupied" in model.form["en"]
    expected = model.predict(next_year)
    assert np.sqrt(np.mean((expected - next_year.energy_kwh) ** 2)) < 0.05 * next_year.energy_kwh.mean()
    assert expected.sum() == pytest.approx(next_year.energy_kwh.sum(), rel=0.005)


def test_closed_form_is_the_least_squares_solution(office):
    learned, _ = office
    model = HOURLY.fit(learned)
    design = model.design(learned)
    left = np.abs(design.T @ (learned.rate - design @ model.coefficients)).max()
    assert left < 1e-8 * np.abs(design.T @ learned.rate).max()


def test_an_hour_never_seen_gets_the_usual_level(office):
    learned, next_year = office
    mondays = (learned.weekdays == 0) & (learned.local_hours == 3)
    model = HOURLY.fit(learned.chosen(~mondays))
    asked = next_year.chosen((next_year.weekdays == 0) & (next_year.local_hours == 3))
    assert (model.predict(asked) > 0).all()


def test_a_fortnight_is_needed(office):
    learned, _ = office
    assert HOURLY.fit(learned.chosen(np.arange(len(learned.starts)) < 335)) is None


def test_thin_segments_are_merged():
    temps = np.concatenate([np.full(500, 5.0), np.full(5, 40.0), np.full(5, -30.0)])
    assert merged_ends(temps, (-10.0, 0.0, 10.0, 30.0)) == ()
    assert merged_ends(np.linspace(-20, 35, 1000), (-10.0, 0.0, 10.0, 30.0)) == (-10.0, 0.0, 10.0, 30.0)
