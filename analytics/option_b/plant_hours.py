"""The plant's hours as its meters have them: cold by source, electricity by machine, outside air."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import Flags, Floats, Ints
from domain.interval import Interval, Step
from domain.plant import Plant
from domain.ports.historian import Historian
from domain.table import StepSeries

# An hour speaks when half of it is known (CalTRACK 2.2.2.1).
MIN_COVERAGE = 0.5
# A register that counts more than this times what the plant can give or take is another one (meters: 3 %).
_MOST_OF_PLANT = 1.3
_REGISTERS = {"snow": "snow_cooling_energy_kwh", "electricity": "electrical_energy_usage_kwh"}


@dataclass(frozen=True)
class PlantHours:
    """Mean powers [kW] and temperature [°C] of hours; NaN is missing.

    `snow_counted_kw` is snow cooling by its register, hour by hour; `snow_kwh` what that counted over all hours,
    also those without values, but not where the meter was exchanged; None where they are not known. `other_kw` is
    the plant's electricity that no machine's own meter explains.
    """

    starts: Ints
    outside_air_c: Floats
    snow_kw: Floats
    free_kw: Floats
    chiller_kw: Floats
    chiller_electric_kw: Floats
    free_electric_kw: Floats
    pump_kw: Floats
    other_kw: Floats
    snow_kwh: float | None
    snow_counted_kw: Floats | None = None

    @property
    def load_kw(self) -> Floats:
        """Cold that was delivered by all sources [kW]."""
        return self.snow_kw + self.free_kw + self.chiller_kw

    @property
    def known(self) -> Flags:
        """Hours whose cold, pumps and weather are known."""
        return ~np.isnan(self.load_kw + self.pump_kw + self.outside_air_c)


def points_of(plant: Plant) -> list[str]:
    """Names of the plant's points that are read."""
    chillers = range(1, len(plant.chillers) + 1)
    pumps = range(1, len(plant.pumps) + 1)
    return [
        "outside_air_temp_c",
        "snow_cooling_power_kw",
        "free_cooling_power_kw",
        "free_cooling_electric_power_kw",
        *(f"chiller_{number}_{kind}_power_kw" for number in chillers for kind in ("cooling", "electric")),
        *(f"pump_{number}_power_kw" for number in pumps),
        *_REGISTERS.values(),
    ]


def read_hours(historian: Historian, plant: Plant, place: str, period: Interval) -> PlantHours:
    """The hours of `period`; `place` is what stands before the points' names, as `ostersund/plant/plc/`."""
    names = points_of(plant)
    tables = historian.table([place + name for name in names], period, Step.parse("1h"))
    columns = {name: _means(tables[place + name]) for name in names}
    chillers = range(1, len(plant.chillers) + 1)
    cooling = _sum([columns[f"chiller_{number}_cooling_power_kw"] for number in chillers])
    electric = _sum([columns[f"chiller_{number}_electric_power_kw"] for number in chillers])
    pumps = _sum([columns[f"pump_{number}_power_kw"] for number in range(1, len(plant.pumps) + 1)])
    fans = columns["free_cooling_electric_power_kw"]
    total = _register_kw(tables[place + _REGISTERS["electricity"]], _most_electric_kw(plant))
    table, snow = tables[place + "outside_air_temp_c"], tables[place + _REGISTERS["snow"]]
    most_snow_kw = _MOST_OF_PLANT * plant.exchanger.capacity_kw
    return PlantHours(
        starts=np.array([int(edge.timestamp()) for edge in table.edges[:-1]], np.int64),
        outside_air_c=columns["outside_air_temp_c"],
        snow_kw=columns["snow_cooling_power_kw"],
        free_kw=columns["free_cooling_power_kw"],
        chiller_kw=cooling,
        chiller_electric_kw=electric,
        free_electric_kw=fans,
        pump_kw=pumps,
        other_kw=total - electric - pumps - fans,
        snow_kwh=_counted(snow, most_snow_kw),
        snow_counted_kw=_register_kw(snow, most_snow_kw),
    )


def _sum(columns: Sequence[Floats]) -> Floats:
    """Sum of columns; NaN where one is missing, and throughout where there is none of them to ask."""
    return np.asarray(np.sum(columns, axis=0)) if columns else np.array([])


def _means(table: StepSeries) -> Floats:
    pairs = zip(table.mean, table.coverage, strict=True)
    return np.array(
        [np.nan if mean is None or share < MIN_COVERAGE else mean for mean, share in pairs], dtype=float
    )


def _most_electric_kw(plant: Plant) -> float:
    """More than the plant ever takes [kW]: no chiller takes more than it gives."""
    chillers = sum(chiller.capacity_kw for chiller in plant.chillers)
    pumps = sum(pump.max_power_kw for pump in plant.pumps)
    return _MOST_OF_PLANT * (chillers + pumps + plant.free_cooling.fan_power_kw)


def _register_kw(table: StepSeries, most_kw: float) -> Floats:
    """Mean power [kW] of each hour from a register: what it counted from this hour's first reading to the next's.

    A register that falls or leaps (reset, exchange) and a missing reading leave the hour unknown.
    """
    first = np.array([np.nan if value is None else value for value in table.minimum], dtype=float)
    used = np.append(np.diff(first), np.nan)
    return np.where((used >= 0.0) & (used <= most_kw), used, np.nan)


def _counted(table: StepSeries, most_kw: float) -> float | None:
    """What a register counted over all hours, gaps included [kWh]; None when it is not known.

    Where it falls or counts more than `most_kw` it is another one: what that hour or gap had is not counted.
    """
    known = [(number, low) for number, low in enumerate(table.minimum) if low is not None]
    if len(known) < 2:
        return None
    hours, counts = np.diff(np.array(known, dtype=float), axis=0).T
    return float(counts[(counts >= 0.0) & (counts <= most_kw * hours)].sum())
