"""Energisignatur: a building's mean power against outdoor temperature, in kW and kW/K."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.arrays import Floats
from analytics.baselines.change_point import Shape
from analytics.baselines.change_point_search import Search, fit_change_point
from analytics.baselines.metrics import autocorrelation, cv_rmse, effective_points, r2
from analytics.records.observations import Observations
from analytics.uncertainty.interval import TAIL
from analytics.uncertainty.student import t_quantile

_HALF_DEGREES = tuple(point / 2 for point in range(53))
# Heating first: a signature of heat has no cooling side.
HEATING = (Shape.MEAN, Shape.HEATING)
ALL = tuple(Shape)


@dataclass(frozen=True, slots=True)
class EnergySignature:
    """P = P0 + k · max(Tb − T, 0) + c · max(T − Tc, 0): 1P, 3P, 4P or 5P in kW over mean outdoor temperature.

    `heating_kw_per_k` is the building's loss of heat per kelvin, UA-like with ventilation in it; its half-width is
    that of the 90 % interval with autocorrelation counted, balance points taken as known. Valid between
    `coldest_c` and `warmest_c`.
    """

    form: str
    base_kw: float
    heating_kw_per_k: float | None
    heating_half_width_90: float | None
    heating_balance_c: float | None
    cooling_kw_per_k: float | None
    cooling_half_width_90: float | None
    cooling_balance_c: float | None
    r2: float | None
    cv_rmse: float | None
    days: int
    coldest_c: float
    warmest_c: float


def energy_signature(rows: Observations, shapes: tuple[Shape, ...] = ALL) -> EnergySignature | None:
    """The signature of days that are usable; None when they cannot carry one."""
    rows = rows.chosen(rows.usable)
    power = rows.rate / 24.0
    found = fit_change_point(rows.temps_c, power, Search(grid_c=_HALF_DEGREES, shapes=shapes), rows.days)
    if found is None or len(power) <= len(found.coefficients):
        return None
    form, design = found.form, found.form.design(rows.temps_c, np.zeros(len(power), np.int64))
    fitted = design @ found.coefficients
    widths = _half_widths(design, power - fitted)
    slopes = iter(range(1, len(found.coefficients)))
    heating = next(slopes) if form.heating_balance_c is not None else None
    cooling = next(slopes) if form.cooling_balance_c is not None else None
    parameters = len(found.coefficients) + form.balance_points
    return EnergySignature(
        form=form.shape.value,
        base_kw=float(found.coefficients[0]),
        heating_kw_per_k=_at(found.coefficients, heating),
        heating_half_width_90=_at(widths, heating),
        heating_balance_c=form.heating_balance_c,
        cooling_kw_per_k=_at(found.coefficients, cooling),
        cooling_half_width_90=_at(widths, cooling),
        cooling_balance_c=form.cooling_balance_c,
        r2=r2(power, fitted),
        cv_rmse=cv_rmse(power, fitted, parameters),
        days=len(power),
        coldest_c=float(rows.temps_c.min()),
        warmest_c=float(rows.temps_c.max()),
    )


def _at(values: Floats, index: int | None) -> float | None:
    return None if index is None else float(values[index])


def _half_widths(design: Floats, errors: Floats) -> Floats:
    """Half-widths of the 90 % intervals of the coefficients: s² (X'X)⁻¹, widened by n/n' for autocorrelation."""
    points, coefficients = design.shape
    effective = min(effective_points(points, autocorrelation(errors)), float(points))
    variance = float((errors**2).sum()) / (points - coefficients) * points / max(effective, 1.0)
    covariance = variance * np.linalg.pinv(design.T @ design)
    return np.asarray(t_quantile(TAIL, max(effective - coefficients, 1.0)) * np.sqrt(np.diag(covariance)))


@dataclass(frozen=True, slots=True)
class PowerSignature:
    """Effektsignatur: mean power of working days in winter, read off a line at the tariff's temperature.

    `sd_kw` is that of the line there, `day_sd_kw` that of a single day around it. `extrapolated_k`: how much
    colder the reference is than the coldest day seen; the line is untried there.
    """

    reference_temp_c: float
    power_kw: float
    sd_kw: float
    day_sd_kw: float
    slope_kw_per_k: float
    days: int
    coldest_c: float
    extrapolated_k: float


# November to March, Monday to Friday: the days that Swedish district heating tariffs count (skekraft.se, eem.se).
_WINTER = (11, 12, 1, 2, 3)
MIN_WINTER_DAYS = 20
_MIN_SPREAD_K = 5.0


def power_signature(rows: Observations, reference_temp_c: float) -> PowerSignature | None:
    """P(T) = a + b T by least squares over winter working days; None with few or all of one temperature."""
    middles = (rows.starts + 43200).astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    rows = rows.chosen(rows.usable & np.isin(middles, _WINTER) & (rows.day_types == 0))
    power, temps = rows.rate / 24.0, rows.temps_c[:, 0]
    if len(power) < MIN_WINTER_DAYS or np.ptp(temps) < _MIN_SPREAD_K:
        return None
    design = np.column_stack([np.ones(len(temps)), temps])
    coefficients = np.linalg.lstsq(design, power, rcond=None)[0]
    errors = power - design @ coefficients
    variance = float((errors**2).sum()) / (len(power) - 2)
    effective = min(effective_points(len(power), autocorrelation(errors)), float(len(power)))
    at = np.array([1.0, reference_temp_c])
    of_line = variance * len(power) / max(effective, 1.0) * float(at @ np.linalg.inv(design.T @ design) @ at)
    return PowerSignature(
        reference_temp_c=reference_temp_c,
        power_kw=float(at @ coefficients),
        sd_kw=math.sqrt(of_line),
        day_sd_kw=math.sqrt(of_line + variance),
        slope_kw_per_k=float(coefficients[1]),
        days=len(power),
        coldest_c=float(temps.min()),
        extrapolated_k=max(float(temps.min()) - reference_temp_c, 0.0),
    )
