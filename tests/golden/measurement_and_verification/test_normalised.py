"""Savings in a normal year: nmecr's published answer, and real buildings in weather that is not theirs."""

import csv
import math
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.baselines.metrics import autocorrelation, cv_rmse, effective_points, r2
from analytics.baselines.time_of_week import segments
from analytics.uncertainty.interval import sun_baltazar
from analytics.verification.normalised import guideline_half_width, with_normalised
from analytics.verification.question import Question
from analytics.verification.verify import verify
from app.options import parse_period
from domain.errors import InputError
from sources.interval_csv import read_interval_csv

HERE = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")


def columns(name, *names):
    with (HERE / name).open() as file:
        rows = list(csv.DictReader(file))
    weekdays = np.array([date.fromisoformat(row["date"]).weekday() for row in rows])
    return weekdays, *(np.array([float(row[column] or "nan") for row in rows]) for column in names)


@dataclass
class DailyTowt:
    """nmecr's daily time of week and temperature: occupied weekdays apart, six segments of equal counts."""

    weekdays: np.ndarray
    use: np.ndarray
    temps: np.ndarray

    def __post_init__(self):
        count = len(self.temps)
        places = np.floor(np.sort(count - count / 6 * np.arange(6)) + 0.001).astype(int)
        knots = np.sort(self.temps)[places - 1]
        # A segment with fewer than 20 days beyond its knot is none.
        self.knots = tuple(k for k in knots if (self.temps > k).sum() >= 20 and (self.temps < k).sum() >= 20)
        occupied = self.occupied()
        self.parts = [occupied, tuple(day for day in range(7) if day not in occupied)]
        self.fitted = np.full(count, np.nan)
        self.coefficients, self.slopes = [], 0
        for part in self.parts:
            rows = np.isin(self.weekdays, part)
            design = self.design(part, self.weekdays[rows], self.temps[rows])
            self.coefficients.append(np.linalg.lstsq(design, self.use[rows], rcond=None)[0])
            self.fitted[rows] = design @ self.coefficients[-1]
            self.slopes += design.shape[1] - 1

    def occupied(self):
        """Weekdays on which more than 65 % of the errors of degree days (50 and 65 °F) are above zero."""
        design = np.column_stack(
            [np.ones(len(self.temps)), np.maximum(50 - self.temps, 0), np.maximum(self.temps - 65, 0)]
        )
        above = self.use - design @ np.linalg.lstsq(design, self.use, rcond=None)[0] > 0
        return tuple(day for day in range(7) if above[self.weekdays == day].mean() > 0.65)

    def design(self, part, weekdays, temps):
        days = [(weekdays == day).astype(float) for day in part[1:]]
        return np.column_stack([np.ones(len(weekdays)), *days, segments(temps, self.knots)])

    def predict(self, weekdays, temps):
        expected = np.full(len(temps), np.nan)
        for part, coefficients in zip(self.parts, self.coefficients, strict=True):
            rows = np.isin(weekdays, part)
            expected[rows] = self.design(part, weekdays[rows], temps[rows]) @ coefficients
        return expected

    def half_width(self, expected):
        errors = self.use - self.fitted
        return guideline_half_width(
            squares=float((errors**2).sum()),
            effective=effective_points(len(errors), autocorrelation(errors)),
            parameters=self.slopes,
            growth=expected.mean() / self.use.mean(),
            steps=len(expected),
            factor=sun_baltazar(12, daily=True),
        )


def test_nmecr_normalised_savings():
    # nmecr tests, nmecr_normalized_norm_savings_summ.rds: rows 0-363 against 729-1093, typical year TMY3.
    weekdays, use, temps = columns("nmecr_daily.csv", "kwh", "temp_f")
    before, after = (DailyTowt(weekdays[part], use[part], temps[part]) for part in (slice(364), slice(729, 1094)))
    assert before.slopes == 17
    assert r2(before.use, before.fitted) == pytest.approx(0.896473, abs=5e-7)
    assert 100 * cv_rmse(before.use, before.fitted, 17) == pytest.approx(6.77, abs=0.005)
    year = columns("nmecr_tmy3_daily.csv", "temp_f")
    was, now = (model.predict(*year) for model in (before, after))
    saving = was.sum() - now.sum()
    width = math.hypot(before.half_width(was), after.half_width(now))
    assert saving / was.sum() == pytest.approx(0.090805, abs=5e-7)
    assert width == pytest.approx(161403.518, rel=1e-6)
    assert width / saving == pytest.approx(0.297933, abs=1e-6)


