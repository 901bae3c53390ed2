"""From what was used to what a register shows: transformers, swaps, whole counts and roll-over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from domain.device import ValueType
from domain.register import MeterSwap
from domain.site import Point
from simulators.hours import Floats
from simulators.meter_values import MeterUse


class SwapOffsets:
    """What to add to the use since 2010 [canonical unit] so that a register obeys the declared swaps."""

    def __init__(self, swaps: Sequence[MeterSwap], use: MeterUse, scale: float) -> None:
        self._swaps = sorted(swaps, key=lambda swap: swap.at)
        self._starts = [swap.at.timestamp() for swap in self._swaps]
        offsets = [swap.new_start - scale * use.total(swap.at) for swap in self._swaps]
        first = [self._swaps[0].old_end - scale * use.total(self._swaps[0].at)] if self._swaps else [0.0]
        self._offsets = np.array(first + offsets)

    def at(self, moments_s: Floats) -> Floats:
        """Offset at each of `moments_s` [s since 1970]; a swap holds from its own moment on."""
        chosen: Floats = self._offsets[np.searchsorted(self._starts, moments_s, side="right")]
        return chosen

    def one(self, moment: datetime) -> float:
        """Offset at `moment`."""
        return float(self.at(np.array([moment.timestamp()]))[0])


def counts(point: Point, amounts: Floats, digits: int | None) -> Floats:
    """What the gateway stores [canonical unit] when `point` counts `amounts`: whole counts, rolled over."""
    profile = point.profile_point
    if profile.register is None:
        return amounts
    to_raw = profile.scale * profile.written_unit.factor
    raw = amounts / point.factor / to_raw
    if profile.type is ValueType.FLOAT32:
        raw = raw.astype(np.float32).astype(np.float64)
    elif profile.type is not ValueType.FLOAT64:
        raw = np.floor(raw + 5e-4)
        raw = np.mod(raw, _rolls_at(point, digits))
    # Steps of a count are decimal: nine places keep 0.1 × 3 from being 0.30000000000000004.
    shown: Floats = np.round(raw * to_raw * point.factor, 9)
    return shown


def _rolls_at(point: Point, digits: int | None) -> float:
    decimal = digits if digits is not None else point.profile_point.digits
    if decimal is not None:
        return 10.0**decimal
    bits = point.profile_point.type.bits or 1
    return 2.0 ** (bits - (not point.profile_point.type.value.startswith("u")))
