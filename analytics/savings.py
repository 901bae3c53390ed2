"""Avoided energy use: what the baseline would have used in the reporting period's weather, less what was used."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.baselines.baseline import FittedBaseline
from analytics.observations import Observations
from analytics.uncertainty import NORMAL_90, HalfWidths, Residuals


@dataclass(frozen=True, slots=True)
class Saving:
    """Energy [kWh] over the part of a period for which both meter and weather are known."""

    observed_kwh: float
    adjusted_baseline_kwh: float

    @property
    def kwh(self) -> float:
        """Avoided energy [kWh]."""
        return self.adjusted_baseline_kwh - self.observed_kwh

    @property
    def share(self) -> float | None:
        """Avoided energy as a share of the adjusted baseline [1]; None when that is not above zero."""
        return self.kwh / self.adjusted_baseline_kwh if self.adjusted_baseline_kwh > 0 else None


def avoided_energy(model: FittedBaseline, rows: Observations) -> Saving:
    """Saving over the known part of the seen `rows`."""
    return Saving(float(rows.energy_kwh.sum()), float(model.predict(rows).sum()))


@dataclass(frozen=True, slots=True)
class WholeSaving:
    """Avoided energy [kWh] of a whole period, its share [1] and the half-width [kWh] of its 90 % interval."""

    kwh: float
    share: float
    half_width_kwh: float


def whole_period(
    *,
    model: FittedBaseline,
    found: Residuals,
    saving: Saving,
    widths: HalfWidths,
    seen: Observations,
    complete: Observations,
) -> WholeSaving | None:
    """The saving found, carried over to the unknown rest of the period at the same ratio.

    `complete` are all steps of the period with weather throughout (usual for the month where none is known).
    The band of the known part grows with the ratio of the two; the rest adds its own noise, that of an unknown
    temperature where there is none, and half a chance that it saved anything between nothing and twice as much
    (rectangular, so ± the amount / √3).
    """
    if (share := saving.share) is None:
        return None
    all_kwh = float(model.predict(complete).sum())
    rest_kwh = max(all_kwh - saving.adjusted_baseline_kwh, 0.0)
    rest_days = max(float(complete.days.sum() - seen.days.sum()), 0.0)
    blind_days = min(float(complete.days[np.isnan(seen.temps_c).all(axis=1)].sum()), rest_days)
    noise = found.variance_per_day * (rest_days - blind_days) + found.total_variance_per_day * blind_days
    doubt = rest_kwh * abs(share) / math.sqrt(3)
    whole_kwh = saving.adjusted_baseline_kwh + rest_kwh
    growth = whole_kwh / saving.adjusted_baseline_kwh
    half = math.hypot(widths.together * growth, NORMAL_90 * math.sqrt(noise), NORMAL_90 * doubt)
    return WholeSaving(share * whole_kwh, share, half)
