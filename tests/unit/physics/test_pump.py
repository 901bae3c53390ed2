"""Pump curve, working point, pumps in parallel and what they draw."""

import numpy as np
import pytest

from physics.pump import PumpCurve

# 100 m3/h at 20 m of head, 11 kW.
PUMP = PumpCurve(100.0, 196_000.0)


def test_nameplate_point_lies_on_the_curve_and_shut_off_above_it():
    assert PUMP.pressure_pa(100.0, 1.0) == pytest.approx(196_000.0)
    assert PUMP.pressure_pa(0.0, 1.0) == pytest.approx(1.3 * 196_000.0)
    assert PUMP.power_kw(11.0, 100.0, 1.0) == pytest.approx(11.0)
    assert PUMP.power_kw(11.0, 0.0, 1.0) == pytest.approx(5.5)
    assert PUMP.power_kw(11.0, 0.0, 0.0) == 0.0


def test_without_static_head_the_affinity_laws_hold():
    full = PUMP.working_flow_m3_h(1.0, 0.0, 196_000.0)
    half = PUMP.working_flow_m3_h(0.5, 0.0, 196_000.0)
    assert full == pytest.approx(100.0)
    assert half == pytest.approx(50.0)
    assert PUMP.power_kw(11.0, half, 0.5) == pytest.approx(11.0 / 8.0)
    assert PUMP.pressure_pa(half, 0.5) == pytest.approx(PUMP.pressure_pa(full, 1.0) / 4.0)


@pytest.mark.parametrize("speed", np.linspace(0.4, 1.0, 7))
@pytest.mark.parametrize(
    ("static_pa", "friction_pa"), [(0.0, 50_000.0), (20_000.0, 176_000.0), (30_000.0, 400_000.0)]
)
def test_at_the_working_point_the_pump_gives_what_the_loop_takes(speed, static_pa, friction_pa):
    for pumps in (1, 2):
        flow = PUMP.working_flow_m3_h(speed, static_pa, friction_pa, pumps)
        takes_pa = static_pa + friction_pa * (flow / 100.0) ** 2
        assert PUMP.pressure_pa(flow, speed, pumps) == pytest.approx(takes_pa)
        assert PUMP.speed_for_flow(flow, static_pa, friction_pa, pumps) == pytest.approx(speed)


def test_below_the_static_head_nothing_flows():
    assert PUMP.working_flow_m3_h(0.3, 30_000.0, 100_000.0) == 0.0
    assert PUMP.working_flow_m3_h(0.5, 30_000.0, 100_000.0) > 0.0


def test_a_second_pump_adds_less_than_as_much_again_and_helps_more_where_friction_is_small():
    def gain(friction_pa):
        return PUMP.working_flow_m3_h(1.0, 0.0, friction_pa, 2) / PUMP.working_flow_m3_h(1.0, 0.0, friction_pa, 1)

    assert 1.0 < gain(196_000.0) < gain(20_000.0) < 2.0


def test_static_head_makes_low_speeds_worse_than_the_cube():
    speed = PUMP.speed_for_flow(50.0, 40_000.0, 156_000.0)
    assert speed > 0.5
    assert PUMP.power_kw(11.0, 50.0, speed) > 11.0 / 8.0
