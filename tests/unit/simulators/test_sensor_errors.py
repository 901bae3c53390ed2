"""Sensors err: by the second, slowly, each in its own way, and the same again for the same seed."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from simulators.sensor_errors import SensorErrors, error_of, runaway

START = datetime(2026, 6, 1, tzinfo=UTC)


def shown(errors, point_id, true, days=365, per_day=4):
    moments = [START + timedelta(days=number / per_day) for number in range(days * per_day)]
    return np.array([errors.shown(point_id, true, moment) for moment in moments])


@pytest.mark.parametrize(
    ("point_id", "true", "widest"),
    [
        ("melt_water_leaving_temp_c", 1.0, 0.14),
        ("pond_level_mm", 850.0, 5.5),
        ("snow_surface_mm", 3000.0, 19.0),
        ("melt_water_flow_m3_h", 60.0, 0.7),
        ("snow_cooling_power_kw", 800.0, 4.3),
        ("discharge_ph", 7.2, 0.17),
    ],
)
def test_errors_stay_within_what_the_sensor_is_good_for_and_drift(point_id, true, widest):
    errors = shown(SensorErrors(1), point_id, true) - true
    assert np.abs(errors).max() <= widest
    monthly = errors[: 12 * 120].reshape(12, -1).mean(axis=1)
    assert np.ptp(monthly) > 0.1 * widest


def test_each_sensor_and_each_plant_errs_in_its_own_way_and_again_the_same():
    first = shown(SensorErrors(1), "melt_water_leaving_temp_c", 1.0, 30)
    assert (first == shown(SensorErrors(1), "melt_water_leaving_temp_c", 1.0, 30)).all()
    assert (first != shown(SensorErrors(2), "melt_water_leaving_temp_c", 1.0, 30)).any()
    assert (first != shown(SensorErrors(1), "melt_water_return_temp_c", 1.0, 30)).any()


def test_standstill_shows_nothing_and_states_do_not_err():
    assert SensorErrors(1).shown("melt_water_flow_m3_h", 0.0, START) == 0.0
    assert SensorErrors(1).shown("operating_mode", 4.0, START) == 4.0
    assert error_of("pump_1_speed_pct") == error_of("discharge_valve_pct")


def test_a_runaway_sensor_leaves_by_its_kind():
    assert runaway("outside_air_temp_c", 5.0, 12.0) == 6.0
    assert runaway("pond_level_mm", 800.0, 24.0) == 850.0
    assert runaway("melt_water_flow_m3_h", 50.0, 24.0) == 60.0
