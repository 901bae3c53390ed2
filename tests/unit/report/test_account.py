"""The account against what was written down while the store was filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from analytics.indicators.energy_account import EnergyAccount, read_account
from analytics.indicators.organisation import Account
from domain.errors import InsufficientData
from domain.site import Carrier

BOUGHT = (
    "byn/skolan/el/energy_kwh", "byn/skolan/varme/energy_kwh", "byn/hallen/el/energy_kwh",
    "byn/plant/plc/electrical_energy_usage_kwh",
)  # fmt: skip


@pytest.mark.parametrize("year", [2018, 2019, 2020, 2021, 2022])
def test_a_years_total_is_the_sum_of_the_main_meters_and_the_plant(account: EnergyAccount, town: Any, year: int):
    expected = sum(town.used[point, year] for point in BOUGHT)
    assert account.total(year, account.counted()) == pytest.approx(expected, rel=1e-9)


def test_months_add_up_to_the_year(account: EnergyAccount, town: Any):
    heat = account.counted(Carrier.HEAT)[0]
    months = sum(heat.years.month(2021, month).amount or 0.0 for month in range(1, 13))
    assert months == pytest.approx(town.used["byn/skolan/varme/energy_kwh", 2021], rel=1e-9)


def test_submeters_own_cold_export_generation_and_water_stay_outside(account: EnergyAccount):
    assert [use.account.meter for use in account.of(Account.SUBMETER)] == ["kok"]
    assert [use.account.meter for use in account.of(Account.INTERNAL)] == ["kyla"]
    assert [use.account.point.id for use in account.of(Account.EXPORT)] == ["byn/hallen/ut/energy_export_kwh"]
    assert [use.account.meter for use in account.of(Account.GENERATION)] == ["sol"]
    assert [use.account.meter for use in account.of(Account.WATER)] == ["vatten"]


def test_cooling_from_another_network_is_bought(town: Any):
    plant = replace(
        town.site.plant, cooling_network=replace(town.site.plant.cooling_network, buildings=("hallen",))
    )
    account = read_account(replace(town.site, plant=plant), 2022, town.store)
    assert [use.account.meter for use in account.counted(Carrier.COOLING)] == ["kyla"]


def test_colder_years_are_corrected_down(account: EnergyAccount):
    uses = account.counted()
    measured, corrected = account.total(2022, uses), account.total(2022, uses, corrected=True)
    assert measured is not None
    assert corrected is not None
    assert corrected < measured


def test_electricity_is_never_corrected(account: EnergyAccount):
    uses = account.counted(Carrier.ELECTRICITY)
    assert account.total(2022, uses, corrected=True) == account.total(2022, uses)


def test_without_a_thermometer_nothing_is_corrected(site: Any, fill: Callable[..., Any]):
    town = fill(site, keep=lambda point, day: "outside" not in point)
    assert not read_account(town.site, 2022, town.store).corrects


def test_a_building_counts_as_zero_before_it_stood(site: Any, fill: Callable[..., Any]):
    town = fill(site, keep=lambda point, day: "hallen" not in point or day.year >= 2020)
    account = read_account(town.site, 2022, town.store)
    hall = [use for use in account.counted() if use.account.place == "hallen"]
    assert account.total(2018, hall) == 0.0
    assert account.total(2021, hall) == pytest.approx(town.used["byn/hallen/el/energy_kwh", 2021])


def test_a_gap_between_two_known_counts_loses_nothing(site: Any, fill: Callable[..., Any]):
    def keep(point: str, day: datetime) -> bool:
        return not ("skolan/el" in point and day.year == 2022 and 3 <= day.month <= 8)

    town = fill(site, keep=keep)
    account = read_account(town.site, 2022, town.store)
    year = account.counted(Carrier.ELECTRICITY)[0].years.year(2022)
    assert year is not None
    assert (year.known_months, year.estimated) == (12, 0.0)
    assert year.amount == pytest.approx(town.used["byn/skolan/el/energy_kwh", 2022])


def test_months_before_a_register_began_are_estimated_and_said(site: Any, fill: Callable[..., Any]):
    def keep(point: str, day: datetime) -> bool:
        return "skolan/el" not in point or day >= datetime(2018, 3, 1, tzinfo=day.tzinfo)

    account = read_account(site, 2022, fill(site, keep=keep).store)
    use = account.counted(Carrier.ELECTRICITY)[0].years
    year = use.year(2018)
    assert year is not None
    assert year.known_months == 10
    # January 2018 takes January 2019, the nearest year that is known.
    assert use.month(2018, 1).amount == use.month(2019, 1).amount
    assert year.estimated == pytest.approx((use.month(2019, 1).amount or 0) + (use.month(2019, 2).amount or 0))


def test_a_year_without_data_is_refused_in_plain_words(town: Any):
    with pytest.raises(InsufficientData, match=r"of the use of 2023 is known"):
        read_account(town.site, 2023, town.store)


def test_a_base_year_that_is_mostly_estimated_is_refused(site: Any, fill: Callable[..., Any]):
    town = fill(site, keep=lambda point, day: "outside" in point or day.year > 2018)
    with pytest.raises(InsufficientData, match="2018"):
        read_account(town.site, 2022, town.store)


def test_without_a_target_the_first_whole_year_is_the_base(town: Any):
    account = read_account(replace(town.site, target=None), 2022, town.store)
    assert account.base_year == 2018


def test_the_base_year_itself_cannot_be_reported(town: Any):
    with pytest.raises(InsufficientData, match="nothing to compare"):
        read_account(town.site, 2018, town.store)


def test_a_site_without_meters_has_nothing_to_report(town: Any):
    with pytest.raises(InsufficientData, match="nothing to report"):
        read_account(replace(town.site, buildings=(), plant=None), 2022, town.store)


def test_reading_tells_how_far_it_is(town: Any):
    told: list[tuple[int, int]] = []
    read_account(town.site, 2022, town.store, lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] == len(told)
