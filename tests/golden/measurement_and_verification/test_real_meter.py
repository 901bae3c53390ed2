"""One real building over two years: sums that add up, an honest band, and a measure found where one was put in."""

import math
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.verification.question import Question
from analytics.verification.verify import verify
from app.options import parse_time
from domain.interval import Interval
from domain.interval_table import IntervalTable
from sources.interval_csv import read_interval_csv

HERE = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")


def year(number):
    first, last = (parse_time(f"{year}-01-01", LONDON, "") for year in (number, number + 1))
    return Interval(first, last)


@pytest.fixture(scope="module")
def meter():
    return read_interval_csv(HERE / "cambridge_b0_electricity_hourly_2016-2017.csv.gz", ["energy_kwh"], LONDON)


@pytest.fixture(scope="module")
def weather():
    return read_interval_csv(HERE / "bedford_outside_air_hourly_2016-2017.csv.gz", ["outside_air_temp_c"], LONDON)


def question(model="daily", **changes):
    return Question(year(2016), year(2017), model=model, zone=LONDON, holidays="GB-ENG", **changes)


def changed(table, change):
    """The table with each energy value put through `change(time, kwh)`."""
    values = tuple(
        None if value is None else change(time, value)
        for time, value in zip(table.times, table.columns["energy_kwh"], strict=True)
    )
    return IntervalTable(table.source, table.step, table.times, {"energy_kwh": values})


@pytest.mark.parametrize(("model", "cv"), [("daily", 0.099), ("hourly", 0.132), ("monthly", 0.080)])
def test_a_year_without_a_measure(meter, weather, model, cv):
    document = verify(meter, weather, question(model=model))
    avoided, reporting = document.avoided_energy, document.reporting
    assert document.sufficiency.verdict == "sufficient"
    assert document.baseline.cv_rmse == pytest.approx(cv, rel=0.1)
    assert document.baseline.cv_rmse <= document.baseline.held_out_cv_rmse <= 1.3 * document.baseline.cv_rmse
    assert reporting.observed_kwh == pytest.approx(254055.5)
    assert avoided.kwh == pytest.approx(reporting.adjusted_baseline_kwh - reporting.observed_kwh)
    assert avoided.share == pytest.approx(avoided.kwh / reporting.adjusted_baseline_kwh)
    # Nothing was done here: the use rose by 3 to 4 %, and the band must not call that a fact.
    assert -0.05 < avoided.share < -0.02
    assert avoided.interval_90_kwh[0] < 0 < avoided.interval_90_kwh[1]
    assert not avoided.proven
    assert avoided.fsu_90 is None


def test_half_widths_add_in_quadrature(meter, weather):
    avoided = verify(meter, weather, question()).avoided_energy
    parts = avoided.half_width_90_kwh
    together = math.hypot(parts.noise, parts.coefficients, parts.drift, parts.metering)
    assert avoided.interval_90_kwh[1] - avoided.kwh == pytest.approx(together)
    assert avoided.kwh - avoided.interval_90_kwh[0] == pytest.approx(together)


def test_a_quarter_saved_is_found_and_proven(meter, weather):
    saved = changed(meter, lambda time, kwh: kwh * (0.75 if time >= year(2017).start else 1.0))
    before, after = (verify(table, weather, question()).avoided_energy for table in (meter, saved))
    assert after.kwh - before.kwh == pytest.approx(0.25 * 254055.5)
    assert after.proven
    assert 0 < after.fsu_90 < 0.5


def test_missing_fortnight_leaves_the_share_and_is_carried_over(meter, weather):
    start = year(2017).start + timedelta(days=150)
    gap = [not start <= time < start + timedelta(days=14) for time in meter.times]
    columns = {"energy_kwh": tuple(v for v, keep in zip(meter.columns["energy_kwh"], gap, strict=True) if keep)}
    times = tuple(time for time, keep in zip(meter.times, gap, strict=True) if keep)
    whole, gapped = (
        verify(table, weather, question())
        for table in (meter, IntervalTable(meter.source, meter.step, times, columns))
    )
    assert gapped.reporting.missing_share == pytest.approx(14 / 365, abs=0.001)
    assert gapped.reporting.observed_kwh < whole.reporting.observed_kwh
    assert gapped.whole_period.kwh == pytest.approx(whole.avoided_energy.kwh, abs=0.01 * 254055.5)
    widths = [d.whole_period.interval_90_kwh[1] - d.whole_period.interval_90_kwh[0] for d in (whole, gapped)]
    assert widths[1] > widths[0]


@pytest.mark.parametrize("model", ["daily", "hourly"])
@pytest.mark.parametrize("rows", ["absent", "empty"])
def test_a_register_tells_what_was_used_in_a_gap(meter, weather, model, rows):
    # Three weeks unheard in which the house stood empty: the register knows, the ratio of the rest does not.
    start, end = (year(2017).start + timedelta(days=day) for day in (150, 171))
    emptied = changed(meter, lambda time, kwh: 0.2 * kwh if start <= time < end else kwh)
    energy = np.array([value or 0.0 for value in emptied.columns["energy_kwh"]])
    register = 5000.0 + np.concatenate([[0.0], np.cumsum(energy)[:-1]])
    keep = [not start <= time < end for time in meter.times]
    columns = {
        "energy_kwh": tuple(
            v if kept else None for v, kept in zip(emptied.columns["energy_kwh"], keep, strict=True)
        ),
        "register_kwh": tuple(float(r) if kept else None for r, kept in zip(register, keep, strict=True)),
    }
    times = meter.times
    if rows == "absent":
        times = tuple(time for time, kept in zip(times, keep, strict=True) if kept)
        columns = {
            name: tuple(v for v, kept in zip(values, keep, strict=True) if kept)
            for name, values in columns.items()
        }
    without = {"energy_kwh": columns["energy_kwh"]}
    whole, told, blind = (
        verify(table, weather, question(model))
        for table in (
            emptied,
            IntervalTable(meter.source, meter.step, times, columns),
            IntervalTable(meter.source, meter.step, times, without),
        )
    )
    assert told.avoided_energy == blind.avoided_energy
    assert told.whole_period.kwh == pytest.approx(whole.avoided_energy.kwh, abs=0.001 * 254055.5)
    assert told.whole_period.kwh > blind.whole_period.kwh + 0.03 * 254055.5
    narrower, wider = (d.whole_period.interval_90_kwh[1] - d.whole_period.kwh for d in (told, blind))
    assert narrower <= wider


def test_drift_can_be_set_and_grows_with_the_years_between(meter, weather):
    without, doubled = (verify(meter, weather, question(drift=share)).avoided_energy for share in (0.0, 0.14))
    usual = verify(meter, weather, question()).avoided_energy
    assert without.half_width_90_kwh.drift == 0.0
    assert doubled.half_width_90_kwh.drift == pytest.approx(2 * usual.half_width_90_kwh.drift)
    assert without.fsu_90 == usual.fsu_90


def test_series_adds_up_to_the_sums(meter, weather):
    document = verify(meter, weather, question(series=True))
    assert len(document.series) == 365
    for name in ("observed_kwh", "adjusted_baseline_kwh"):
        total = sum(getattr(row, name) for row in document.series)
        assert total == pytest.approx(getattr(document.reporting, name))
