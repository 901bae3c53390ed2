"""What is believed before anything is measured: the mass by intake log or nominal mass, and the usual errors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt

import numpy as np

from controller.snow_estimate.deliverable import usual_weather
from controller.snow_estimate.gaussian import SIZE, Belief, Part
from controller.snow_estimate.melting import natural_melt_t
from controller.snow_estimate.observing import COMMON_DENSITY_VARIANCE, after_survey
from domain.plant import SnowIntake, SnowSource, SnowStore, SnowSurvey
from domain.storage_year import StorageYear

# Errors in the lines of one source are mostly the same error: a wrong weight of a load is wrong in every load.
_COMMON_LINE_VARIANCE = 0.8
# What melts before the cover is on: 4 kg per °C and day of bare snow over the 30 degree days above zero of January
# to March at Östersund (ERA5 2022-2024) is 120 kg/m2, about 4 % of a full store; winters differ by as much.
_WINTER_MELT_SHARE, _WINTER_MELT_SD = 0.04, 0.03
# Without a log: the nominal mass, a poor winter brings about half and a good one a fifth more.
_NOMINAL_SD_SHARE = 0.25
# What has gone while nobody watched is known to half of it.
_UNWATCHED_SD, _UNWATCHED_STEP_D = 0.5, 10
# The usual lasting errors (mean, standard deviation): logarithm of the natural melt ±28 % (k 0.25-0.36 W/(m K)
# fits piles, and chips age), energy ±3 %, weirs ±10 %, most rain on the pad reaches the pond; height to mass ±8 %
# by shape and density, ±8 cm by the sensor, its mounting and the chips under it.
_FACTORS = {
    Part.NATURAL: (0.0, 0.28),
    Part.METER: (1.0, 0.03),
    Part.WEIR: (1.0, 0.10),
    Part.RAIN: (0.7, 0.3),
    Part.HEIGHT: (1.0, 0.08),
    Part.OFFSET: (0.0, 0.08),
}
# Seepage and evaporation from wet chips less what trickles in from the sides [mm/day over the pad] (assumed).
_LEAK_MM_DAY, _LEAK_SD_MM_DAY = 0.5, 0.7
_LEAST_SURVEY_SD = 0.02


def first_belief(store: SnowStore, year: StorageYear, day: date) -> Belief:
    """What is known on `day` from the site's own figures, the last survey included."""
    mass_t, sd_t = start_mass_t(store, year, day)
    left_t, since_sd_t = left_unwatched_t(store, year, mass_t, year.covered_from, day)
    belief = _of_mass(store, left_t, sqrt(sd_t**2 + since_sd_t**2))
    surveys = year.surveys(store, day)
    return surveyed(belief, surveys[-1], store, year, day) if surveys else belief


def surveyed(belief: Belief, survey: SnowSurvey, store: SnowStore, year: StorageYear, day: date) -> Belief:
    """`belief` of `day` after `survey`, which may have been some days earlier, or before the store was full."""
    added_t, added_sd_t = _added_t(store, year, survey.day, day)
    left_t, since_sd_t = left_unwatched_t(store, year, survey.mass_t + added_t, survey.day, day)
    return after_survey(belief, survey, left_t, sqrt(since_sd_t**2 + added_sd_t**2))


def _added_t(store: SnowStore, year: StorageYear, since: date, day: date) -> tuple[float, float]:
    """Snow brought in after `since` until `day` [t], with its standard deviation: by the log, else as usual."""
    lines = year.intake(store, day)
    if lines:
        return brought([line for line in lines if line.day > since])
    usual_t = store.mass_t * (year.filled_share(day) - year.filled_share(since))
    return usual_t, usual_t


def left_unwatched_t(
    store: SnowStore, year: StorageYear, mass_t: float, since: date, day: date
) -> tuple[float, float]:
    """What is left on `day` of the mass of `since` with its standard deviation [t], if nobody watched meanwhile.

    Natural melt of usual weather until the season's start, then evenly to nothing at its end.
    """
    left_t, at, until = mass_t, max(since, year.covered_from), min(day, year.starts)
    while at < until:
        days = min((until - at).days, _UNWATCHED_STEP_D)
        left_t -= natural_melt_t(store, left_t, 24.0 * days, usual_weather(year, at))
        at += timedelta(days=days)
    left_t *= 1.0 - year.used_share(since, day)
    return left_t, _UNWATCHED_SD * max(mass_t - left_t, 0.0)


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
    mean[Part.LEAK] = _LEAK_MM_DAY / 1000.0 * store.pad_area_m2
    variances[Part.LEAK] = (_LEAK_SD_MM_DAY / 1000.0 * store.pad_area_m2) ** 2
    mean[Part.SURVEY], variances[Part.SURVEY] = 1.0, _common_survey_variance(store)
    return Belief.of(mean, np.diag(variances))


def _common_survey_variance(store: SnowStore) -> float:
    shares = [survey.density_sd_share for survey in store.surveys]
    return COMMON_DENSITY_VARIANCE * max(shares, default=_LEAST_SURVEY_SD) ** 2
