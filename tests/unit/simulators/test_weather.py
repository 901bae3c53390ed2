"""Weather from a record, moved to Östersund."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simulators import hours, recorded
from simulators.weather import SimulatedWeather


def test_the_same_seed_gives_the_same_weather_and_another_seed_another(weather):
    noon = datetime(2031, 7, 3, 12, 7, tzinfo=UTC)
    assert SimulatedWeather(1).at(noon) == weather.at(noon)
    assert SimulatedWeather(2).at(noon).outside_air_temp_c != weather.at(noon).outside_air_temp_c


def test_mean_climate_is_that_of_ostersund(weather):
    # ERA5 of the shipped two years: January about −5.4, July about 14.8, year 3-4 °C.
    months = (np.datetime64("2009-12-30", "D") + np.arange(hours.COUNT) // 24).astype("datetime64[M]").astype(
        int
    ) % 12
    assert weather.outside_air_temp_c.mean() == pytest.approx(3.5, abs=0.7)
    assert weather.outside_air_temp_c[months == 0].mean() == pytest.approx(-6.5, abs=2.5)
    assert weather.outside_air_temp_c[months == 6].mean() == pytest.approx(15.0, abs=1.5)
    assert weather.outside_air_temp_c.min() > -45.0
    assert weather.outside_air_temp_c.max() < 36.0


def test_it_moves_smoothly_within_hours_and_over_the_seams_of_the_record(weather):
    assert np.abs(np.diff(weather.outside_air_temp_c)).max() < 8.0
    new_year = datetime(2030, 12, 30, tzinfo=UTC)
    steps = [weather.at(new_year + timedelta(minutes=10 * step)).outside_air_temp_c for step in range(6 * 24 * 4)]
    assert np.abs(np.diff(steps)).max() < 1.0


def test_night_is_dark_and_rain_never_negative(weather):
    midnight = weather.at(datetime(2027, 1, 15, 23, tzinfo=UTC))
    assert midnight.global_radiation_w_m2 == 0.0
    assert weather.rain_mm_h.min() == 0.0
    assert weather.at(datetime(2027, 7, 1, 3, tzinfo=UTC)).dew_point_c < 25.0


def test_outside_the_simulated_years_it_says_so(weather):
    with pytest.raises(ValueError, match="2010…2035"):
        weather.at(datetime(2036, 5, 1, tzinfo=UTC))


def test_a_gap_is_bridged_from_the_same_hour_of_other_weeks_and_never_by_zero():
    values = np.tile(np.arange(1.0, 169.0), 6)
    gappy = values.copy()
    gappy[400:460] = np.nan
    gappy[600] = np.nan
    assert recorded.bridged(gappy)[400:460] == pytest.approx(values[400:460])
    assert recorded.bridged(gappy)[600] == pytest.approx(values[600])


def test_shipped_records_are_whole_after_bridging_and_hold_no_zero_load():
    electricity = recorded.columns(recorded.ELECTRICITY)
    assert len(electricity) == 12
    for values in electricity.values():
        filled = recorded.bridged(values)
        assert len(filled) == 17544
        assert filled.min() > 0.0
        assert filled.mean() == pytest.approx(1.0, abs=0.02)


def test_local_clock_has_its_gap_and_its_repeated_hour():
    local = hours.local_hours(ZoneInfo("Europe/Stockholm"))
    spring, _ = hours.position(datetime(2026, 3, 29, 1, tzinfo=UTC))
    autumn, _ = hours.position(datetime(2026, 10, 25, 1, tzinfo=UTC))
    assert local[spring] - local[spring - 1] == 2
    assert local[autumn] == local[autumn - 1]
    weekdays = hours.weekday(ZoneInfo("Europe/Stockholm"))
    tuesday, _ = hours.position(datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert weekdays[tuesday] == 1
