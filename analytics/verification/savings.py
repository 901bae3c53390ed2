"""The whole of a reporting period: what is known, carried over to the unknown rest at the ratio found."""

from __future__ import annotations

import math

import numpy as np

from analytics.baselines.baseline import FittedBaseline
from analytics.records.observations import Observations
from analytics.uncertainty.interval import NORMAL_90, Residuals
from analytics.verification.findings import WholeFindings


def whole_period(
    *,
    model: FittedBaseline,
    found: Residuals,
    known_kwh: float,
    adjusted_kwh: float,
    share: float | None,
    reported: Observations,
    complete: Observations,
    counted: tuple[Observations, float] | None = None,
) -> WholeFindings | None:
    """Adjusted baseline of the whole period, and what the rest adds to the band; None without a ratio.

    `known_kwh` is the model's use over the known part; `reported` are all steps of the period, `complete` those
    with weather throughout (usual for the month where none is known).
    The rest adds its own noise, that of an unknown temperature where there is none, and half a chance that it
    saved anything between nothing and twice as much (rectangular, so ± the amount / √3). Of `counted` gaps a
    register knows the total [kWh]: there is no doubt what was used in them.
    """
    if share is None:
        return None
    rest_kwh = max(float(model.predict(complete).sum()) - known_kwh, 0.0)
    rest_days = max(float(complete.days.sum() - reported.days.sum()), 0.0)
    blind_days = min(float(complete.days[np.isnan(reported.temps_c).all(axis=1)].sum()), rest_days)
    noise = found.variance_per_day * (rest_days - blind_days) + found.total_variance_per_day * blind_days
    counted_adjusted = min(float(model.predict(counted[0]).sum()), rest_kwh) if counted is not None else 0.0
    doubt = (rest_kwh - counted_adjusted) * abs(share) / math.sqrt(3)
    return WholeFindings(
        adjusted_baseline_kwh=adjusted_kwh + rest_kwh,
        noise_kwh=NORMAL_90 * math.sqrt(noise),
        doubt_kwh=NORMAL_90 * doubt,
        counted_adjusted_kwh=counted_adjusted,
        counted_kwh=counted[1] if counted is not None else 0.0,
    )
