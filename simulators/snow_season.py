"""The year of a snow store: filled in winter, covered in spring, used in summer, cleared in autumn."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import numpy as np

from domain.plant import Season
from domain.storage_year import StorageYear

# Empty before the next winter's first loads: the practice at Gardermoen.
_CLEARED_WITHIN_D = 21
# Snow winters differ: share of the nominal mass that is brought in.
_POOR_WINTER, _RICH_WINTER = 0.85, 1.10


class Phase(StrEnum):
    """What is being done with the store."""

    FILLING = "filling"
    COVERED = "covered"
    CLEARING = "clearing"
    EMPTY = "empty"


def phase(day: date, season: Season) -> Phase:
    """Phase of the store on local `day`."""
    year = StorageYear.of(day, season)
    if day >= year.filled_from:
        return Phase.COVERED if year.covered(day) else Phase.FILLING
    return Phase.CLEARING if (day - year.begins).days < _CLEARED_WITHIN_D else Phase.EMPTY


def days_covered(day: date, season: Season) -> float:
    """Days that the snow has settled under its cover on local `day`; 0 while it is being filled in."""
    year = StorageYear.of(day, season)
    if day < year.filled_from:
        # What is left to be cleared is still the snow of the year before.
        year = StorageYear.of(year.begins - timedelta(days=1), season)
    return year.days_settled(day)


def filling_t_per_h(day: date, season: Season, nominal_t: float, seed: int) -> float:
    """Snow that stays in the store per hour of `day` while it is being filled [t/h]."""
    year = StorageYear.of(day, season)
    return _brought_t(year.covered_from.year, nominal_t, seed) / (year.covered_from - year.filled_from).days / 24.0


@cache
def _brought_t(winter: int, nominal_t: float, seed: int) -> float:
    random = np.random.default_rng([seed, winter])
    return nominal_t * float(random.uniform(_POOR_WINTER, _RICH_WINTER))


def clearing_share_per_h() -> float:
    """Share of what is left that is carted away per hour after the season."""
    return 6.0 / (_CLEARED_WITHIN_D * 24.0)


def filled_t(day: date, season: Season, nominal_t: float, seed: int) -> float:
    """Mass in the store at the start of `day` in the filling phase, had it been empty before [t]."""
    filled_d = (day - StorageYear.of(day, season).filled_from).days
    return filling_t_per_h(day, season, nominal_t, seed) * 24.0 * filled_d
