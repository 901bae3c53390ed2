"""Level filling of a frustum pit with a frustum pile on it: volume and areas by height, in closed form.

Filled from below: first the pit with a level top, then above its rim a pile with sloping sides up to its ridge
(a pyramid on a square rim). Heights are above the pit's floor, which is the pad where there is no pit. Shape after
the SnowPit model (siimurik/SnowPit); valid for rectangular stores with even banks.
"""

from __future__ import annotations

from functools import lru_cache
from math import radians, sin, tan

from domain.plant import StoreGeometry


@lru_cache(maxsize=64)
def top_m(shape: StoreGeometry) -> float:
    """Height of the ridge D + min(a, b) tan β / 2 [m] above the floor; a store that cannot be is refused."""
    _refuse_impossible(shape)
    return shape.pit_depth_m + min(shape.length_m, shape.width_m) * tan(radians(shape.side_slope_deg)) / 2.0


def floor_m2(shape: StoreGeometry) -> float:
    """Floor of the pit a_0 b_0 [m2], the whole pad where there is no pit."""
    length, width = section_m(shape, 0.0)
    return length * width


def level_volume_m3(shape: StoreGeometry, height_m: float) -> float:
    """V = V_pit(min(h, D)) + V_pile(h − D) [m3], h from 0 to the ridge.

    Pit a_0 b_0 z + (a_0 + b_0) z² cot α + 4/3 z³ cot² α; pile a b y − (a + b) y² cot β + 4/3 y³ cot² β.
    """
    depth = min(height_m, shape.pit_depth_m)
    volume = _frustum_m3(section_m(shape, 0.0), depth, _cot(shape.pit_slope_deg))
    above = height_m - shape.pit_depth_m
    if above <= 0.0:
        return volume
    return volume + _frustum_m3((shape.length_m, shape.width_m), above, -_cot(shape.side_slope_deg))


def level_surface_m2(shape: StoreGeometry, height_m: float) -> float:
    """Level top plus the sides of the pile [m2]; sides (a + a_top + b + b_top) y / sin β."""
    length, width = section_m(shape, height_m)
    above = max(height_m - shape.pit_depth_m, 0.0)
    around = shape.length_m + shape.width_m + length + width
    return length * width + around * above / sin(radians(shape.side_slope_deg))


def level_ground_m2(shape: StoreGeometry, height_m: float) -> float:
    """Floor plus touched banks [m2]; banks (a_0 + a_z + b_0 + b_z) z / sin α."""
    depth = min(height_m, shape.pit_depth_m)
    around = sum(section_m(shape, 0.0)) + sum(section_m(shape, depth))
    return floor_m2(shape) + around * depth / sin(radians(shape.pit_slope_deg))


def level_plan_m2(shape: StoreGeometry, height_m: float) -> float:
    """Widest horizontal section [m2]: at the snow's level in the pit, the rim when there is snow above it."""
    length, width = section_m(shape, min(height_m, shape.pit_depth_m))
    return length * width


def section_m(shape: StoreGeometry, height_m: float) -> tuple[float, float]:
    """Sides [m] of the horizontal section at `height_m` above the floor."""
    below = shape.pit_depth_m - height_m
    inset = below * _cot(shape.pit_slope_deg) if below > 0.0 else -below * _cot(shape.side_slope_deg)
    return max(shape.length_m - 2.0 * inset, 0.0), max(shape.width_m - 2.0 * inset, 0.0)


def _frustum_m3(base_m: tuple[float, float], height_m: float, growth: float) -> float:
    """Frustum on `base_m` whose sides grow by 2 `growth` per metre of height."""
    length, width = base_m
    slope = growth * height_m
    return height_m * (length * width + (length + width) * slope + 4.0 / 3.0 * slope**2)


def _cot(slope_deg: float) -> float:
    return 1.0 / tan(radians(slope_deg))


def _refuse_impossible(shape: StoreGeometry) -> None:
    pit_slopes = 0.0 < shape.pit_slope_deg <= 90.0
    if not (pit_slopes and 0.0 < shape.side_slope_deg < 90.0 and shape.pit_depth_m >= 0.0):
        raise ValueError(
            f"store geometry: side_slope_deg {shape.side_slope_deg:g} must lie between 0 and 90, pit_slope_deg "
            f"{shape.pit_slope_deg:g} above 0 and at most 90, pit_depth_m {shape.pit_depth_m:g} not below 0"
        )
    if not 2.0 * shape.pit_depth_m * _cot(shape.pit_slope_deg) < min(shape.length_m, shape.width_m):
        raise ValueError(
            f"store geometry: the banks of a pit {shape.pit_depth_m:g} m deep at {shape.pit_slope_deg:g}° meet "
            f"above its floor in a rim of {shape.length_m:g} x {shape.width_m:g} m; make it shallower or steeper"
        )