def test_nmecr_school():
    # nmecr tests, nmecr_school_all_stats.rds, without operating modes: R² 0.545486, CV(RMSE) 30.30 %. The hours
    # were taken with °C of two decimals and one hour of autumn twice, so the fifth digit is their own.
    model = DailyTowt(*columns("nmecr_school_daily.csv", "kwh", "temp_f"))
    assert model.slopes == 17
    assert r2(model.use, model.fitted) == pytest.approx(0.545486, abs=2e-5)
    assert 100 * cv_rmse(model.use, model.fitted, 17) == pytest.approx(30.30, abs=0.01)


@pytest.fixture(scope="module")
def weather():
    return read_interval_csv(HERE / "bedford_outside_air_hourly_2016-2017.csv.gz", ["outside_air_temp_c"], LONDON)


@pytest.fixture(scope="module")
def gas():
    return read_interval_csv(HERE / "cambridge_b27_gas_hourly_2016-2017.csv.gz", ["energy_kwh"], LONDON)


def year(table, number, warmer_k=0.0):
    """One year of a weather table, warmer by so many kelvin."""
    chosen = [index for index, time in enumerate(table.times) if time.astimezone(LONDON).year == number]
    temps = table.columns["outside_air_temp_c"]
    shifted = tuple(None if temps[at] is None else temps[at] + warmer_k for at in chosen)
    return replace(
        table, times=tuple(table.times[at] for at in chosen), columns={"outside_air_temp_c": shifted}, lines=()
    )


@pytest.fixture(scope="module")
def question():
    from domain.site import Carrier

    periods = (parse_period(f"{y}-01-01/{y + 1}-01-01", LONDON, "") for y in (2016, 2017))
    return Question(*periods, model="daily", carrier=Carrier.GAS, zone=LONDON, holidays="GB-ENG")


@pytest.fixture(scope="module")
def answer(gas, weather, question):
    document = verify(gas, weather, question)

    def normalised(normal):
        return with_normalised(document, gas, weather, normal, question)

    return normalised


def test_in_the_weather_of_the_reporting_year_it_comes_near_to_avoided_energy(answer, weather):
    document = answer(year(weather, 2017))
    # The reporting model fits its own year: both statements then ask the same of the baseline.
    assert document.normalised.baseline_kwh == pytest.approx(document.reporting.adjusted_baseline_kwh, rel=0.01)
    assert document.normalised.kwh == pytest.approx(document.avoided_energy.kwh, abs=0.02 * 150000)
    assert document.normalised.days == 365


def test_two_models_are_less_sure_than_one(answer, weather):
    document = answer(year(weather, 2016))
    normal, avoided = document.normalised.half_width_90_kwh, document.avoided_energy.half_width_90_kwh
    assert normal.noise > avoided.noise
    together = math.hypot(normal.noise, normal.coefficients, normal.drift, normal.metering)
    assert document.normalised.interval_90_kwh[1] - document.normalised.kwh == pytest.approx(together)


def test_a_warmer_normal_year_needs_less_heat_on_both_sides(answer, weather):
    usual, warm = (answer(year(weather, 2016, kelvin)).normalised for kelvin in (0.0, 2.0))
    assert warm.baseline_kwh < usual.baseline_kwh
    assert warm.reporting_kwh < usual.reporting_kwh


def without(table, month):
    """The table without the temperatures of a month."""
    temps = tuple(
        None if time.month == month else value
        for time, value in zip(table.times, table.columns["outside_air_temp_c"], strict=True)
    )
    return replace(table, columns={"outside_air_temp_c": temps})


def half(table):
    return replace(table, times=table.times[:4000], columns={"outside_air_temp_c": (8.0,) * 4000})


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (lambda both: both, r"found 731 days, expected 365 or 366 days"),
        (lambda both: half(year(both, 2016)), r"found 167 days, expected 365 or 366 days"),
        (lambda both: without(year(both, 2016), 7), r"found 0% of month 07, expected 90% of every month"),
    ],
)
def test_normal_weather_that_is_no_whole_year_is_refused(answer, weather, cut, said):
    with pytest.raises(InputError, match=said):
        answer(cut(weather))


def test_a_short_reporting_period_carries_no_model_of_its_own(gas, weather, question):
    short = replace(question, reporting=parse_period("2017-01-01/2017-03-01", LONDON, ""))
    document = with_normalised(verify(gas, weather, short), gas, weather, year(weather, 2016), short)
    assert document.normalised is None
    assert document.warnings[-1].code == "normalised"
    assert document.avoided_energy is not None
