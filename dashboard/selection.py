"""Which points of a meter stand for it: the live power or flow, and what it has counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.site import Building, Carrier, Direction, Meter, Point, Site

# Names of the live quantity of each carrier, in order of preference; else the first point of the unit.
_LIVE_NAMES = {
    Carrier.ELECTRICITY: ("electric_power_kw",),
    Carrier.HEAT: ("heating_power_kw", "thermal_power_kw"),
    Carrier.COOLING: ("cooling_power_kw", "thermal_power_kw"),
    Carrier.GAS: ("thermal_power_kw",),
    Carrier.WATER: ("flow_m3_h",),
}
_LIVE_UNIT = {Carrier.WATER: "m3/h"}
_COUNTED_UNIT = {Carrier.WATER: "m3"}


@dataclass(frozen=True, slots=True)
class MeterPoints:
    """A meter with all points of its device."""

    meter: Meter
    points: tuple[Point, ...]

    @property
    def live(self) -> Point | None:
        """The point that tells what the meter measures right now; its counter when it has nothing else."""
        carrier = self.meter.carrier
        named = {point.profile_point.id: point for point in self.points}
        preferred = next((named[name] for name in _LIVE_NAMES[carrier] if name in named), None)
        return preferred or self._first(_LIVE_UNIT.get(carrier, "kW"), counter=False) or self.counted

    @property
    def counted(self) -> Point | None:
        """The counter of the meter."""
        return self._first(_COUNTED_UNIT.get(self.meter.carrier, "kWh"), counter=True)

    @property
    def in_order(self) -> list[Point]:
        """All points, the live one and the counter first."""
        return sorted(self.points, key=lambda point: (point is not self.live, point is not self.counted))

    def _first(self, unit: str, *, counter: bool) -> Point | None:
        fitting = (p for p in self.points if p.unit == unit and p.profile_point.counter is counter)
        return next(fitting, None)


def meters_of(site: Site, building: Building, points: Iterable[Point]) -> list[MeterPoints]:
    """Meters of `building` with their points, in the order of the site file."""
    prefix = f"{site.id}/{building.id}/"
    own = [point for point in points if point.id.startswith(prefix)]
    return [
        MeterPoints(meter, tuple(point for point in own if point.id.startswith(f"{prefix}{meter.id}/")))
        for meter in building.meters
    ]


def main_points(meters: Iterable[MeterPoints], carrier: Carrier) -> list[Point]:
    """Live points of the meters that stand for the whole building: bought, and not part of another meter."""
    found = (
        meter.live
        for meter in meters
        if meter.meter.carrier is carrier
        and meter.meter.direction is Direction.IMPORT
        and meter.meter.submeter_of is None
    )
    return [point for point in found if point is not None]


def plant_points(site: Site, points: Iterable[Point]) -> dict[str, Point]:
    """Points of the plant by their name in the register map; empty without a plant."""
    prefix = f"{site.id}/plant/"
    return {point.profile_point.id: point for point in points if point.id.startswith(prefix)}
