"""What is believed before anything is measured: the mass by intake log or nominal mass, and the usual errors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import sqrt

import numpy as np

from controller.snow_estimate.gaussian import SIZE, Belief, Part
from controller.snow_estimate.observing import COMMON_DENSITY_VARIANCE, after_survey
from controller.snow_estimate.storage_year import StorageYear
from domain.plant import SnowIntake, SnowSource, SnowStore

# Errors in the lines of one source are mostly the same error: a wrong weight of a load is wrong in every load.
_COMMON_LINE_VARIANCE = 0.8
# What melts before the cover is on: 4 kg per °C and day of bare snow over the 30 degree days above zero of January
# to March at Östersund (ERA5 2022-2024) is 120 kg/m2, about 4 % of a full store; winters differ by as much.
_WINTER_MELT_SHARE, _WINTER_MELT_SD = 0.04, 0.03
# Without a log: the nominal mass, a poor winter brings about half and a good one a fifth more.
_NOMINAL_SD_SHARE = 0.25
# What has gone since the start, if nobody watched: evenly until the season's end, give or take half.
UNWATCHED_SD = 0.5
# The usual lasting errors (mean, standard deviation): natural melt ±25 % (k 0.25-0.36 W/(m K) fits piles),
# energy ±3 %, weirs ±10 %, most of the rain on the pad reaches the pond, height to mass ±10 %.
_FACTORS = {
    Part.NATURAL: (1.0, 0.25),
    Part.METER: (1.0, 0.03),
    Part.WEIR: (1.0, 0.10),
    Part.RAIN: (0.7, 0.3),
    Part.HEIGHT: (1.0, 0.10),
}
# Seepage less what trickles in from the sides [mm/day over the pad].
_LEAK_SD_MM_DAY = 1.0
_LEAST_SURVEY_SD = 0.02


def first_belief(store: SnowStore, year: StorageYear, day: date) -> Belief:
    """What is known on `day` from the site's own figures, the last survey included."""
    mass_t, sd_t = start_mass_t(store, year, day)
    used = year.used_share(year.covered_from, day)
    unwatched_t = UNWATCHED_SD * used * mass_t
    belief = _of_mass(store, mass_t * (1.0 - used), sqrt(sd_t**2 + unwatched_t**2))
    surveys = year.surveys(store, day)
    if not surveys:
        return belief
    gone = year.used_share(surveys[-1].day, day)
    return after_survey(belief, surveys[-1], 1.0 - gone, UNWATCHED_SD * gone)


def start_mass_t(store: SnowStore, year: StorageYear, day: date) -> tuple[float, float]:
    """Mass in the covered store with its standard deviation [t]; while it is being filled that of `day`."""
    lines = year.intake(store, day)
    if lines:
        brought_t, sd_t = brought(lines)
        return brought_t * (1.0 - _WINTER_MELT_SHARE), sqrt(sd_t**2 + (_WINTER_MELT_SD * brought_t) ** 2)
    return store.mass_t * year.filled_share(day), store.mass_t * _NOMINAL_SD_SHARE


def brought(lines: Sequence[SnowIntake]) -> tuple[float, float]:
    """Snow of `lines` [t] with its standard deviation: what is common to a source adds up, the rest does not."""
    variance = 0.0
    for source in SnowSource:
        errors_t = [line.mass_t * line.sd_share for line in lines if line.source is source]
        variance += _COMMON_LINE_VARIANCE * sum(errors_t) ** 2
        variance += (1.0 - _COMMON_LINE_VARIANCE) * sum(error_t**2 for error_t in errors_t)
    return sum(line.mass_t for line in lines), sqrt(variance)


def _of_mass(store: SnowStore, mass_t: float, sd_t: float) -> Belief:
    mean, variances = np.zeros(SIZE), np.zeros(SIZE)
    mean[Part.MASS], variances[Part.MASS] = mass_t, sd_t**2
    for part, (factor, sd) in _FACTORS.items():
        mean[part], variances[part] = factor, sd**2
    variances[Part.LEAK] = (_LEAK_SD_MM_DAY / 1000.0 * store.pad_area_m2) ** 2
    mean[Part.SURVEY], variances[Part.SURVEY] = 1.0, _common_survey_variance(store)
    return Belief.of(mean, np.diag(variances))


def _common_survey_variance(store: SnowStore) -> float:
    shares = [survey.density_sd_share for survey in store.surveys]
    return COMMON_DENSITY_VARIANCE * max(shares, default=_LEAST_SURVEY_SD) ** 2
