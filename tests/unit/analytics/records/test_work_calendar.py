"""Local days, weekdays, hours and rest, whatever the clock does."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.records.work_calendar import UnknownCountry, WorkCalendar, work_calendar


def seconds(*texts):
    return np.array([int(datetime.fromisoformat(text).timestamp()) for text in texts], np.int64)


@pytest.mark.parametrize(
    "zone", ["Europe/Stockholm", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
def test_it_agrees_with_the_clock_of_every_zone(zone):
    calendar = work_calendar(ZoneInfo(zone), "SE", range(2020, 2023))
    moments = np.random.default_rng(2).integers(1577836800, 1672531200, 3000)
    found = calendar.local(np.sort(moments))
    for index, moment in enumerate(np.sort(moments)):
        local = datetime.fromtimestamp(int(moment), UTC).astimezone(calendar.zone)
        weekday = 6 if local.date() in calendar.free else local.weekday()
        assert (found.hours[index], found.weekdays[index]) == (local.hour, weekday)
        assert found.days[index] == local.date().toordinal() - date(1970, 1, 1).toordinal()


def test_rest_around_easter_and_between_the_years():
    calendar = work_calendar(ZoneInfo("Europe/Stockholm"), "SE", range(2021, 2024))
    days = ["2022-03-09", "2022-04-14", "2022-04-16", "2022-12-22", "2022-12-27", "2023-01-02", "2023-01-03"]
    rest = calendar.local(seconds(*(f"{day}T12:00:00+02:00" for day in days))).rest
    # An ordinary Wednesday; Maundy Thursday and Holy Saturday beside Good Friday and Easter Monday; Christmas.
    assert rest[0].tolist() == [0.0, 0.0]
    assert rest[1:3, 0].tolist() == [1.0, 2.0]
    assert rest[3:, 1].tolist() == [0.0, 1.0, 1.0, 0.0]


def test_no_holidays_no_rest():
    calendar = WorkCalendar(ZoneInfo("Europe/Stockholm"))
    year = np.arange(1640991600, 1640991600 + 365 * 86400, 3600)
    assert not calendar.local(year).rest.any()


def test_an_unknown_country_is_said():
    with pytest.raises(UnknownCountry):
        work_calendar(ZoneInfo("Europe/Stockholm"), "XX", range(2021, 2022))
