"""Answers that others published, from their own data: the methods here must give them.

Temperatures stay in °F where the publishers used °F: the balance points of the grid are then theirs.
"""

import csv
import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from analytics.baselines.change_point import ByGroup, Shape, degree_days
from analytics.baselines.change_point_search import Search, adjusted_r2, fit_change_point
from analytics.baselines.metrics import autocorrelation, cv_rmse, effective_points, nmbe, r2
from analytics.baselines.time_of_week import levels_and_slopes, occupied_slots, segments
from analytics.uncertainty.interval import fractional_savings_uncertainty, sun_baltazar
from analytics.uncertainty.student import t_quantile

HERE = Path(__file__).parent


def columns(name, *names):
    with (HERE / name).open() as file:
        rows = list(csv.DictReader(file))
    return [np.array([float(row[column] or "nan") for row in rows]) for column in names], rows


class CaltrackYear:
    """CalTRACK's daily model of 365 days of the sample meter from `start` on, asked for 59 days of 30 … 88 °F."""

    def __init__(self, start):
        (use, temps), rows = columns("il_caltrack_daily.csv", "kwh", "temp_f_utc_day")
        days = np.array([date.fromisoformat(row["date"]) for row in rows])
        chosen = (days >= start) & (days < start + timedelta(365))
        self.temps, self.use = temps[chosen], use[chosen]
        search = Search(
            grid_c=tuple(float(balance) for balance in range(30, 91)),
            shapes=(Shape.MEAN, Shape.HEATING, Shape.COOLING, Shape.COMMON, Shape.BOTH),
            by_group=(ByGroup.NOTHING,),
            criterion=adjusted_r2,
        )
        self.found = fit_change_point(self.temps, self.use, search)
        self.asked_kwh = float(self._expected(np.arange(30.0, 89.0)).sum())

    def _expected(self, temps):
        return self.found.form.design(temps[:, None], np.zeros(len(temps), int)) @ self.found.coefficients

    @property
    def balances_f(self):
        return self.found.form.heating_balance_c, self.found.form.cooling_balance_c

    @property
    def half_width_kwh(self):
        """CalTRACK 4.3.2: p counts the slopes; F is the saving over the whole year's energy, and cancels."""
        fitted = self._expected(self.temps)
        rho = autocorrelation(self.use - fitted)
        share = self.asked_kwh / self.use.sum()
        uncertainty = fractional_savings_uncertainty(
            cv=cv_rmse(self.use, fitted, 2),
            saving_share=share,
            points=365,
            effective=effective_points(365, rho),
            reporting_points=59,
            t=t_quantile(0.95, 363),
            factor=sun_baltazar(59 / 30, daily=True),
        )
        return uncertainty * share * self.use.sum()


@pytest.fixture(scope="module")
def il_baseline():
    return CaltrackYear(date(2016, 12, 26) - timedelta(365))


def test_caltrack_daily_metered_savings_and_their_uncertainty(il_baseline):
    # eemeter tests/test_derivatives.py at 0c75b5c3: 1571.28 and 601.52 for 59 days of 30 … 88 °F at 1 kWh a day.
    assert len(il_baseline.use) == 365
    assert il_baseline.balances_f == (53.0, 68.0)
    assert il_baseline.asked_kwh - 59.0 == pytest.approx(1571.28, abs=0.005)
    assert il_baseline.half_width_kwh == pytest.approx(601.52, abs=0.005)


def test_caltrack_daily_modelled_savings_and_their_uncertainty(il_baseline):
    # Same file: 168.58, reporting model 534.78, both 804.87; its reporting year begins on 4 January 2017.
    reporting = CaltrackYear(date(2017, 1, 4))
    assert il_baseline.asked_kwh - reporting.asked_kwh == pytest.approx(168.58, abs=0.005)
    assert reporting.half_width_kwh == pytest.approx(534.78, abs=0.005)
    both = math.hypot(il_baseline.half_width_kwh, reporting.half_width_kwh)
    assert both == pytest.approx(804.87, abs=0.005)


