"""Overview: whether anything is wrong, and whether we are on our way to the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.selection import main_points, meters_of
from dashboard.shown import Shown, Viewer
from domain.site import Building, Carrier, Point, Site

CARRIERS = (Carrier.ELECTRICITY, Carrier.HEAT, Carrier.WATER)


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """One building with its live values per carrier."""

    id: str
    name: str
    purpose: str
    values: Mapping[Carrier, list[Shown]]


def overview_points(site: Site, points: Mapping[str, Point]) -> list[Point]:
    """Every point that the overview shows."""
    return [
        point
        for building in site.buildings
        for carrier in CARRIERS
        for point in _main(site, building, points, carrier)
    ]


def building_rows(site: Site, points: Mapping[str, Point], viewer: Viewer) -> list[BuildingRow]:
    """All buildings in the order of the site file."""
    return [_row(site, building, points, viewer) for building in site.buildings]


def _row(site: Site, building: Building, points: Mapping[str, Point], viewer: Viewer) -> BuildingRow:
    values = {
        carrier: [viewer.show(point) for point in _main(site, building, points, carrier)] for carrier in CARRIERS
    }
    return BuildingRow(building.id, building.name, purpose_text(building.purpose, viewer), values)


def _main(site: Site, building: Building, points: Mapping[str, Point], carrier: Carrier) -> list[Point]:
    return main_points(meters_of(site, building, points.values()), carrier)


def purpose_text(purpose: str, viewer: Viewer) -> str:
    """What a building is for, in words."""
    return viewer.texts.maybe(f"purpose.{purpose}") or purpose.replace("_", " ")
