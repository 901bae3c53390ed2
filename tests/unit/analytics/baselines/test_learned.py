"""The learned model: the same digits everywhere, errors as on weeks not seen, better than its linear half."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.baselines.learned import LEARNED, features
from analytics.baselines.time_of_week import HOURLY
from analytics.records.meter_record import meter_record
from analytics.records.observations import Surroundings
from analytics.records.observe import observe
from analytics.records.weather_record import weather_record
from analytics.records.work_calendar import WorkCalendar
from analytics.verification.held_out import held_out_rates
from domain.interval import Step
from domain.site import Carrier

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def years():
    """Observed once for all tests: heated below 10 °C, and lit up on warm evenings alone."""
    return {}


@pytest.fixture
def house(years, hourly_times, temperatures, table, local_year):
    if not years:
        times = hourly_times(2021, 2022)
        temps = temperatures(times)
        local = [time.astimezone(STOCKHOLM) for time in times]
        evening = np.array([17 <= time.hour < 22 for time in local])
        energy = 20 + np.maximum(10 - temps, 0) + 30 * (evening & (temps > 14))
        energy = energy * (1 + 0.05 * np.random.default_rng(5).normal(size=len(times)))
        air = weather_record(table(times, outside_air_temp_c=temps))
        around = Surroundings.flat(air, WorkCalendar(STOCKHOLM))
        meter = meter_record(table(times, energy_kwh=energy), Carrier.ELECTRICITY)
        for year in (2021, 2022):
            years[year] = observe(meter, around, local_year(year), Step.parse("1h", STOCKHOLM))
    return years[2021], years[2022]


def error(expected, rows):
    return np.sqrt(np.mean((expected - rows.rate) ** 2)) / rows.rate.mean()


def test_it_sees_what_a_line_cannot(house):
    learned, next_year = house
    linear, blend = HOURLY.fit(learned), LEARNED.fit(learned)
    assert error(blend.rate(next_year), next_year) < 0.75 * error(linear.rate(next_year), next_year)
    assert blend.predict(next_year).sum() == pytest.approx(next_year.energy_kwh.sum(), rel=0.02)
    assert blend.form["en"].endswith("and 60 trees")


def test_its_errors_are_those_of_weeks_it_has_not_seen(house):
    learned, _ = house
    model = LEARNED.fit(learned)
    told = replace(model, unseen_rate=held_out_rates(LEARNED, learned))
    assert not model.linear
    assert np.std(told.errors(learned)) > 1.02 * np.std(model.errors(learned))
    assert HOURLY.fit(learned).linear


def test_rows_that_are_not_there_cost_nothing(house):
    learned, _ = house
    model = LEARNED.fit(learned)
    assert len(model.rate(learned.chosen(np.zeros(len(learned.starts), bool)))) == 0
    assert LEARNED.fit(learned.chosen(np.arange(len(learned.starts)) < 300)) is None
    assert np.isfinite(features(learned)).all()


ASK = """
from pathlib import Path
from zoneinfo import ZoneInfo
from analytics.verification.question import Question
from analytics.verification.verify import verify
from app.documents import to_json
from app.options import parse_time
from domain.interval import Interval
from sources.interval_csv import read_interval_csv
zone = ZoneInfo("Europe/London")
folder = Path("tests/golden/measurement_and_verification")
def year(number):
    return Interval(*(parse_time(f"{y}-01-01", zone, "") for y in (number, number + 1)))
meter = read_interval_csv(folder / "cambridge_b0_electricity_hourly_2016-2017.csv.gz", ["energy_kwh"], zone)
weather = read_interval_csv(folder / "bedford_outside_air_hourly_2016-2017.csv.gz", ["outside_air_temp_c"], zone)
question = Question(year(2016), year(2017), model="learned", zone=zone, holidays="GB-ENG")
print(to_json(verify(meter, weather, question)))
"""


def answer(**environment):
    return subprocess.run(
        [sys.executable, "-c", ASK],
        env={key: value for key, value in os.environ.items() if "NUM_THREADS" not in key} | environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_the_same_digits_with_other_threads_and_on_another_processor():
    # OpenBLAS takes other kernels where the processor has fewer instructions: that is another machine.
    here = answer(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    there = answer(
        OMP_NUM_THREADS="2",
        OPENBLAS_NUM_THREADS="2",
        OPENBLAS_CORETYPE="Sandybridge",
    )
    assert here == there
