"""How far a building's use moves between years without any measure, and where that figure comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.uncertainty.placebo import PlaceboPair
from domain.site import Carrier

# Standard deviation of a year's use around what the year before led to expect, as a share of use, in buildings
# without a known measure (EECi Cambridge Estates Building Energy Archive, weather of Bedford). Electricity: 946
# pairs of years of 115 university buildings 2000-2019. Gas for heating: 37 pairs of 2015-2018, one and two
# years apart, root mean square less noise and coefficients 8.7 and 8.8 % when brought to one year; 53 buildings
# 2000-2019 have 7.7 % by a robust measure. Heat, cooling and water were not measured and take the larger.
BORROWED_SD = {
    Carrier.ELECTRICITY: 0.07,
    Carrier.HEAT: 0.09,
    Carrier.GAS: 0.09,
    Carrier.COOLING: 0.09,
    Carrier.WATER: 0.09,
}
# The electricity pairs 2, 3, 5 and 7 years apart: 10.3, 11.6, 17.1, 22.3 %; 7 % · g^0.6 runs through them.
DRIFT_EXPONENT = 0.6
# The part of a building's drift that all buildings of one organisation share, by the whole: use-weighted sum of a
# hundred of them 1, 2, 3, 5, 7 years apart 1.9, 3.3, 4.0, 6.3, 9.0 %; 2.5 % · g^0.6 lies on or above all but the
# last, of 7 %.
COMMON_SHARE = 0.025 / 0.07
# Σw² of five equal buildings: with fewer, what one of them did looks like what all did.
MAX_CONCENTRATION = 0.2
# Fewer own pairs than this say less than the borrowed figure: a standard deviation from 20 is itself 16 % unsure.
# One building's own few years do not help: in the same data the size of a building's drift in one year says
# nothing of its size in the next (54 pairs of successive years, correlation of |error| 0.01).
MIN_OWN_PAIRS = 20


class DriftSource(StrEnum):
    """Whose figure it is: given by who asks, measured on own years, or borrowed."""

    GIVEN = "given"
    OWN = "own"
    BORROWED = "borrowed"


@dataclass(frozen=True, slots=True)
class YearDrift:
    """Standard deviation of one year's drift [1] of a building, the `common` part of it, and its source.

    `pairs` counts the organisation's own pairs of years, used when there are `MIN_OWN_PAIRS`.
    """

    sd: float
    common_sd: float
    source: DriftSource
    pairs: int = 0

    @property
    def own_sd(self) -> float:
        """The part [1] that is a building's own: all but the least common part, whatever was found of it.

        A few years tell little of what is shared, and a control group must not make the rest vanish.
        """
        return self.sd * math.sqrt(1 - COMMON_SHARE**2)


def drift_sd(share: float, gap_years: float) -> float:
    """Standard deviation [1] of use after `gap_years` from one year's `share`: share · g^0.6."""
    return float(share * max(gap_years, 0.0) ** DRIFT_EXPONENT)


def year_drift(carrier: Carrier, given: float | None, pairs: Sequence[PlaceboPair]) -> YearDrift:
    """One year's drift: as given, else from twenty or more own pairs, else borrowed."""
    kept = [pair for pair in pairs if pair.clean]
    if given is not None:
        return YearDrift(given, COMMON_SHARE * given, DriftSource.GIVEN, len(kept))
    if len(kept) >= MIN_OWN_PAIRS:
        sd = _own_sd(kept)
        return YearDrift(sd, _own_common_sd(kept, sd), DriftSource.OWN, len(kept))
    sd = BORROWED_SD[carrier]
    return YearDrift(sd, COMMON_SHARE * sd, DriftSource.BORROWED, len(kept))


def _own_sd(pairs: Sequence[PlaceboPair]) -> float:
    """Root mean square of the errors, each brought to one year, less the variance of noise and coefficients."""
    squares = [(pair.error**2 - pair.model_sd**2) / pair.gap_years ** (2 * DRIFT_EXPONENT) for pair in pairs]
    return math.sqrt(max(sum(squares) / len(squares), 0.0))


def _own_common_sd(pairs: Sequence[PlaceboPair], sd: float) -> float:
    """What buildings share, from the use-weighted error of each pair of calendar years brought to one year.

    Its square is common² + own² · Σw², w the weights, own² = sd² − common²; years in which one or two buildings
    are most of the use say nothing. Between COMMON_SHARE and all of `sd`: a common part taken too small makes a
    portfolio look too sure.
    """
    together: dict[tuple[int, int], list[PlaceboPair]] = {}
    for pair in pairs:
        together.setdefault((pair.learned_year, pair.predicted_year), []).append(pair)
    shared, apart = 0.0, 0.0
    for cell in together.values():
        expected = sum(pair.expected_kwh for pair in cell)
        weights = [pair.expected_kwh / expected for pair in cell]
        error = sum(weight * pair.error for weight, pair in zip(weights, cell, strict=True))
        if (concentration := sum(weight**2 for weight in weights)) > MAX_CONCENTRATION:
            continue
        shared += (error / cell[0].gap_years ** DRIFT_EXPONENT) ** 2 - sd**2 * concentration
        apart += 1 - concentration
    square = max(shared / apart, 0.0) if apart > 0 else 0.0
    return min(max(math.sqrt(square), COMMON_SHARE * sd), sd)
