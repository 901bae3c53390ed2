"""The daily model feels yesterday, tells Mondays and Saturdays apart and has a second slope where it is cold."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.baselines.temperature import DAILY
from analytics.records.meter_record import meter_record
from analytics.records.observations import Surroundings
from analytics.records.observe import observe
from analytics.records.weather_record import weather_record
from analytics.records.work_calendar import WorkCalendar
from domain.interval import Interval, Step
from domain.site import Carrier

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PLAIN = replace(DAILY, lags=(0.0,), steeper_below_c=None, weekly=False)


@pytest.fixture
def two_years(hourly_times, temperatures, table, local_year):
    """`two_years(use)`: days of 2021 and 2022 of a use [kWh/h] by T, its 72-h mean and the weekday; 2 % luck."""

    def make(use, days=365):
        times = hourly_times(2021, 2022)
        temps = temperatures(times)
        slow = np.convolve(temps, np.ones(72) / 72)[: len(temps)]
        weekday = np.array([time.astimezone(STOCKHOLM).weekday() for time in times])
        luck = 1 + 0.02 * np.random.default_rng(3).normal(size=len(times) // 24 + 2)[np.arange(len(times)) // 24]
        air = weather_record(table(times, outside_air_temp_c=temps))
        meter = meter_record(table(times, energy_kwh=use(temps, slow, weekday) * luck), Carrier.HEAT)
        around, step = Surroundings.flat(air, WorkCalendar(STOCKHOLM)), Step.parse("1d", STOCKHOLM)
        first = local_year(2021)
        learned = Interval(first.start, first.start + timedelta(days=days))
        return observe(meter, around, learned, step), observe(meter, around, local_year(2022), step)

    return make


def error(kind, years):
    learned, asked = years
    return np.sqrt(np.mean((kind.fit(learned).rate(asked) - asked.rate) ** 2)) / asked.rate.mean()


def test_a_heavy_house_feels_the_days_before(two_years):
    years = two_years(lambda temps, slow, weekday: 20 + 3 * np.maximum(15 - 0.5 * temps - 0.5 * slow, 0))
    assert error(DAILY, years) < 0.8 * error(PLAIN, years)
    assert "of three days' mean temperature" in DAILY.fit(years[0]).form["en"]
    assert "av tre dygns medeltemperatur" in DAILY.fit(years[0]).form["sv"]


def test_a_light_house_feels_none(two_years):
    years = two_years(lambda temps, slow, weekday: 20 + 3 * np.maximum(15 - temps, 0))
    assert "three days" not in DAILY.fit(years[0]).form["en"]


def test_mondays_and_saturdays_are_days_of_their_own(two_years):
    def use(temps, slow, weekday):
        return (20 + np.maximum(12 - temps, 0)) * np.choose(weekday, [1.3, 1, 1, 1, 1, 0.7, 0.4])

    years = two_years(use)
    assert error(DAILY, years) < 0.6 * error(PLAIN, years)


def test_a_second_slope_where_it_is_cold_is_found_and_only_if_steeper(two_years):
    heat_pump = two_years(
        lambda temps, slow, weekday: 20 + np.maximum(15 - temps, 0) + 4 * np.maximum(-3 - temps, 0)
    )
    full_load = two_years(lambda temps, slow, weekday: 20 + np.clip(15 - temps, 0, 18))
    assert error(DAILY, heat_pump) < 0.6 * error(PLAIN, heat_pump)
    assert "steeper below -3 °C" in DAILY.fit(heat_pump[0]).form["en"]
    assert "steeper" not in DAILY.fit(full_load[0]).form["en"]


def test_what_the_rows_cannot_tell_apart_is_not_asked_for(two_years):
    years = two_years(
        lambda temps, slow, weekday: np.where(weekday < 5, 60.0, 20.0) + np.maximum(12 - temps, 0), 100
    )
    form = DAILY.fit(years[0]).form["en"]
    # A hundred days from January hold no summer, but they do hold weekends.
    assert "by day type" in form
    assert "season" not in form
    warm = replace(years[0], temps_c=years[0].temps_c + 30, past_temps_c=years[0].past_temps_c + 30)
    assert "steeper" not in DAILY.fit(warm).form["en"]


def test_a_file_of_days_feels_the_days_before_too(table, local_year):
    days = [datetime(2021, 1, 1, tzinfo=STOCKHOLM) + timedelta(days=day) for day in range(365)]
    temps = np.random.default_rng(1).normal(5.0, 6.0, 365)
    air = weather_record(table(days, "1d", outside_air_temp_c=temps))
    meter = meter_record(table(days, "1d", energy_kwh=np.full(365, 9.0)), Carrier.HEAT)
    around, step = Surroundings.flat(air, WorkCalendar(STOCKHOLM)), Step.parse("1d", STOCKHOLM)
    rows = observe(meter, around, local_year(2021), step)
    three = np.convolve(temps, np.ones(3) / 3)[2:365]
    # A day of 23 or 25 hours shifts what lies three days back by an hour.
    assert rows.past_temps_c[2:, 1] == pytest.approx(three, abs=0.5)
    assert rows.past_temps_c[10:80, 1] == pytest.approx(three[8:78])
