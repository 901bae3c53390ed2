"""Which of a meter's rows a period speaks of."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.events.rulings import Decision, Ruling, decided_meter
from analytics.records.meter_record import meter_record
from domain.interval import Interval
from domain.site import Carrier

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def period(first, last, zone=STOCKHOLM):
    return Interval(*(datetime.fromisoformat(day).replace(tzinfo=zone) for day in (first, last)))


@pytest.fixture(params=[UTC, STOCKHOLM], ids=["months of UTC", "local months"])
def months(request, table):
    """A year of months, 1000 kWh each."""
    starts = [datetime(2021, month, 1, tzinfo=request.param) for month in range(1, 13)]
    return meter_record(table(starts, "1mo", energy_kwh=np.full(12, 1000.0)), Carrier.HEAT)


@pytest.mark.parametrize(
    ("first", "last", "touched"),
    [
        # Inside one month, over a turn, and just the months from the first to the first.
        ("2021-03-10", "2021-03-25", [3]),
        ("2021-03-20", "2021-04-10", [3, 4]),
        ("2021-03-01", "2021-05-01", [3, 4]),
        ("2021-01-01", "2022-01-01", list(range(1, 13))),
        ("2020-01-01", "2021-01-01", []),
        ("2022-01-01", "2023-01-01", []),
    ],
)
def test_a_period_speaks_of_every_month_that_it_touches(months, first, last, touched):
    assert (np.flatnonzero(months.within(period(first, last))) + 1).tolist() == touched


def test_a_flood_of_a_fortnight_is_not_lost_in_a_file_of_months(months):
    flood, baseline = period("2021-03-10", "2021-03-25"), period("2021-01-01", "2022-01-01")
    left = decided_meter(months, baseline, [Decision(flood, Ruling.EXCLUDE, "flood", "A. Berg", date(2022, 1, 1))])
    assert np.flatnonzero(np.isnan(left.energy_kwh)).tolist() == [2]
    ruling = Decision(flood, Ruling.ADJUST, "heaters", "A. Berg", date(2022, 1, 1), kwh=300.0, sd_kwh=50.0)
    assert decided_meter(months, baseline, [ruling]).energy_kwh.tolist() == [1000.0] * 2 + [700.0] + [1000.0] * 9
