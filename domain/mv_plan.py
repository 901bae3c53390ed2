"""A measurement and verification plan: how a measure's saving will be found, said before it is looked for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.interval import Interval
from domain.site import Carrier


class PlanOption(StrEnum):
    """Options of IPMVP: part measured by key parameters (A) or wholly (B), whole building (C), simulation (D)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class Stipulated:
    """What option A does not measure: name, value and where the value comes from."""

    parameter: str
    value: float
    unit: str
    source: str

    def __str__(self) -> str:
        return f"{self.parameter} = {self.value:g} {self.unit} ({self.source})"


@dataclass(frozen=True, slots=True)
class StaticFactor:
    """What is taken to stay as it is (area, opening hours, tenants); a change asks for an adjustment."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PlanMeter:
    """A meter of the plan: its accuracy class by its standard, `billing`, and the day of its last calibration."""

    id: str
    accuracy_class: str
    calibrated: date | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """When the plan was frozen, and the SHA-256 of what it said then."""

    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class MvPlan:
    """A plan for one measure; `frozen` None while it may still change."""

    id: str
    measure: str
    boundary: str
    option: PlanOption
    carrier: Carrier
    timezone: ZoneInfo
    holidays: str
    baseline: Interval
    reporting: Interval
    model: str
    variables: tuple[str, ...]
    static_factors: tuple[StaticFactor, ...]
    meters: tuple[PlanMeter, ...]
    author: str
    written: date
    stipulated: Stipulated | None = None
    frozen: Frozen | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of all that the plan says now, the freezing itself left out."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def canonical(self) -> str:
        """The plan as canonical JSON: keys sorted, no spaces, times in UTC; comments and order play no part."""
        said = {
            "id": self.id,
            "measure": self.measure,
            "boundary": self.boundary,
            "option": self.option.value,
            "carrier": self.carrier.value,
            "timezone": self.timezone.key,
            "holidays": self.holidays,
            "baseline": [_utc(self.baseline.start), _utc(self.baseline.end)],
            "reporting": [_utc(self.reporting.start), _utc(self.reporting.end)],
            "model": self.model,
            "variables": list(self.variables),
            "static_factors": [[factor.name, factor.value] for factor in self.static_factors],
            "meters": [
                [meter.id, meter.accuracy_class, meter.calibrated.isoformat() if meter.calibrated else None]
                for meter in self.meters
            ],
            "author": self.author,
            "written": self.written.isoformat(),
            "stipulated": _listed(self.stipulated),
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def broken(self) -> list[str]:
        """Why a saving under it is exploratory: `not_frozen`, `changed`, `frozen_late`; empty when it holds."""
        if self.frozen is None:
            return ["not_frozen"]
        reasons = ["changed"] if self.frozen.sha256 != self.sha256 else []
        return [*reasons, "frozen_late"] if self.frozen.at > self.reporting.start else reasons


def _listed(stipulated: Stipulated | None) -> list[str | float] | None:
    if stipulated is None:
        return None
    return [stipulated.parameter, stipulated.value, stipulated.unit, stipulated.source]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
