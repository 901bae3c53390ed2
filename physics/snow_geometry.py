"""Shape of the snow in a store: volume and height into each other, surface and ground of a volume.

Frustum pile on frustum pit (`store_frustum`). The last snow, thinner than 1 m on average over the floor, keeps its
proportions while it shrinks from its edges: h ~ V^(1/3), areas ~ V^(2/3) (assumed; no measured pile was found).
The functions solve the cubic and refuse what the store cannot hold; `ShapeTable` serves the steps of a season.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from domain.plant import StoreGeometry
from physics.store_frustum import (
    floor_m2,
    level_ground_m2,
    level_plan_m2,
    level_surface_m2,
    level_volume_m3,
    top_m,
)

# A pile thinner than this on average no longer covers its whole floor [m] (assumed).
_MIN_MEAN_THICKNESS_M = 1.0
# Halvings of the bracket: 100 m / 2^60 is below a rounding error.
_HALVINGS = 60
_TABLE_ROWS = 1024

FloatArray = NDArray[np.float64]


def capacity_m3(shape: StoreGeometry) -> float:
    """Largest volume [m3] that lies under the slopes: pit and a pile that ends in its ridge."""
    return level_volume_m3(shape, top_m(shape))


def height_m(shape: StoreGeometry, volume_m3: float) -> float:
    """Height h [m] above the floor of the store that holds `volume_m3`: root of the cubic V(h) by bisection.

    V from 0 to the capacity; anything else is refused.
    """
    _refuse_outside(volume_m3, capacity_m3(shape), "volume", "m3")
    thin_m3, thin_m = thinning(shape)
    if volume_m3 <= thin_m3:
        return float(thin_m * (volume_m3 / thin_m3) ** (1.0 / 3.0))
    return _level_height_m(shape, volume_m3)


def volume_m3(shape: StoreGeometry, height_m: float) -> float:
    """Volume V [m3] of snow whose top is `height_m` above the floor, 0 to the ridge; the inverse of `height_m`."""
    _refuse_outside(height_m, top_m(shape), "height", "m")
    thin_m3, thin_m = thinning(shape)
    if height_m <= thin_m:
        return float(thin_m3 * (height_m / thin_m) ** 3)
    return min(level_volume_m3(shape, height_m), capacity_m3(shape))


def surface_m2(shape: StoreGeometry, volume_m3: float) -> float:
    """Covered surface A_s [m2] towards the air: level top and four sloping sides of the pile; 0 without snow."""
    return _area_m2(shape, volume_m3, level_surface_m2)


def ground_m2(shape: StoreGeometry, volume_m3: float) -> float:
    """Contact with the ground A_g [m2]: floor and, slanting, the banks the snow touches; 0 without snow."""
    return _area_m2(shape, volume_m3, level_ground_m2)


def plan_m2(shape: StoreGeometry, volume_m3: float) -> float:
    """The snow seen from above [m2]: what rain falls on; 0 without snow."""
    return _area_m2(shape, volume_m3, level_plan_m2)


@lru_cache(maxsize=64)
def thinning(shape: StoreGeometry) -> tuple[float, float]:
    """Volume [m3] and height [m] below which the snow no longer covers the floor."""
    top = top_m(shape)
    thin_m3 = min(_MIN_MEAN_THICKNESS_M * floor_m2(shape), level_volume_m3(shape, top))
    return thin_m3, _level_height_m(shape, thin_m3)


class ShapeTable:
    """The same shape from a table of 1,024 heights: about 1 µs a call, floats or arrays.

    Straight lines between the rows, within 0.1 % of the functions above. A volume below 0 counts as none and one
    above the capacity as the full store: refuse what does not fit before the season, with `capacity_m3`.
    """

    def __init__(self, shape: StoreGeometry) -> None:
        self.shape = shape
        self.capacity_m3 = capacity_m3(shape)
        self._thin_m3, thin_m = thinning(shape)
        heights = {thin_m, *np.linspace(thin_m, top_m(shape), _TABLE_ROWS).tolist()}
        if shape.pit_depth_m > thin_m:
            heights.add(shape.pit_depth_m)
        self._heights = sorted(heights)
        self._volumes = [level_volume_m3(shape, height) for height in self._heights]
        self._surfaces = [level_surface_m2(shape, height) for height in self._heights]
        self._grounds = [level_ground_m2(shape, height) for height in self._heights]
        self._plans = [level_plan_m2(shape, height) for height in self._heights]

    @overload
    def height_m(self, volume_m3: float) -> float: ...
    @overload
    def height_m(self, volume_m3: FloatArray) -> FloatArray: ...
    def height_m(self, volume_m3: float | FloatArray) -> float | FloatArray:
        """Height [m] above the floor."""
        return self._at(volume_m3, self._heights, 1.0 / 3.0)

    @overload
    def surface_m2(self, volume_m3: float) -> float: ...
    @overload
    def surface_m2(self, volume_m3: FloatArray) -> FloatArray: ...
    def surface_m2(self, volume_m3: float | FloatArray) -> float | FloatArray:
        """Covered surface [m2]."""
        return self._at(volume_m3, self._surfaces, 2.0 / 3.0)

    @overload
    def ground_m2(self, volume_m3: float) -> float: ...
    @overload
    def ground_m2(self, volume_m3: FloatArray) -> FloatArray: ...
    def ground_m2(self, volume_m3: float | FloatArray) -> float | FloatArray:
        """Contact with the ground [m2]."""
        return self._at(volume_m3, self._grounds, 2.0 / 3.0)

    @overload
    def plan_m2(self, volume_m3: float) -> float: ...
    @overload
    def plan_m2(self, volume_m3: FloatArray) -> FloatArray: ...
    def plan_m2(self, volume_m3: float | FloatArray) -> float | FloatArray:
        """The snow seen from above [m2]."""
        return self._at(volume_m3, self._plans, 2.0 / 3.0)

    @overload
    def volume_m3(self, height_m: float) -> float: ...
    @overload
    def volume_m3(self, height_m: FloatArray) -> FloatArray: ...
    def volume_m3(self, height_m: float | FloatArray) -> float | FloatArray:
        """Volume [m3] under a top at `height_m`, held between none and full."""
        thin_share = np.clip(np.asarray(height_m) / self._heights[0], 0.0, 1.0)
        volume = np.interp(height_m, self._heights, self._volumes) * thin_share**3
        return float(volume) if isinstance(height_m, int | float) else volume

    def _at(self, volume_m3: float | FloatArray, rows: list[float], power: float) -> float | FloatArray:
        if isinstance(volume_m3, int | float):
            return self._at_one(volume_m3, rows, power)
        thin_share = np.clip(volume_m3 / self._thin_m3, 0.0, 1.0)
        return np.asarray(np.interp(volume_m3, self._volumes, rows) * thin_share**power)

    def _at_one(self, volume_m3: float, rows: list[float], power: float) -> float:
        volumes = self._volumes
        if volume_m3 <= self._thin_m3:
            return float(rows[0] * (max(volume_m3, 0.0) / self._thin_m3) ** power)
        above = bisect_right(volumes, volume_m3)
        if above >= len(volumes):
            return rows[-1]
        low, high = volumes[above - 1], volumes[above]
        return rows[above - 1] + (rows[above] - rows[above - 1]) * (volume_m3 - low) / (high - low)


@lru_cache(maxsize=64)
def shape_table(shape: StoreGeometry) -> ShapeTable:
    """The table of `shape`, made once."""
    return ShapeTable(shape)


def _area_m2(shape: StoreGeometry, volume_m3: float, level_m2: Callable[[StoreGeometry, float], float]) -> float:
    height = height_m(shape, volume_m3)
    thin_m3, thin_m = thinning(shape)
    if volume_m3 >= thin_m3:
        return level_m2(shape, height)
    return level_m2(shape, thin_m) * (height / thin_m) ** 2


def _level_height_m(shape: StoreGeometry, volume_m3: float) -> float:
    low, high = 0.0, top_m(shape)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if level_volume_m3(shape, middle) < volume_m3:
            low = middle
        else:
            high = middle
    return high


def _refuse_outside(value: float, highest: float, what: str, unit: str) -> None:
    if not 0.0 <= value <= highest * (1.0 + 1e-9):
        raise ValueError(
            f"{what} of snow {value:g} {unit} is outside 0 to {highest:g} {unit}, which this store can hold: "
            "check the volume, or the store's length_m, width_m, pit_depth_m and slopes"
        )
