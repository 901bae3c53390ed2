"""Every meter in one account, and the right register for each, whatever the device calls it."""

from __future__ import annotations

import pytest

from analytics.indicators.organisation import (
    Account,
    accounts,
    counter_of,
    outside_temperature_points,
    plant_cold,
    unusable_meters,
)
from config.load import load_profile, load_site
from domain.site import Carrier, Direction, Meter, Point, Site


@pytest.fixture(scope="module")
def demo() -> Site:
    return load_site("ostersund_demo")


@pytest.mark.parametrize(
    ("profile", "carrier", "direction", "expected"),
    [
        ("eastron_sdm630", Carrier.ELECTRICITY, Direction.IMPORT, "energy_kwh"),
        ("eastron_sdm630", Carrier.ELECTRICITY, Direction.EXPORT, "energy_export_kwh"),
        ("eastron_sdm630", Carrier.ELECTRICITY, Direction.GENERATION, "energy_kwh"),
        ("kamstrup_multical_603", Carrier.HEAT, Direction.EXPORT, "energy_kwh"),
        ("kamstrup_multical_603", Carrier.HEAT, Direction.IMPORT, "energy_kwh"),
        ("kamstrup_multical_603", Carrier.WATER, Direction.IMPORT, "volume_m3"),
        ("belimo_energy_valve", Carrier.COOLING, Direction.IMPORT, "energy_kwh"),
        ("belimo_energy_valve", Carrier.HEAT, Direction.IMPORT, "heating_energy_kwh"),
        ("pulse_counter", Carrier.WATER, Direction.IMPORT, "volume_m3"),
        ("pulse_counter", Carrier.ELECTRICITY, Direction.IMPORT, None),
    ],
)
def test_the_register_that_counts(profile: str, carrier: Carrier, direction: Direction, expected: str | None):
    points = [Point(f"s/b/m/{p.id}", "d", p) for p in load_profile(profile).points]
    found = counter_of(Meter("m", carrier, "d", direction), points)
    assert (found.profile_point.id if found else None) == expected


def test_every_meter_of_the_demo_counts_in_one_account(demo: Site):
    found = accounts(demo)
    meters = sum(len(building.meters) for building in demo.buildings)
    assert len(found) == meters + 1
    assert len({account.point.id for account in found}) == len(found)
    assert unusable_meters(demo) == []


def test_cold_of_the_own_network_is_internal_and_the_plants_electricity_counts(demo: Site):
    found = accounts(demo)
    cooling = [account for account in found if account.carrier is Carrier.COOLING]
    assert cooling
    assert {account.account for account in cooling} == {Account.INTERNAL}
    assert [a.meter for a in found if a.place == "plant"] == ["plc"]
    assert {a.account for a in found if a.place == "plant"} == {Account.COUNTED}


def test_the_plant_names_its_cold_and_a_sensor_goes_before_the_plants_thermometer(demo: Site):
    assert list(plant_cold(demo)) == ["snow", "free_cooling", "chillers"]
    assert [point.id.split("/")[1] for point in outside_temperature_points(demo)] == ["site", "plant"]
