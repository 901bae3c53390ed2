"""How far an avoided energy use may be from the truth: noise, coefficients, drift of use, the meter itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.arrays import DAY_S, Floats, Ints
from analytics.baselines.baseline import FittedBaseline
from analytics.observations import Observations
from analytics.student import t_quantile
from domain.site import Carrier

# Two-sided 90 %: 5 % on each side.
TAIL = 0.95
NORMAL_90 = t_quantile(TAIL, math.inf)

# Standard deviation of a year's use around what the year before led to expect, as a share of use, in buildings
# without a known measure. Electricity 7.0 %: 946 pairs of years of 115 Cambridge university buildings 2000-2019;
# gas heating 7.7 %, rounded up: 53 of them (EECi Cambridge Estates Building Energy Archive, Bedford weather).
# Cooling and water were not measured there and take the larger.
DRIFT_SHARE = {
    Carrier.ELECTRICITY: 0.07,
    Carrier.HEAT: 0.08,
    Carrier.GAS: 0.08,
    Carrier.COOLING: 0.08,
    Carrier.WATER: 0.08,
}
# The same pairs 2, 3, 5 and 7 years apart: 10.3, 11.6, 17.1, 22.3 %; 7 % · g^0.6 runs through them.
DRIFT_EXPONENT = 0.6

# Greatest permissible error of a meter in use's upper range, taken as the half-width of a rectangular
# distribution: electricity class B, EN 50470-3; thermal energy class 2, EN 1434-1 (flow sensor 2 %, sensors and
# calculator 1 %); gas class 1.5, EN 1359; water class 2, EN ISO 4064-1.
METER_ERROR_SHARE = {
    Carrier.ELECTRICITY: 0.01,
    Carrier.HEAT: 0.03,
    Carrier.GAS: 0.015,
    Carrier.COOLING: 0.03,
    Carrier.WATER: 0.02,
}

METHOD = "week_clustered_residuals_and_coefficients_plus_drift_plus_metering"
METHOD_MONTHLY = "monthly_residuals_and_coefficients_plus_drift_plus_metering"


@dataclass(frozen=True, slots=True)
class Residuals:
    """What the baseline period leaves unexplained, clustered: days of one week share their luck.

    `variance_per_day` [kWh² per day] counts each cluster's summed error, `total_variance_per_day` the same around
    the mean; `gram` and `scores` (per cluster) make the covariance of the coefficients, `freedom` judges both.
    """

    variance_per_day: float
    total_variance_per_day: float
    gram: Floats
    scores: Floats
    freedom: float

    def prediction_variance(self, gradient: Floats) -> float:
        """Variance [kWh²] of gradient · coefficients: g' G⁻¹ S'S G⁻¹ g, S the scores (a sandwich)."""
        through = np.linalg.lstsq(self.gram, gradient, rcond=None)[0]
        return float(((self.scores @ through) ** 2).sum())


def clusters(rows: Observations) -> Ints:
    """Number of the week (from Monday) of each row; a month is a cluster of its own."""
    if rows.step == "1mo":
        return np.arange(len(rows.starts), dtype=np.int64)
    # 1 January 1970 was a Thursday.
    return (rows.starts + 3 * DAY_S) // (7 * DAY_S)


def residuals(model: FittedBaseline, rows: Observations) -> Residuals:
    """Cluster-robust variances (Liang and Zeger 1986, with the usual small-sample factor)."""
    design = model.design(rows)
    error = rows.rate - design @ model.coefficients
    number = np.unique(clusters(rows), return_inverse=True)[1]
    groups = int(number.max()) + 1
    count, parameters = len(error), model.parameters
    small = count / max(count - parameters, 1)
    sums = np.bincount(number, weights=error * rows.days)
    around_mean = (rows.rate - np.average(rows.rate, weights=rows.days)) * rows.days
    total = np.bincount(number, weights=around_mean)
    # Rows are in time order, so each cluster is one stretch of them.
    firsts = np.searchsorted(number, np.arange(groups))
    scores = np.add.reduceat(design * (error * rows.days)[:, None], firsts, axis=0)
    factor = groups / max(groups - 1, 1) * small
    days = float(rows.days.sum())
    freedom = groups - 1 if rows.step != "1mo" else count - parameters
    return Residuals(
        variance_per_day=float((sums**2).sum()) / days * small,
        total_variance_per_day=float((total**2).sum()) / days,
        gram=design.T @ (design * rows.days[:, None]),
        scores=scores * math.sqrt(factor),
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


def half_widths(
    model: FittedBaseline,
    found: Residuals,
    rows: Observations,
    drift_sd_share: float,
    meter_error_share: float,
) -> HalfWidths:
    """Half-widths for the sum over the seen `rows` of a reporting period.

    Noise Σdays · variance per day; coefficients g' V g with g the sum of the design rows; drift
    `drift_sd_share` of the adjusted baseline; metering the meter's error on what was measured.
    """
    quantile = t_quantile(TAIL, found.freedom)
    gradient = (model.design(rows) * rows.days[:, None]).sum(axis=0)
    adjusted = abs(float(model.predict(rows).sum()))
    observed = abs(float(rows.energy_kwh.sum()))
    return HalfWidths(
        noise=quantile * math.sqrt(found.variance_per_day * float(rows.days.sum())),
        coefficients=quantile * math.sqrt(found.prediction_variance(gradient)),
        drift=NORMAL_90 * drift_sd_share * adjusted,
        metering=NORMAL_90 * meter_error_share / math.sqrt(3) * observed,
    )


def drift_sd(share: float, gap_years: float) -> float:
    """Standard deviation [1] of use after `gap_years` from one year's `share`: share · g^0.6."""
    return float(share * max(gap_years, 0.0) ** DRIFT_EXPONENT)


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
