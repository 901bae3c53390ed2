"""The season as a linear programme can see it: nothing in it costs more, melts more or gives less than the plant.

What is relaxed: electricity of the snow loop and its melt are the convex hulls over the nodes of `loop_table`, at
the best filling of the store; the store loses no more than the least natural melt per tonne of all masses up to
an untouched store's; chillers follow `relaxed_chillers`. Every course of the simulated plant is a solution.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from physics.melt_water import max_flow_m3_h, pump_power_kw
from simulators.hours import Floats, Integers
from simulators.season.closed_loop import play
from simulators.season.loop_table import PIECES
from simulators.season.machines import STANDBY_KW, capacity_kw, fan_kw
from simulators.season.relaxed_chillers import ChillerPieces, chiller_pieces
from simulators.season.scene import Scene
from simulators.season.strategies import Above

_NOTHING_KW = 1e-9


@dataclass(frozen=True, eq=False)
class Columns:
    """Variables, each of one step: how much of a piece is used [kW of cooling].

    `power` is the electricity and `melt` the snow [t/h] that a kW of it takes, `unmet` 1 where it is cooling left
    undone. `balance` numbers the steps whose pieces must add to the load, −1 where snow is only taken off it.
    """

    step: Integers
    width: Floats
    power: Floats
    melt: Floats
    unmet: Floats
    balance: Integers

    @classmethod
    def together(cls, parts: list[Columns]) -> Columns:
        """All columns of `parts`."""
        names = ("step", "width", "power", "melt", "unmet", "balance")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class RelaxedSeason:
    """The relaxed plant of `scene`."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        inputs = scene.inputs
        self.chillers: ChillerPieces = chiller_pieces(scene.plant, scene.truth.cop, inputs.outside_air_temp_c)
        self.chillers_kw = capacity_kw(scene.plant)
        loop = scene.loop
        self.most_snow_kw: Floats = np.minimum(scene.rest_kw, loop.full_kw)
        nodes: Floats = loop.full_kw[:, None] * np.linspace(0.0, 1.0, PIECES + 1)
        # Corners of the snow loop: its nodes as far as the load goes. Standing still costs nothing.
        self.corners: Floats = np.minimum(nodes, self.most_snow_kw[:, None])
        electric = _at_corners(self.corners, nodes, loop.electric_kw[:, -1, :])
        electric[:, 0] = 0.0
        self.pump_slopes = _hull_slopes(electric, self.corners)
        melt = _at_corners(self.corners, nodes, loop.melt_t_h.min(axis=1))
        self.melt_slopes = _hull_slopes(melt, self.corners)
        untouched = play(Above(np.inf), scene.rest_kw, loop, scene.store, inputs.step_h).snow_t
        self.lost_share: Floats = np.minimum(scene.store.least_share(untouched[:-1]), 0.999)
        # A tonne that melts in a step is worth more tonnes at the start, by what it would have lost until then.
        self.kept: Floats = np.cumprod(1.0 - self.lost_share, dtype=np.float64)
        self.most_unmet_kw: Floats = np.maximum(scene.rest_kw - self.chillers_kw, 0.0)
        self.fixed_kw: Floats = fan_kw(scene.plant, scene.free_kw) + STANDBY_KW * len(scene.plant.chillers)

    @cached_property
    def short(self) -> Integers:
        """Steps in which the chillers alone do not suffice."""
        return np.flatnonzero(self.most_unmet_kw > _NOTHING_KW)

    @cached_property
    def without_snow_kw(self) -> Floats:
        """Electricity before any column is used [kW]: chillers for the whole load, nothing in short steps."""
        power = self.fixed_kw + self.chillers.electric_kw(self.scene.rest_kw)
        power[self.short] = self.fixed_kw[self.short]
        return power

    def most_chillers_kw(self, cooling_kw: Floats) -> Floats:
        """Most electricity of the chillers with standby [kW]: where it is paid for, the bound reckons with it."""
        plant = self.scene.plant
        standby = STANDBY_KW * len(plant.chillers)
        if plant.limits.min_on_s <= 60.0 * self.scene.inputs.step_minutes:
            return cooling_kw * self.chillers.worst + standby
        # Machines held at their least load give nothing for it.
        return (cooling_kw + self.chillers_kw) * self.chillers.worst + standby

    @property
    def most_pumps_kw(self) -> float:
        """Most electricity of the snow loop [kW]."""
        return pump_power_kw(self.scene.plant, max_flow_m3_h(self.scene.plant))

    def pump_kw(self, snow_kw: Floats) -> Floats:
        """Least electricity of the snow loop [kW]."""
        return self._filled(snow_kw, self.pump_slopes)

    def melt_t_h(self, snow_kw: Floats) -> Floats:
        """Least melt by load [t/h]."""
        return self._filled(snow_kw, self.melt_slopes)

    def _filled(self, snow_kw: Floats, slopes: Floats) -> Floats:
        filled = np.clip(snow_kw[:, None] - self.corners[:, :-1], 0.0, np.diff(self.corners, axis=1))
        total: Floats = (filled * slopes).sum(axis=1)
        return total

    @cached_property
    def columns(self) -> Columns:
        """All variables."""
        usual = np.ones(self.scene.inputs.count, dtype=bool)
        usual[self.short] = False
        parts = [self._net_columns(np.flatnonzero(usual & (self.most_snow_kw > _NOTHING_KW)))]
        if len(self.short):
            parts += self._short_columns()
        return Columns.together(parts)

    def _net_columns(self, steps: Integers) -> Columns:
        """Snow in place of chillers: pieces between the corners of both."""
        most, rest = self.most_snow_kw[steps, None], self.scene.rest_kw[steps, None]
        cooled = np.cumsum(self.chillers.widths[steps], axis=1)
        corners = np.concatenate([self.corners[steps], rest - cooled], axis=1)
        corners = np.sort(np.clip(corners, 0.0, most), axis=1)
        widths = np.diff(corners, axis=1)
        middle = (corners[:, 1:] + corners[:, :-1]) / 2.0
        loop_piece = (middle[:, :, None] > self.corners[steps, None, 1:-1]).sum(axis=2)
        chiller_piece = (rest - middle)[:, :, None] > cooled[:, None, :]
        last = cooled.shape[1] - 1
        chiller_slope = np.take_along_axis(
            self.chillers.slopes[steps], np.minimum(chiller_piece.sum(axis=2), last), axis=1
        )
        power = np.take_along_axis(self.pump_slopes[steps], loop_piece, axis=1) - chiller_slope
        melt = np.take_along_axis(self.melt_slopes[steps], loop_piece, axis=1)
        return _flat(steps, widths, power, melt)

    def _short_columns(self) -> list[Columns]:
        """Snow, chillers and cooling left undone where the load must be made up of them."""
        steps = self.short
        number = np.arange(len(steps))
        nothing = np.zeros((len(steps), 1))
        loop_widths = np.diff(self.corners[steps], axis=1)
        parts = [
            _flat(steps, loop_widths, self.pump_slopes[steps], self.melt_slopes[steps], number=number),
            _flat(steps, self.chillers.widths[steps], self.chillers.slopes[steps], None, number=number),
            _flat(steps, self.most_unmet_kw[steps, None], nothing, None, number=number, unmet=1.0),
        ]
        return parts


