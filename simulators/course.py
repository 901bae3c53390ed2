"""A quantity that moves in time and its exact integral: a register agrees with itself whenever it is asked."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from simulators import hours
from simulators.hours import Floats

# Movement inside an hour: sines with a whole number of periods, so that no hour's energy changes by them.
_PERIODS_PER_HOUR = np.array([2.0, 5.0, 13.0])
_PERIOD_WEIGHTS = np.array([0.5, 0.3, 0.2])
_RIPPLE_SHARE = 0.04
_RIPPLE_CYCLE = 8761


class Course:
    """Rate [unit/h] on straight lines between hourly values with a small ripple, and its total since 2010.

    `hourly` is the rate at the start of every simulated hour, never negative; the ripple is at most 4 % of the
    lower end of the hour, so the total never falls.
    """

    def __init__(self, hourly: Floats, random: np.random.Generator) -> None:
        self.hourly = hourly
        self.totals: Floats = np.concatenate(([0.0], np.cumsum((hourly[:-1] + hourly[1:]) / 2.0)))
        self._ripple = random.uniform(-1.0, 1.0, _RIPPLE_CYCLE)

    def rate(self, moment: datetime) -> float:
        """Rate at `moment` [unit/h]."""
        index, share = hours.position(moment)
        before, after = float(self.hourly[index]), float(self.hourly[index + 1])
        waves = np.sin(2.0 * np.pi * _PERIODS_PER_HOUR * share) @ _PERIOD_WEIGHTS
        return before + share * (after - before) + self._amplitude(index) * float(waves)

    def total(self, moment: datetime) -> float:
        """Integral of the rate from 2010-01-01 to `moment` [unit], in closed form."""
        index, share = hours.position(moment)
        before, after = float(self.hourly[index]), float(self.hourly[index + 1])
        turns = 2.0 * np.pi * _PERIODS_PER_HOUR
        waves = ((1.0 - np.cos(turns * share)) / turns) @ _PERIOD_WEIGHTS
        straight = before * share + (after - before) * share**2 / 2.0
        return float(self.totals[index]) + straight + self._amplitude(index) * float(waves)

    def _amplitude(self, index: int) -> float:
        lower = min(float(self.hourly[index]), float(self.hourly[index + 1]))
        return _RIPPLE_SHARE * lower * float(self._ripple[index % _RIPPLE_CYCLE])
