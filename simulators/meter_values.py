"""What a meter shows: every point a meter profile may have, from the building's use of the meter's carrier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from math import acos, sin, tan
from zlib import crc32

import numpy as np

from domain.site import Building, Carrier, Direction, Meter, Point
from physics.water import heat_flow_kw
from simulators.buildings import SimulatedBuildings
from simulators.course import Course
from simulators.hours import Floats, Integers

# District heating and network cooling leave a building this much cooler or warmer than they came (assumed);
# kept constant so that volume is energy over a constant.
_HEAT_DIFFERENCE_K, _COOLING_DIFFERENCE_K = 38.0, 7.0
_COOLING_SUPPLY_C = 8.3
_POWER_FACTOR = 0.96
_PHASE_SHARES = (0.36, 0.33, 0.31)
_SUBMETER_SHARE = 0.4
# Of what the sun cells give, this share is not used in the building at once (assumed).
_SURPLUS_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class MeterUse:
    """Course of what a meter counts; the meter gets `share` of it."""

    course: Course
    share: float

    def rate(self, moment: datetime) -> float:
        """Rate at `moment` [kW or m3/h]."""
        return self.share * self.course.rate(moment)

    def total(self, moment: datetime) -> float:
        """Total since 2010 [kWh or m3]."""
        return self.share * self.course.total(moment)


def use_of(buildings: SimulatedBuildings, building: Building, meter: Meter) -> MeterUse:
    """What `meter` of `building` counts."""
    if meter.direction is not Direction.IMPORT:
        share = _SURPLUS_SHARE if meter.direction is Direction.EXPORT else 1.0
        return MeterUse(buildings.solar_course(building), share)
    alike = [other for other in building.meters if _same(meter, other) and other.submeter_of == meter.submeter_of]
    share = (_SUBMETER_SHARE if meter.submeter_of is not None else 1.0) / max(len(alike), 1)
    return MeterUse(buildings.course(building, meter.carrier), share)


def _same(meter: Meter, other: Meter) -> bool:
    return other.carrier is meter.carrier and other.direction is Direction.IMPORT


class MeterValues:
    """Values of one meter in canonical units as the building sees them, transformers not yet taken off."""

    def __init__(self, buildings: SimulatedBuildings, building: Building, meter: Meter) -> None:
        self.carrier = meter.carrier
        self._weather = buildings.weather
        self._make_use: Callable[[], MeterUse] = partial(use_of, buildings, building, meter)
        self._use: MeterUse | None = None
        self._phase = crc32(f"{building.id}/{meter.id}".encode()) % 1000 / 1000.0

    @property
    def use(self) -> MeterUse:
        """What the meter counts, laid out when first asked for."""
        if self._use is None:
            self._use = self._make_use()
        return self._use

    def value(self, point: Point, moment: datetime) -> float:
        """Value of `point` at `moment` [canonical unit]."""
        name, unit = point.profile_point.id, point.unit
        if self._never_moves(name):
            return 0.0
        if unit in {"kWh", "m3"}:
            return self._count(unit, moment)
        if self.carrier is Carrier.ELECTRICITY:
            return self._electric(name, unit, moment)
        return self._water(name, unit, moment)

    def amounts(self, point: Point, indices: Integers) -> Floats:
        """What counter `point` has counted since 2010 [canonical unit] at the start of each hour of `indices`."""
        if self._never_moves(point.profile_point.id):
            return np.zeros(len(indices))
        scale = self.use.share * self._count_scale(point.unit)
        counted: Floats = self.use.course.totals[indices] * scale
        return counted

    def _never_moves(self, name: str) -> bool:
        """Export registers of a meter that only imports, heating registers of a cooling meter."""
        return "export" in name or (self.carrier is Carrier.COOLING and "heating" in name)

    def _count(self, unit: str, moment: datetime) -> float:
        return self.use.total(moment) * self._count_scale(unit)

    def _count_scale(self, unit: str) -> float:
        """1 for what the carrier is counted in; cubic metres per kilowatt-hour for the water of a heat meter."""
        if unit == "kWh" or self.carrier in {Carrier.WATER, Carrier.ELECTRICITY}:
            return 1.0
        return 1.0 / heat_flow_kw(1.0, self._difference_k)

    @property
    def _difference_k(self) -> float:
        return _COOLING_DIFFERENCE_K if self.carrier is Carrier.COOLING else _HEAT_DIFFERENCE_K

    def _electric(self, name: str, unit: str, moment: datetime) -> float:
        power_kw = self.use.rate(moment)
        phase = next((number for number in (1, 2, 3) if f"_l{number}" in name), None)
        share = _PHASE_SHARES[phase - 1] if phase is not None else 1.0
        reactive = power_kw * tan(acos(_POWER_FACTOR))
        values = {
            "kW": power_kw * share,
            "kVA": power_kw * share / _POWER_FACTOR,
            "kvar": reactive * share,
            "V": self._voltage(phase or 1, moment),
            "A": power_kw * share / _POWER_FACTOR / self._voltage(phase or 1, moment) * 1000.0,
            "Hz": 50.0 + 0.02 * self._swing(moment, 37.0),
            "1": _POWER_FACTOR + 0.01 * self._swing(moment, 900.0),
            "degC": 22.0,
            "%": 2.0,
        }
        return values.get(unit, 0.0)

    def _water(self, name: str, unit: str, moment: datetime) -> float:
        rate = self.use.rate(moment)
        if self.carrier is Carrier.WATER:
            return {"m3/h": rate, "degC": 8.0}.get(unit, 0.0)
        flow = rate * self._count_scale("m3")
        supply_c = self._supply_c(moment)
        cools = self.carrier is not Carrier.COOLING
        return_c = supply_c + (-self._difference_k if cools else self._difference_k)
        if unit == "degC":
            return return_c if "return" in name else supply_c
        values = {"kW": rate, "m3/h": flow, "K": self._difference_k, "%": self._opening_pct(rate)}
        return values.get(unit, 0.0)

    def _supply_c(self, moment: datetime) -> float:
        if self.carrier is Carrier.COOLING:
            return _COOLING_SUPPLY_C + 0.3 * self._swing(moment, 1800.0)
        # District heating by outdoor temperature: 75 °C above 5 °C, 100 °C at −25 °C (assumed).
        outside_c = self._weather.at(moment).outside_air_temp_c
        return 75.0 + min(max(5.0 - outside_c, 0.0), 30.0) * 25.0 / 30.0 + 0.5 * self._swing(moment, 1200.0)

    def _opening_pct(self, rate: float) -> float:
        most = float(self.use.course.hourly.max()) * self.use.share
        return 100.0 * min(rate / most, 1.0) if most > 0.0 else 0.0

    def _voltage(self, phase: int, moment: datetime) -> float:
        return 231.0 + 0.4 * phase + 1.5 * self._swing(moment, 2400.0 + 100.0 * phase)

    def _swing(self, moment: datetime, period_s: float) -> float:
        """A slow swing −1…1 of this meter's own phase."""
        turns = moment.timestamp() / period_s + self._phase
        return sin(6.283185307179586 * (turns % 1.0)) * 0.7 + sin(6.283185307179586 * (turns * 3.7 % 1.0)) * 0.3
