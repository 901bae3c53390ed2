"""Totals across gaps from the register's readings."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analytics.records.meter_record import meter_record
from domain.interval import Interval
from domain.site import Carrier

START = datetime(2021, 3, 27, 23, tzinfo=UTC)
MISSING = float("nan")


def record(table, energy, register, step="1h", keep=None):
    """A meter with its register; rows not in `keep` are absent."""
    span = {"1h": timedelta(hours=1), "1d": timedelta(days=1)}[step]
    rows = [row for row in range(len(energy)) if keep is None or row in keep]
    times = [START + row * span for row in rows]
    columns = {"energy_kwh": np.array(energy)[rows], "register_kwh": np.array(register)[rows]}
    return meter_record(table(times, step, **columns), Carrier.HEAT)


@pytest.mark.parametrize("keep", [None, {0, 1, 4, 5}])
def test_the_total_of_a_gap_is_the_difference_less_what_is_known(table, keep):
    meter = record(table, [2, 3, MISSING, MISSING, 4, 5], [100, 102, 105, MISSING, 117, 121], keep=keep)
    (gap,) = meter.gaps
    assert gap.kwh == pytest.approx(12.0)
    hours = [int((START + timedelta(hours=hour)).timestamp()) for hour in (2, 3)]
    assert gap.starts.tolist() == hours
    assert gap.within(Interval(START, START + timedelta(hours=5)))
    assert not gap.within(Interval(START + timedelta(hours=3), START + timedelta(hours=5)))


def test_readings_far_from_the_gap_serve_too(table):
    meter = record(table, [2, 3, MISSING, 6, 4, 5], [100, MISSING, MISSING, MISSING, 125, MISSING])
    (gap,) = meter.gaps
    assert gap.kwh == pytest.approx(14.0)


@pytest.mark.parametrize("after", [50, 104])
def test_a_register_that_fell_or_counted_too_little_tells_nothing(table, after):
    assert record(table, [2, 5, MISSING, 4], [100, 102, 107, after]).gaps == ()


def test_days_across_a_change_of_the_clock(table):
    # 28 March 2021 has 23 hours in Stockholm; the file keeps UTC days of the winter's clock.
    meter = record(table, [20, MISSING, MISSING, 22], [100, 120, MISSING, 163], step="1d")
    (gap,) = meter.gaps
    assert gap.kwh == pytest.approx(43.0)
    assert len(gap.starts) == 2


def test_a_file_without_gaps_or_register_has_none(table):
    assert record(table, [2, 3, 4], [100, 102, 105]).gaps == ()
    times = [START + timedelta(hours=hour) for hour in range(3)]
    assert meter_record(table(times, energy_kwh=np.array([1.0, MISSING, 2.0])), Carrier.HEAT).gaps == ()


@pytest.mark.parametrize(
    ("factor", "jump", "gaps"),
    [(1.0, 0.0, 1), (0.001, 0.0, 0), (10.0, 0.0, 0), (1.5, 0.0, 0), (1.0, 5e6, 0), (1.0, 1500.0, 0)],
)
def test_a_register_in_another_unit_or_of_another_meter_fills_no_gap(table, factor, jump, gaps):
    hours = np.arange(1000)
    energy = 30 + 10 * np.sin(hours / 24)
    register = factor * (1000 + np.concatenate([[0.0], np.cumsum(energy)[:-1]])) + jump * (hours >= 550)
    energy[500:600] = register[501:600] = MISSING
    meter = record(table, energy, register)
    assert len(meter.gaps) == gaps
    assert len(meter.doubted) == (0 if gaps else 100)


def test_a_register_of_whole_kwh_agrees_with_little_use(table):
    energy = np.full(1000, 0.04)
    register = np.floor(np.concatenate([[0.0], np.cumsum(energy)[:-1]]))
    energy[500:600] = MISSING
    register[501:600] = MISSING
    meter = record(table, energy, register)
    assert meter.gaps[0].kwh == pytest.approx(4.0, abs=1.0)
