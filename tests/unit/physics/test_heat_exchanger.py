"""Plate exchanger: effectiveness and LMTD agree, films thin with flow, deposits cost."""

import numpy as np
import pytest

from domain.plant import Exchanger
from physics import heat_exchanger as hx
from physics.water import heat_flow_kw

EXCHANGER = Exchanger(1000.0, 86.0, 0.85)


@pytest.mark.parametrize(
    "case", np.random.default_rng(5).uniform([2, 2, 50, 0, 5], [150, 220, 900, 4, 20], (50, 5))
)
def test_effectiveness_and_log_mean_difference_say_the_same(case):
    cold, hot, conductance, cold_in, hot_in = case
    given_kw = hx.transfer_kw(conductance, cold, hot, cold_in, hot_in)
    cold_out, hot_out = cold_in + given_kw / heat_flow_kw(cold, 1.0), hot_in - given_kw / heat_flow_kw(hot, 1.0)
    assert cold_out <= hot_in + 1e-9
    assert hot_out >= cold_in - 1e-9
    # Beyond an NTU of about 20 the small end difference has lost its digits.
    if conductance / heat_flow_kw(min(cold, hot), 1.0) < 20.0:
        assert conductance * hx.log_mean_difference_k(cold_in, cold_out, hot_in, hot_out) == pytest.approx(
            given_kw, rel=1e-6
        )


def test_balanced_ends_have_their_own_difference():
    assert hx.log_mean_difference_k(1.0, 13.0, 15.0, 3.0) == pytest.approx(2.0)
    # Incropera example: 100 and 50 K at the ends.
    assert hx.log_mean_difference_k(0.0, 50.0, 150.0, 50.0) == pytest.approx((100 - 50) / np.log(2))


def test_conductance_is_that_of_design_at_design_and_falls_with_either_flow():
    design = hx.conductance_kw_k(0.85, 86.0)
    assert hx.conductance_at_kw_k(EXCHANGER, 86.0, 86.0) == pytest.approx(design)
    assert hx.conductance_at_kw_k(EXCHANGER, 43.0, 86.0) == pytest.approx(design / (0.5 + 0.5 * 2**0.8))
    assert hx.conductance_at_kw_k(EXCHANGER, 43.0, 43.0) == pytest.approx(design / 2**0.8)
    assert hx.conductance_at_kw_k(EXCHANGER, 100.0, 86.0) > design
    assert hx.conductance_at_kw_k(EXCHANGER, 86.0, 200.0) == pytest.approx(design)
    assert hx.conductance_at_kw_k(EXCHANGER, 1.0, 86.0) == hx.conductance_at_kw_k(EXCHANGER, 8.6, 86.0)


def test_fouling_takes_the_share_it_is_made_for():
    fouling = hx.fouling_k_kw(0.85, 86.0, 0.8)
    clean = hx.conductance_at_kw_k(EXCHANGER, 86.0, 86.0)
    assert hx.conductance_at_kw_k(EXCHANGER, 86.0, 86.0, fouling) == pytest.approx(0.8 * clean)
    # The same deposit costs less where the films are thick already.
    low = hx.conductance_at_kw_k(EXCHANGER, 20.0, 20.0)
    assert hx.conductance_at_kw_k(EXCHANGER, 20.0, 20.0, fouling) > 0.8 * low
    assert hx.fouling_k_kw(0.85, 86.0, 1.0) == 0.0


def test_pressure_drop_follows_the_turbulent_power_and_deposits():
    assert hx.pressure_drop_pa(40_000.0, 1.0) == 40_000.0
    assert hx.pressure_drop_pa(40_000.0, 0.5) == pytest.approx(40_000.0 * 0.5**1.8)
    assert hx.pressure_drop_pa(40_000.0, 1.0, 0.5) == 60_000.0
    assert hx.pressure_drop_pa(40_000.0, 0.0) == 0.0