@pytest.fixture(scope="module")
def nmecr_baseline():
    (use, temps), _ = columns("nmecr_daily.csv", "kwh", "temp_f")
    return temps[:364], use[:364]


@pytest.mark.parametrize(
    ("shape", "grid", "slopes", "r2_expected", "cv_expected"),
    [
        # A balance point above every temperature makes 3P heating a straight line.
        (Shape.HEATING, (200.0,), 1, 0.690890, 11.44),
        # nmecr searches the change point continuously; a hundredth of a degree is as fine as its digits.
        (Shape.COMMON, tuple(round(59 + step / 100, 2) for step in range(300)), 2, 0.719744, 10.91),
    ],
)
def test_nmecr_simple_regression_and_four_parameters(
    nmecr_baseline, shape, grid, slopes, r2_expected, cv_expected
):
    # nmecr tests/…predictability_all_stats.rds; its slopes are free and its CV(RMSE) counts them alone.
    temps, use = nmecr_baseline
    found = fit_change_point(temps, use, Search(grid_c=grid, shapes=(shape,), free_slopes=True))
    fitted = found.form.design(temps[:, None], np.zeros(364, int)) @ found.coefficients
    assert r2(use, fitted) == pytest.approx(r2_expected, abs=5e-7)
    assert 100 * cv_rmse(use, fitted, slopes) == pytest.approx(cv_expected, abs=0.005)


@pytest.fixture(scope="module")
def nmecr_time_of_week():
    """nmecr's daily time of week and temperature: six segments of as many days, apart for occupied weekdays.

    Days' use and what the baseline (rows 0 … 363) expects; nmecr counts neither of its two intercepts.
    """
    (use, temps), rows = columns("nmecr_daily.csv", "kwh", "temp_f")
    weekdays = np.array([date.fromisoformat(row["date"]).weekday() for row in rows])
    learned = np.arange(len(use)) < 364
    ordered = np.sort(temps[learned])
    ends = ordered[np.floor(364 - 364 / 6 * np.arange(6, -1, -1) + 0.001).astype(int)[1:-1] - 1]
    ends = tuple(end for end in ends if (ordered > end).sum() >= 20 and (ordered < end).sum() >= 20)
    occupied = occupied_slots(weekdays[learned], temps[learned], use[learned], balances=(50.0, 65.0))[weekdays]
    parts = segments(temps, ends)
    slopes = np.concatenate([parts * occupied[:, None], parts * ~occupied[:, None]], axis=1)
    levels, coefficients = levels_and_slopes(weekdays[learned], slopes[learned], use[learned], np.ones(364))
    return use, levels[weekdays] + slopes @ coefficients, 7 + slopes.shape[1] - 2


def test_nmecr_daily_time_of_week_and_temperature(nmecr_time_of_week):
    # nmecr tests/…predictability_all_stats.rds: R² 0.896473, CV(RMSE) 6.77 %, 17 parameters.
    use, expected, parameters = nmecr_time_of_week
    assert parameters == 17
    assert r2(use[:364], expected[:364]) == pytest.approx(0.896473, abs=5e-7)
    assert 100 * cv_rmse(use[:364], expected[:364], parameters) == pytest.approx(6.77, abs=0.005)


def test_nmecr_avoided_energy(nmecr_time_of_week):
    # nmecr tests/…overview_savings_summary.rds; its reporting year are rows 729 … 1093, labelled a day late.
    use, expected, _ = nmecr_time_of_week
    year = slice(729, 1094)
    assert expected[year].sum() == pytest.approx(5509903.194, abs=0.001)
    assert use[year].sum() == pytest.approx(5101761.6, abs=0.05)
    assert (expected[year] - use[year]).sum() == pytest.approx(408141.594, abs=0.001)


