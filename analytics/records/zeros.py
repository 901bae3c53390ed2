"""Zeros that are no use: a meter that was silent writes 0 in many a data base."""

from __future__ import annotations

import numpy as np

from analytics.arrays import DAY_S, Flags, Floats
from domain.interval import Step
from domain.site import Carrier

# Short runs of zeros above this share of all values are the meter's habit (it rests at night, or counts
# whole kWh of a small load) and stand; below it they are faults, as CalTRACK 2.2.1.4 has all of them.
HABIT_SHARE = 0.05


def zeros_as_missing(values: Floats, step: Step, carrier: Carrier) -> tuple[Floats, Flags]:
    """Values with the zeros that mean "no reading" made NaN, and which they were.

    Only electricity: a building's electricity never stops for a whole day, its heating, gas, cooling or water may.
    """
    if carrier is not Carrier.ELECTRICITY:
        return values, np.zeros(len(values), dtype=bool)
    zero = values == 0.0
    long = zero if step.fixed is None else _in_runs(zero, round(DAY_S / step.fixed.total_seconds()))
    others = np.count_nonzero(~np.isnan(values) & ~long)
    short = zero & ~long
    silent = long if np.count_nonzero(short) > HABIT_SHARE * others else zero
    return np.where(silent, np.nan, values), silent


def _in_runs(flags: Flags, at_least: int) -> Flags:
    """Flags that stand in an unbroken run of `at_least` or more."""
    padded = np.concatenate([[0], flags.astype(np.int8), [0]])
    changes = np.flatnonzero(np.diff(padded))
    kept = np.zeros(len(flags), dtype=bool)
    for start, end in zip(changes[::2], changes[1::2], strict=True):
        kept[start:end] = end - start >= at_least
    return kept
