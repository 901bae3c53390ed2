"""A small organisation with known use: two buildings, one built later, solar cells, a snow plant, five years."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.indicators.energy_account import EnergyAccount, read_account
from analytics.report.compose import compose
from analytics.report.document import Document
from config.load import load_profile, load_site
from domain.address import parse_address
from domain.device import DeviceProfile, ProfilePoint
from domain.reading import Reading
from domain.site import Building, Carrier, Device, Direction, Meter, Site
from domain.target import Target
from historian.in_memory import InMemoryHistorian

ZONE = ZoneInfo("Europe/Stockholm")
FIRST, LAST = 2018, 2022
ADDRESS = parse_address("tcp://192.168.1.1:502/1")
THERMOMETER = DeviceProfile("thermometer", (ProfilePoint("outside_air_temp_c", "degC"),))


@dataclass(frozen=True)
class Town:
    """The site, its filled store and what was used, kWh (or m3) by meter and year, written down while filling."""

    site: Site
    store: InMemoryHistorian
    used: dict[tuple[str, int], float]


def meter(id: str, carrier: Carrier, device: str, **more: object) -> Meter:
    return Meter(id, carrier, device, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def site() -> Site:
    electricity, heat, water = (
        load_profile(name) for name in ("eastron_sdm630", "kamstrup_multical_603", "pulse_counter")
    )
    plant = load_site("ostersund_demo").plant
    assert plant is not None
    school = Building(
        "skolan", "Skolan & badet", "school", 5000.0, 1970, (Carrier.HEAT,),
        (
            meter("el", Carrier.ELECTRICITY, "skolan_el"),
            meter("kok", Carrier.ELECTRICITY, "skolan_kok", submeter_of="el"),
            meter("varme", Carrier.HEAT, "skolan_varme"),
            meter("vatten", Carrier.WATER, "skolan_vatten"),
            meter("kyla", Carrier.COOLING, "skolan_kyla"),
        ),
    )  # fmt: skip
    hall = Building(
        "hallen", "Hallen", "sports_hall", 2000.0, 2020, (),
        (
            meter("el", Carrier.ELECTRICITY, "hallen_el"),
            meter("ut", Carrier.ELECTRICITY, "hallen_el", direction=Direction.EXPORT),
            meter("sol", Carrier.ELECTRICITY, "hallen_sol", direction=Direction.GENERATION),
        ),
    )  # fmt: skip
    devices = (
        *(Device(id, electricity, ADDRESS, 5.0) for id in ("skolan_el", "skolan_kok", "hallen_el", "hallen_sol")),
        Device("skolan_varme", heat, ADDRESS, 5.0),
        Device("skolan_kyla", load_profile("belimo_energy_valve"), ADDRESS, 5.0),
        Device("skolan_vatten", water, ADDRESS, 5.0),
        Device("plc", load_profile("snow_plant_plc"), ADDRESS, 1.0),
        Device("ute", THERMOMETER, ADDRESS, 60.0),
    )
    target = Target("mal", "Mindre energi", "Less energy", FIRST, 2026, -0.30, "beslut")
    network = replace(plant.cooling_network, buildings=("skolan",))
    return Site(
        "byn", "Byn", ZONE, (school, hall), devices,
        plant=replace(plant, plc="plc", cooling_network=network), target=target,
    )  # fmt: skip


def daily_use(point: str, day: datetime, temp_c: float) -> float:
    """What a meter counts on `day` [kWh or m3]."""
    place, meter_id, name = point.split("/")[1:]
    left = 1 - 0.04 * (day.year - FIRST)
    if place == "hallen" and day.year < 2020:
        return 0.0
    summer = 5 <= day.month <= 8
    amounts = {
        "el": 1500.0 * left, "ut": 40.0,
        "kok": 200.0, "varme": left * (300.0 + 180.0 * max(17.0 - temp_c, 0.0)), "vatten": 9.0,
        "kyla": 150.0, "sol": 60.0 if summer else 10.0,
    }  # fmt: skip
    of_plant = {
        "snow_cooling_energy_kwh": 400.0 if summer else 0.0,
        "free_cooling_energy_kwh": 0.0 if summer else 120.0,
        "chiller_cooling_energy_kwh": 30.0,
        "electrical_energy_usage_kwh": 12.0,
    }
    return of_plant[name] if place == "plant" else amounts[meter_id]


COUNTERS = (
    "skolan/el/energy_kwh", "skolan/kok/energy_kwh", "skolan/varme/energy_kwh", "skolan/vatten/volume_m3",
    "skolan/kyla/energy_kwh", "hallen/el/energy_kwh", "hallen/ut/energy_export_kwh", "hallen/sol/energy_kwh",
    "plant/plc/snow_cooling_energy_kwh", "plant/plc/free_cooling_energy_kwh",
    "plant/plc/chiller_cooling_energy_kwh", "plant/plc/electrical_energy_usage_kwh",
)  # fmt: skip


def temperature(day: datetime) -> float:
    """A year that is 0.8 K colder each time."""
    turn = 2 * math.pi * (day.timetuple().tm_yday - 20) / 365
    return 4.0 - 12.0 * math.cos(turn) - 0.8 * (day.year - FIRST)


def filled_town(site: Site, keep: Callable[[str, datetime], bool] = lambda point, day: True) -> Town:
    """The site with a register reading at each local midnight that is to be kept."""
    store, used, counts = InMemoryHistorian(), {}, dict.fromkeys(COUNTERS, 1234.0)
    readings = []
    day, end = datetime(FIRST, 1, 1, tzinfo=ZONE), datetime(LAST + 1, 1, 1, tzinfo=ZONE)
    while day <= end:
        at, temp_c = day.astimezone(UTC), temperature(day)
        for name in COUNTERS:
            point = f"{site.id}/{name}"
            if keep(point, day):
                unit = "m3" if name.endswith("m3") else "kWh"
                readings.append(Reading(point, at, at, counts[name], unit))
            amount = daily_use(point, day, temp_c)
            counts[name] += amount
            used[point, day.year] = used.get((point, day.year), 0.0) + amount
        for hour in range(0, 24, 6):
            moment = at + timedelta(hours=hour)
            point = f"{site.id}/site/ute/outside_air_temp_c"
            if keep(point, day):
                readings.append(Reading(point, moment, moment, temp_c, "degC"))
        day = (day + timedelta(days=1)).replace(tzinfo=ZONE)
    store.append(readings)
    return Town(site, store, used)


@pytest.fixture(scope="session")
def town(site: Site) -> Town:
    return filled_town(site)


@pytest.fixture(scope="session")
def fill() -> Callable[..., Town]:
    return filled_town


@pytest.fixture(scope="session")
def account(town: Town) -> EnergyAccount:
    return read_account(town.site, LAST, town.store)


@pytest.fixture(scope="session")
def document(account: EnergyAccount) -> Document:
    return compose(account, "sv")


@pytest.fixture(scope="session")
def document_en(account: EnergyAccount) -> Document:
    return compose(account, "en")
