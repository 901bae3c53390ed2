"""Electric chiller: COP by outdoor temperature."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


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
