"""The season step by step: what the strategy asks for, what the snow gives, what melts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulators.hours import Floats
from simulators.season.loop_table import PIECES, SHARES, LoopTable
from simulators.season.store_table import StoreTable
from simulators.season.strategies import Strategy

_Rows = list[list[float]]


@dataclass(frozen=True, eq=False)
class SnowCourse:
    """Snow at the edges of the steps [t] and per step: cooling [kW], electricity [kW], melts [t]."""

    snow_t: Floats
    snow_kw: Floats
    electric_kw: Floats
    natural_t: Floats
    load_t: Floats


def play(
    strategy: Strategy, rest_kw: Floats, loop: Callable[[], LoopTable], store: StoreTable, hours: float
) -> SnowCourse:
    """Play every step; natural melt comes first, the load takes from what it leaves.

    Plain floats in one loop: at ten thousand steps a call to numpy per step would cost more than the season. The
    table of the `loop` is asked for by the first step that wants snow.
    """
    count = len(rest_kw)
    snow = [store.full_t] + [0.0] * count
    given, electric, natural, melted = [0.0] * count, [0.0] * count, [0.0] * count, [0.0] * count
    rests, tables = rest_kw.tolist(), None
    natural_of = store.natural_melt()
    mass = store.full_t
    for step in range(count):
        lost = min(natural_of(step, mass), mass)
        left = mass - lost
        wanted = strategy.wanted_kw(step, rests[step], left > 0.0) if rests[step] > 0.0 else 0.0
        if wanted > 0.0 and left > 0.0:
            full_kw, able, power, melt = tables = tables or _lists(loop())
            row, weight = _row(mass / store.full_t)
            low, high = able[step][row], able[step][row + 1]
            cooling = min(wanted, rests[step], low + weight * (high - low))
            if cooling > 0.0:
                place = cooling / full_kw[step] * PIECES
                used = _at(melt[step], row, weight, place) * hours
                if used > left:
                    cooling *= left / used
                    used = left
                    place = cooling / full_kw[step] * PIECES
                given[step], melted[step] = cooling, used
                electric[step] = _at(power[step], row, weight, place)
                left -= used
        strategy.told(step, given[step])
        natural[step] = lost
        mass = snow[step + 1] = max(left, 0.0)
    return SnowCourse(*(np.array(column) for column in (snow, given, electric, natural, melted)))


def _lists(loop: LoopTable) -> tuple[list[float], list[list[float]], list[_Rows], list[_Rows]]:
    """Power of a full store, of each share of it, electricity and melt of every step."""
    return loop.full_kw.tolist(), loop.capability_kw.tolist(), loop.electric_kw.tolist(), loop.melt_t_h.tolist()


def _row(share: float) -> tuple[int, float]:
    """Row of SHARES below `share` of the full store, and the weight of the next one."""
    row = 0 if share < SHARES[1] else 1 if share < SHARES[2] else 2
    weight = (share - SHARES[row]) / (SHARES[row + 1] - SHARES[row])
    return row, min(max(weight, 0.0), 1.0)


def _at(rows: _Rows, row: int, weight: float, place: float) -> float:
    """Value between two shares and two nodes."""
    node = min(int(place), PIECES - 1)
    along = place - node
    low, high = rows[row], rows[row + 1]
    before = low[node] + along * (low[node + 1] - low[node])
    after = high[node] + along * (high[node + 1] - high[node])
    return before + weight * (after - before)
