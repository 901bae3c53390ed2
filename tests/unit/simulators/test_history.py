"""A simulated past that live polling continues."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain.clock import ScaledClock
from domain.interval import Interval
from domain.quality import GOOD
from domain.register import MeterSwap
from domain.site import Carrier
from simulators.field import SimulatedField
from simulators.history import BATCH, batch_count, simulate_history

END = datetime(2026, 11, 24, 16, tzinfo=UTC)


def readings_of(site, interval, seed=1):
    found = {}
    for batch in simulate_history(site, interval, seed):
        assert 0 < len(batch) <= BATCH
        for reading in batch:
            found.setdefault(reading.point, []).append(reading)
    return {point: sorted(readings, key=lambda reading: reading.measured_at) for point, readings in found.items()}


@pytest.fixture(scope="module")
def past(site):
    return readings_of(site, Interval(datetime(2009, 12, 31, 23, tzinfo=UTC), END))


def test_every_meter_and_the_plant_have_a_past_under_their_points_names(site, past):
    names = {point.id: point for point in site.points()}
    assert past.keys() <= names.keys()
    counters = {name for name, point in names.items() if point.meter is not None and point.profile_point.counter}
    assert counters <= past.keys()
    assert {"test/plant/plc/outside_air_temp_c", "test/plant/plc/snow_cooling_energy_kwh"} <= past.keys()
    for name, readings in past.items():
        assert readings[0].unit == names[name].unit
        assert readings[0].quality == GOOD


def test_hours_for_the_last_four_hundred_days_and_local_midnights_before(site, past):
    moments = [reading.measured_at for reading in past["test/skola/electricity/energy_kwh"]]
    assert moments[0] == datetime(2009, 12, 31, 23, tzinfo=UTC)
    assert moments[-1] == END - timedelta(hours=1)
    hourly = [moment for moment in moments if moment >= END - timedelta(days=400)]
    assert len(hourly) == 400 * 24
    daily = [moment.astimezone(site.timezone) for moment in moments if moment < END - timedelta(days=400)]
    assert {moment.hour for moment in daily} == {0}
    assert len(daily) > 15 * 365
    assert len(set(moments)) == len(moments)


def test_registers_never_fall(past):
    for name, readings in past.items():
        if name.endswith(("_kwh", "_m3")):
            values = [reading.value for reading in readings]
            assert all(before <= after for before, after in pairwise(values)), name


def test_a_register_that_never_moves_is_told_once_a_day(past):
    assert len(past["test/skola/electricity/energy_export_kwh"]) < 6_300


def test_live_polling_goes_on_where_the_past_ends(site, past):
    field = SimulatedField(site, ScaledClock(1.0, END), 1)
    for point in site.points():
        if not point.profile_point.counter or point.id not in past:
            continue
        last = past[point.id][-1]
        live = field.values.read(point.device, point.profile_point, END) * point.factor
        before = past[point.id][-25].value
        # No more in the hour to the first poll than in the day before it, and never less than nothing.
        assert -0.2 <= live - last.value <= max(last.value - before, 3.0) + 1.0, point.id


def test_the_same_seed_gives_the_same_past(site):
    week = Interval(END - timedelta(days=7), END)
    assert readings_of(site, week) == readings_of(site, week)
    assert readings_of(site, week) != readings_of(site, week, seed=2)


def test_batches_are_counted_beforehand_and_the_last_weeks_come_first(site):
    interval = Interval(datetime(2024, 1, 1, tzinfo=UTC), END)
    batches = list(simulate_history(site, interval))
    assert len(batches) <= batch_count(site, interval)
    assert batches[0][0].measured_at >= END - timedelta(days=15)


def test_an_outside_temperature_of_every_day_for_the_years_before(site, past, weather):
    readings = past["test/plant/plc/outside_air_temp_c"]
    assert readings[0].measured_at == datetime(2009, 12, 31, 23, tzinfo=UTC)
    first = [weather.at(readings[0].measured_at + timedelta(hours=hour)).outside_air_temp_c for hour in range(24)]
    assert readings[0].value == pytest.approx(sum(first) / 24, abs=0.01)


def test_nothing_for_an_empty_interval(site):
    assert list(simulate_history(site, Interval(END, END))) == []


def test_a_declared_swap_is_seen_in_past_and_present(site):
    at = END - timedelta(days=3, minutes=30)
    school = site.building("skola")
    meters = tuple(
        replace(meter, swaps=(MeterSwap(at, 123_456.0, 7.0),)) if meter.carrier is Carrier.HEAT else meter
        for meter in school.meters
    )
    changed = replace(school, meters=meters)
    swapped = replace(site, buildings=(changed, *site.buildings[1:]))
    past = readings_of(swapped, Interval(END - timedelta(days=6), END))["test/skola/heat/energy_kwh"]
    before = [reading.value for reading in past if reading.measured_at < at]
    after = [reading.value for reading in past if reading.measured_at >= at]
    assert 123_000.0 < before[-1] <= 123_456.0
    assert 7.0 <= after[0] < 400.0
    field = SimulatedField(swapped, ScaledClock(1.0, END), 1)
    live = field.values.read("skola_heat", swapped.device("skola_heat").profile.point("energy_kwh"), END)
    assert after[-1] <= live < after[-1] + 400.0


def test_powers_of_meters_for_the_last_two_weeks(past):
    metered = [readings for point, readings in past.items() if point.endswith("/electricity/electric_power_kw")]
    assert metered
    for readings in metered:
        assert len(readings) == 14 * 24 + 1
        assert all(reading.value > 0 for reading in readings)
