"""The document of a season: its keys are the contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SeasonWarning:
    """What the reader must know besides the figures; `rows` is what it counts, where it counts anything."""

    code: str
    text: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class CostSek:
    """Cost excluding VAT [SEK]; the parts add to the total. `demand` is that of the whole connection."""

    energy: float
    grid: float
    tax: float
    demand: float
    total: float


@dataclass(frozen=True, slots=True)
class CoolingMwh:
    """Cooling by source [MWh]; with what was not met it adds to the load."""

    snow: float
    free_cooling: float
    chiller: float
    unmet: float


@dataclass(frozen=True, slots=True)
class ElectricityMwh:
    """Electricity of the plant [MWh]; `pumps` holds drives and water treatment of the snow loop."""

    chillers: float
    pumps: float
    free_cooling: float


@dataclass(frozen=True, slots=True)
class SnowT:
    """The store [t]: start − end is the sum of the two melts; what melts or rains on the store is discharged."""

    start: float
    end: float
    melted_by_load: float
    melted_naturally: float
    discharged: float
    rain: float


@dataclass(frozen=True, slots=True)
class Comfort:
    """Kelvin hours of supply water above its set-point [K h], and cooling that was not delivered [MWh]."""

    degree_hours: float
    unmet_mwh: float


@dataclass(frozen=True, slots=True)
class SeasonOutcome:
    """One season with one strategy.

    `natural_melt_share` of the snow at the start; `peak_kw` is the highest charged mean of each month on the
    connection, by month; `demand_base_alone_sek` is what the connection's other load would pay without the
    plant; `melt_model` is `conduction` or `energy_balance`; `lower_bound` marks figures that no
    strategy can beat and no plant can play.
    """

    strategy: str
    seed: int
    from_: datetime
    to: datetime
    step_minutes: int
    wall_s: float
    warnings: tuple[SeasonWarning, ...]
    cost_sek: CostSek
    cooling_mwh: CoolingMwh
    electricity_mwh: ElectricityMwh
    snow_t: SnowT
    comfort: Comfort
    run_out_date: date | None
    natural_melt_share: float
    co2_kg: float
    peak_kw: dict[str, float]
    demand_base_alone_sek: float
    melt_model: str
    lower_bound: bool
