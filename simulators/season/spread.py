"""Many seeds as one document: how far what nobody knows moves the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulators.season.outcome import SeasonOutcome


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, 10th, 50th and 90th percentile, least and most of one figure over the seeds."""

    mean: float
    p10: float
    p50: float
    p90: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of `values`, at least one."""
        low, middle, high = (float(one) for one in np.percentile(values, (10, 50, 90)))
        return cls(float(np.mean(values)), low, middle, high, min(values), max(values))


@dataclass(frozen=True, slots=True)
class Summary:
    """Spreads over the seeds; `ran_out_share` of the seasons had no snow left before their end."""

    cost_sek_total: Spread
    snow_cooling_mwh: Spread
    unmet_mwh: Spread
    snow_end_t: Spread
    natural_melt_share: Spread
    ran_out_share: float


@dataclass(frozen=True, slots=True)
class SeasonsOutcome:
    """One strategy with many seeds: each season as `simulate season` writes it, and their summary."""

    strategy: str
    seeds: tuple[int, ...]
    wall_s: float
    summary: Summary
    seasons: tuple[SeasonOutcome, ...]


def seasons_outcome(seasons: Sequence[SeasonOutcome], wall_s: float) -> SeasonsOutcome:
    """The document of `seasons`, at least one, all with the same strategy."""
    summary = Summary(
        cost_sek_total=Spread.of([one.cost_sek.total for one in seasons]),
        snow_cooling_mwh=Spread.of([one.cooling_mwh.snow for one in seasons]),
        unmet_mwh=Spread.of([one.comfort.unmet_mwh for one in seasons]),
        snow_end_t=Spread.of([one.snow_t.end for one in seasons]),
        natural_melt_share=Spread.of([one.natural_melt_share for one in seasons]),
        ran_out_share=sum(one.run_out_date is not None for one in seasons) / len(seasons),
    )
    seeds = tuple(one.seed for one in seasons)
    return SeasonsOutcome(seasons[0].strategy, seeds, wall_s, summary, tuple(seasons))
