"""Rulings on events, as a person writes them, and how much of each belongs to which period."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.events.rulings import Decision, Ruling, decided_meter
from analytics.records.meter_record import MeterRecord
from app.files.events import read_decisions
from domain.errors import InputError
from domain.interval import Interval, Step

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MARCH = "2022-03-01,2022-04-01,adjust,1000,100,x,A,2023-01-01"


@pytest.fixture
def read(tmp_path):
    def decisions(*rows):
        path = tmp_path / "events.csv"
        path.write_text("\n".join(["from,to,kind,kwh,sd_kwh,reason,author,date", *rows]) + "\n")
        return read_decisions(path, STOCKHOLM)

    return decisions


def test_rulings_that_meet_are_read(read):
    assert len(read(MARCH, "2022-04-01,2022-05-01,exclude,,,x,A,2023-01-01")) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (MARCH, "from: '2022-03-01' is not a time apart from line 2"),
        ("2022-03-10,2022-03-20,exclude,,,x,A,2023-01-01", "from: '2022-03-10' is not a time apart from line 2"),
        ("2022-05-10,2022-05-20,adjust,1e308,1,x,A,2023-01-01", "kwh: '1e308' is not a number from"),
        ("2022-05-10,2022-05-20,adjust,1,1e308,x,A,2023-01-01", "sd_kwh: '1e308' is not a number up to"),
    ],
)
def test_rulings_that_count_twice_or_without_measure_are_refused(read, row, said):
    with pytest.raises(InputError, match=r"events\.csv:3: ") as refused:
        read(MARCH, row)
    assert said in str(refused.value)


def test_an_event_across_the_end_of_the_baseline_is_taken_off_by_its_part():
    start = datetime(2021, 1, 1, tzinfo=UTC)
    starts = np.array([int((start + timedelta(days=day)).timestamp()) for day in range(20)])
    meter = MeterRecord(Step.parse("1d", ZoneInfo("UTC")), starts, np.full(20, 100.0), np.zeros(20, dtype=bool))
    baseline = Interval(start, start + timedelta(days=10))
    event = Interval(start + timedelta(days=8), start + timedelta(days=16))
    ruling = Decision(event, Ruling.ADJUST, "x", "A", date(2022, 1, 1), kwh=80.0, sd_kwh=1.0)
    left = decided_meter(meter, baseline, [ruling]).energy_kwh
    assert left.tolist() == [100.0] * 8 + [90.0] * 2 + [100.0] * 10
