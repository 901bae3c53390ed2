"""From files to rows: days of 23 and 25 hours, parts of days, months of days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.records.meter_record import day_profile, meter_record
from analytics.records.observations import Surroundings
from analytics.records.observe import observe
from analytics.records.weather_record import bridge, weather_record
from analytics.records.work_calendar import UnknownCountry, WorkCalendar, work_calendar
from domain.interval import Interval, Step
from domain.site import Carrier

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CALENDAR = WorkCalendar(STOCKHOLM)


@pytest.fixture
def rows_of(table):
    def rows(times, energy, step="1d", period=None, meter_step="1h"):
        meter = meter_record(table(times, meter_step, energy_kwh=np.array(energy, float)), Carrier.HEAT)
        weather = weather_record(
            table(times, meter_step, outside_air_temp_c=np.arange(len(times), dtype=float) % 20)
        )
        around = Surroundings.flat(weather, CALENDAR)
        return observe(meter, around, period, Step.parse(step, STOCKHOLM))

    return rows


def test_days_of_the_clock_change_have_23_and_25_hours(hourly_times, rows_of, local_year):
    times = hourly_times(2021, 2021)
    rows = rows_of(times, np.ones(len(times)), period=local_year(2021))
    assert len(rows.starts) == 365
    assert sorted(set(rows.energy_kwh)) == [23.0, 24.0, 25.0]
    assert rows.rate == pytest.approx(np.full(365, 24.0))
    assert rows.total_days.sum() == pytest.approx(365.0)


def test_quarter_hours_are_summed(rows_of):
    start = datetime(2021, 1, 1, tzinfo=STOCKHOLM).astimezone(UTC)
    times = [start + timedelta(minutes=15 * step) for step in range(96 * 3)]
    period = Interval(times[0], times[-1] + timedelta(minutes=15))
    for step, count, energy in (("1d", 3, 96.0), ("1h", 72, 4.0)):
        rows = rows_of(times, np.ones(len(times)), step, period, "15min")
        assert len(rows.starts) == count
        assert rows.energy_kwh == pytest.approx(np.full(count, energy))


def test_a_day_speaks_from_half_its_hours(rows_of):
    start = datetime(2021, 1, 11, tzinfo=STOCKHOLM).astimezone(UTC)
    times = [start + timedelta(hours=hour) for hour in range(72)]
    energy = np.ones(72)
    energy[24:35] = np.nan  # 13 of 24 hours left
    energy[48:61] = np.nan  # 11 of 24 hours left
    rows = rows_of(times, energy, period=Interval(times[0], times[0] + timedelta(hours=72)))
    assert list(rows.usable) == [True, True, False]
    assert list(rows.seen) == [True, True, True]
    assert rows.rate == pytest.approx([24.0, 24.0, 24.0])
    assert list(rows.hours) == [24, 13, 11]


def test_a_period_may_cut_days(rows_of):
    start = datetime(2021, 1, 11, tzinfo=STOCKHOLM).astimezone(UTC)
    times = [start + timedelta(hours=hour) for hour in range(72)]
    rows = rows_of(times, np.ones(72), period=Interval(times[6], times[60]))
    assert list(rows.total_hours) == [18, 24, 12]
    assert rows.energy_kwh.sum() == 54.0


def test_utc_days_of_a_file_keep_their_own_weather(table):
    times = [datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(10)]
    hours = [datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(240)]
    meter = meter_record(table(times, "1d", energy_kwh=np.ones(10)), Carrier.HEAT)
    weather = weather_record(table(hours, outside_air_temp_c=np.repeat(np.arange(10.0), 24)))
    period = Interval(datetime(2021, 1, 1, tzinfo=STOCKHOLM), datetime(2021, 1, 11, tzinfo=STOCKHOLM))
    rows = observe(meter, Surroundings.flat(weather, CALENDAR), period, Step.parse("1d", STOCKHOLM))
    assert rows.temps_c[:, 0] == pytest.approx(np.arange(10.0))
    assert list(rows.weekdays) == [4, 5, 6, 0, 1, 2, 3, 4, 5, 6]


def test_months_of_days_hold_the_temperatures_of_their_days(hourly_times, rows_of, local_year):
    times = hourly_times(2021, 2021)
    energy = np.ones(len(times))
    energy[:48] = np.nan
    rows = rows_of(times, energy, "1mo", local_year(2021))
    assert len(rows.starts) == 12
    assert rows.days[0] == pytest.approx(29.0)
    assert rows.total_days[0] == pytest.approx(31.0)
    assert np.count_nonzero(~np.isnan(rows.temps_c[0])) == 29
    assert rows.rate == pytest.approx(np.full(12, 24.0))


def test_profile_shares_add_to_a_day(hourly_times, table, local_year):
    times = hourly_times(2021, 2021)
    energy = np.array([1.0 + time.hour for time in times])
    profile = day_profile(meter_record(table(times, energy_kwh=energy), Carrier.HEAT), CALENDAR, local_year(2021))
    assert profile.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert profile[0].max() > 2 * profile[0].min()


def test_gaps_of_six_are_bridged_and_of_seven_are_not():
    values = np.arange(40.0)
    values[[0, *range(5, 11), *range(20, 27)]] = np.nan
    filled, bridged = bridge(values, 6)
    assert list(np.flatnonzero(bridged)) == list(range(5, 11))
    assert filled[5:11] == pytest.approx(np.arange(5.0, 11.0))
    assert np.isnan(filled[0])
    assert np.isnan(filled[20:27]).all()


def test_holidays_are_sundays():
    calendar = work_calendar(STOCKHOLM, "SE", range(2021, 2022))
    epiphany = np.array([int(datetime(2021, 1, 6, 12, tzinfo=UTC).timestamp())])
    assert list(calendar.weekdays(epiphany)) == [6]
    assert list(work_calendar(STOCKHOLM, "none", range(2021, 2022)).weekdays(epiphany)) == [2]
    with pytest.raises(UnknownCountry):
        work_calendar(STOCKHOLM, "XX", range(2021, 2022))


def test_a_month_of_a_file_has_no_rest_of_its_own(table):
    """The days off around its middle, Easter in April 2017, say nothing of a month's use."""
    months = [datetime(2017, month, 1, tzinfo=STOCKHOLM) for month in range(1, 13)]
    meter = meter_record(table(months, "1mo", energy_kwh=np.ones(12)), Carrier.HEAT)
    weather = weather_record(table(months, "1mo", outside_air_temp_c=np.arange(12.0)))
    around = Surroundings.flat(weather, work_calendar(STOCKHOLM, "SE", range(2016, 2019)))
    year = Interval(months[0], datetime(2018, 1, 1, tzinfo=STOCKHOLM))
    rows = observe(meter, around, year, Step.parse("1mo", STOCKHOLM))
    assert rows.usable.all()
    assert not rows.rest.any()


@pytest.mark.parametrize(("clock", "shortest"), [(UTC, 24.0), (STOCKHOLM, 23.0)])
def test_a_day_of_a_file_is_as_long_as_the_file_says(table, local_year, clock, shortest):
    days = [datetime(2021, 1, 1, tzinfo=clock) + timedelta(days=day) for day in range(365)]
    meter = meter_record(table(days, "1d", energy_kwh=np.full(365, 24.0)), Carrier.HEAT)
    air = weather_record(table(days, "1d", outside_air_temp_c=np.arange(365.0) % 20))
    around = Surroundings.flat(air, WorkCalendar(STOCKHOLM))
    rows = observe(meter, around, local_year(2021), Step.parse("1d", STOCKHOLM))
    assert rows.hours[1:-1].min() == shortest
