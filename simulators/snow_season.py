"""The year of a snow store: filled in winter, covered in spring, used in summer, cleared in autumn."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import numpy as np

from domain.plant import Season

# Fill November-April and cover before the melt, empty before the next winter's first loads: the practice at
# Sundsvall and Gardermoen.
_FILL_FROM = (11, 1)
_FILL_UNTIL = (4, 1)
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
    month_day = (day.month, day.day)
    if month_day >= _FILL_FROM or month_day < _FILL_UNTIL:
        return Phase.FILLING
    if month_day <= season.end:
        return Phase.COVERED
    end = date(day.year, *season.end)
    return Phase.CLEARING if day <= end + timedelta(days=_CLEARED_WITHIN_D) else Phase.EMPTY


def days_covered(day: date) -> float:
    """Days that the snow has settled under its cover on local `day`; 0 while it is being filled in."""
    return max(float((day - date(day.year, *_FILL_UNTIL)).days), 0.0) if (day.month, day.day) < _FILL_FROM else 0.0


def filling_t_per_h(day: date, nominal_t: float, seed: int) -> float:
    """Snow that stays in the store per hour of `day` while it is being filled [t/h]."""
    return _filling_t_per_h(day.year if day.month < _FILL_UNTIL[0] else day.year + 1, nominal_t, seed)


@cache
def _filling_t_per_h(winter: int, nominal_t: float, seed: int) -> float:
    random = np.random.default_rng([seed, winter])
    brought_t = nominal_t * float(random.uniform(_POOR_WINTER, _RICH_WINTER))
    days = (date(winter, *_FILL_UNTIL) - date(winter - 1, *_FILL_FROM)).days
    return brought_t / days / 24.0


def clearing_share_per_h() -> float:
    """Share of what is left that is carted away per hour after the season."""
    return 6.0 / (_CLEARED_WITHIN_D * 24.0)


def filled_t(day: date, nominal_t: float, seed: int) -> float:
    """Mass in the store at the start of `day` in the filling phase, had it been empty before [t]."""
    first = date(day.year if day.month >= _FILL_FROM[0] else day.year - 1, *_FILL_FROM)
    return filling_t_per_h(day, nominal_t, seed) * 24.0 * (day - first).days
