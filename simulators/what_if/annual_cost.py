"""What a store costs a year: operation, snow, cover, handling and capital, from the unit prices of its plant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from domain.plant import Plant, UnitPrices
from physics.snow_geometry import surface_m2


@dataclass(frozen=True, slots=True)
class AnnualCostSek:
    """Cost a year excluding VAT [SEK]; a part is None where a price it needs is not given, and so is the total.

    `operation` is the season's electricity bill, `capital` exchanger and pad as an annuity.
    """

    operation: float
    snow_supply: float | None
    snow_making: float | None
    cover: float | None
    handling: float | None
    capital: float | None
    total: float | None


def annual_cost_sek(plant: Plant, operation_sek: float, gun_electricity_sek_kwh: float) -> AnnualCostSek:
    """The year of `plant` as it stands in the plant file or a case of it."""
    prices, store = plant.prices, plant.snow_store
    parts = (
        _supply(prices, store.mass_t),
        _making(prices, store.mass_t, gun_electricity_sek_kwh),
        _cover(plant),
        None if prices.handling_sek_t is None else prices.handling_sek_t * store.mass_t,
        _capital(plant),
    )
    known = [part for part in parts if part is not None]
    total = operation_sek + sum(known) if len(known) == len(parts) else None
    return AnnualCostSek(operation_sek, *parts, total)


def annuity_share(interest_share: float, years: float) -> float:
    """Yearly share of a loan r/(1 − (1 + r)^−n) [1/a] at interest r over n years; 1/n without interest."""
    if interest_share == 0.0:
        return 1.0 / years
    return float(interest_share / (1.0 - (1.0 + interest_share) ** -years))


def missing_prices(prices: UnitPrices) -> tuple[str, ...]:
    """Keys of the prices that the yearly cost needs and the plant file does not give."""
    return tuple(name for name in _needed(prices) if getattr(prices, name) is None)


def _needed(prices: UnitPrices) -> Iterator[str]:
    """Snow that nobody brings, or nobody makes, needs no price."""
    for one in fields(prices):
        brought = one.name != "snow_supply_sek_t" or prices.snow_made_share < 1.0
        made = not one.name.startswith("snow_making") or prices.snow_made_share > 0.0
        if brought and made:
            yield one.name


def _supply(prices: UnitPrices, mass_t: float) -> float | None:
    if prices.snow_supply_sek_t is not None:
        return prices.snow_supply_sek_t * mass_t * (1.0 - prices.snow_made_share)
    # All of it made, at a price that is known: nothing is brought.
    known = prices.snow_making_sek_t is not None and prices.snow_making_kwh_t is not None
    return 0.0 if prices.snow_made_share == 1.0 and known else None


def _making(prices: UnitPrices, mass_t: float, electricity_sek_kwh: float) -> float | None:
    other, kwh_t = prices.snow_making_sek_t, prices.snow_making_kwh_t
    if other is not None and kwh_t is not None:
        return (other + kwh_t * electricity_sek_kwh) * mass_t * prices.snow_made_share
    # All of it brought, at a price that is known: nothing is made.
    return 0.0 if prices.snow_made_share == 0.0 and prices.snow_supply_sek_t is not None else None


def _cover(plant: Plant) -> float | None:
    """Chips over the surface of the full pile, shared among the years they last."""
    prices, store = plant.prices, plant.snow_store
    if prices.cover_sek_m3 is None or prices.cover_life_years is None:
        return None
    area_m2 = surface_m2(store.shape, store.mass_t * 1000.0 / store.density_kg_m3)
    return prices.cover_sek_m3 * area_m2 * store.cover_m / prices.cover_life_years


def _capital(plant: Plant) -> float | None:
    """Exchanger by its kilowatts and pad by the tonnes it holds, whether they lie there or not."""
    prices = plant.prices
    exchanger, pad = prices.exchanger_sek_kw, prices.pad_sek_t
    interest, life = prices.interest_share, prices.capital_life_years
    if exchanger is None or pad is None or interest is None or life is None:
        return None
    invested = exchanger * plant.exchanger.capacity_kw + pad * plant.snow_store.pad_t
    return invested * annuity_share(interest, life)
