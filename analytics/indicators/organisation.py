"""Whose use counts where: every meter of a site in exactly one account, so nothing is counted twice.

COUNTED     bought energy of the organisation: import meters at the top, and the plant's own electricity
SUBMETER    part of another meter of the same building
INTERNAL    cold from the organisation's own network: its energy is the plant's electricity, counted there
EXPORT, GENERATION and WATER are reported apart
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.site import Building, Carrier, Direction, Meter, Point, Site

PLANT = "plant"
# Counters of the snow-cooling plant, by the names of its register map.
PLANT_ELECTRICITY = "electrical_energy_usage_kwh"
PLANT_COLD = {
    "snow": "snow_cooling_energy_kwh",
    "free_cooling": "free_cooling_energy_kwh",
    "chillers": "chiller_cooling_energy_kwh",
}


class Account(StrEnum):
    """Where a meter's use is entered."""

    COUNTED = "counted"
    SUBMETER = "submeter"
    INTERNAL = "internal"
    EXPORT = "export"
    GENERATION = "generation"
    WATER = "water"


@dataclass(frozen=True, slots=True)
class MeterAccount:
    """One counter of the site and its account; `place` is a building's id or `plant`."""

    place: str
    meter: str
    carrier: Carrier
    account: Account
    point: Point
    built_year: int | None = None


def accounts(site: Site) -> list[MeterAccount]:
    """Every meter of the site that counts, then the plant's electricity."""
    points = list(site.points())
    return [*_building_accounts(site, points), *_plant_electricity(site, points)]


def unusable_meters(site: Site) -> list[str]:
    """`building/meter` of meters whose device has no counter for their carrier."""
    points = list(site.points())
    return [
        f"{building.id}/{meter.id}"
        for building in site.buildings
        for meter in building.meters
        if counter_of(meter, _points_of(site, building, meter, points)) is None
    ]


def plant_cold(site: Site) -> dict[str, Point]:
    """Counters of the cold that the plant delivered, by source; empty without a plant."""
    by_name = {point.profile_point.id: point for point in _plant_points(site, list(site.points()))}
    return {source: by_name[name] for source, name in PLANT_COLD.items() if name in by_name}


def outside_temperature_points(site: Site) -> list[Point]:
    """Points that measure the outdoor temperature: sensors of the site first, then the plant's."""
    found = [point for point in site.points() if point.profile_point.id == "outside_air_temp_c"]
    return sorted(found, key=lambda point: point.id.split("/")[1] == PLANT)


def counter_of(meter: Meter, points: Sequence[Point]) -> Point | None:
    """The register of a meter's device that counts what the meter is for; None when there is none."""
    wanted = {"m3"} if meter.carrier is Carrier.WATER else {"kWh"}
    counters = [point for point in points if point.profile_point.counter and point.unit in wanted]
    fitting = [point for point in counters if _fits(meter, point.profile_point.id)]
    named = [point for point in fitting if _named_for(meter, point.profile_point.id)]
    return next(iter(named or fitting), None)


def _fits(meter: Meter, name: str) -> bool:
    """Whether a register's name does not speak of another direction or carrier.

    A meter of generation counts what it makes in its plain register; one of export may have no other.
    """
    exports, cools, heats = "export" in name, "cool" in name, "heat" in name
    if exports and meter.direction is not Direction.EXPORT:
        return False
    if cools and meter.carrier is not Carrier.COOLING:
        return False
    return not heats or meter.carrier is Carrier.HEAT


def _named_for(meter: Meter, name: str) -> bool:
    """Whether a register's name speaks of the meter's direction or carrier."""
    if meter.direction is Direction.EXPORT:
        return "export" in name
    words = {Carrier.COOLING: "cool", Carrier.HEAT: "heat"}
    return words.get(meter.carrier, "import") in name


def _building_accounts(site: Site, points: Sequence[Point]) -> Iterator[MeterAccount]:
    for building in site.buildings:
        for meter in building.meters:
            counter = counter_of(meter, _points_of(site, building, meter, points))
            if counter is not None:
                account = _account(site, building, meter)
                yield MeterAccount(building.id, meter.id, meter.carrier, account, counter, building.built_year)


def _account(site: Site, building: Building, meter: Meter) -> Account:
    if meter.carrier is Carrier.WATER:
        return Account.WATER
    if meter.direction is Direction.EXPORT:
        return Account.EXPORT
    if meter.direction is Direction.GENERATION:
        return Account.GENERATION
    if meter.submeter_of is not None:
        return Account.SUBMETER
    network = site.plant.cooling_network.buildings if site.plant is not None else ()
    internal = meter.carrier is Carrier.COOLING and building.id in network
    return Account.INTERNAL if internal else Account.COUNTED


def _points_of(site: Site, building: Building, meter: Meter, points: Sequence[Point]) -> list[Point]:
    place = f"{site.id}/{building.id}/{meter.id}/"
    return [point for point in points if point.id.startswith(place)]


def _plant_points(site: Site, points: Sequence[Point]) -> list[Point]:
    return [point for point in points if point.id.startswith(f"{site.id}/{PLANT}/")]


def _plant_electricity(site: Site, points: Sequence[Point]) -> Iterator[MeterAccount]:
    for point in _plant_points(site, points):
        if point.profile_point.id == PLANT_ELECTRICITY:
            yield MeterAccount(PLANT, point.device, Carrier.ELECTRICITY, Account.COUNTED, point)
