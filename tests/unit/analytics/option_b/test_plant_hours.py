"""The plant's hours out of a store: registers that were exchanged, gaps, columns that nobody has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analytics.option_b.plant_hours import points_of, read_hours
from analytics.option_b.snow_saving import SnowQuestion, snow_saving
from config.load import load_site
from domain.interval import Interval
from domain.table import StepSeries

# Over the end of daylight saving: an hour of the day comes twice, an hour of UTC does not.
PERIOD = Interval(datetime(2024, 10, 20, tzinfo=UTC), datetime(2024, 11, 1, tzinfo=UTC))
HOURS = 12 * 24
SNOW_KW, OTHER_KW = 500.0, 20.0


@pytest.fixture(scope="module")
def site():
    return load_site("ostersund_demo")


class Store:
    """A store of steady hours; `values` are columns of it, None or NaN is no reading."""

    def __init__(self, plant, **changes):
        rising = np.arange(HOURS + 0.0)
        machines = {name: 0.0 for name in points_of(plant)}
        steady = {
            **machines,
            "outside_air_temp_c": 18.0,
            "snow_cooling_power_kw": SNOW_KW,
            "pump_1_power_kw": 10.0,
            "snow_cooling_energy_kwh": 1000.0 + SNOW_KW * rising,
            "electrical_energy_usage_kwh": 5000.0 + (10.0 + OTHER_KW) * rising,
        }
        self.columns = {name: np.broadcast_to(value, HOURS).copy() for name, value in (steady | changes).items()}

    def table(self, points, period, _step):
        edges = tuple(period.start + timedelta(hours=hour) for hour in range(HOURS + 1))
        tables = {}
        for point in points:
            values = [
                None if np.isnan(value) else float(value) for value in self.columns[point.rpartition("/")[2]]
            ]
            known = [value is not None for value in values]
            moments = tuple(edge if there else None for edge, there in zip(edges[:-1], known, strict=True))
            tables[point] = StepSeries(
                point, "1", edges, *(tuple(values),) * 4, moments, tuple(map(int, known)), tuple(map(float, known))
            )
        return tables


@pytest.fixture(scope="module")
def hours(site):
    def read(**changes):
        return read_hours(Store(site.plant, **changes), site.plant, "x/plant/plc/", PERIOD)

    return read


@pytest.fixture(scope="module")
def saved(site, hours):
    def kwh(**changes):
        read = hours(**changes)
        question = SnowQuestion(PERIOD, made_t=0.0, diesel_l=0.0)
        return snow_saving(site.id, site.plant, read, read, question)

    return kwh


def register(start, rate):
    return start + rate * np.arange(HOURS + 0.0)


def gap(values, at, length=5):
    values = np.broadcast_to(values, HOURS).astype(float).copy()
    values[at : at + length] = np.nan
    return values


@pytest.mark.parametrize("new", [0.0, 9_000_000.0], ids=["a new one", "a used one"])
def test_an_exchanged_meter_of_cold_adds_nothing(hours, saved, new):
    counts = register(1000.0, SNOW_KW)
    counts[100:] += new - counts[100]
    holes = {"snow_cooling_power_kw": gap(SNOW_KW, 200)}
    assert hours(snow_cooling_energy_kwh=counts).snow_kwh == pytest.approx((HOURS - 2) * SNOW_KW)
    plain, exchanged = saved(**holes), saved(**holes, snow_cooling_energy_kwh=counts)
    assert exchanged.avoided_energy.kwh == pytest.approx(plain.avoided_energy.kwh, rel=0.01)


def test_what_a_gap_had_counts_over_its_whole_length(hours):
    whole = (HOURS - 1) * SNOW_KW
    assert hours(snow_cooling_energy_kwh=gap(register(0.0, SNOW_KW), 50, 30)).snow_kwh == pytest.approx(whole)


@pytest.mark.parametrize("new", [0.0, 9_000_000.0])
def test_an_exchanged_meter_of_electricity_is_no_water_treatment(hours, saved, new):
    counts = register(5000.0, 10.0 + OTHER_KW)
    counts[100:] += new - counts[100]
    read = hours(electrical_energy_usage_kwh=counts)
    assert np.nanmax(read.other_kw) == pytest.approx(OTHER_KW)
    assert np.isnan(read.other_kw).sum() == 2
    assert saved(electrical_energy_usage_kwh=counts).avoided_energy.kwh == pytest.approx(
        saved().avoided_energy.kwh
    )


def test_hours_of_the_night_in_which_the_clock_changes_are_all_there(hours):
    read = hours()
    assert read.known.all()
    assert (np.diff(read.starts) == 3600).all()
    assert len(read.starts) == HOURS


@pytest.mark.parametrize("name", ["free_cooling_electric_power_kw", "electrical_energy_usage_kwh"])
def test_a_column_that_nobody_has_is_said(saved, name):
    codes = [notice.code for notice in saved(**{name: np.full(HOURS, np.nan)}).warnings]
    assert "water_treatment_unknown" in codes


@pytest.mark.parametrize("stuck_kw", [0.0, 900.0])
def test_a_power_that_its_own_register_gives_the_lie_proves_nothing(saved, stuck_kw):
    """A signal that hangs while the meter goes on counting."""
    power = np.full(HOURS, SNOW_KW)
    power[HOURS // 2 :] = stuck_kw
    hung, sound = saved(snow_cooling_power_kw=power), saved()
    assert "snow_meter_doubted" in [notice.code for notice in hung.warnings]
    assert not hung.avoided_energy.proven
    assert "snow_meter_doubted" not in [notice.code for notice in sound.warnings]
    assert sound.avoided_energy.proven
