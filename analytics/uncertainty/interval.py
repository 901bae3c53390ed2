"""How far an avoided energy use may be from the truth: noise, coefficients, drift of use, the meter itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.arrays import DAY_S, Floats, Ints
from analytics.baselines.baseline import FittedBaseline
from analytics.records.observations import Observations
from analytics.uncertainty.student import t_quantile

# Weeks over which errors are held to persist: 4 (n/100)^(2/9) of n = 52, rounded up (Newey and West 1994).
PERSISTENT_WEEKS = 4
# Two-sided 90 %: 5 % on each side.
TAIL = 0.95
NORMAL_90 = t_quantile(TAIL, math.inf)

METHOD = "week_clustered_residuals_and_coefficients_plus_drift_plus_metering"
METHOD_MONTHLY = "monthly_residuals_and_coefficients_plus_drift_plus_metering"


@dataclass(frozen=True, slots=True)
class Residuals:
    """What the baseline period leaves unexplained, clustered: days of one week share their luck.

    The squares of `sums` [kWh/√day, one per cluster] add to the variance per day [kWh² per day];
    `total_variance_per_day` is the same around the mean; `gram` and `scores` (per cluster) make the covariance of
    the coefficients, `freedom` judges both.
    """

    clusters: Ints
    sums: Floats
    total_variance_per_day: float
    gram: Floats
    scores: Floats
    freedom: float

    @property
    def variance_per_day(self) -> float:
        """Variance [kWh² per day] of the unexplained."""
        return float((self.sums**2).sum())

    def influences(self, gradient: Floats) -> Floats:
        """Part [kWh] of each cluster in the error of gradient · coefficients.

        Their squares add to g' G⁻¹ S'S G⁻¹ g, S the scores (a sandwich).
        """
        through = np.linalg.lstsq(self.gram, gradient, rcond=None)[0]
        influence: Floats = self.scores @ through
        return influence


def clusters(rows: Observations) -> Ints:
    """Number of the week (from Monday) of each row; a month is a cluster of its own, numbered below zero."""
    if rows.step == "1mo":
        # The middle of a month's third day lies in that month on any clock.
        return -1 - (rows.starts + 2 * DAY_S).astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    # 1 January 1970 was a Thursday.
    return (rows.starts + 3 * DAY_S) // (7 * DAY_S)


def _whole(number: Ints, rows: Observations) -> Floats:
    """Days of each whole cluster by those known of it; at most seven, for a week of a single day."""
    known = np.bincount(number, weights=rows.days)
    total = np.bincount(number, weights=rows.total_days) if rows.step == "1mo" else np.full(len(known), 7.0)
    whole: Floats = np.clip(total / np.maximum(known, 1e-9), 1.0, 7.0)
    return whole


def persistence(weeks: Ints, sums: Floats) -> float:
    """Variance of a sum over many weeks by that of as many weeks that know nothing of each other; 1 or more.

    1 + 2 Σ (1 − k/(L + 1)) ρ_k, ρ_k the correlation of `sums` k weeks apart, of the pairs there are (Newey and
    West 1987). A heating season that begins late is late for more than a week.
    """
    square, ratio = float(np.mean(sums**2)), 1.0
    for lag in range(1, PERSISTENT_WEEKS + 1):
        _, here, there = np.intersect1d(weeks + lag, weeks, return_indices=True)
        if square > 0 and len(here):
            ratio += 2 * (1 - lag / (PERSISTENT_WEEKS + 1)) * float(np.mean(sums[here] * sums[there])) / square
    return max(ratio, 1.0)


def residuals(model: FittedBaseline, rows: Observations) -> Residuals:
    """Cluster-robust variances (Liang and Zeger 1986, the usual small-sample factor) times their persistence.

    The error of a week that is known for d of its days counts as 7/d of its square: its unknown days are taken to
    share the luck of the known ones. Left out, they would make every band narrower that misses days.
    """
    design = model.design(rows)
    error = model.errors(rows)
    names, number = np.unique(clusters(rows), return_inverse=True)
    groups = len(names)
    count, parameters = len(error), model.parameters
    small = count / max(count - parameters, 1)
    sums: Floats = np.bincount(number, weights=error * rows.days).astype(float)
    around_mean = (rows.rate - np.average(rows.rate, weights=rows.days)) * rows.days
    total = np.bincount(number, weights=around_mean)
    whole = np.sqrt(_whole(number, rows))
    scores = np.zeros((groups, design.shape[1]))
    np.add.at(scores, number, design * (error * rows.days)[:, None])
    lasting = persistence(names, sums) if rows.step != "1mo" else 1.0
    factor = groups / max(groups - 1, 1) * small * lasting
    days = float(rows.days.sum())
    freedom = groups - 1 if rows.step != "1mo" else count - parameters
    return Residuals(
        clusters=names,
        sums=(sums * whole * math.sqrt(small * lasting / days)).astype(float),
        total_variance_per_day=float((total**2).sum()) / days,
        gram=design.T @ (design * rows.days[:, None]),
        scores=scores * whole[:, None] * math.sqrt(factor),
        freedom=max(float(freedom), 1.0),
    )


@dataclass(frozen=True, slots=True)
class HalfWidths:
    """Half-widths [kWh] of the 90 % interval; they add in quadrature."""

    noise: float
    coefficients: float
    drift: float
    metering: float

    @property
    def together(self) -> float:
        """Half-width [kWh] of all."""
        return math.hypot(self.noise, self.coefficients, self.drift, self.metering)


@dataclass(frozen=True, slots=True)
class Luck:
    """What each cluster of the baseline adds to the error of a predicted sum [kWh each, one standard deviation].

    Their squares add to the variances of noise and coefficients. Kept apart by cluster, so that errors that
    buildings share in the same weeks (weather, model) can be added before they are squared.
    """

    clusters: Ints
    noise: Floats
    coefficients: Floats
    quantile: float

    @property
    def half_widths(self) -> tuple[float, float]:
        """Half-widths [kWh] of the 90 % interval from noise and from coefficients."""
        return self.quantile * _length(self.noise), self.quantile * _length(self.coefficients)


def luck(model: FittedBaseline, found: Residuals, rows: Observations) -> Luck:
    """Errors of the sum over the seen `rows` of a period, by cluster of the baseline.

    Noise: variance Σdays · variance per day. Coefficients: g' V g, g the sum of the design rows.
    """
    gradient = (model.design(rows) * rows.days[:, None]).sum(axis=0)
    return Luck(
        clusters=found.clusters,
        noise=found.sums * math.sqrt(float(rows.days.sum())),
        coefficients=found.influences(gradient),
        quantile=t_quantile(TAIL, found.freedom),
    )


def model_sd(model: FittedBaseline, learned: Observations, predicted: Observations) -> float:
    """Standard deviation [kWh] of a predicted sum from noise and coefficients."""
    error = luck(model, residuals(model, learned), predicted)
    return math.hypot(_length(error.noise), _length(error.coefficients))


def _length(parts: Floats) -> float:
    return float(np.sqrt((parts**2).sum()))


def fractional_savings_uncertainty(
    *,
    cv: float,
    saving_share: float,
    points: int,
    effective: float,
    reporting_points: int,
    t: float,
    factor: float = 1.26,
) -> float:
    """Uncertainty of a saving as a share of it [1], at the confidence of `t`.

    ΔS/S = a · t · CV/F · sqrt[(n/n') (1 + 2/n') / m] (ASHRAE Guideline 14, Reddy and Claridge 2000); a = 1.26, or
    what `sun_baltazar` gives. It knows neither drift nor the error of predicting other weather.
    """
    spread = points / effective * (1 + 2 / effective) / reporting_points
    return factor * t * cv / saving_share * math.sqrt(spread)


def sun_baltazar(reporting_months: float, daily: bool) -> float:
    """Factor a instead of 1.26, for daily or monthly models (Sun and Baltazar 2013), M = reporting months."""
    if daily:
        return 1.00286 + 0.03535 * reporting_months - 0.00024 * reporting_months**2
    return 0.94054 + 0.03306 * reporting_months - 0.00022 * reporting_months**2
