"""Bills by hand: what a kWh costs by part, and which windows the demand charge looks at."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from domain.errors import ConfigurationError
from domain.tariff import Tariff
from simulators.season.inputs import LocalTime
from simulators.season.money import charged_months, demand_sek, step_prices
from simulators.season.run import Case, play_season


@pytest.fixture
def clock(inputs, site):
    """Two local days of quarter hours from midnight on Tuesday 2 June 2026."""
    weather = inputs(1, days=2, step_minutes=15)
    return weather, LocalTime.of(weather, site.timezone)


def test_a_kwh_by_part(clock, tariff):
    weather, local = clock
    prices = step_prices(tariff(), weather, local)
    spot = weather.price_eur_mwh * 11.0 / 1000.0
    assert np.allclose(prices.energy, spot + 0.02)
    assert np.allclose(prices.grid, 0.10)
    assert np.allclose(prices.tax, 0.36 - 0.096)
    assert np.allclose(prices.total, spot + 0.02 + 0.10 + 0.264)


def test_the_rate_of_the_day_counts(clock, tariff):
    weather, local = clock
    usual = tariff()
    dearer = replace(
        next(item for item in usual.items if item.kind.value == "eur_sek"), valid_from=date(2026, 6, 3), value=22.0
    )
    prices = step_prices(replace(usual, items=(*usual.items, dearer)), weather, local)
    rate = (prices.energy - 0.02) * 1000.0 / weather.price_eur_mwh
    assert np.allclose(rate[:96], 11.0)
    assert np.allclose(rate[96:], 22.0)


def test_a_tariff_without_a_rate_is_refused(clock):
    weather, local = clock
    with pytest.raises(ConfigurationError, match="energy_tax"):
        step_prices(Tariff("bare", "Bare", ()), weather, local)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 500.0),  # mean of the hour from 08:00 local, Tuesday
        ({"averaging_minutes": 15}, 800.0),
        ({"averaging_minutes": 30}, 650.0),
        ({"peaks": 2}, (500.0 + 300.0) / 2),  # one hour of each day
        ({"peaks": 2, "peaks_on_different_days": False}, (500.0 + 400.0) / 2),
        ({"peaks": 9}, (500.0 + 300.0) / 2),  # two days is all there is
        ({"first_hour": 9}, 400.0),
        ({"last_hour": 8}, 100.0),
        ({"weekdays": (2,)}, 300.0),
        ({"weekdays": (5, 6)}, 0.0),
        ({"months": (1,)}, 0.0),
        ({"valid_from": date(2026, 7, 1)}, 0.0),
    ],
)
def test_the_demand_charge_by_hand(clock, tariff, charge, changes, expected):
    weather, local = clock
    power = np.full(192, 100.0)
    power[32:36] = (800.0, 500.0, 400.0, 300.0)  # 08-09 Tuesday
    power[36:40] = 400.0  # 09-10 Tuesday
    power[96 + 40 : 96 + 44] = 300.0  # 10-11 Wednesday
    power[4:8] = 900.0  # 01-02: not charged
    months = charged_months(tariff((charge(**changes),)), weather, local)
    assert demand_sek(months, power) == pytest.approx(45.0 * expected)


def test_who_only_gives_pays_no_peak(clock, tariff, charge):
    weather, local = clock
    assert demand_sek(charged_months(tariff((charge(),)), weather, local), np.full(192, -50.0)) == 0.0


def test_of_two_prices_of_one_charge_the_newest_counts_and_other_hours_add(clock, tariff, charge):
    weather, local = clock
    old, new = charge(), charge(valid_from=date(2026, 1, 1), value=10.0)
    night = charge(first_hour=0, last_hour=6, value=1.0)
    months = charged_months(tariff((old, new, night)), weather, local)
    assert demand_sek(months, np.full(192, 100.0)) == pytest.approx(1000.0 + 100.0)


def test_the_peak_is_that_of_the_connection(inputs, plant, tariff, charge, site):
    weather = inputs(2, base_power_kw=np.full(288, 500.0))
    one = Case(weather, plant(), tariff((charge(),)), "chiller_only", 1, site.timezone)
    together = play_season(one).outcome
    alone = play_season(replace(one, inputs=replace(weather, base_power_kw=None))).outcome
    assert together.cost_sek.demand == pytest.approx(alone.cost_sek.demand + 45.0 * 500.0)
    assert together.demand_base_alone_sek == pytest.approx(45.0 * 500.0)
    assert alone.demand_base_alone_sek == 0.0
    assert together.peak_kw["2026-06"] == pytest.approx(together.cost_sek.demand / 45.0)
    assert [warning.code for warning in alone.warnings] == ["plant_alone"]
    assert together.warnings == ()
    assert together.cost_sek.energy == alone.cost_sek.energy
    # Whoever compares tariffs must read it of one without a demand charge too.
    uncharged = play_season(replace(one, inputs=replace(weather, base_power_kw=None), tariff=tariff())).outcome
    assert [warning.code for warning in uncharged.warnings] == ["plant_alone"]


def test_co2_follows_its_factor(case):
    one = case(3)
    outcome = play_season(one, co2_kg_kwh=0.2).outcome
    used = outcome.electricity_mwh
    assert outcome.co2_kg == pytest.approx(200.0 * (used.chillers + used.pumps + used.free_cooling))
    assert play_season(one).outcome.co2_kg == pytest.approx(outcome.co2_kg * 0.45)