def _flat(
    steps: Integers,
    widths: Floats,
    power: Floats,
    melt: Floats | None,
    *,
    number: Integers | None = None,
    unmet: float = 0.0,
) -> Columns:
    """Columns of a table of steps and pieces; those without width are left out."""
    used = widths > _NOTHING_KW
    step = np.broadcast_to(steps[:, None], widths.shape)[used]
    numbers = np.full(len(steps), -1, dtype=np.int64) if number is None else number
    balance = np.broadcast_to(numbers[:, None], widths.shape)[used]
    melts = np.zeros(widths.shape) if melt is None else melt
    return Columns(step, widths[used], power[used], melts[used], np.full(int(used.sum()), unmet), balance)


def _at_corners(corners: Floats, nodes: Floats, values: Floats) -> Floats:
    """Values of straight lines between `nodes` at `corners`: a corner lies on its node or is cut off before it."""
    width = np.diff(nodes, axis=1)
    filled = np.divide(np.diff(corners, axis=1), width, out=np.zeros_like(width), where=width > 0.0)
    at: Floats = np.cumsum(np.concatenate([values[:, :1], filled * np.diff(values, axis=1)], axis=1), axis=1)
    return at


def _hull_slopes(values: Floats, corners: Floats) -> Floats:
    """Slopes between `corners` of the greatest convex function that is nowhere above `values` there.

    Slope of piece j: the largest over starts i ≤ j of the least chord from i to an end k > j.
    """
    pieces = values.shape[1] - 1
    slopes = np.empty((len(values), pieces))
    for piece in range(pieces):
        chords = [
            np.min([_chord(values, corners, start, end) for end in range(piece + 1, pieces + 1)], axis=0)
            for start in range(piece + 1)
        ]
        slopes[:, piece] = np.max(np.where(np.isfinite(chords), chords, -np.inf), axis=0)
    return np.where(np.isfinite(slopes), slopes, 0.0)


def _chord(values: Floats, corners: Floats, start: int, end: int) -> Floats:
    """Slope from corner `start` to corner `end`; infinite where they are the same."""
    run = corners[:, end] - corners[:, start]
    rise = values[:, end] - values[:, start]
    slope: Floats = np.divide(rise, run, out=np.full(len(run), np.inf), where=run > _NOTHING_KW)
    return slope
