"""Progress to the promise as accounting: what was used against the base year, with the band of its meters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from analytics.uncertainty.metering import meter_class
from domain.site import Carrier

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
    """90 % half-width [kWh] of a year's total: meters of the usual class and estimates, in quadrature."""
    metering = (
        Z_90 * meter_class(entry.carrier, None).sd_share * (entry.kwh - entry.estimated_kwh) for entry in entries
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
