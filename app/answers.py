"""What the verbs answer as JSON, as types: their keys are the contract, their schemas lie in `docs/schema`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from analytics.report.document import Headline
from analytics.report.verify import Mismatch
from domain.alarm import AlarmPriority, AlarmState
from domain.mv_plan import PlanMeter, StaticFactor, Stipulated


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """A stored series and where it is read; `register` is a register, or the path in a message."""

    point: str
    unit: str
    device: str
    address: str
    register: str


@dataclass(frozen=True, slots=True)
class LivePointAnswer(PointAnswer):
    """A point with what its device answers now: `value` in `unit`, null without one or when it is not polled."""

    value: float | None
    quality: str | None
    measured_at: datetime | None


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """A reading as `export` writes it: `value` in `unit`, null when `quality` is bad."""

    time_utc: datetime
    point: str
    value: float | None
    unit: str
    quality: str


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """Readings of one step, which begins at `time_utc`; mean, min and max are null without a usable one."""

    time_utc: datetime
    point: str
    mean: float | None
    min: float | None
    max: float | None
    count: int
    coverage: float
    unit: str


@dataclass(frozen=True, slots=True)
class AlarmAnswer:
    """An alarm that is not normal; it should be acted on within `minutes`."""

    key: str
    definition: str
    source: str
    priority: AlarmPriority
    state: AlarmState
    raised_at: datetime
    changed_at: datetime
    shelved_until: datetime | None
    note: str | None
    minutes: int
    title_sv: str
    title_en: str
    cause_sv: str
    cause_en: str
    consequence_sv: str
    consequence_en: str
    action_sv: str
    action_en: str


@dataclass(frozen=True, slots=True)
class FigureAnswer:
    """A printed number of the report."""

    id: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class ReportBuildAnswer:
    """`files` are absolute paths."""

    files: tuple[str, ...]
    headline: Headline
    figures: tuple[FigureAnswer, ...]


@dataclass(frozen=True, slots=True)
class ReportVerifyAnswer:
    """`ok` when every one of the `checked` figures came out as printed."""

    ok: bool
    checked: int
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True, slots=True)
class PeriodAnswer:
    """A period; `to` is not part of it."""

    from_: datetime
    to: datetime


@dataclass(frozen=True, slots=True)
class MvPlanAnswer:
    """A measurement and verification plan; `broken` is empty when it is frozen, in time and unchanged."""

    id: str
    measure: str
    boundary: str
    option: str
    stipulated: Stipulated | None
    carrier: str
    timezone: str
    holidays: str
    baseline: PeriodAnswer
    reporting: PeriodAnswer
    model: str
    variables: tuple[str, ...]
    static_factors: tuple[StaticFactor, ...]
    meters: tuple[PlanMeter, ...]
    author: str
    written: date
    sha256: str
    frozen_at: datetime | None
    frozen_sha256: str | None
    broken: tuple[str, ...]


PointsAnswer = list[PointAnswer]
LivePointsAnswer = list[LivePointAnswer]
ExportAnswer = list[RawAnswer]
ExportStepAnswer = list[StepAnswer]
AlarmsAnswer = list[AlarmAnswer]
