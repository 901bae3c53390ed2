"""Electric chiller: COP by outdoor temperature, leaving temperature and part load, from its data sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import overload

import numpy as np
import numpy.typing as npt

from domain.plant import Chiller, ChillerPoint

Floats = npt.NDArray[np.float64]

# The COP points of a plant file hold at this leaving temperature and full load.
REFERENCE_LEAVING_C = 8.0
# What air-cooled machines have in common: mean and spread of ln(1/COP) fitted to seven published machines
# (EnergyPlus AirCooledChiller.idf: Trane CGAM110, McQuay AGZ110D, Carrier 30XA120 and 30RB110, from catalogues;
# air-cooled curves of ASHRAE 90.1 and California Title 24, screw and scroll). Per 10 K of outdoor temperature
# from 30 °C, per its square, per K of leaving temperature, per share unloaded, per (1/share − 1).
_USUAL = np.array([0.26, 0.02, -0.02, -0.25, 0.045])
_SPREAD = np.array([0.04, 0.03, 0.006, 0.12, 0.045])
# Catalogue figures are rounded and run within about this share of a smooth machine.
_POINT_SD = 0.01
_LEVEL_SD = 10.0
_MIDDLE_C, _DECADE_K, _USUAL_LEAVING_C = 30.0, 10.0, 7.0
# Leaving temperatures that any of the seven was published for; beyond, the nearest counts.
_LEAVING_RANGE_C = (4.0, 16.0)
# Part load without a data sheet: air-cooled screw machine, f = 0.0365 + 0.7347 q + 0.2199 q² (California Title 24
# and openstudio-standards, ChlrAirScrewEIRRatio_fQRatio), in the form used here within 0.1 %.
_SCREW_RELIEF, _SCREW_FIXED = -0.230, 0.038
# Controls and oil heater of a machine that stands still, and as much while it turns [kW] (assumed).
STANDBY_KW = 0.3
# A fit needs so many points over so many kelvins outdoors, or it is the usual machine in a maker's dress.
LEAST_POINTS = 4
LEAST_SPAN_K = 10.0


@dataclass(frozen=True, slots=True)
class CopModel:
    """COP(T, T_l, q) = COP_0(T) e^(−d (T_l − T_l0)) e^(−s (1 − q) − r (1/q − 1)) of an air-cooled chiller.

    COP_0 at full load by straight lines in (`outside_c`, `full_load_cop`), held outside them; d `per_k` at
    leaving water from `reference_leaving_c` [1/K], s `relief` of the condenser and r `fixed` losses by load share
    q, held below `min_load_share`, where a machine runs at its least load or cycles. Water held to 4…16 °C.
    """

    outside_c: tuple[float, ...]
    full_load_cop: tuple[float, ...]
    reference_leaving_c: float = REFERENCE_LEAVING_C
    per_k: float = float(_USUAL[2])
    relief: float = _SCREW_RELIEF
    fixed: float = _SCREW_FIXED
    min_load_share: float = 0.25

    @overload
    def cop(
        self, outside_air_temp_c: float, leaving_chilled_water_temp_c: float = ..., load_share: float = ...
    ) -> float: ...
    @overload
    def cop(
        self,
        outside_air_temp_c: Floats,
        leaving_chilled_water_temp_c: float | Floats = ...,
        load_share: float | Floats = ...,
    ) -> Floats: ...
    def cop(
        self,
        outside_air_temp_c: float | Floats,
        leaving_chilled_water_temp_c: float | Floats = REFERENCE_LEAVING_C,
        load_share: float | Floats = 1.0,
    ) -> float | Floats:
        """COP [1] at outside air and leaving water [°C] and load share 0…1; scalars or arrays."""
        full = np.interp(outside_air_temp_c, self.outside_c, self.full_load_cop)
        leaving = np.clip(leaving_chilled_water_temp_c, *_LEAVING_RANGE_C)
        share = np.clip(load_share, self.min_load_share, 1.0)
        power = self.per_k * (leaving - self.reference_leaving_c)
        power += self.relief * (1.0 - share) + self.fixed * (1.0 / share - 1.0)
        result = full * np.exp(-power)
        return result if isinstance(result, np.ndarray) and result.ndim else float(result)


@dataclass(frozen=True, slots=True)
class TooFewPoints:
    """A data sheet that says too little: how many points over how many kelvins outdoors."""

    points: int
    span_k: float


def cop_model(chiller: Chiller) -> CopModel:
    """The machine's COP: fitted to `data_sheet` where it says enough, else through `cop_points` exactly.

    Without a data sheet leaving temperature and part load are those of the usual air-cooled screw machine.
    """
    if chiller.data_sheet:
        fitted = fit(chiller.data_sheet, chiller.min_load_share)
        if isinstance(fitted, CopModel):
            return fitted
    outside, cops = zip(*chiller.cop_points, strict=True)
    return CopModel(outside, cops, min_load_share=chiller.min_load_share)


def fit(points: Sequence[ChillerPoint], min_load_share: float = 0.25) -> CopModel | TooFewPoints:
    """Least squares of ln(1/COP) = a + b θ + c θ² + d (T_l − 7) + s (1 − q) + r (1/q − 1), θ = (T − 30)/10.

    What the points do not tell apart (a seasonal-figure sheet varies temperature and load together) is drawn to
    the usual air-cooled machine by its spread among seven published ones. Held outside the points' outdoor
    temperatures. Against the published machines: 1 % rms from full sheets, 2-3 % from the four seasonal points; a
    sheet of full loads alone leaves part load a guess (up to 36 % wrong at a quarter of the load).
    """
    outside = np.array([point.outside_air_temp_c for point in points])
    span_k = float(np.ptp(outside)) if len(points) else 0.0
    if len(points) < LEAST_POINTS or span_k < LEAST_SPAN_K:
        return TooFewPoints(len(points), span_k)
    leaving = np.array([point.leaving_chilled_water_temp_c for point in points])
    share = np.array([point.load_share for point in points])
    measured = -np.log([point.cop for point in points])
    rows = np.column_stack(
        (
            np.ones(len(points)),
            *_outdoor_terms(outside),
            leaving - _USUAL_LEAVING_C,
            1.0 - share,
            1.0 / share - 1.0,
        )
    )
    known = np.diag(1.0 / np.concatenate(([_LEVEL_SD], _SPREAD)))
    left = np.vstack((rows / _POINT_SD, known))
    right = np.concatenate((measured / _POINT_SD, known @ np.concatenate(([0.0], _USUAL))))
    level, first, second, per_k, relief, fixed = np.linalg.lstsq(left, right, rcond=None)[0].tolist()
    grid = np.linspace(outside.min(), outside.max(), 41)
    linear, square = _outdoor_terms(grid)
    cops = np.exp(-(level + first * linear + second * square))
    return CopModel(
        tuple(grid.tolist()), tuple(cops.tolist()), _USUAL_LEAVING_C, per_k, relief, fixed, min_load_share
    )


def _outdoor_terms(outside_c: Floats) -> tuple[Floats, Floats]:
    decades = (outside_c - _MIDDLE_C) / _DECADE_K
    return decades, decades**2


def cop(points: Sequence[tuple[float, float]], outside_air_temp_c: float) -> float:
    """COP by linear interpolation in data-sheet `points` (outside air temperature [°C], COP), rising.

    Held constant outside the points, where the data sheet says nothing.
    """
    if outside_air_temp_c <= points[0][0]:
        return points[0][1]
    for (low_c, low), (high_c, high) in pairwise(points):
        if outside_air_temp_c <= high_c:
            return low + (high - low) * (outside_air_temp_c - low_c) / (high_c - low_c)
    return points[-1][1]


def electric_power_kw(cooling_kw: float, chiller_cop: float) -> float:
    """Electric power P = Q/COP [kW] of `cooling_kw`."""
    return cooling_kw / chiller_cop
