"""Progress to the promise as accounting: what was used against the base year, with the band of its meters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from domain.site import Carrier

# Largest permissible error of a meter in use, as a share of what it counts: electricity class B (EN 50470-3),
# heat and cooling meters class 2 (EN 1434) with their temperature pair, gas class 1.5 (EN 12480).
METERING_LIMIT = {
    Carrier.ELECTRICITY: 0.01,
    Carrier.HEAT: 0.03,
    Carrier.COOLING: 0.03,
    Carrier.GAS: 0.015,
    Carrier.WATER: 0.03,
}
# A limit ±a read as a uniform distribution has the standard deviation a/√3 (JCGM 100:2008, 4.3.7).
UNIFORM = 1 / sqrt(3)
CONFIDENCE, Z_90 = 0.90, 1.645
# 90 % half-width of a month estimated from the same month of neighbouring years: our assumption, wide on purpose.
ESTIMATE_HALF_WIDTH = 0.30


@dataclass(frozen=True, slots=True)
class Entry:
    """Use of one meter in one year [kWh], the estimated part of it [kWh] and what it measures."""

    carrier: Carrier
    kwh: float
    estimated_kwh: float


@dataclass(frozen=True, slots=True)
class Progress:
    """Outcome against the base year: `change` is a share (−0.2 = 20 % less) with its 90 % accounting band."""

    observed_kwh: float
    base_year_kwh: float
    change: float
    interval_90: tuple[float, float]


def half_width_90_kwh(entries: Sequence[Entry]) -> float:
    """90 % half-width [kWh] of a year's total: meters independent of each other, estimates added in quadrature."""
    metering = (
        (Z_90 * UNIFORM * METERING_LIMIT[entry.carrier] * (entry.kwh - entry.estimated_kwh)) for entry in entries
    )
    estimates = (ESTIMATE_HALF_WIDTH * entry.estimated_kwh for entry in entries)
    return sqrt(sum(part**2 for part in metering) + sum(part**2 for part in estimates))


def progress(
    observed_kwh: float, base_year_kwh: float, observed: Sequence[Entry], base: Sequence[Entry]
) -> Progress:
    """Change = R/B − 1 with half-width (R/B)·√((h_R/R)² + (h_B/B)²); no drift: it claims no counterfactual.

    The two years' errors are taken as independent. The same meter errs alike in both, which would only make
    the band narrower.
    """
    ratio = observed_kwh / base_year_kwh
    relative = sqrt(
        (half_width_90_kwh(observed) / observed_kwh) ** 2 + (half_width_90_kwh(base) / base_year_kwh) ** 2
    )
    half = ratio * relative
    return Progress(observed_kwh, base_year_kwh, ratio - 1, (ratio - 1 - half, ratio - 1 + half))


def projection(kwh_by_year: Mapping[int, float], year: int) -> float | None:
    """Use [kWh] in `year` if the straight line through the years goes on (least squares); None below 5 years."""
    if len(kwh_by_year) < 5:
        return None
    years = list(kwh_by_year)
    centre = sum(years) / len(years)
    mean = sum(kwh_by_year.values()) / len(years)
    slope = sum((y - centre) * (kwh_by_year[y] - mean) for y in years) / sum((y - centre) ** 2 for y in years)
    return mean + slope * (year - centre)
