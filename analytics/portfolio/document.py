"""The document that `portfolio` answers with, made from its members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.digits import steady
from analytics.portfolio.portfolio import Member, PortfolioHalfWidths, Sum, against_control, drifts, roll_up
from analytics.uncertainty.drift import DriftSource, YearDrift
from analytics.uncertainty.interval import TAIL
from analytics.verification.document import Verification
from analytics.verification.verify import conclude
from domain.site import Carrier


@dataclass(frozen=True, slots=True)
class BuildingAnswer:
    """A building with its whole verification."""

    id: str
    carrier: Carrier
    type: str | None
    control: bool
    counted: bool
    verification: Verification


@dataclass(frozen=True, slots=True)
class FailedBuilding:
    """A building whose files were refused, with every fault."""

    id: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PortfolioDrift:
    """One year's drift used for a carrier and type, the part all buildings share, and whose figure it is."""

    carrier: Carrier
    type: str | None
    sd_one_year: float
    common_sd_one_year: float
    source: DriftSource
    pairs: int


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """Avoided energy against buildings without a measure: `ratio` is their observed by adjusted baseline use."""

    buildings: int
    ratio: float
    kwh: float
    share: float | None
    interval_90_kwh: tuple[float, float]
    half_width_90_kwh: PortfolioHalfWidths
    proven: bool


@dataclass(frozen=True, slots=True)
class RollUp:
    """Avoided energy of the counted buildings of a carrier, null for all carriers together."""

    carrier: Carrier | None
    buildings: int
    observed_kwh: float
    adjusted_baseline_kwh: float
    kwh: float
    share: float | None
    interval_90_kwh: tuple[float, float]
    half_width_90_kwh: PortfolioHalfWidths
    proven: bool
    control_group: ControlGroup | None


@dataclass(frozen=True, slots=True)
class ProvenBuildings:
    """How many of the `judged` buildings are proven, and how many would be by chance if none had saved."""

    count: int
    judged: int
    expected_by_chance: float


@dataclass(frozen=True, slots=True)
class PortfolioAnswer:
    """Answer of `portfolio`: buildings, proven ones first, then by what they saved; sums; drift; refused files."""

    proven: ProvenBuildings
    roll_up: tuple[RollUp, ...]
    drift: tuple[PortfolioDrift, ...]
    buildings: tuple[BuildingAnswer, ...]
    failed: tuple[FailedBuilding, ...]

    @property
    def claims_nothing(self) -> bool:
        """Whether no building's data suffice for a claim."""
        return not self.roll_up


def portfolio_answer(
    members: Sequence[Member], failed: Iterable[FailedBuilding], given_drift: float | None
) -> PortfolioAnswer:
    """The document of a portfolio, with the drift measured on its own years where there are enough of them."""
    drift = drifts(members, given_drift)
    buildings = sorted((_building(member, drift[member.id]) for member in members), key=_order)
    treated = [building for building in buildings if not building.control]
    claims = [building.verification.avoided_energy for building in treated]
    judged = [claim for building, claim in zip(treated, claims, strict=True) if claim and building.counted]
    answer = PortfolioAnswer(
        proven=ProvenBuildings(sum(claim.proven for claim in judged), len(judged), (1 - TAIL) * len(judged)),
        roll_up=tuple(_roll_ups(members, drift)),
        drift=tuple(_drifts(members, drift)),
        buildings=tuple(buildings),
        failed=tuple(failed),
    )
    return steady(answer)


def _building(member: Member, drift: YearDrift) -> BuildingAnswer:
    document = conclude(member.inquiry, drift)
    counted = member.counted is not None
    return BuildingAnswer(member.id, member.carrier, member.kind, member.control, counted, document)


def _order(building: BuildingAnswer) -> tuple[bool, bool, float, str]:
    """Proven first, then by avoided energy; those without a claim last."""
    claim = building.verification.avoided_energy
    return (claim is None, claim is None or not claim.proven, -claim.kwh if claim else 0.0, building.id)


def _roll_ups(members: Sequence[Member], drift: Mapping[str, YearDrift]) -> Iterator[RollUp]:
    """All buildings together, then each carrier where there are several."""
    carriers = list(dict.fromkeys(member.carrier for member in members))
    groups: list[tuple[Carrier | None, Sequence[Member]]] = [
        (carrier, [member for member in members if member.carrier is carrier]) for carrier in carriers
    ]
    if len(carriers) > 1:
        groups.insert(0, (None, members))
    for carrier, group in groups:
        treated = [member for member in group if not member.control]
        control = [] if carrier is None else [member for member in group if member.control]
        if (total := roll_up(treated, drift)) is not None:
            yield _roll_up(carrier, total, _control_group(treated, control, drift))


def _roll_up(carrier: Carrier | None, total: Sum, control: ControlGroup | None) -> RollUp:
    return RollUp(
        carrier=carrier,
        buildings=total.buildings,
        observed_kwh=total.observed_kwh,
        adjusted_baseline_kwh=total.adjusted_baseline_kwh,
        kwh=total.kwh,
        share=total.share,
        interval_90_kwh=total.interval_90_kwh,
        half_width_90_kwh=total.half_widths,
        proven=total.interval_90_kwh[0] > 0,
        control_group=control,
    )


def _control_group(
    treated: Sequence[Member], control: Sequence[Member], drift: Mapping[str, YearDrift]
) -> ControlGroup | None:
    if (found := against_control(treated, control, drift)) is None:
        return None
    total, ratio = found
    return ControlGroup(
        buildings=sum(member.counted is not None for member in control),
        ratio=ratio,
        kwh=total.kwh,
        share=total.share,
        interval_90_kwh=total.interval_90_kwh,
        half_width_90_kwh=total.half_widths,
        proven=total.interval_90_kwh[0] > 0,
    )


def _drifts(members: Sequence[Member], drift: Mapping[str, YearDrift]) -> Iterator[PortfolioDrift]:
    """One line per carrier and type."""
    for carrier, kind in dict.fromkeys((member.carrier, member.kind) for member in members):
        one = next(member for member in members if (member.carrier, member.kind) == (carrier, kind))
        year = drift[one.id]
        yield PortfolioDrift(carrier, kind, year.sd, year.common_sd, year.source, year.pairs)
