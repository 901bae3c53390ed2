"""Chillers and dry cooler over a whole season at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from domain.plant import Chiller, Plant
from physics.chiller import STANDBY_KW, cop_model
from simulators.hours import Floats, Integers
from simulators.season.inputs import SeasonInputs


def free_cooling_kw(plant: Plant, inputs: SeasonInputs) -> Floats:
    """What the dry cooler gives [kW]: first of all sources, while it is cold enough outside."""
    cold = inputs.outside_air_temp_c < plant.free_cooling.below_c
    given: Floats = np.where(cold, np.minimum(inputs.cooling_load_kw, plant.free_cooling.capacity_kw), 0.0)
    return given


def fan_kw(plant: Plant, free_kw: Floats) -> Floats:
    """Electricity of the dry cooler's fans [kW], in proportion to its cooling."""
    capacity_kw = plant.free_cooling.capacity_kw
    if capacity_kw <= 0.0:
        return np.zeros(len(free_kw))
    fans: Floats = plant.free_cooling.fan_power_kw * free_kw / capacity_kw
    return fans


def in_order(plant: Plant) -> tuple[Chiller, ...]:
    """Chillers as they are started: order of the plant file, reserve last."""
    return tuple(sorted(plant.chillers, key=lambda chiller: chiller.reserve))


@dataclass(frozen=True, eq=False)
class ChillerWork:
    """Cooling [kW], electricity with standby [kW] and how many machines run, per step."""

    cooling_kw: Floats
    electric_kw: Floats
    running: Integers


def run_chillers(plant: Plant, cop_factor: float, inputs: SeasonInputs, wanted_kw: Floats) -> ChillerWork:
    """The fewest machines that carry `wanted_kw`, sharing it in proportion to size; what they cannot is left.

    Below its least load a machine cycles at it. A machine that was started runs for the plant's least time, held
    at its least load where nobody needs it; times shorter than a step always pass.
    """
    chillers = in_order(plant)
    sums = np.cumsum([0.0, *(chiller.capacity_kw for chiller in chillers)])
    given = np.minimum(wanted_kw, sums[-1])
    needed = machines_needed(sums, given)
    running = _held(needed, ceil(plant.limits.min_on_s / (60.0 * inputs.step_minutes)))
    share = np.divide(given, sums[running], out=np.zeros(len(given)), where=sums[running] > 0.0)
    electric = np.full(len(given), STANDBY_KW * len(chillers))
    for number, chiller in enumerate(chillers):
        least = chiller.min_load_share
        load = np.where(running > needed, np.maximum(share, least), share)
        cop = cop_factor * cop_model(chiller).cop(
            inputs.outside_air_temp_c, plant.cooling_network.supply_setpoint_c, np.maximum(share, least)
        )
        electric += np.where(running > number, load * chiller.capacity_kw / cop, 0.0)
    return ChillerWork(given, electric, running)


def machines_needed(sums_kw: Floats, given_kw: Floats) -> Integers:
    """The fewest machines, in order, whose sum of capacities carries `given_kw`; `sums_kw` begins with 0."""
    needed = np.searchsorted(sums_kw[1:], given_kw - 1e-9) + 1
    return np.minimum(np.where(given_kw > 0.0, needed, 0), len(sums_kw) - 1)


def capacity_kw(plant: Plant) -> float:
    """What all chillers can give together [kW]."""
    return sum(chiller.capacity_kw for chiller in plant.chillers)


def _held(needed: Integers, steps: int) -> Integers:
    """Machines running when each start lasts at least `steps` steps."""
    if steps <= 1:
        return needed
    running = needed.copy()
    for index in range(len(needed)):
        running[index] = max(needed[max(index - steps + 1, 0) : index + 1])
    return running
