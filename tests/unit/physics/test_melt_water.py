"""The melt-water circuit at rest: closed form against iteration, balances, and what it costs to pump."""

import numpy as np
import pytest

from domain.plant import (
    Chiller,
    CoolingNetwork,
    Exchanger,
    FreeCooling,
    Plant,
    PlantLimits,
    Pump,
    Season,
    SnowStore,
)
from physics import heat_exchanger, melt_water
from physics.melt_water import Circuit
from physics.snow_outlet import outlet_temp_c
from physics.water import heat_flow_kw

EXCHANGER = Exchanger(1000.0, 86.0, 0.85)
PLANT = Plant(
    name="Snö",
    plc="plc",
    snow_store=SnowStore(20_000.0, 30_000.0, 650.0, 8_000.0, 0.2, 0.25),
    exchanger=EXCHANGER,
    pumps=(Pump("pump_1", 100.0, 11.0),),
    chillers=(Chiller("chiller_1", 600.0, 0.25, ((5.0, 6.0), (35.0, 2.7))),),
    free_cooling=FreeCooling(900.0, 3.0, 27.0),
    cooling_network=CoolingNetwork(1900.0, 8.0, 16.0, ()),
    limits=PlantLimits(900.0, 600.0, 600.0, 60_000.0, 8.0, 2.0, 5.0, 12.0),
    season=Season((5, 1), (9, 30)),
)


def cases(number=200):
    random = np.random.default_rng(11)
    low = np.array([2.0, 20.0, 4.0, 0.01, 0.3, 0.6, 0.0])
    high = np.array([120.0, 220.0, 22.0, 1.0, 1.0, 1.1, 1.5])
    return [tuple(row) for row in random.uniform(low, high, (number, 7))]


@pytest.mark.parametrize("case", cases(40))
def test_closed_form_is_where_the_iteration_ends(case):
    flow, network, entering, share, contact, conductance, pickup = case
    met = Circuit(network, entering, share, contact, conductance, pickup)
    loop = melt_water.cooling_kw(EXCHANGER, flow, met)
    plates = conductance * heat_exchanger.conductance_at_kw_k(EXCHANGER, flow, network)
    back_c = entering
    for _ in range(3000):
        leaving_c = outlet_temp_c(back_c, flow / EXCHANGER.design_flow_m3_h, share, contact) + pickup
        given_kw = heat_exchanger.transfer_kw(plates, flow, network, leaving_c, entering)
        back_c = leaving_c + given_kw / heat_flow_kw(flow, 1.0)
    assert loop.leaving_c == pytest.approx(leaving_c, abs=1e-6)
    assert loop.return_c == pytest.approx(back_c, abs=1e-6)
    assert loop.cooling_kw == pytest.approx(given_kw, abs=1e-4)


def test_heat_balance_and_second_law_hold_everywhere():
    for flow, network, entering, share, contact, conductance, pickup in cases():
        met = Circuit(network, entering, share, contact, conductance, pickup)
        loop = melt_water.cooling_kw(EXCHANGER, flow, met)
        assert loop.cooling_kw >= 0.0
        assert loop.cooling_kw == pytest.approx(heat_flow_kw(flow, loop.return_c - loop.leaving_c), rel=1e-9)
        assert loop.return_c <= entering + 1e-9
        assert entering - loop.cooling_kw / heat_flow_kw(network, 1.0) >= loop.leaving_c - 1e-9


def test_more_snow_more_flow_and_warmer_water_give_more():
    def given_kw(flow=60.0, network=150.0, entering=14.0, share=0.8, **factors):
        return melt_water.cooling_kw(EXCHANGER, flow, Circuit(network, entering, share, **factors)).cooling_kw

    assert given_kw(80.0) > given_kw(60.0) > given_kw(20.0) > 0.0
    assert given_kw(share=0.8) > given_kw(share=0.2) > given_kw(share=0.01)
    assert given_kw(entering=16.0) > given_kw(entering=12.0)
    assert given_kw(contact=1.0) > given_kw(contact=0.4)
    assert given_kw(conductance=1.0) > given_kw(conductance=0.7)
    assert given_kw(pickup_k=0.0) > given_kw(pickup_k=1.0)
    assert given_kw(flow=0.0) == given_kw(share=0.0) == given_kw(network=0.0) == given_kw(entering=0.4) == 0.0


def test_about_one_degree_out_and_fifteen_back_at_design_as_at_sundsvall():
    loop = melt_water.cooling_kw(EXCHANGER, 86.0, Circuit(150.0, 15.9, 0.8))
    assert loop.leaving_c == pytest.approx(1.0, abs=0.6)
    assert loop.return_c == pytest.approx(15.0, abs=0.6)


def test_the_plant_gives_its_capacity_and_less_near_the_end():
    assert melt_water.capability_kw(PLANT, Circuit(150.0, 16.0, 0.8)) == 1000.0
    assert melt_water.capability_kw(PLANT, Circuit(50.0, 12.0, 0.8)) < 1000.0
    assert melt_water.capability_kw(PLANT, Circuit(150.0, 12.0, 0.02)) < melt_water.capability_kw(
        PLANT, Circuit(150.0, 12.0, 0.4)
    )
    assert melt_water.capability_kw(PLANT, Circuit(150.0, 12.0, 0.0)) == 0.0


@pytest.mark.parametrize("wanted_kw", [1.0, 40.0, 300.0, 777.0, 1000.0])
def test_the_flow_found_gives_what_is_wanted(wanted_kw):
    flow = melt_water.flow_for_kw(PLANT, wanted_kw, Circuit(150.0, 15.0, 0.6, contact=0.9))
    loop = melt_water.cooling_kw(EXCHANGER, flow, Circuit(150.0, 15.0, 0.6, contact=0.9))
    assert loop.cooling_kw == pytest.approx(wanted_kw, abs=0.11)


def test_what_cannot_be_had_takes_full_speed_and_nothing_takes_none():
    assert melt_water.flow_for_kw(PLANT, 1000.0, Circuit(50.0, 8.0, 0.1)) == 100.0
    assert melt_water.flow_for_kw(PLANT, 0.0, Circuit(50.0, 8.0, 0.1)) == 0.0


def test_pumping_costs_cube_drive_and_treatment_and_two_pumps_share():
    assert melt_water.pump_power_kw(PLANT, 0.0) == 0.0
    assert melt_water.pump_power_kw(PLANT, 100.0) == pytest.approx(11.0 * 1.08 + 3.5)
    assert melt_water.pump_power_kw(PLANT, 50.0) == pytest.approx(11.0 / 8.0 + 0.08 * 11.0 + 3.5)
    # At design the snow loop has a COP of 35-100: an order better than chillers.
    assert 35.0 < 1000.0 / melt_water.pump_power_kw(PLANT, 86.0) < 100.0
