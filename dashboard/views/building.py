"""A building: what its meters say now, and the course of its powers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.selection import main_points, meters_of
from dashboard.shown import Shown, Viewer
from domain.site import Building, Carrier, Point, Site

CHARTED = (Carrier.ELECTRICITY, Carrier.HEAT, Carrier.COOLING)


@dataclass(frozen=True, slots=True)
class MeterTable:
    """One meter and everything it tells."""

    title: str
    note: str
    values: list[Shown]


def building_points(site: Site, building: Building, points: Mapping[str, Point]) -> list[Point]:
    """Every point of the building."""
    return [point for meter in meters_of(site, building, points.values()) for point in meter.points]


def charted_points(site: Site, building: Building, points: Mapping[str, Point]) -> dict[Carrier, list[Point]]:
    """Powers that are drawn, by carrier; counters are not drawn."""
    meters = meters_of(site, building, points.values())
    found = {carrier: main_points(meters, carrier) for carrier in CHARTED}
    return {
        carrier: drawn
        for carrier, chosen in found.items()
        if (drawn := [point for point in chosen if not point.profile_point.counter])
    }


def meter_tables(site: Site, building: Building, points: Mapping[str, Point], viewer: Viewer) -> list[MeterTable]:
    """One table per meter, in the order of the site file."""
    texts = viewer.texts
    tables = []
    for entry in meters_of(site, building, points.values()):
        meter = entry.meter
        direction = texts(f"direction.{meter.direction}")
        part_of = texts("building.submeter", meter=meter.submeter_of) if meter.submeter_of else ""
        device = site.device(meter.device).profile
        made_by = " ".join(word for word in (device.manufacturer, _short(device.model)) if word)
        note = " · ".join(word for word in (direction, part_of, made_by) if word)
        title = f"{texts(f'carrier.{meter.carrier}')} ({meter.id})"
        tables.append(MeterTable(title, note, [viewer.show(point) for point in entry.in_order]))
    return tables


def _short(model: str | None) -> str:
    """A model without its variants: `iEM3155` of `iEM3155, also iEM3150`, `B23` of `B23 (from 2019)`."""
    return re.split(r",| \(", model or "")[0]
