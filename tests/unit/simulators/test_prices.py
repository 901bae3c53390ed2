"""Synthetic prices."""

from datetime import UTC, date, datetime

import pytest

from simulators.prices import SOURCE, SimulatedPrices


@pytest.mark.parametrize(
    ("day", "quarters"), [(date(2026, 3, 29), 92), (date(2026, 7, 1), 96), (date(2026, 10, 25), 100)]
)
def test_a_local_day_has_its_quarters(day, quarters):
    prices = SimulatedPrices(1).day(day)
    assert len(prices) == quarters
    assert len({price.start for price in prices}) == quarters
    assert {price.source for price in prices} == {SOURCE} == {"synthetic"}


def test_prices_belong_to_their_seed_and_hold_for_a_quarter():
    noon = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    prices = SimulatedPrices(1)
    assert prices.price_eur_mwh(noon) == SimulatedPrices(1).price_eur_mwh(noon.replace(minute=14))
    assert prices.price_eur_mwh(noon) != SimulatedPrices(2).price_eur_mwh(noon)


def test_the_level_is_that_of_the_north_and_evenings_cost_more_than_nights():
    prices = SimulatedPrices(1)
    days = [prices.day(date(2026, month, 1 + 7 * week)) for month in range(1, 13) for week in range(4)]
    everything = [price.price_eur_mwh for day in days for price in day]
    assert 15.0 < sum(everything) / len(everything) < 50.0
    assert min(everything) >= -10.0
    evening = [day[72].price_eur_mwh for day in days]
    night = [day[12].price_eur_mwh for day in days]
    assert sum(evening) > sum(night) + 5.0 * len(days)
