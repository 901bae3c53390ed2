"""The document of `what-if`: its keys are the contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from simulators.season.outcome import (
    Comfort,
    CoolingMwh,
    CostSek,
    ElectricityMwh,
    SeasonWarning,
)
from simulators.what_if.annual_cost import AnnualCostSek

RunOut = tuple[date | None, date | None, date | None]


@dataclass(frozen=True, slots=True)
class CaseSnowT:
    """The store [t] as in a season; `start` is what was asked for, the rest None where that does not fit."""

    start: float
    end: float | None = None
    melted_by_load: float | None = None
    melted_naturally: float | None = None
    discharged: float | None = None
    rain: float | None = None


@dataclass(frozen=True, slots=True)
class WithoutSnow:
    """The same summers with chillers alone."""

    cost_sek: CostSek
    cooling_mwh: CoolingMwh


@dataclass(frozen=True, slots=True)
class WhatIfCase:
    """One combination: means over the summers played; None where the snow does not fit.

    `run_out_date_10_50_90`: by then the snow is gone in 10, 50 and 90 % of the summers, None when it is not before
    the season ends; `run_out_share` of them see it go. `room_t` is what the store holds.
    """

    snow_t: CaseSnowT
    cover_m: float
    exchanger_kw: float
    warmer_c: float
    strategy: str
    fits: bool
    room_t: float
    without_snow: WithoutSnow
    cooling_mwh: CoolingMwh | None = None
    cost_sek: CostSek | None = None
    electricity_mwh: ElectricityMwh | None = None
    comfort: Comfort | None = None
    natural_melt_share: float | None = None
    run_out_date_10_50_90: RunOut = (None, None, None)
    run_out_share: float | None = None
    annual_cost_sek: AnnualCostSek | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """Where the summers come from: the name of a file, or what was made up in its place."""

    weather: str
    prices: str
    load: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Sizes of a store compared over the same summers.

    `note_sv` and `note_en` say so when the answer is no basis for sizing, for want of `missing_prices`.
    `gun_electricity_sek_kwh` is what a kWh for the snow guns was reckoned at.
    """

    plant: str
    from_: datetime
    to: datetime
    step_minutes: int
    summers: int
    seed: int
    basis: Basis
    missing_prices: tuple[str, ...]
    note_sv: str | None
    note_en: str | None
    gun_electricity_sek_kwh: float
    warnings: tuple[SeasonWarning, ...]
    cases: tuple[WhatIfCase, ...]
