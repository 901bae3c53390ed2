"""Many buildings judged together: whose drift it is, the sum with its band, and what a control group changes.

Sources: quadrature over buildings is CalTRACK 4.3.2.5; it takes them as independent, so what they share is added
linearly here, and errors of the same weeks are added over buildings before they are squared.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.uncertainty.drift import MIN_OWN_PAIRS, YearDrift, drift_sd, year_drift
from analytics.uncertainty.interval import NORMAL_90
from analytics.verification.claim import around
from analytics.verification.findings import Findings
from analytics.verification.verify import Inquiry
from domain.site import Carrier


@dataclass(frozen=True, slots=True)
class Member:
    """A building of a portfolio and what its data say; `control` ones had no measure."""

    id: str
    control: bool
    inquiry: Inquiry

    @property
    def carrier(self) -> Carrier:
        """What its meter measures."""
        return self.inquiry.question.carrier

    @property
    def kind(self) -> str | None:
        """Its type of building."""
        return self.inquiry.question.building_type

    @property
    def counted(self) -> Findings | None:
        """Findings that may enter a sum: none without a claim, with too little data or open events, off plan."""
        found, exploratory = self.inquiry.findings, self.inquiry.document.exploratory
        return found if found is not None and found.sound and not exploratory else None


@dataclass(frozen=True, slots=True)
class PortfolioHalfWidths:
    """Half-widths [kWh] of the 90 % interval of a sum; they add in quadrature."""

    noise: float
    coefficients: float
    drift_own: float
    drift_common: float
    metering: float

    @property
    def together(self) -> float:
        """Half-width [kWh] of all."""
        return math.hypot(self.noise, self.coefficients, self.drift_own, self.drift_common, self.metering)


def drifts(members: Sequence[Member], given: float | None) -> dict[str, YearDrift]:
    """One year's drift of each building, by id: own pairs of its carrier and type, of its carrier, or borrowed."""
    found = {}
    for member in members:
        alike = [other for other in members if other.carrier is member.carrier]
        of_type = [other for other in alike if other.kind == member.kind]
        pairs, pairs_of_type = (
            [pair for other in group for pair in other.inquiry.pairs] for group in (alike, of_type)
        )
        enough = sum(pair.clean for pair in pairs_of_type) >= MIN_OWN_PAIRS
        found[member.id] = year_drift(member.carrier, given, pairs_of_type if enough else pairs)
    return found


@dataclass(frozen=True, slots=True)
class Weighted:
    """Findings with the weight of their error in a sum, and the drift of one year."""

    found: Findings
    weight: float
    drift: YearDrift


def half_widths(parts: Sequence[Weighted]) -> PortfolioHalfWidths:
    """Half-widths of Σ weight · error: own drift and metering in quadrature, common drift linearly.

    Noise and coefficients: summed over buildings by week, so that luck of the same weeks adds up; never less
    than in quadrature.
    """
    quantile = max((part.found.luck.quantile for part in parts), default=NORMAL_90)
    noise, coefficients = (quantile * _clustered(parts, name) for name in ("noise", "coefficients"))
    adjustments = [
        part.weight * math.sqrt(max(part.found.coefficients_kwh**2 - part.found.luck.half_widths[1] ** 2, 0.0))
        for part in parts
    ]
    adjustments += [part.weight * part.found.unobserved_kwh(part.drift) for part in parts]
    own = [_drift_kwh(part, part.drift.own_sd) for part in parts]
    common = [_drift_kwh(part, part.drift.common_sd) for part in parts]
    return PortfolioHalfWidths(
        noise=noise,
        coefficients=math.hypot(coefficients, *adjustments),
        drift_own=math.hypot(*own),
        drift_common=abs(sum(common)),
        metering=math.hypot(*(part.weight * part.found.metering_kwh for part in parts)),
    )


def _drift_kwh(part: Weighted, one_year: float) -> float:
    """Signed half-width [kWh] of a part of the drift."""
    sd = drift_sd(one_year, part.found.gap_years)
    return part.weight * NORMAL_90 * sd * abs(part.found.adjusted_baseline_kwh)


def _clustered(parts: Sequence[Weighted], name: str) -> float:
    """Standard deviation [kWh] of the summed luck: by week over buildings, at least in quadrature."""
    weeks: dict[int, float] = {}
    alone = 0.0
    for part in parts:
        luck = part.found.luck
        values = part.weight * (luck.noise if name == "noise" else luck.coefficients)
        alone += float((values**2).sum())
        for week, value in zip(luck.clusters.tolist(), values.tolist(), strict=True):
            weeks[week] = weeks.get(week, 0.0) + value
    return math.sqrt(max(sum(value**2 for value in weeks.values()), alone))


@dataclass(frozen=True, slots=True)
class Sum:
    """Energy [kWh] of buildings together, the avoided energy and its half-widths."""

    buildings: int
    observed_kwh: float
    adjusted_baseline_kwh: float
    kwh: float
    half_widths: PortfolioHalfWidths

    @property
    def share(self) -> float | None:
        """Avoided energy as a share of the adjusted baseline [1]; None when that is not above zero."""
        return self.kwh / self.adjusted_baseline_kwh if self.adjusted_baseline_kwh > 0 else None

    @property
    def interval_90_kwh(self) -> tuple[float, float]:
        """The 90 % interval [kWh]."""
        return around(self.kwh, self.half_widths.together)


def roll_up(members: Sequence[Member], drift: Mapping[str, YearDrift]) -> Sum | None:
    """Avoided energy of the members that may be counted; None without any. A ratio of sums, no mean of ratios."""
    counted = [(member, found) for member in members if (found := member.counted) is not None]
    parts = [Weighted(found, 1.0, drift[member.id]) for member, found in counted]
    if not parts:
        return None
    observed = sum(part.found.observed_kwh for part in parts)
    adjusted = sum(part.found.adjusted_baseline_kwh for part in parts)
    return Sum(len(parts), observed, adjusted, adjusted - observed, half_widths(parts))


def against_control(
    treated: Sequence[Member], control: Sequence[Member], drift: Mapping[str, YearDrift]
) -> tuple[Sum, float] | None:
    """Avoided energy against the control group's ratio, and that ratio; None where one side is empty.

    R = Σ observed / Σ adjusted of the control group; saving = R · Σ adjusted − Σ observed of the others. What all
    share (common drift) is in both and cancels as far as the gaps are alike; each side's own drift counts.
    """
    ours, theirs = (
        [(member, found) for member in side if (found := member.counted) is not None]
        for side in (treated, control)
    )
    adjusted, adjusted_control = (sum(found.adjusted_baseline_kwh for _, found in side) for side in (ours, theirs))
    if not ours or not theirs or adjusted_control <= 0:
        return None
    ratio = sum(found.observed_kwh for _, found in theirs) / adjusted_control
    observed = sum(found.observed_kwh for _, found in ours)
    parts = [Weighted(found, 1.0, drift[member.id]) for member, found in ours]
    parts += [Weighted(found, -adjusted / adjusted_control, drift[member.id]) for member, found in theirs]
    expected = ratio * adjusted
    return Sum(len(ours), observed, expected, expected - observed, half_widths(parts)), ratio
