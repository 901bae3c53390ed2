"""Melt-water outlet, exchanger, pump, chiller, water and air."""

import pytest

from physics import chiller, heat_exchanger, pump, water
from physics.air import dew_point_c
from physics.snow_outlet import outlet_temp_c, wetted_share


def test_melt_water_leaves_at_one_degree_at_design_and_at_four_to_six_near_the_end():
    # Sundsvall 2000: about 1 °C out, about 15 °C back.
    assert outlet_temp_c(15.0, 1.0, 0.8) == pytest.approx(1.0, abs=0.1)
    assert outlet_temp_c(15.0, 1.0, 0.51) == pytest.approx(1.0, abs=0.1)
    assert 4.0 <= outlet_temp_c(15.0, 1.0, 0.02) <= 6.0


def test_channels_and_flow_warm_the_outlet_and_no_snow_gives_no_cooling():
    assert outlet_temp_c(15.0, 1.0, 0.8, channel_factor=0.4) > outlet_temp_c(15.0, 1.0, 0.8)
    assert outlet_temp_c(15.0, 1.4, 0.8) > outlet_temp_c(15.0, 0.7, 0.8)
    assert outlet_temp_c(15.0, 1.0, 0.0) == 15.0
    assert wetted_share(0.0) == 0.0


@pytest.mark.parametrize(("difference_k", "litres_per_s"), [(14, 17), (10, 24), (8, 30), (5, 48)])
def test_flow_of_a_megawatt(difference_k, litres_per_s):
    assert water.flow_m3_h(1000.0, difference_k) / 3.6 == pytest.approx(litres_per_s, abs=0.5)


def test_exchanger_gives_its_design_effectiveness_and_keeps_the_second_law():
    conductance = heat_exchanger.conductance_kw_k(0.85, 86.0)
    most = water.heat_flow_kw(86.0, 15.0)
    assert heat_exchanger.transfer_kw(conductance, 86.0, 86.0, 1.0, 16.0) == pytest.approx(0.85 * most)
    assert heat_exchanger.transfer_kw(conductance, 20.0, 200.0, 1.0, 16.0) < water.heat_flow_kw(20.0, 15.0)
    assert heat_exchanger.transfer_kw(conductance, 0.0, 86.0, 1.0, 16.0) == 0.0
    assert heat_exchanger.transfer_kw(conductance, 86.0, 86.0, 12.0, 11.0) == 0.0


def test_pump_follows_the_affinity_laws_and_the_filter_the_square_of_flow():
    assert pump.flow_m3_h(100.0, 0.5) == 50.0
    assert pump.power_kw(11.0, 0.5) == pytest.approx(11.0 / 8.0)
    assert pump.flow_m3_h(100.0, 1.0, resistance_ratio=4.0) == 50.0
    assert pump.pressure_drop_pa(25_000.0, 2.0) == pytest.approx(4.0 * pump.pressure_drop_pa(25_000.0, 1.0))
    assert pump.pressure_drop_pa(25_000.0, 1.0, clogging=1.0) == 50_000.0


def test_cop_lies_on_the_data_sheet_and_between_its_points():
    points = ((5.0, 6.0), (15.0, 5.0), (35.0, 2.7))
    assert chiller.cop(points, 15.0) == 5.0
    assert chiller.cop(points, 10.0) == pytest.approx(5.5)
    assert (chiller.cop(points, -20.0), chiller.cop(points, 40.0)) == (6.0, 2.7)
    assert chiller.electric_power_kw(500.0, 5.0) == 100.0


def test_dew_point():
    # WMO table: 20 °C at 50 % is 9.3 °C; saturated air is its own dew point.
    assert dew_point_c(20.0, 50.0) == pytest.approx(9.3, abs=0.1)
    assert dew_point_c(7.0, 100.0) == pytest.approx(7.0, abs=1e-6)
