"""What the plant's controller is doing and why, as shown to people: one status for each control cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum


class PlantMode(IntEnum):
    """Driftläge. Up to 7 the sum of the sources in use: free cooling 1, snow 2, chillers 4."""

    STANDBY = 0
    FREE_COOLING = 1
    SNOW = 2
    FREE_COOLING_AND_SNOW = 3
    CHILLERS = 4
    FREE_COOLING_AND_CHILLERS = 5
    SNOW_AND_CHILLERS = 6
    ALL_SOURCES = 7
    BLIND = 10  # a vital sensor is missing: chillers alone
    HAND = 11  # the panel's switch: a person runs the plant
    OFF = 12  # the panel's switch: the plant is off


@dataclass(frozen=True, slots=True)
class GuardNotice:
    """A safety rule that narrows what may be done now; `id` names the rule."""

    id: str
    text_sv: str
    text_en: str


@dataclass(frozen=True, slots=True)
class SourceTarget:
    """What is asked of `source` (`free_cooling`, `snow` or a chiller's id) [kW]; None while the panel rules."""

    source: str
    name_sv: str
    name_en: str
    target_kw: float | None


@dataclass(frozen=True, slots=True)
class PlantStatus:
    """Mode, targets and reasons as of `issued_at`.

    `reasons_*` say why these sources, `guards` what forbids others, `missing` which vital sensors give nothing
    (ids of the register map). `cooling_demand_kw` is the controller's estimate; snow left with its band [t].
    `snow_latent_mwh` is the latent heat of that snow, `snow_deliverable_*` what of it can still be delivered as
    cooling until `snow_deliverable_until` when its surplus leaves at `snow_discharge_temp_c` [MWh].
    `plc_fallback`: the PLC runs the plant on its own although the controller speaks to it.
    """

    mode: PlantMode
    mode_text_sv: str
    mode_text_en: str
    issued_at: datetime
    targets: tuple[SourceTarget, ...]
    reasons_sv: tuple[str, ...]
    reasons_en: tuple[str, ...]
    guards: tuple[GuardNotice, ...]
    missing: tuple[str, ...]
    cooling_demand_kw: float
    supply_setpoint_c: float | None
    snow_left_t: float | None
    snow_left_low_t: float | None
    snow_left_high_t: float | None
    plc_fallback: bool
    snow_latent_mwh: float | None = None
    snow_deliverable_mwh: float | None = None
    snow_deliverable_low_mwh: float | None = None
    snow_deliverable_high_mwh: float | None = None
    snow_deliverable_until: date | None = None
    snow_discharge_temp_c: float | None = None
