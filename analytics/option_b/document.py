"""The document that `verify-snow` answers with; a trailing underscore is not part of a key."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analytics.option_b.cop import CopUsed
from analytics.verification.document import Notice, PlanNote


class Instead(StrEnum):
    """What would have cooled when free cooling does not suffice."""

    CHILLERS = "chillers"
    BOUGHT = "district_cooling"


@dataclass(frozen=True, slots=True)
class ColdDelivered:
    """Cold of the known hours by source [kWh]."""

    load: float
    snow: float
    free_cooling: float
    chiller: float


@dataclass(frozen=True, slots=True)
class ColdWithoutSnow:
    """The same load without snow [kWh]; `unserved` could not have been given and is credited nothing."""

    free_cooling: float
    chiller: float
    unserved: float


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the account: what is saved is positive, what the snow cost is negative [kWh]."""

    id: str
    carrier: str
    kwh: float
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class SnowHalfWidths:
    """Half-widths [kWh] of the 90 % interval; they add in quadrature.

    `metering` of the cold that snow gave, `cop` of the chillers that did not run, `sub_meter` of the electricity
    that the snow cost, `stipulated` of what is given and not measured, `missing` of the hours without values.
    """

    metering: float
    cop: float
    sub_meter: float
    stipulated: float
    missing: float

    @property
    def together(self) -> float:
        """Half-width [kWh] of all."""
        return math.hypot(self.metering, self.cop, self.sub_meter, self.stipulated, self.missing)


@dataclass(frozen=True, slots=True)
class SnowSaving:
    """What the snow saved: the items' sum over all carriers, and electricity alone."""

    kwh: float
    electricity_kwh: float
    share: float | None
    interval_90_kwh: tuple[float, float]
    half_width_90_kwh: SnowHalfWidths
    proven: bool


@dataclass(frozen=True, slots=True)
class SnowVerification:
    """Answer of `verify-snow`: IPMVP option B for the snow-cooling plant."""

    site: str
    method: str
    instead: Instead
    from_: datetime
    to: datetime
    hours: int
    missing_share: float
    cop: CopUsed | None
    cooling_kwh: ColdDelivered
    counterfactual_kwh: ColdWithoutSnow
    items: tuple[Item, ...]
    avoided_energy: SnowSaving
    warnings: tuple[Notice, ...]
    exploratory: bool = False
    plan: PlanNote | None = None
