"""What is seen of the snow: the day's water balance, the pile's height, surveys; and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from controller.snow_estimate.gaussian import (
    Belief,
    Observation,
    Part,
    band,
    forgotten,
    narrowed,
    positive,
    surprise,
    widened,
)
from domain.plant import SnowStore, SnowSurvey
from physics.snow_geometry import thinning, volume_m3
from physics.snow_store import density_kg_m3
from physics.store_frustum import top_m

# A reading further off than this is a stuck sensor or a swapped meter rather than snow.
_NOT_BELIEVED_SIGMAS = 4.0
# While a height is not believed the mass gets less certain [share of the nominal mass after a day], so that a pile
# which really is different is believed in the end.
_DOUBT_SHARE = 0.01
# A day's water differs from the day's melt by what snow and gravel hold back [share, t].
_WEIR_NOISE_SHARE, _WEIR_NOISE_T = 0.05, 3.0
# The pond is about 5 % of the pad; its area is known to half of that, and an unread level may move by 0.1 m.
_POND_AREA_SHARE, _POND_AREA_SD, _POND_UNREAD_MM = 0.05, 0.5, 100.0
# Rain that is not measured differs from the usual rain of a day by this [mm].
_RAIN_UNREAD_SD_MM = 4.0
# Height sensors: drifts, chips and heaps [share of the mass, m].
_HEIGHT_NOISE_SHARE, _HEIGHT_NOISE_M = 0.03, 0.05
# A nearly molten pile shrinks from its edges: below about 1.2 m the height only says what may lie there at most.
_LEAST_HEIGHT_M, BARE_M = 1.2, 0.05
# What a pad holds is stated to this share at best: shape, density, height (8 % each, 2 σ together).
_MOST_OF_PAD = 1.3
# A bare pad holds nothing; where much was believed to lie (share of the nominal mass) it is said less surely.
_BARE_SD_SHARE, _BARE_MUCH_SHARE, _BARE_MUCH_SD_SHARE = 0.003, 0.05, 0.05
# Half of a survey's density variance is the same in every survey of a year: the same corer, the same places.
COMMON_DENSITY_VARIANCE = 0.5
_SURVEY_SURPRISE = 3.0
_FAIRLY_KNOWN = 0.15
# Cooling of a day that pond and pipes may give without snow [share of the nominal mass].
_COOLING_WITHOUT_SNOW_SHARE = 0.0005
# Snow that cools although its pad was believed bare is of unknown amount [1 σ, share of the nominal mass].
_REFUTED_SD_SHARE = 0.25
# A first height and the log that are this far apart are both wrong by more than they say.
_AGREE_SIGMAS = 2.0


@dataclass(frozen=True, slots=True)
class WaterBalance:
    """Water of `days`: over the weir [m3], change of the pond's level [mm], rain [mm]; None where not measured."""

    days: float
    discharged_m3: float
    pond_change_mm: float | None
    rain_mm: float | None
    usual_rain_mm: float


def after_water_balance(belief: Belief, water: WaterBalance, store: SnowStore) -> Belief:
    """`belief` after a water balance, which closes the count of melt A; a wild one counts for nothing."""
    pond_m2 = _POND_AREA_SHARE * store.pad_area_m2
    pond_change_t = (water.pond_change_mm or 0.0) / 1000.0 * pond_m2
    pond_sd_t = _POND_AREA_SD * abs(pond_change_t)
    if water.pond_change_mm is None:
        pond_sd_t = _POND_UNREAD_MM / 1000.0 * pond_m2
    t_per_mm = store.pad_area_m2 / 1000.0
    rain_t = t_per_mm * (water.rain_mm if water.rain_mm is not None else water.usual_rain_mm)
    rain_sd_t = 0.0 if water.rain_mm is not None else t_per_mm * _RAIN_UNREAD_SD_MM * sqrt(water.days)
    outflow_t = water.discharged_m3 + pond_change_t
    melted_t = belief[Part.MELTED]
    seen = Observation(
        outflow_t,
        belief[Part.WEIR] * melted_t + belief[Part.RAIN] * rain_t - belief[Part.LEAK] * water.days,
        {
            Part.MELTED: belief[Part.WEIR],
            Part.WEIR: melted_t,
            Part.RAIN: rain_t,
            Part.LEAK: -water.days,
        },
        (_WEIR_NOISE_SHARE * outflow_t) ** 2
        + _WEIR_NOISE_T**2 * water.days
        + pond_sd_t**2
        + (belief[Part.RAIN] * rain_sd_t) ** 2,
    )
    if surprise(belief, seen) <= _NOT_BELIEVED_SIGMAS:
        belief = narrowed(belief, seen)
    return forgotten(belief, Part.MELTED)


def after_height(
    belief: Belief, height_mm: float, store: SnowStore, days_settled: float, *, days: float | None, dead: bool
) -> Belief:
    """`belief` after a height, `days` after the one before (None: the first); `dead`: its sensor shows nothing."""
    height_m = height_mm / 1000.0
    seen = _height_seen(belief, height_m, store, days_settled)
    if seen is None:
        return belief
    sigmas = surprise(belief, seen)
    if sigmas > _NOT_BELIEVED_SIGMAS and days is None and height_m >= BARE_M:
        # Nothing has shown yet which of the two is wrong; a height that was doubted now would be all season.
        return narrowed(_reconciled(belief, sigmas), seen)
    if dead or sigmas > _NOT_BELIEVED_SIGMAS:
        return widened(belief, {Part.MASS: (_DOUBT_SHARE * store.mass_t) ** 2 * (days or 0.0)})
    return narrowed(belief, seen)


