"""The season as a linear programme can see it: nothing in it costs more, melts more or gives less than the plant.

What is relaxed: electricity by snow used is the convex hull of what the plant needs in that step, at the best
filling of the store (`relaxed_power`); melt by load is the hull of the least over all fillings; natural melt is
the line of `StoreTable.least_melt`, between the mass of a store that is never touched and that of one from which
all is taken that can be. Every course of the simulated plant, whatever the strategy asks for, is a solution.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from physics.chiller import STANDBY_KW
from simulators.hours import Floats, Integers
from simulators.season.convex_hull import filled, hull_slopes
from simulators.season.loop_table import PIECES
from simulators.season.machines import capacity_kw, fan_kw
from simulators.season.relaxed_power import pump_kw, step_power
from simulators.season.scene import Scene

_NOTHING_KW = 1e-9
# Of a tonne of the start less than this is as good as nothing, and solvers refuse the numbers it would give.
_LEAST_KEPT = 1e-6


@dataclass(frozen=True, eq=False)
class Columns:
    """Variables, each of one step: how much of a piece of snow cooling is used, 0 to `width` [kW].

    A kW of it changes the electricity by `power` [kW] as peaks see it and by `paid` as the energy bill sees it,
    takes `melt` [t/h] of snow and does `done` of the cooling that would else be left undone [kW].
    """

    step: Integers
    width: Floats
    power: Floats
    paid: Floats
    melt: Floats
    done: Floats


class RelaxedSeason:
    """The relaxed plant of `scene`."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        loop, rest = scene.loop, scene.rest_kw
        self.most_snow_kw: Floats = np.minimum(rest, loop.full_kw)
        self.most_undone_kw: Floats = np.maximum(rest - capacity_kw(scene.plant), 0.0)
        self.fixed_kw: Floats = fan_kw(scene.plant, scene.free_kw) + STANDBY_KW * len(scene.plant.chillers)
        nodes: Floats = loop.full_kw[:, None] * np.arange(PIECES + 1) / PIECES
        self._loop_corners: Floats = np.minimum(nodes, self.most_snow_kw[:, None])
        melt = _at_corners(self._loop_corners, nodes, loop.melt_t_h.min(axis=1))
        self._melt_slopes = hull_slopes(melt, self._loop_corners)
        self.power = step_power(scene, self.most_snow_kw)
        self._slopes = hull_slopes(self.power.least_kw, self.power.snow_kw)
        # Where electricity is paid for, a bound on the bill is the concave hull of the most.
        self.paid_for = scene.prices.total < 0.0
        self._paid_slopes = self._slopes.copy()
        most = -self.power.most_kw[self.paid_for]
        self._paid_slopes[self.paid_for] = -hull_slopes(most, self.power.snow_kw[self.paid_for])
        self.melt_fixed_t, self.melt_share = self._natural_melt()
        # A tonne that melts in a step takes more tonnes of the start, by what it would have lost until then.
        self.kept: Floats = np.cumprod(1.0 - self.melt_share, dtype=np.float64)

    def _natural_melt(self) -> tuple[Floats, Floats]:
        scene = self.scene
        untouched = scene.store.course(np.zeros(scene.inputs.count))
        most_melt = scene.loop.melt_t_h.max(axis=1)
        drained = scene.store.course(
            _at_most(most_melt, scene.loop.full_kw, self.most_snow_kw) * scene.inputs.step_h
        )
        fixed, share = scene.store.least_melt(drained[:-1], untouched[:-1], scene.clock.day)
        share = np.clip(share, 0.0, 0.999)
        # Less melt is still a bound: once hardly anything can be left, what is left melts no more.
        return fixed, np.where(np.cumprod(1.0 - share) < _LEAST_KEPT, 0.0, share)

    @property
    def snow_t(self) -> float:
        """Tonnes of the start that load may take: what is not lost by nature in any case."""
        return self.scene.store.full_t - float((self.melt_fixed_t / self.kept).sum())

    @cached_property
    def columns(self) -> Columns:
        """All variables."""
        snow = self.power.snow_kw
        widths = np.diff(snow, axis=1)
        middle = (snow[:, 1:] + snow[:, :-1]) / 2.0
        piece = (middle[:, :, None] > self._loop_corners[:, None, 1:-1]).sum(axis=2)
        melt = np.take_along_axis(self._melt_slopes, piece, axis=1)
        done = np.where(middle < self.most_undone_kw[:, None], 1.0, 0.0)
        table = (self._slopes, self._paid_slopes, melt, done)
        return _merged(widths, table)

    def power_kw(self, snow_kw: Floats) -> Floats:
        """Least electricity of plant, standby and fans [kW]."""
        used = filled(snow_kw, self.power.snow_kw, self._slopes)
        power: Floats = self.fixed_kw + self.power.least_kw[:, 0] + used
        return power

    def paid_kw(self, snow_kw: Floats) -> Floats:
        """Electricity as the bill of the bound has it: the least, or the most where it is paid for [kW]."""
        used = filled(snow_kw, self.power.snow_kw, self._paid_slopes)
        without = np.where(self.paid_for, self.power.most_kw[:, 0], self.power.least_kw[:, 0])
        power: Floats = self.fixed_kw + without + used
        return power

    def pumps_kw(self, snow_kw: Floats) -> Floats:
        """Least electricity of the snow loop [kW]."""
        corners = self._loop_corners
        return filled(snow_kw, corners, hull_slopes(pump_kw(self.scene, corners, -1), corners))

    def melt_t_h(self, snow_kw: Floats) -> Floats:
        """Least melt by load [t/h]."""
        return filled(snow_kw, self._loop_corners, self._melt_slopes)


def _merged(widths: Floats, table: tuple[Floats, ...]) -> Columns:
    """Columns of all pieces with a width; neighbours that are alike are one."""
    used = widths > _NOTHING_KW
    step = np.broadcast_to(np.arange(len(widths))[:, None], widths.shape)[used]
    values = np.column_stack([column[used] for column in table])
    before = np.zeros(len(step), dtype=bool)
    before[1:] = (step[1:] == step[:-1]) & np.all(np.abs(np.diff(values, axis=0)) < 1e-9, axis=1)
    group = np.cumsum(~before) - 1
    first = np.flatnonzero(~before)
    width = np.bincount(group, weights=widths[used]).astype(np.float64)
    return Columns(step[first], width, *values[first].T)


def _at_corners(corners: Floats, nodes: Floats, values: Floats) -> Floats:
    """Values of straight lines between `nodes` at `corners`: a corner lies on its node or is cut off before it."""
    width = np.diff(nodes, axis=1)
    share = np.divide(np.diff(corners, axis=1), width, out=np.zeros_like(width), where=width > 0.0)
    at: Floats = np.cumsum(np.concatenate([values[:, :1], share * np.diff(values, axis=1)], axis=1), axis=1)
    return at


def _at_most(values: Floats, full_kw: Floats, snow_kw: Floats) -> Floats:
    """The next node's value at or above `snow_kw` of each row."""
    node = np.ceil(np.divide(snow_kw, full_kw, out=np.zeros(len(snow_kw)), where=full_kw > 0.0) * PIECES - 1e-9)
    at: Floats = np.take_along_axis(values, np.clip(node, 0, PIECES).astype(np.int64)[:, None], axis=1)[:, 0]
    return at
