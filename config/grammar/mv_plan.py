"""A measurement and verification plan as it is written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from config.grammar.words import Day, Grammar, Moment, Slug, Text, refusal
from domain.interval import Interval
from domain.mv_plan import Frozen, MvPlan, PlanMeter, PlanOption, StaticFactor, Stipulated
from domain.site import Carrier


def _check_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refusal("a time zone", "write one like Europe/Stockholm") from None
    return text


def _check_hash(text: str) -> str:
    if re.fullmatch(r"[0-9a-f]{64}", text) is None:
        raise refusal("a SHA-256 (64 digits 0-9 a-f)", "let `snokyla mv-plan freeze` write it")
    return text


class PeriodFile(Grammar):
    """Days from local midnight; the last is not part of it."""

    from_: Day = Field(alias="from", description="Första dygnet.")
    to: Day = Field(description="Dygnet efter det sista.")

    def to_domain(self, zone: ZoneInfo) -> Interval:
        """The period on the clock of `zone`."""
        start, end = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (self.from_, self.to))
        return Interval(start.astimezone(UTC), end.astimezone(UTC))


class StipulatedFile(Grammar):
    """What option A takes as given."""

    parameter: Text = Field(description="Storheten som inte mäts, t.ex. drifttid.")
    value: float = Field(description="Antaget värde.")
    unit: Text = Field(description="Dess enhet.")
    source: Text = Field(description="Varifrån värdet kommer.")


class StaticFactorFile(Grammar):
    """What is taken to stay as it is."""

    name: Text = Field(description="T.ex. Atemp, öppettider, hyresgäster.")
    value: Text = Field(description="Värdet när planen skrevs, med enhet.")


class PlanMeterFile(Grammar):
    """A meter the saving is read from."""

    id: Text = Field(description="Mätaren.")
    accuracy_class: Text = Field(
        alias="class", description="Noggrannhetsklass enligt mätarens standard, eller billing."
    )
    calibrated: Day | None = Field(default=None, description="Senaste kalibrering.")


class FrozenFile(Grammar):
    """Written by `snokyla mv-plan freeze`, never by hand."""

    at: Moment = Field(description="När planen frystes.")
    sha256: Annotated[str, AfterValidator(_check_hash)] = Field(description="Planens kontrollsumma.")


class MvPlanFile(Grammar):
    """A plan for one measure."""

    id: Slug = Field(description="Planens namn.")
    measure: Text = Field(description="Åtgärden.")
    boundary: Text = Field(description="Mätgränsen: vad som ligger innanför.")
    option: Literal["A", "B", "C", "D"] = Field(description="Alternativ enligt IPMVP.")
    stipulated: StipulatedFile | None = Field(default=None, description="Antagen storhet, endast alternativ A.")
    carrier: Literal["electricity", "heat", "gas", "cooling", "water"] = Field(description="Energibärare.")
    timezone: Annotated[str, AfterValidator(_check_zone)] = Field(
        default="Europe/Stockholm", description="Tidszon för dygn och perioder."
    )
    holidays: Text = Field(default="SE", description="Land för helgdagar, eller none.")
    baseline: PeriodFile = Field(description="Basperioden, före åtgärden.")
    reporting: PeriodFile = Field(description="Uppföljningsperioden, efter åtgärden.")
    model: Text = Field(description="Modell som för `snokyla verify --model`, eller option_b.")
    variables: list[Text] = Field(min_length=1, description="Variabler som modellen använder.")
    static_factors: list[StaticFactorFile] = Field(min_length=1, description="Vad som antas vara oförändrat.")
    meters: list[PlanMeterFile] = Field(min_length=1, description="Mätare, klass och kalibrering.")
    author: Text = Field(description="Vem som skrev planen.")
    date: Day = Field(description="När den skrevs.")
    frozen: FrozenFile | None = Field(default=None, description="Skrivs av `snokyla mv-plan freeze`.")

    def to_domain(self) -> MvPlan:
        """The plan in the language of the trade."""
        zone = ZoneInfo(self.timezone)
        given, frozen = self.stipulated, self.frozen
        return MvPlan(
            id=self.id,
            measure=self.measure,
            boundary=self.boundary,
            option=PlanOption(self.option),
            carrier=Carrier(self.carrier),
            timezone=zone,
            holidays=self.holidays,
            baseline=self.baseline.to_domain(zone),
            reporting=self.reporting.to_domain(zone),
            model=self.model,
            variables=tuple(self.variables),
            static_factors=tuple(StaticFactor(factor.name, factor.value) for factor in self.static_factors),
            meters=tuple(
                PlanMeter(
                    meter.id,
                    meter.accuracy_class,
                    date.fromisoformat(meter.calibrated) if meter.calibrated is not None else None,
                )
                for meter in self.meters
            ),
            author=self.author,
            written=date.fromisoformat(self.date),
            stipulated=Stipulated(given.parameter, given.value, given.unit, given.source) if given else None,
            frozen=Frozen(datetime.fromisoformat(frozen.at).astimezone(UTC), frozen.sha256) if frozen else None,
        )
