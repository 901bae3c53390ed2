"""Where the band holds zero: how much would have to be different for the same claim to be proven."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from analytics.uncertainty.drift import DRIFT_EXPONENT, YearDrift, drift_sd
from analytics.uncertainty.interval import NORMAL_90
from analytics.verification.findings import Findings

# Beyond this many buildings the advice is none.
MAX_BUILDINGS = 1000
_DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a proof and its number, in the unit of its code."""

    code: str
    value: float | None


def ways_to_prove(found: Findings, drift: YearDrift, undecided: bool) -> Iterator[Way]:
    """Ways in the order a person would try them; none where the saving is proven or use has risen for sure."""
    together = found.half_widths(drift).together
    if undecided:
        yield Way("decide_events", None)
    adjusted = found.adjusted_baseline_kwh
    if not found.kwh - together <= 0 <= found.kwh + together or adjusted <= 0:
        return
    needed = _needed_share(found, drift)
    if needed < 1:
        yield Way("larger_measure", needed)
    if found.kwh <= 0:
        return
    share = found.kwh / adjusted
    if (gap := _provable_gap(found, drift)) is not None:
        yield Way("nearer_baseline", gap)
    if needed < 1:
        years = (found.to - found.from_).total_seconds() / 86400 / _DAYS_PER_YEAR
        yield Way("sub_meter", adjusted * share / needed / years)
    yield from _in_company(found, drift, share)


def _needed_share(found: Findings, drift: YearDrift) -> float:
    """Smallest share whose band excludes zero: s = √(fixed² + (metering · (1 − s))²), all as shares of use.

    The metering part is of what is measured, so it shrinks as the saving grows.
    """
    widths = found.half_widths(drift)
    adjusted = abs(found.adjusted_baseline_kwh)
    fixed = math.hypot(widths.noise, widths.coefficients, widths.drift) / adjusted
    meter = widths.metering / abs(found.observed_kwh) if found.observed_kwh else 0.0
    # s² (1 − m²) + 2 m² s − (fixed² + m²) = 0
    square = 1 - meter**2
    return (math.sqrt(meter**4 + square * (fixed**2 + meter**2)) - meter**2) / square


def _provable_gap(found: Findings, drift: YearDrift) -> float | None:
    """Years between the midpoints at which this saving would be proven; None where that is not to be had.

    Two periods that touch are half of each apart: with a baseline of a year, half a year and half the period.
    """
    widths = found.half_widths(drift)
    rest = math.hypot(widths.noise, widths.coefficients, widths.metering)
    if found.kwh <= rest or drift.sd <= 0:
        return None
    allowed = math.sqrt(found.kwh**2 - rest**2) / (NORMAL_90 * abs(found.adjusted_baseline_kwh))
    gap = float((allowed / drift.sd) ** (1 / DRIFT_EXPONENT))
    shortest = 0.5 + (found.to - found.from_).total_seconds() / 86400 / _DAYS_PER_YEAR / 2
    return gap if shortest <= gap < found.gap_years else None


def _in_company(found: Findings, drift: YearDrift, share: float) -> Iterator[Way]:
    """Buildings that save the same share, each as unsure as this: own parts shrink by √n, the common part stays.

    With as many control buildings the common part cancels and the own parts count twice.
    """
    widths = found.half_widths(drift)
    adjusted = abs(found.adjusted_baseline_kwh)
    common = NORMAL_90 * drift_sd(drift.common_sd, found.gap_years)
    own_drift = NORMAL_90 * drift_sd(drift.own_sd, found.gap_years)
    own = math.hypot(
        widths.noise / adjusted, widths.coefficients / adjusted, widths.metering / adjusted, own_drift
    )
    if share > common and (count := math.ceil(own**2 / (share**2 - common**2))) <= MAX_BUILDINGS:
        yield Way("portfolio", float(max(count, 2)))
    if (count := math.ceil(2 * own**2 / share**2)) <= MAX_BUILDINGS:
        yield Way("control_group", float(max(count, 2)))
