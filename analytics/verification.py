"""The document that `verify` answers with; a trailing underscore is not part of a key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from analytics.sufficiency import Verdict
from analytics.uncertainty import HalfWidths


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
    """Standard deviation of a year's drift, the years between the periods' midpoints, and of the drift then."""

    sd_one_year: float
    gap_years: float
    sd: float


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
    # Present only when asked for.
    series: tuple[SeriesRow, ...] | None = field(default=None, metadata={"omit_none": True})

    @property
    def claims_nothing(self) -> bool:
        """Whether the data do not suffice for a claim, whatever figures were asked for."""
        return self.sufficiency.verdict is Verdict.INSUFFICIENT or self.avoided_energy is None
