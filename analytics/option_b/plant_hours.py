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
_REGISTERS = {"snow": "snow_cooling_energy_kwh", "electricity": "electrical_energy_usage_kwh"}


@dataclass(frozen=True)
class PlantHours:
    """Mean powers [kW] and temperature [°C] of hours; NaN is missing.

    `snow_kwh` is what the register of snow cooling counted over all hours, also those without values; None where
    it is not known. `other_kw` is the plant's electricity that no machine's own meter explains.
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
    total = _register_kw(tables[place + _REGISTERS["electricity"]])
    table = tables[place + "outside_air_temp_c"]
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
        snow_kwh=_counted(tables[place + _REGISTERS["snow"]]),
    )


def _sum(columns: Sequence[Floats]) -> Floats:
    """Sum of columns; NaN where one is missing, and throughout where there is none of them to ask."""
    return np.asarray(np.sum(columns, axis=0)) if columns else np.array([])


def _means(table: StepSeries) -> Floats:
    pairs = zip(table.mean, table.coverage, strict=True)
    return np.array(
        [np.nan if mean is None or share < MIN_COVERAGE else mean for mean, share in pairs], dtype=float
    )


def _register_kw(table: StepSeries) -> Floats:
    """Mean power [kW] of each hour from a register: what it counted from this hour's first reading to the next's.

    A register that falls (reset, exchange) and a missing reading leave the hour unknown.
    """
    first = np.array([np.nan if value is None else value for value in table.minimum], dtype=float)
    used = np.append(np.diff(first), np.nan)
    return np.where(used >= 0.0, used, np.nan)


def _counted(table: StepSeries) -> float | None:
    """What a register counted over all hours, gaps included [kWh]; None when it fell or is not known."""
    known = [(low, high) for low, high in zip(table.minimum, table.maximum, strict=True) if low is not None]
    if len(known) < 2:
        return None
    lows = np.array([low for low, _ in known], dtype=float)
    return float(known[-1][0] - known[0][0]) if (np.diff(lows) >= 0.0).all() else None
