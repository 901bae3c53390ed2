"""The least electricity that any use of the chillers can need: convex in their cooling, in straight pieces."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from domain.plant import Chiller, Plant
from physics.chiller import CopModel, cop_model
from simulators.hours import Floats

# Load shares at which a machine's electricity is looked at; between them its curve bends by less than the margin
# (second differences of q/COP(q) are of the order of one).
_SHARES = np.linspace(0.0, 1.0, 401)
_MARGIN = 1e-5
# Tangents that stand for the curve of one machine.
_TANGENTS = 3
_ANY_C = 20.0


@dataclass(frozen=True, eq=False)
class ChillerPieces:
    """Per step pieces in rising slope: widths [kW cooling] and slopes [kW/kW]; `worst` most electricity per kW."""

    widths: Floats
    slopes: Floats
    worst: Floats

    def electric_kw(self, cooling_kw: Floats) -> Floats:
        """Least electricity for `cooling_kw` in every step [kW]."""
        before = np.cumsum(self.widths, axis=1) - self.widths
        filled = np.clip(cooling_kw[:, None] - before, 0.0, self.widths)
        least: Floats = (filled * self.slopes).sum(axis=1)
        return least


def chiller_pieces(plant: Plant, cop_factor: float, outside_air_temp_c: Floats) -> ChillerPieces:
    """Every machine at the part load that suits it, in the order of merit of each step.

    A machine below its least load cycles at it. COP is a product of a factor of temperatures and one of the load
    share (`physics.chiller.CopModel`), so one curve of load share serves all steps.
    """
    leaving = plant.cooling_network.supply_setpoint_c
    widths, slopes, worst = [], [], []
    for chiller, capacity_kw in _alike(plant.chillers):
        model = cop_model(chiller)
        full = cop_factor * model.cop(outside_air_temp_c, leaving, 1.0)
        relative = _relative_electricity(model, leaving)
        for width, slope in _tangents(relative):
            widths.append(width * capacity_kw)
            slopes.append(slope * (1.0 - _MARGIN) / full)
        worst.append(np.max(relative[1:] / _SHARES[1:]) * (1.0 + _MARGIN) / full)
    if not widths:
        nothing = np.zeros((len(outside_air_temp_c), 1))
        return ChillerPieces(nothing, nothing, np.zeros(len(outside_air_temp_c)))
    by_step = np.column_stack(slopes)
    order = np.argsort(by_step, axis=1, kind="stable")
    sorted_slopes = np.take_along_axis(by_step, order, axis=1)
    return ChillerPieces(np.array(widths)[order], sorted_slopes, np.max(worst, axis=0))


def _alike(chillers: tuple[Chiller, ...]) -> list[tuple[Chiller, float]]:
    """Machines of the same sheet as one, with the sum of their capacities."""
    groups: dict[object, tuple[Chiller, float]] = {}
    for chiller in chillers:
        key = (chiller.cop_points, chiller.data_sheet, chiller.min_load_share)
        one, sum_kw = groups.get(key, (chiller, 0.0))
        groups[key] = (one, sum_kw + chiller.capacity_kw)
    return list(groups.values())


def _relative_electricity(model: CopModel, leaving_c: float) -> Floats:
    """Electricity by load share, full load 1: q COP(1)/COP(q)."""
    cops = np.array([model.cop(_ANY_C, leaving_c, float(share)) for share in _SHARES])
    relative: Floats = _SHARES * cops[-1] / cops
    return relative


def _tangents(values: Floats) -> list[tuple[float, float]]:
    """Widths and slopes of a few supporting lines of the lower convex hull of `values` over the load shares."""
    hull = _lower_hull(values)
    slopes = np.diff(values[hull]) / np.diff(_SHARES[hull])
    chosen = np.unique(np.linspace(0, len(slopes) - 1, _TANGENTS).astype(int))
    lines = [(slopes[edge], values[hull[edge]] - slopes[edge] * _SHARES[hull[edge]]) for edge in chosen]
    meets = [(first[1] - second[1]) / (second[0] - first[0]) for first, second in pairwise(lines)]
    widths = np.diff([0.0, *meets, 1.0])
    return [(float(width), float(line[0])) for width, line in zip(widths, lines, strict=True)]


def _lower_hull(values: Floats) -> list[int]:
    """Indices of the corners of the lower convex hull (Andrew's monotone chain)."""
    hull: list[int] = []
    for index in range(len(values)):
        while len(hull) > 1 and _turns_up(hull[-2], hull[-1], index, values):
            hull.pop()
        hull.append(index)
    return hull


def _turns_up(first: int, middle: int, last: int, values: Floats) -> bool:
    """Whether `middle` lies on or above the line from `first` to `last`."""
    rise = (values[last] - values[first]) * (_SHARES[middle] - _SHARES[first])
    return bool((values[middle] - values[first]) * (_SHARES[last] - _SHARES[first]) >= rise - 1e-12)
