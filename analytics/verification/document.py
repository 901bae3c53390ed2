"""The document that `verify` answers with; a trailing underscore is not part of a key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from analytics.events.rulings import Ruling
from analytics.events.search import Place
from analytics.records.sufficiency import Verdict
from analytics.uncertainty.drift import DriftSource
from analytics.uncertainty.interval import HalfWidths
from analytics.verification.choice_texts import ModelChoice


@dataclass(frozen=True, slots=True)
class BaselineFigures:
    """The period learned from, and how well the model follows it; shares and errors are 0…1."""

    from_: datetime
    to: datetime
    step: str
    observations: int
    missing_share: float
    cv_rmse: float | None
    nmbe: float | None
    r2: float | None
    held_out_cv_rmse: float | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A clause that fails or limits."""

    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Verdict on the baseline period alone."""

    verdict: Verdict
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ReportingFigures:
    """The period judged; energies cover the intervals for which meter and weather are both known."""

    from_: datetime
    to: datetime
    observations: int
    missing_share: float
    observed_kwh: float | None
    adjusted_baseline_kwh: float | None


@dataclass(frozen=True, slots=True)
class AvoidedEnergy:
    """What was saved, and how sure that is."""

    kwh: float
    share: float | None
    interval_90_kwh: tuple[float, float]
    half_width_90_kwh: HalfWidths
    interval_method: str
    fsu_90: float | None
    proven: bool


@dataclass(frozen=True, slots=True)
class WholePeriod:
    """The same carried over to the part of the reporting period that is not known."""

    kwh: float
    share: float
    interval_90_kwh: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know; `rows` counts what it touches."""

    code: str
    text: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One step of the reporting period; null where meter or weather is missing."""

    time_utc: datetime
    observed_kwh: float | None
    adjusted_baseline_kwh: float | None


@dataclass(frozen=True, slots=True)
class InputSteps:
    """Steps found in the files."""

    meter_step: str
    weather_step: str


@dataclass(frozen=True, slots=True)
class DriftPrior:
    """Standard deviation of a year's drift, the years between the periods' midpoints, and of the drift then.

    `source` says whose figure it is, `measured_on` what a borrowed one was measured on; `pairs` counts the own
    pairs of years without a measure (twenty are needed to use them), `left_out` those that moved too much.
    """

    sd_one_year: float
    gap_years: float
    sd: float
    source: DriftSource
    measured_on: str | None
    pairs: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Metering:
    """Class of the meter, its greatest permissible error [1], and whether it was given or is the usual one."""

    meter_class: str
    max_error_share: float
    given: bool


@dataclass(frozen=True, slots=True)
class EventDecision:
    """What a person ruled on an event."""

    kind: Ruling
    kwh: float
    sd_kwh: float
    reason: str
    author: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class NonRoutineEvent:
    """Weeks in which use left its level: `kwh` more (or less) in all, `share` of mean use; a ruling, or null.

    A ruling for which nothing was found stands with null `kwh` and `share`.
    """

    from_: datetime
    to: datetime
    period: Place
    kwh: float | None
    share: float | None
    decision: EventDecision | None


@dataclass(frozen=True, slots=True)
class WayToProve:
    """What would make a saving of this size provable; `value` is in the unit of its code, null without a number.

    larger_measure: share of use [1] to be saved; nearer_baseline: years between the midpoints; sub_meter: yearly
    use [kWh] of the part to be measured apart; portfolio, control_group: number of buildings with a saving like
    this; decide_events: none.
    """

    code: str
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class YearSaving:
    """One year of a reporting period of several; the drift parts of the years add linearly."""

    from_: datetime
    to: datetime
    kwh: float
    share: float | None
    interval_90_kwh: tuple[float, float]


@dataclass(frozen=True, slots=True)
class PlanNote:
    """The plan that a saving was found under; `exploratory` when it was not found as planned, with the reasons.

    `stipulated` is what option A takes as given.
    """

    id: str
    measure: str
    option: str
    sha256: str
    frozen_at: datetime | None
    exploratory: bool
    reasons: tuple[Reason, ...]
    stipulated: str | None


@dataclass(frozen=True, slots=True)
class Normalised:
    """Saving in a year of normal weather, baseline model less reporting model; stands beside avoided energy.

    Half-widths of noise and coefficients are those of both models. `interval_90_kwh` adds drift and metering.
    """

    kwh: float
    share: float | None
    baseline_kwh: float
    reporting_kwh: float
    interval_90_kwh: tuple[float, float]
    half_width_90_kwh: HalfWidths
    fsu_90: float | None
    weather: str
    days: int


@dataclass(frozen=True, slots=True)
class Verification:
    """Answer of `verify`; `avoided_energy` is null when nothing may be claimed."""

    model: str
    model_form: str | None
    input: InputSteps
    baseline: BaselineFigures
    sufficiency: Sufficiency
    reporting: ReportingFigures
    drift_prior: DriftPrior
    avoided_energy: AvoidedEnergy | None
    whole_period: WholePeriod | None
    warnings: tuple[Notice, ...]
    metering: Metering
    non_routine_events: tuple[NonRoutineEvent, ...]
    to_prove: tuple[WayToProve, ...]
    years: tuple[YearSaving, ...]
    choice: ModelChoice
    # Found otherwise than its plan says: it enters no total.
    exploratory: bool = False
    plan: PlanNote | None = None
    # Present only when asked for.
    normalised: Normalised | None = field(default=None, metadata={"omit_none": True})
    series: tuple[SeriesRow, ...] | None = field(default=None, metadata={"omit_none": True})

    @property
    def claims_nothing(self) -> bool:
        """Whether the data do not suffice for a claim, whatever figures were asked for."""
        return self.sufficiency.verdict is Verdict.INSUFFICIENT or self.avoided_energy is None
