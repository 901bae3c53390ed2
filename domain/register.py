"""Cumulative registers: from what a meter shows to what was used, across roll-over and meter swap."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class MeterSwap:
    """A meter was changed at `at`: the old one showed `old_end`, the new one began at `new_start`."""

    at: datetime
    old_end: float
    new_start: float


@dataclass(frozen=True, slots=True)
class CumulativeRegister:
    """A point that counts up; `rolls_at` is the count [canonical unit] at which it starts again at zero."""

    point: str
    rolls_at: float | None = None
    swaps: tuple[MeterSwap, ...] = ()


@dataclass(frozen=True, slots=True)
class Consumption:
    """What was used per step: n + 1 `edges`, n `amounts` [unit]; None where the register is unknown there.

    `unexplained` are the times of falls that are neither roll-over nor a declared swap: no amount crosses them.
    """

    point: str
    unit: str
    edges: tuple[datetime, ...]
    amounts: tuple[float | None, ...]
    unexplained: tuple[datetime, ...]


def consumption(
    register: CumulativeRegister,
    unit: str,
    counts: Sequence[tuple[datetime, float]],
    edges: Sequence[datetime],
) -> Consumption:
    """Use per step from `counts` (time, register value [unit]) in time order, at the step `edges`.

    The running total at an edge is interpolated between its neighbours, so the total between two known counts
    is kept whatever lies between. Steps with an edge outside the known counts are None, and so is every step
    that touches an unexplained fall.
    """
    times = [moment for moment, _ in counts]
    totals, segments, unexplained = _running_totals(register, counts)
    at_edges = [_total_at(edge, times, totals, segments) for edge in edges]
    amounts: list[float | None] = []
    for before, after in pairwise(at_edges):
        known = before is not None and after is not None and before[1] == after[1]
        amounts.append(after[0] - before[0] if known and before and after else None)
    return Consumption(register.point, unit, tuple(edges), tuple(amounts), tuple(unexplained))


def _running_totals(
    register: CumulativeRegister, counts: Sequence[tuple[datetime, float]]
) -> tuple[list[float], list[int], list[datetime]]:
    """Total used up to each count, the unbroken segment it belongs to, and the times of breaks."""
    totals: list[float] = []
    segments: list[int] = []
    unexplained: list[datetime] = []
    for index, (moment, count) in enumerate(counts):
        if index == 0:
            totals.append(0.0)
            segments.append(0)
            continue
        used = _used_between(register, counts[index - 1], (moment, count))
        if used is None:
            unexplained.append(moment)
        totals.append(totals[-1] + (used or 0.0))
        segments.append(segments[-1] + (used is None))
    return totals, segments, unexplained


def _used_between(
    register: CumulativeRegister, before: tuple[datetime, float], after: tuple[datetime, float]
) -> float | None:
    """Use between two counts; None for a fall that nothing explains."""
    swap = next((swap for swap in register.swaps if before[0] < swap.at <= after[0]), None)
    if swap is not None:
        parts = (swap.old_end - before[1], after[1] - swap.new_start)
        return sum(parts) if min(parts) >= 0 else None
    used = after[1] - before[1]
    if used >= 0:
        return used
    # A register near its end that falls has rolled; one that falls from the middle has been changed or reset.
    if register.rolls_at is not None and before[1] > 0.9 * register.rolls_at:
        return used + register.rolls_at
    return None


def _total_at(
    edge: datetime, times: Sequence[datetime], totals: Sequence[float], segments: Sequence[int]
) -> tuple[float, int] | None:
    """Total at `edge` and its segment, interpolated; None outside the counts or across a break."""
    after = bisect_left(times, edge)
    if after < len(times) and times[after] == edge:
        return totals[after], segments[after]
    if after in {0, len(times)} or segments[after] != segments[after - 1]:
        return None
    share = (edge - times[after - 1]) / (times[after] - times[after - 1])
    return totals[after - 1] + share * (totals[after] - totals[after - 1]), segments[after]
