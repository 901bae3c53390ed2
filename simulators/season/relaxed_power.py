"""Electricity of chillers and snow loop by the snow used in a step: exact at points, never too high between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.plant import Plant
from physics.chiller import cop_model
from simulators.hours import Floats
from simulators.season.loop_table import PIECES
from simulators.season.machines import in_order, machines_needed
from simulators.season.scene import Scene

# Points between no snow and all that can be used, beside the corners of the snow loop and of the chillers.
_POINTS = 16
# A jump of the chillers' electricity lies between two points this far apart [kW].
_BESIDE_KW = 1e-6
_SHARES = np.linspace(0.0, 1.0, 401)


@dataclass(frozen=True, eq=False)
class StepPower:
    """Per step: `snow_kw` in rising order, and at each the least and the most electricity that goes with it [kW].

    Standby and fans, which are the same whatever is done, are left out; so are machines held beyond their need
    in the least, not in the most.
    """

    snow_kw: Floats
    least_kw: Floats
    most_kw: Floats


def step_power(scene: Scene, most_snow_kw: Floats) -> StepPower:
    """Electricity of every step at its points; what chillers cannot carry is left undone."""
    plant, rest = scene.plant, scene.rest_kw[:, None]
    sums = np.cumsum([0.0, *(chiller.capacity_kw for chiller in in_order(plant))])
    corners = rest - sums[None, 1:]
    grid = most_snow_kw[:, None] * np.linspace(0.0, 1.0, _POINTS + 1)
    nodes = scene.loop.full_kw[:, None] * np.arange(PIECES + 1) / PIECES
    points = np.concatenate([grid, nodes, corners - _BESIDE_KW, corners + _BESIDE_KW], axis=1)
    snow = np.sort(np.clip(points, 0.0, most_snow_kw[:, None]), axis=1)
    chillers = _chillers_kw(scene, np.minimum(np.maximum(rest - snow, 0.0), sums[-1]), sums)
    bend = _bend_kw(plant, scene, float(most_snow_kw.max(initial=0.0)) / _POINTS, sums)
    least = np.maximum(chillers - bend, 0.0) + pump_kw(scene, snow, -1)
    most = chillers + bend + _held_kw(scene) + pump_kw(scene, snow, 0)
    return StepPower(snow, least, most)


def pump_kw(scene: Scene, snow_kw: Floats, row: int) -> Floats:
    """Electricity of the snow loop at the store share of `row` [kW]; standing still costs nothing."""
    loop = scene.loop
    full = np.maximum(loop.full_kw, 1e-12)[:, None]
    place = np.clip(snow_kw / full, 0.0, 1.0) * PIECES
    node = np.minimum(place.astype(np.int64), PIECES - 1)
    values = loop.electric_kw[:, row, :]
    low, high = np.take_along_axis(values, node, axis=1), np.take_along_axis(values, node + 1, axis=1)
    used: Floats = np.where(snow_kw > 0.0, low + (place - node) * (high - low), 0.0)
    return used


def _chillers_kw(scene: Scene, given_kw: Floats, sums_kw: Floats) -> Floats:
    """Electricity as `machines.run_chillers` has it, for a table of cooling; nothing held."""
    plant, electric = scene.plant, np.zeros(given_kw.shape)
    running = machines_needed(sums_kw, given_kw)
    share = np.divide(given_kw, sums_kw[running], out=np.zeros(given_kw.shape), where=sums_kw[running] > 0.0)
    supply_c = plant.cooling_network.supply_setpoint_c
    for number, chiller in enumerate(in_order(plant)):
        model = cop_model(chiller)
        full = scene.truth.cop * model.cop(scene.inputs.outside_air_temp_c, supply_c, 1.0)
        # COP is a product of a factor of temperatures and one of the load share (`physics.chiller.CopModel`).
        by_share = np.array([model.cop(20.0, supply_c, q) for q in _SHARES.tolist()])
        relative = np.interp(share, _SHARES, _SHARES * by_share[-1] / by_share)
        electric += np.where(running > number, relative * chiller.capacity_kw / full[:, None], 0.0)
    return electric


def _bend_kw(plant: Plant, scene: Scene, piece_kw: float, sums_kw: Floats) -> Floats:
    """How far the chillers' electricity can bend away from a straight line over `piece_kw` of cooling [kW]."""
    worst = np.zeros((scene.inputs.count, 1))
    supply_c = plant.cooling_network.supply_setpoint_c
    for chiller in in_order(plant):
        model = cop_model(chiller)
        by_share = np.array([model.cop(20.0, supply_c, q) for q in _SHARES.tolist()])
        curve = _SHARES * by_share[-1] / by_share
        full = scene.truth.cop * model.cop(scene.inputs.outside_air_temp_c, supply_c, 1.0)
        away = max(_away(curve, piece_kw / sum_kw) * sum_kw for sum_kw in sums_kw[1:].tolist())
        worst = np.maximum(worst, (away / full)[:, None])
    return worst


def _away(curve: Floats, length: float) -> float:
    """Largest distance of the curve over the load shares from its chords of `length`, up or down."""
    width = min(int(np.ceil(length / _SHARES[1])) + 1, len(curve) - 1)
    starts = np.arange(len(curve) - width)
    along = np.arange(width + 1)
    chords = curve[starts, None] + (curve[starts + width] - curve[starts])[:, None] * along / width
    # The curve itself is read from rows this close: their own bend comes on top.
    between = np.abs(np.diff(curve, 2)).max()
    return float(np.abs(chords - curve[starts[:, None] + along]).max() + between)


def _held_kw(scene: Scene) -> float:
    """Most electricity of machines held at their least load for nobody [kW]."""
    if scene.plant.limits.min_on_s <= 60.0 * scene.inputs.step_minutes:
        return 0.0
    worst_c = float(scene.inputs.outside_air_temp_c.max())
    supply_c = scene.plant.cooling_network.supply_setpoint_c
    return sum(
        chiller.min_load_share
        * chiller.capacity_kw
        / (scene.truth.cop * cop_model(chiller).cop(worst_c, supply_c, chiller.min_load_share))
        for chiller in scene.plant.chillers
    )
