"""Shape of a snow pile: what surface a volume shows to the air."""

from __future__ import annotations

from math import sqrt, tan

# Side slope of ploughed and dumped snow under chips, about 45° (SnowPit model, siimurik/SnowPit).
SIDE_SLOPE_RAD = 0.785398
# A pile thinner than this on average no longer covers its whole pad but lies in patches [m] (assumed).
_MIN_MEAN_HEIGHT_M = 1.0


def pile_height_m(volume_m3: float, base_area_m2: float, slope_rad: float = SIDE_SLOPE_RAD) -> float:
    """Height h [m] of a square frustum with V = h (a² − 2 a h cot β + 4/3 h² cot² β), solved by bisection.

    a² is the base [m2], β the side slope [rad]; a volume that does not fit under the slope gives the height of
    the pyramid. Shape after the SnowPit model; valid for free-standing piles.
    """
    side = sqrt(base_area_m2)
    cot = 1.0 / tan(slope_rad)
    low, high = 0.0, side / (2.0 * cot)
    for _ in range(40):
        middle = (low + high) / 2.0
        if middle * (side**2 - 2.0 * side * middle * cot + 4.0 / 3.0 * (middle * cot) ** 2) < volume_m3:
            low = middle
        else:
            high = middle
    return low


def base_area_m2(volume_m3: float, pad_area_m2: float) -> float:
    """Ground contact A_g = min(A_pad, V / 1 m) [m2]: a nearly molten pile shrinks from its edges (assumed)."""
    return min(pad_area_m2, volume_m3 / _MIN_MEAN_HEIGHT_M)


def pile_surface_m2(volume_m3: float, pad_area_m2: float, slope_rad: float = SIDE_SLOPE_RAD) -> float:
    """Covered surface A_s = top + 4 sides [m2] of the frustum that holds `volume_m3`.

    Top (a − 2 h cot β)², sides 2 (a + a_top) h / sin β. Valid as `pile_height_m`; 0 for no snow.
    """
    base = base_area_m2(volume_m3, pad_area_m2)
    if base <= 0.0:
        return 0.0
    side = sqrt(base)
    cot = 1.0 / tan(slope_rad)
    height = pile_height_m(volume_m3, base, slope_rad)
    top = max(side - 2.0 * height * cot, 0.0)
    return top**2 + 2.0 * (side + top) * height * sqrt(1.0 + cot**2)