def _reconciled(belief: Belief, sigmas: float) -> Belief:
    """`belief` with mass, scale and offset of the height so unsure that what is `sigmas` off is so no more."""
    more = (sigmas / _AGREE_SIGMAS) ** 2 - 1.0
    return widened(belief, {part: more * belief.variance(part) for part in (Part.MASS, Part.HEIGHT, Part.OFFSET)})


def _height_seen(belief: Belief, height_m: float, store: SnowStore, days_settled: float) -> Observation | None:
    """The height as an observation; None where it says nothing that is not known."""
    mass_t, scale, least_m = belief[Part.MASS], belief[Part.HEIGHT], least_height_m(store)
    if height_m < BARE_M:
        much = mass_t > _BARE_MUCH_SHARE * store.mass_t
        sd_share = _BARE_MUCH_SD_SHARE if much else _BARE_SD_SHARE
        return Observation(0.0, mass_t, {Part.MASS: 1.0}, (sd_share * store.mass_t) ** 2)
    # A low height tells as much as the least one that does, and only that there is no more than that.
    told_m = max(height_m, least_m)
    told_t = mass_of_height_t(told_m, store, days_settled)
    per_m_t = (mass_of_height_t(told_m + 0.1, store, days_settled) - told_t) / 0.1
    expected_t = scale * mass_t + per_m_t * belief[Part.OFFSET]
    if height_m < least_m and expected_t <= told_t:
        return None
    around_t = _around_t(belief, told_t)
    slope = {Part.MASS: scale, Part.HEIGHT: around_t / scale, Part.OFFSET: per_m_t}
    noise = (_HEIGHT_NOISE_SHARE * around_t) ** 2 + (_HEIGHT_NOISE_M * per_m_t) ** 2
    return Observation(told_t, expected_t, slope, noise)


def holds(height_m: float, store: SnowStore, days_settled: float) -> bool:
    """Whether the pad can hold a pile of `height_m`; one that lost its echo shows its end of scale."""
    most_t = _MOST_OF_PAD * store.pad_t
    return height_m <= top_m(store.shape) and mass_of_height_t(height_m, store, days_settled) <= most_t


def _around_t(belief: Belief, measured_t: float) -> float:
    """The mass [t] that shares are taken of: what is believed, if that is fairly known, else what is measured.

    Shares of what is measured would give a low reading more weight than a high one, every day anew.
    """
    known = belief.sd(Part.MASS) < _FAIRLY_KNOWN * belief[Part.MASS]
    return belief[Part.MASS] if known else measured_t


def mass_of_height_t(height_m: float, store: SnowStore, days_settled: float) -> float:
    """Mass [t] of a pile of `height_m` on the whole pad."""
    snow_m3 = volume_m3(store.shape, min(height_m, top_m(store.shape)))
    return snow_m3 * density_kg_m3(store, days_settled) / 1000.0


def least_height_m(store: SnowStore) -> float:
    """Height [m] below which a height does not tell the mass."""
    return max(_LEAST_HEIGHT_M, 1.1 * thinning(store.shape)[1])


def after_survey(belief: Belief, survey: SnowSurvey, left_t: float, since_sd_t: float) -> Belief:
    """`belief` after `survey`, of whose snow `left_t` (± `since_sd_t`) should be left by now.

    A survey is believed even against the filter: one that is far off shows that the band was too narrow.
    """
    own = survey.volume_sd_share**2 + (1.0 - COMMON_DENSITY_VARIANCE) * survey.density_sd_share**2
    around_t = _around_t(belief, left_t)
    noise = around_t**2 * own + since_sd_t**2
    factor, mass_t = belief[Part.SURVEY], belief[Part.MASS]
    seen = Observation(left_t, factor * mass_t, {Part.MASS: factor, Part.SURVEY: around_t / factor}, noise)
    too_far = abs(seen.value - seen.expected) / _SURVEY_SURPRISE
    if surprise(belief, seen) > _SURVEY_SURPRISE:
        belief = widened(belief, {Part.MASS: too_far**2})
    return narrowed(belief, seen)


def after_cooling(belief: Belief, load_t: float, days: float, store: SnowStore, *, bare: bool) -> Belief:
    """`belief` given that the snow has melted `load_t` for cooling in `days`: it was not all gone.

    `bare`: that it was gone is what a height sensor said, which is refuted.
    """
    if not cools(load_t, days, store):
        return belief
    if bare and band(belief[Part.MASS], belief.sd(Part.MASS))[2] < load_t / max(days, 1.0):
        belief = widened(belief, {Part.MASS: (_REFUTED_SD_SHARE * store.mass_t) ** 2})
    return positive(belief, Part.MASS)


def cools(load_t: float, days: float, store: SnowStore) -> bool:
    """Whether `load_t` of cooling in `days` (at least one) is more than pond and pipes give."""
    return load_t > _COOLING_WITHOUT_SNOW_SHARE * store.mass_t * max(days, 1.0)
