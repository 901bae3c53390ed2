"""What a meter counted while nobody listened: register readings on both sides of a gap tell its total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from analytics.arrays import Flags, Floats, Ints
from analytics.weather_record import step_edges
from domain.interval import Interval, Step

# A register of whole kWh is right to one of its counts at either reading.
COUNT_KWH = 1.0


@dataclass(frozen=True)
class RegisterGap:
    """Missing intervals [s since 1970 UTC] and the energy [kWh] of all of them together."""

    starts: Ints
    kwh: float

    def within(self, period: Interval) -> bool:
        """Whether the whole gap lies in the period."""
        return bool(self.starts[0] >= period.start.timestamp() and self.starts[-1] < period.end.timestamp())


def register_gaps(step: Step, starts: Ints, energy_kwh: Floats, register_kwh: Floats) -> tuple[RegisterGap, ...]:
    """Gaps between two readings of the register, each taken at the start of its row's interval.

    Between readings the total is their difference less the energy known there. A register that has fallen (rolled
    over, changed) tells nothing of its gap, nor does one that counted less than is known.
    """
    read = np.flatnonzero(~np.isnan(register_kwh))
    known = ~np.isnan(energy_kwh)
    found = []
    for first, last in pairwise(read):
        if last == first + 1 and known[first] and _follows(step, starts, int(first)):
            continue
        missing = _missing(step, starts, known, slice(int(first), int(last) + 1))
        between = energy_kwh[first:last]
        kwh = float(register_kwh[last] - register_kwh[first] - np.nansum(between))
        if len(missing) and kwh >= -COUNT_KWH:
            found.append(RegisterGap(missing, max(kwh, 0.0)))
    return tuple(found)


def _follows(step: Step, starts: Ints, row: int) -> bool:
    """Whether the next row is the next interval."""
    span = step.fixed.total_seconds() if step.fixed is not None else 26 * 3600
    return bool(starts[row + 1] - starts[row] <= span)


def _missing(step: Step, starts: Ints, known: Flags, rows: slice) -> Ints:
    """Starts of the intervals from the first to before the last of `rows` whose energy is not known."""
    given, seen = starts[rows], known[rows]
    if step.fixed is not None:
        grid = np.arange(given[0], given[-1], round(step.fixed.total_seconds()))
    else:
        grid = _grid(step, given)
    missing: Ints = grid[~np.isin(grid, given[seen])]
    return missing


def _grid(step: Step, given: Ints) -> Ints:
    """Starts of the days or months from the first given to before the last; those given keep their own."""
    first, last = (datetime.fromtimestamp(int(moment), UTC) for moment in given[[0, -1]])
    edges = step_edges(Interval(first, last), step)[:-1] if first < last else np.zeros(0, np.int64)
    near = np.searchsorted(given, edges - 3 * 3600)
    close = (near < len(given)) & (np.abs(given[np.minimum(near, len(given) - 1)] - edges) <= 3 * 3600)
    grid: Ints = np.where(close, given[np.minimum(near, len(given) - 1)], edges)
    inside: Ints = grid[grid < given[-1]]
    return inside
