"""The yearly cost, worked out by hand."""

from __future__ import annotations

from dataclasses import astuple, fields, replace

import pytest

from config.load_plant import PlantSite
from domain.plant import Plant, StoreGeometry, UnitPrices
from simulators.what_if.annual_cost import annual_cost_sek, annuity_share, missing_prices
from simulators.what_if.sizing import Setting, room_t, sized

PRICES = UnitPrices(
    snow_supply_sek_t=10.0,
    snow_made_share=0.25,
    snow_making_sek_t=20.0,
    snow_making_kwh_t=5.0,
    handling_sek_t=6.0,
    cover_sek_m3=200.0,
    cover_life_years=4.0,
    exchanger_sek_kw=1500.0,
    pad_sek_t=250.0,
    capital_life_years=20.0,
    interest_share=0.04,
)


@pytest.fixture
def plant(demo: PlantSite) -> Plant:
    """10,000 t at 500 kg/m3 = 20,000 m3 on 100 x 80 m, 0.3 m of chips, 1,000 kW, a pad for 12,000 t."""
    store = replace(
        demo.plant.snow_store,
        mass_t=10_000.0,
        pad_t=12_000.0,
        density_kg_m3=500.0,
        cover_m=0.3,
        geometry=StoreGeometry(100.0, 80.0, 0.0, 45.0),
    )
    return replace(demo.plant, snow_store=store, prices=PRICES)


def test_an_annuity_is_that_of_the_tables() -> None:
    # 4 % over 20 years: 0.073582; 5 % over 10 years: 0.129505.
    assert annuity_share(0.04, 20.0) == pytest.approx(0.073582, abs=1e-6)
    assert annuity_share(0.05, 10.0) == pytest.approx(0.129505, abs=1e-6)
    assert annuity_share(0.0, 25.0) == 0.04


def test_an_annuity_pays_the_loan_back() -> None:
    debt, paid = 1_000_000.0, 1_000_000.0 * annuity_share(0.03, 30.0)
    for _ in range(30):
        debt = debt * 1.03 - paid
    assert debt == pytest.approx(0.0, abs=1e-3)


def test_every_part_by_hand(plant: Plant) -> None:
    cost = annual_cost_sek(plant, 50_000.0, 0.8)
    assert cost.snow_supply == pytest.approx(0.75 * 10_000 * 10)
    assert cost.snow_making == pytest.approx(0.25 * 10_000 * (20 + 5 * 0.8))
    assert cost.handling == pytest.approx(60_000)
    assert cost.capital == pytest.approx((1500 * 1000 + 250 * 12_000) * 0.073582, rel=1e-5)
    # Pile of 45 degrees: h (8000 − 180 h + 4/3 h²) = 20,000 at h = 2.6572 m; top and sides 8,396 m2.
    height = 2.6572
    assert height * (8000 - 180 * height + 4 / 3 * height**2) == pytest.approx(20_000, rel=1e-3)
    top = (100 - 2 * height) * (80 - 2 * height)
    sides = (100 + 80 + 100 + 80 - 4 * height) * height * 2**0.5
    assert cost.cover == pytest.approx((top + sides) * 0.3 * 200 / 4, rel=1e-3)
    assert cost.total == pytest.approx(50_000 + sum(astuple(cost)[1:-1]))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("snow_supply_sek_t", "snow_supply"),
        ("snow_making_sek_t", "snow_making"),
        ("snow_making_kwh_t", "snow_making"),
        ("handling_sek_t", "handling"),
        ("cover_sek_m3", "cover"),
        ("cover_life_years", "cover"),
        ("exchanger_sek_kw", "capital"),
        ("pad_sek_t", "capital"),
        ("capital_life_years", "capital"),
        ("interest_share", "capital"),
    ],
)
def test_a_price_that_is_not_given_leaves_its_part_and_the_total_unknown(
    name: str, part: str, plant: Plant
) -> None:
    prices = replace(PRICES, **{name: None})
    cost = annual_cost_sek(replace(plant, prices=prices), 50_000.0, 0.8)
    unknown = {one.name for one in fields(cost) if getattr(cost, one.name) is None}
    assert unknown == {part, "total"}
    assert missing_prices(prices) == (name,)


def test_snow_that_nobody_makes_needs_no_price(plant: Plant) -> None:
    prices = replace(PRICES, snow_made_share=0.0, snow_making_sek_t=None, snow_making_kwh_t=None)
    cost = annual_cost_sek(replace(plant, prices=prices), 50_000.0, 0.8)
    assert (cost.snow_making, cost.snow_supply) == (0.0, 100_000.0)
    assert cost.total is not None
    assert missing_prices(prices) == ()


def test_snow_that_nobody_brings_needs_no_price(plant: Plant) -> None:
    prices = replace(PRICES, snow_made_share=1.0, snow_supply_sek_t=None)
    cost = annual_cost_sek(replace(plant, prices=prices), 50_000.0, 0.8)
    assert (cost.snow_supply, cost.snow_making) == (0.0, pytest.approx(240_000))
    assert missing_prices(prices) == ()


def test_a_case_changes_what_it_is_about_and_nothing_else(plant: Plant) -> None:
    other = sized(plant, Setting(8000.0, 0.5, 2000.0, 0.0, "snow_first"))
    assert (other.snow_store.mass_t, other.snow_store.cover_m) == (8000, 0.5)
    assert (other.exchanger.capacity_kw, other.exchanger.effectiveness) == (2000, plant.exchanger.effectiveness)
    assert other.exchanger.design_flow_m3_h == 2 * plant.exchanger.design_flow_m3_h
    assert [pump.max_flow_m3_h for pump in other.pumps] == [2 * pump.max_flow_m3_h for pump in plant.pumps]
    assert sized(plant, Setting(10_000.0, 0.3, 1000.0, 0.0, "snow_first")) == plant


def test_room_is_the_smaller_of_pad_and_pile(plant: Plant) -> None:
    assert room_t(plant.snow_store) == 12_000
    narrow = replace(plant.snow_store, geometry=StoreGeometry(30.0, 20.0, 0.0, 45.0))
    # A ridge roof of 10 m over 30 x 20 m: 600·10 − 50·100 + 4/3·1000 = 2,333 m3 at 500 kg/m3.
    assert room_t(narrow) == pytest.approx(2333.33 / 2, rel=1e-4)
