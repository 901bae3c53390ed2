"""What was counted between two looks: cooling by the energy meter, water by the weir, rain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from controller.snow_estimate.climate import usual_rain_mm_day
from controller.snow_estimate.observing import WaterBalance

# A counter of 32 bits starts again at zero.
_ROLL = 2.0**32
# A meter may read a little more than the plant can give: ±3 % and the counting unit.
_MOST_OF_CAPACITY, _COUNTING_UNIT_KWH = 1.3, 20.0
# Cooling while no meter tells: a quarter of the capacity, give or take as much (a season's mean and its spread).
_UNMETERED_SHARE, _UNMETERED_SD_SHARE = 0.25, 0.25
# No weir lets through more than the pond's inflow in a cloudburst [m3/h].
_MOST_WATER_M3_H = 500.0
BALANCE_PERIOD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cooled:
    """Cooling by snow [kWh], its standard deviation where it is a guess, and whether the meter told."""

    kwh: float
    sd_kwh: float = 0.0
    metered: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of the plant at `at`; None where nothing is.

    `air_temp_c` and `rain_mm_h` hold for the time since the look before; energy and discharge are counters.
    """

    at: datetime
    air_temp_c: float | None = None
    rain_mm_h: float | None = None
    energy_kwh: float | None = None
    discharge_m3: float | None = None
    pond_level_mm: float | None = None
    height_mm: float | None = None
    discharge_temp_c: float | None = None


@dataclass(frozen=True, slots=True)
class WaterDay:
    """The water balance that is open since `since`: counter and level then, rain [mm] and load [t] so far."""

    since: datetime
    discharge_m3: float | None
    pond_level_mm: float | None
    rain_mm: float | None = 0.0
    load_t: float = 0.0

    @classmethod
    def opened(cls, look: Look) -> WaterDay:
        """A new one at `look`."""
        return cls(look.at, look.discharge_m3, look.pond_level_mm)

    def longer(self, load_t: float, rain_mm_h: float | None, hours: float) -> WaterDay:
        """After another stretch; rain that was not measured for a while is not known for the whole day."""
        known = self.rain_mm is not None and (rain_mm_h is not None or hours == 0.0)
        rain_mm = (self.rain_mm or 0.0) + (rain_mm_h or 0.0) * hours if known else None
        return replace(self, load_t=self.load_t + load_t, rain_mm=rain_mm)

    def balance(self, look: Look, day: date) -> WaterBalance | None:
        """The water balance that `look` closes; None when a counter is missing or was changed."""
        days = (look.at - self.since) / timedelta(days=1)
        if look.discharge_m3 is None or self.discharge_m3 is None:
            return None
        discharged_m3 = _counted(self.discharge_m3, look.discharge_m3, _MOST_WATER_M3_H * 24.0 * days)
        if discharged_m3 is None:
            return None
        levels = (look.pond_level_mm, self.pond_level_mm)
        change_mm = None if levels[0] is None or levels[1] is None else levels[0] - levels[1]
        return WaterBalance(days, discharged_m3, change_mm, self.rain_mm, usual_rain_mm_day(day) * days)


def cooled(before_kwh: float | None, now_kwh: float | None, capacity_kw: float, hours: float) -> Cooled:
    """Cooling since the counter was read before; a counter that was changed does not tell."""
    if before_kwh is not None and now_kwh is not None:
        most_kwh = _MOST_OF_CAPACITY * capacity_kw * hours + _COUNTING_UNIT_KWH
        counted_kwh = _counted(before_kwh, now_kwh, most_kwh)
        if counted_kwh is not None:
            return Cooled(counted_kwh)
    most_kwh = capacity_kw * hours
    return Cooled(_UNMETERED_SHARE * most_kwh, _UNMETERED_SD_SHARE * most_kwh, metered=False)


def _counted(before: float, now: float, most: float) -> float | None:
    """What a counter has counted, over its roll too; None where it cannot be that counter."""
    added = now - before if now >= before else now + _ROLL - before
    return added if added <= most else None
