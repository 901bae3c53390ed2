"""Loads of buildings."""

import pytest

from physics.building_load import comfort_cooling_share, cooling_load_kw, heating_signature_w_m2, occupancy


def test_cooling_reaches_design_on_the_design_hour_and_base_on_a_cold_night():
    design = cooling_load_kw(190.0, 1710.0, air_temp_c=28.0, radiation_w_m2=700.0, hour=13.0, weekday=2)
    assert design == pytest.approx(1900.0)
    assert cooling_load_kw(190.0, 1710.0, air_temp_c=2.0, radiation_w_m2=0.0, hour=3.0, weekday=2) == 190.0


def test_cooling_rises_with_warmth_sun_and_people():
    assert comfort_cooling_share(22.0, 300.0, 1.0) > comfort_cooling_share(20.0, 300.0, 1.0)
    assert comfort_cooling_share(22.0, 600.0, 1.0) > comfort_cooling_share(22.0, 100.0, 1.0)
    assert comfort_cooling_share(22.0, 300.0, 1.0) > comfort_cooling_share(22.0, 300.0, 0.0) > 0.0
    assert comfort_cooling_share(40.0, 1000.0, 1.0) == 1.0


def test_nobody_is_there_at_night_and_few_at_weekends():
    assert occupancy(3.0, 1) == 0.0
    assert occupancy(11.0, 1) == 1.0
    assert 0.0 < occupancy(11.0, 6) < 0.5


def test_heat_follows_degrees_below_the_balance():
    assert heating_signature_w_m2(-3.0, 1.5, base_w_m2=2.0) == pytest.approx(32.0)
    assert heating_signature_w_m2(25.0, 1.5, base_w_m2=2.0) == 2.0
