"""What the snow loop can give and what it costs, from a table over network load and snow left.

The melt-water circuit (`physics.melt_water`) is solved once per table; straight lines between the nodes *are* the
simulated plant, so that a bound on the nodes is a bound on the plant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from domain.plant import CoolingNetwork, Discharge, Plant
from physics.melt_water import Circuit, capability_kw, cooling_kw, flow_for_kw, pump_power_kw
from physics.snow_store import load_melt_kg_h
from physics.water import capacity_rate_kw_k, flow_m3_h
from simulators.hours import Floats
from simulators.plant_truth import PlantTruth
from simulators.season.inputs import read_only

# Shares of the full store at which the circuit is solved: the wetted area is constant above one half and falls
# linearly below it.
SHARES = (0.0, 0.25, 0.5, 1.0)
_NEARLY_EMPTY = 1e-6
# Steps of the snow loop from nothing to what a full store can give.
PIECES = 6
_LOADS = 40
# The network never lets less than this share of its design flow pass, nor more than the pumps can.
LEAST_FLOW_SHARE, MOST_FLOW_SHARE = 0.25, 1.1


@dataclass(frozen=True, eq=False)
class LoopTable:
    """Per step the power of a full store and of each share of it [kW]; per node electricity [kW], melt [t/h].

    Node j of a step is j/6 of what a full store can give; beyond what a smaller store can give, its electricity
    holds the last value. Node 0 is the least power that is more than nothing.
    """

    full_kw: Floats
    capability_kw: Floats
    electric_kw: Floats
    melt_t_h: Floats


def network_flow_m3_h(network: CoolingNetwork, load_kw: float) -> float:
    """Flow of the cooling network [m3/h]: by load at the design difference, between its least and its most."""
    difference_k = network.design_return_c - network.supply_setpoint_c
    design = flow_m3_h(network.peak_kw, difference_k)
    wanted = flow_m3_h(load_kw, difference_k)
    return min(max(wanted, LEAST_FLOW_SHARE * design), MOST_FLOW_SHARE * design)


def loop_table(plant: Plant, truth: PlantTruth, load_kw: Floats) -> LoopTable:
    """The table for every step of `load_kw`; the true plant's contact and conductance."""
    # Shares of the store and the side its water leaves by are all the circuit knows: stores of any size and cover
    # have one solution.
    store = replace(plant.snow_store, mass_t=0.0, cover_m=0.0)
    loads, capability, electric, melt = _solved(
        replace(plant, snow_store=store), truth, float(load_kw.max(initial=0.0))
    )
    place = np.clip(np.searchsorted(loads, load_kw, side="right") - 1, 0, len(loads) - 2)
    share = np.clip((load_kw - loads[place]) / (loads[place + 1] - loads[place]), 0.0, 1.0)

    def between(column: Floats) -> Floats:
        weight = share.reshape(-1, *([1] * (column.ndim - 1)))
        value: Floats = column[place] + weight * (column[place + 1] - column[place])
        return value

    at_shares = between(capability)
    return LoopTable(at_shares[:, -1], at_shares, between(electric), between(melt))


@lru_cache(maxsize=8)
def _solved(plant: Plant, truth: PlantTruth, most_kw: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Loads up to `most_kw` and, at each, what `_solve` finds."""
    loads = _load_nodes(plant.cooling_network, most_kw)
    able, electric, melt = zip(*(_solve(plant, truth, float(load)) for load in loads), strict=True)
    return read_only(loads), read_only(able), read_only(electric), read_only(melt)


def _load_nodes(network: CoolingNetwork, most_kw: float) -> Floats:
    """Loads at which the circuit is solved, with the kinks of the network's flow among them."""
    kinks = [LEAST_FLOW_SHARE * network.peak_kw, MOST_FLOW_SHARE * network.peak_kw]
    top = max(most_kw, 1.0)
    return np.unique([*np.linspace(0.0, top, _LOADS), *(kink for kink in kinks if kink < top)])


def _solve(plant: Plant, truth: PlantTruth, load_kw: float) -> tuple[Floats, Floats, Floats]:
    """Capability [kW] by share; electricity [kW] and melt [t/h] by share and node, at one load."""
    network = plant.cooling_network
    flow = network_flow_m3_h(network, load_kw)
    entering = network.supply_setpoint_c + load_kw / capacity_rate_kw_k(flow)
    met = [
        Circuit(flow, entering, max(share, _NEARLY_EMPTY), contact=truth.contact, conductance=truth.conductance)
        for share in SHARES
    ]
    able = np.maximum.accumulate([capability_kw(plant, one) for one in met])
    electric, melt = np.zeros((len(met), PIECES + 1)), np.zeros((len(met), PIECES + 1))
    for row, one in enumerate(met):
        for node in range(PIECES + 1):
            asked = able[-1] * max(node, 1e-3) / PIECES
            wanted = min(asked, able[row])
            if wanted <= 0.0:
                continue
            pumped = flow_for_kw(plant, wanted, one)
            warm = plant.snow_store.discharge is Discharge.WARM
            loop = cooling_kw(plant.exchanger, pumped, one)
            electric[row, node] = pump_power_kw(plant, pumped)
            # Beyond its reach a smaller store is given melt in proportion: only straight lines come from there.
            melt[row, node] = load_melt_kg_h(asked, max(loop.return_c, 0.0) if warm else 0.0) / 1000.0
    # A smaller store never does with less pumping; the solver's tolerance may say so by a hair.
    electric = np.maximum.accumulate(electric[::-1], axis=0)[::-1]
    melt[:, 0] = 0.0
    return np.asarray(able), electric, melt
