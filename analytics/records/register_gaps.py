"""What a meter counted while nobody listened: register readings on both sides of a gap tell its total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from analytics.arrays import Flags, Floats, Ints
from analytics.records.weather_record import step_edges
from domain.interval import Interval, Step

# A register of whole kWh is right to one of its counts at either reading.
COUNT_KWH = 1.0
# What register and energy say of the same time differs by less, or one is in another unit or of another meter.
AGREEMENT = 0.1
# Fewer known intervals than these say nothing of either.
_ENOUGH = 100
_PARTS = 20


@dataclass(frozen=True)
class RegisterGap:
    """Missing intervals [s since 1970 UTC] and the energy [kWh] of all of them together."""

    starts: Ints
    kwh: float

    def within(self, period: Interval) -> bool:
        """Whether the whole gap lies in the period."""
        return bool(self.starts[0] >= period.start.timestamp() and self.starts[-1] < period.end.timestamp())


def register_gaps(
    step: Step, starts: Ints, energy_kwh: Floats, register_kwh: Floats
) -> tuple[tuple[RegisterGap, ...], Ints]:
    """Gaps between two readings of the register, and the missing intervals of gaps whose total is not believed.

    Each reading is taken at the start of its row's interval; between readings the total is their difference less
    the energy known there. A register that has fallen (rolled over, changed) tells nothing of its gap, nor does
    one that counted less than is known. Not believed: a register that counts otherwise than the energy beside it,
    and a total above the highest use ever known throughout the gap (a meter exchanged for one that stood higher).
    """
    known = ~np.isnan(energy_kwh)
    found = _gaps(step, starts, energy_kwh, register_kwh)
    agrees = _agrees(step, starts, energy_kwh, register_kwh)
    highest = float(np.nanmax(energy_kwh)) if known.sum() >= _ENOUGH else np.inf
    believed = [agrees and gap.kwh <= highest * (len(gap.starts) + 1) for gap in found]
    doubted = [gap.starts for gap, good in zip(found, believed, strict=True) if not good]
    kept = tuple(gap for gap, good in zip(found, believed, strict=True) if good)
    return kept, np.concatenate([np.zeros(0, np.int64), *doubted])


def _agrees(step: Step, starts: Ints, energy_kwh: Floats, register_kwh: Floats) -> bool:
    """Whether the register counts what the energy says, by the median of parts of the time both are known."""
    follows = np.diff(starts) <= _span_s(step)
    counted, used = np.diff(register_kwh)[follows], energy_kwh[:-1][follows]
    both = ~np.isnan(counted) & ~np.isnan(used)
    if both.sum() < _ENOUGH:
        return True
    parts = zip(np.array_split(counted[both], _PARTS), np.array_split(used[both], _PARTS), strict=True)
    off = [abs(float(count.sum() - use.sum())) - AGREEMENT * float(use.sum()) for count, use in parts]
    return float(np.median(off)) <= COUNT_KWH


def _gaps(step: Step, starts: Ints, energy_kwh: Floats, register_kwh: Floats) -> list[RegisterGap]:
    """All gaps of which the register tells a total that may be."""
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
    return found


def _span_s(step: Step) -> float:
    """The longest that a row of days or shorter lasts [s]."""
    return step.fixed.total_seconds() if step.fixed is not None else 26 * 3600


def _follows(step: Step, starts: Ints, row: int) -> bool:
    """Whether the next row is the next interval."""
    return bool(starts[row + 1] - starts[row] <= _span_s(step))


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