def test_nmecr_fractional_savings_uncertainty(nmecr_time_of_week):
    # nmecr tests/…predictability_TOWT_savings_summary.rds: a tenth saved, 90 %. It takes the freedom of n' days
    # for t and for the mean square too, and the months of its factor from n / 30.
    use, expected, parameters = nmecr_time_of_week
    use, expected = use[:364], expected[:364]
    rho = autocorrelation(use - expected)
    effective = effective_points(364, rho)
    assert (rho, effective) == (pytest.approx(0.608, abs=5e-4), pytest.approx(88.75, abs=0.005))
    freedom = effective - parameters
    uncertainty = fractional_savings_uncertainty(
        cv=float(np.sqrt(((use - expected) ** 2).sum() / freedom) / use.mean()),
        saving_share=0.1,
        points=effective,
        effective=effective,
        reporting_points=364,
        t=t_quantile(0.95, freedom),
        factor=sun_baltazar(364 / 30, daily=True),
    )
    assert uncertainty == pytest.approx(0.183714, abs=2e-6)


def test_metrics_of_eemeter():
    # eemeter tests/test_metrics.py, two parameters; its NMBE has the other sign (predicted − observed).
    observed, predicted = np.array([1.0, 3, 4, 1, 6]), np.array([2.0, 3, 3, 2, 4])
    rho = autocorrelation(observed - predicted)
    assert cv_rmse(observed, predicted) == pytest.approx(0.394, abs=5e-4)
    assert cv_rmse(observed, predicted, 2) == pytest.approx(0.509, abs=5e-4)
    assert nmbe(observed, predicted) == pytest.approx(0.067, abs=5e-4)
    assert rho == pytest.approx(-0.674, abs=5e-4)
    assert effective_points(5, rho) == pytest.approx(25.694, abs=5e-4)


def test_metrics_of_opendsm():
    # opendsm tests/common/test_metrics.py: RMSE 10, CVRMSE 0.04, NMBE 0.
    observed, predicted = np.array([100.0, 200, 300, 400]), np.array([110.0, 190, 310, 390])
    assert cv_rmse(observed, predicted) == pytest.approx(0.04)
    assert nmbe(observed, predicted) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("balance_f", "sign", "expected"), [(65, -1, 1368), (65, 1, 1369), (70, -1, 608), (60, 1, 609)]
)
def test_degree_days_of_a_ramp(balance_f, sign, expected):
    # eemeter tests/test_caltrack_usage_per_day.py: T = 50 + 30 i / 8760 °F hourly over a year.
    hours = 50 + 30 * np.arange(8760).reshape(365, 24) / 8760
    assert degree_days(hours, balance_f, sign).sum() == pytest.approx(expected, abs=0.6)


def test_a_kilowatt_hour_a_day_and_one_per_degree_day():
    # The same ramp, same file: 365 + HDD60 + CDD70 = 1582.
    hours = 50 + 30 * np.arange(8760).reshape(365, 24) / 8760
    heating, cooling = degree_days(hours, 60.0, 1).sum(), degree_days(hours, 70.0, -1).sum()
    assert 365 + heating + cooling == pytest.approx(1582, abs=0.6)


@pytest.mark.parametrize(
    ("temp_f", "expected"),
    [
        (20, (20, 0, 0, 0, 0, 0, 0)),
        (40, (30, 10, 0, 0, 0, 0, 0)),
        (70, (30, 15, 10, 10, 5, 0, 0)),
        (100, (30, 15, 10, 10, 10, 15, 10)),
    ],
)
def test_temperature_segments_of_caltrack(temp_f, expected):
    # CalTRACK docs/methods.rst 3.9.2.
    found = segments(np.array([float(temp_f)]), (30.0, 45.0, 55.0, 65.0, 75.0, 90.0))
    assert tuple(found[0]) == expected


@pytest.mark.parametrize(("freedom", "expected"), [(4, 2.1318), (10, 1.8125), (51, 1.6753), (math.inf, 1.6449)])
def test_quantiles_of_student(freedom, expected):
    # Table of the t distribution, one-sided 5 %.
    assert t_quantile(0.95, freedom) == pytest.approx(expected, abs=5e-4)
