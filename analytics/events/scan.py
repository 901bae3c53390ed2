"""Stretches of weeks that stand out from the weeks around them: a likelihood scan in autocorrelated noise.

Each stretch of each length is tried: d = level + a · inside + u, u an AR(1) process of standard deviation σ whose
neighbouring weeks correlate by φ. z = a/sd(a) by generalised least squares (Aitken 1936): level and a from
differences whitened by w_t = (d_t − φ^k d_{t−k}) / σ√(1 − φ^2k), k the weeks between two that are known. So a step
up and down again weighs more than the same energy gained by a slow drift.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter

from analytics.arrays import Flags, Floats, Ints

# Correlation of neighbouring weeks' errors: median 0.65 in 81 next years of 29 Cambridge electricity meters, 0.60
# in 21 of gas. One figure for all: a year's own estimate rises with the event that is looked for.
WEEK_CORRELATION = 0.60
# Shorter stretches are holidays and cold snaps; longer ones than half a year are the level.
MIN_WEEKS, MAX_WEEKS = 3, 26
# A single week farther than this from the five around it (a closed Christmas) counts as just so far.
MOST_SDS_OF_A_WEEK, WEEKS_AROUND = 3.0, 5
# A stretch moves use by a tenth or more of a usual week's while it lasts, and by half a week's use in all: 1 % of
# a year's.
MIN_SHIFT, MIN_MOVED_WEEKS = 0.10, 0.5
# z of the strongest stretch of a year. Pure AR(1) noise passes 3.9 in one year of twenty; of real years every
# second passes 4.1, because use is never so even: chosen on years without a known event (docs/verification.md).
LEAST_Z = 6.6
USUAL_WEEKS = 52.0
# Three quarters of a normal variable lie within this many standard deviations of its mean.
NORMAL_UPPER_QUARTILE = 1.1503


@dataclass(frozen=True, slots=True)
class Stretch:
    """Weeks [start, end) by their place in the series, how far they stand out, and how surely."""

    start: int
    end: int
    shift: float
    z: float


def innovation_sd(errors: Floats, weeks: Ints) -> float | None:
    """Robust standard deviation of what a week's error does not share with the week before; None for no such pair.

    An event counts in it by its edges and by 1 − φ of its height; the upper quartile leaves most of that out, and
    is not nought for what rests for a part of the year and errs in the other alone.
    """
    neighbours = np.diff(weeks) == 1
    if not neighbours.any():
        return None
    away = np.abs(errors[1:] - WEEK_CORRELATION * errors[:-1])[neighbours]
    return float(np.quantile(away, 0.75)) / NORMAL_UPPER_QUARTILE


def stretches(errors: Floats, weeks: Ints, innovation: float) -> list[Stretch]:
    """Stretches that stand out, the surest first; none overlaps a surer one.

    `weeks` are the numbers of the weeks that are known, `innovation` the standard deviation from week to week.
    """
    sd = innovation / math.sqrt(1 - WEEK_CORRELATION**2)
    left, free = _even(errors, sd), np.ones(len(errors), dtype=bool)
    found: list[Stretch] = []
    while (best := _surest(left, weeks, sd, free)) is not None and best.z >= _least_z(len(errors)):
        found.append(best)
        left[best.start : best.end] -= best.shift
        free[best.start : best.end] = False
    return found


def _least_z(count: int) -> float:
    """More weeks hold more stretches to choose from: as likely by chance as in a year (union bound)."""
    return math.sqrt(LEAST_Z**2 + 2 * math.log(max(count / USUAL_WEEKS, 1.0)))


def _even(errors: Floats, sd: float) -> Floats:
    """Errors without lone spikes."""
    around = median_filter(errors, WEEKS_AROUND, mode="mirror")
    even: Floats = np.clip(errors, around - MOST_SDS_OF_A_WEEK * sd, around + MOST_SDS_OF_A_WEEK * sd)
    return even


def _surest(errors: Floats, weeks: Ints, sd: float, free: Flags) -> Stretch | None:
    """The stretch of the greatest |z| among those that are large enough and free."""
    return max(_by_length(errors, weeks, sd, free), key=lambda stretch: stretch.z, default=None)


def _by_length(errors: Floats, weeks: Ints, sd: float, free: Flags) -> Iterator[Stretch]:
    """The same for each length, where there is any; half of the weeks at least remain the level."""
    count = len(errors)
    white = _whitened(np.stack([np.ones(count), errors], axis=1), weeks, sd)
    level = white[:, 0] / np.linalg.norm(white[:, 0])
    error = white[:, 1] - level * (level @ white[:, 1])
    for length in range(MIN_WEEKS, min(MAX_WEEKS, int(free.sum()) - count // 2) + 1):
        starts, place = np.arange(count - length + 1), np.arange(count)[:, None]
        inside = (place >= starts) & (place < starts + length)
        box = _whitened(inside.astype(float), weeks, sd)
        box -= np.outer(level, level @ box)
        norm = np.sqrt((box**2).sum(axis=0))
        shift = (error @ box) / norm**2
        large = (np.abs(shift) >= MIN_SHIFT) & (np.abs(shift) * length >= MIN_MOVED_WEEKS)
        z = np.where(large & (inside[free].sum(axis=0) == length), np.abs(shift) * norm, 0.0)
        best = int(np.argmax(z))
        if z[best] > 0:
            yield Stretch(best, best + length, float(shift[best]), float(z[best]))


def _whitened(columns: Floats, weeks: Ints, sd: float) -> Floats:
    """Columns (weeks x any) in units in which AR(1) noise is white."""
    shared = (WEEK_CORRELATION ** np.diff(weeks).astype(float))[:, None]
    later = (columns[1:] - shared * columns[:-1]) / np.sqrt(1 - shared**2)
    white: Floats = np.concatenate([columns[:1], later]) / sd
    return white
