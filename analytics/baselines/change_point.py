"""Change-point regression on outdoor temperature: the forms of the model.

E = a + h · mean(max(Th − T, 0)) + c · mean(max(T − Tc, 0)) [kWh per 24 h], Th ≤ Tc [°C], h and c [kWh/K per 24 h].
Source: ASHRAE Guideline 14 annex D (3P, 4P, 5P) and CalTRACK 3.2 to 3.4 (grid, minimum support, signs). Valid
inside the temperatures of the fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analytics.arrays import Floats, Ints


class Shape(StrEnum):
    """Which sides bend: none, heating, cooling, both at one balance point, both at two."""

    MEAN = "1P"
    HEATING = "3P heating"
    COOLING = "3P cooling"
    COMMON = "4P"
    BOTH = "5P"


class ByGroup(StrEnum):
    """What differs between the groups of rows (day types, seasons): nothing, the level, or level and slopes."""

    NOTHING = "nothing"
    LEVEL = "level"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """Form of a model: balance points [°C] and what differs between `groups` groups; coefficients stand apart."""

    shape: Shape
    heating_balance_c: float | None = None
    cooling_balance_c: float | None = None
    by_group: ByGroup = ByGroup.NOTHING
    groups: int = 1

    @property
    def balance_points(self) -> int:
        """Number of balance points searched for."""
        return {Shape.MEAN: 0, Shape.BOTH: 2}.get(self.shape, 1)

    def design(self, temps_c: Floats, groups: Ints) -> Floats:
        """Columns of the regression (n x p) for temperatures (n x k) and the group of each row."""
        member = (groups[:, None] == np.arange(self.groups)).astype(float)
        one = np.ones((len(groups), 1))
        columns = [one if self.by_group is ByGroup.NOTHING else member]
        for balance, sign in ((self.heating_balance_c, 1), (self.cooling_balance_c, -1)):
            if balance is not None:
                excess = degree_days(temps_c, balance, sign)[:, None]
                columns.append(excess * (member if self.by_group is ByGroup.ALL else one))
        return np.concatenate(columns, axis=1)


def degree_days(temps_c: Floats, balance_c: float, sign: int = 1) -> Floats:
    """Mean over a row's days of max(±(balance − T), 0) [K]; `sign` 1 for heating, −1 for cooling."""
    known = ~np.isnan(temps_c)
    excess = np.where(known, np.maximum(sign * (balance_c - temps_c), 0.0), 0.0)
    count = known.sum(axis=1)
    mean: Floats = np.divide(excess.sum(axis=1), count, out=np.full(len(count), np.nan), where=count > 0)
    return mean
