"""How the belief moves: melt by the store's model and by metered load, and the noise of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from controller.snow_estimate.gaussian import SIZE, Belief, Part
from domain.plant import Discharge, SnowStore
from physics.snow_geometry import thinning
from physics.snow_store import density_kg_m3, load_melt_kg_h, melt

# A day's natural melt differs from the model by sun, wind and the cover's memory; without a thermometer by more.
_DAY_NOISE_SHARE, _BLIND_DAY_NOISE_SHARE = 0.35, 0.7
# What wanders, standard deviation after one day (it grows with the root of time; after 150 days 12 times as much).
_WANDER = {
    Part.NATURAL: 0.012,  # covers get wet, dry and thin; the sun's share changes with the season
    Part.WEIR: 0.002,
    Part.RAIN: 0.005,
    Part.HEIGHT: 0.004,  # settling that differs from the model, a pile that changes its shape
    Part.OFFSET: 0.006,  # a sensor that drifts, chips that slip [m]
}
# Melt that no model has, also without warmth: share of the nominal mass after one day.
_OTHER_SHARE = 0.0003
# A pile that no longer covers its floor lies in heaps and patches whose surface no model knows.
_THIN_WANDER, _THIN_OTHER_SHARE = 0.05, 0.0015
# What melts is what may lie there, never less than this share of its standard deviation.
_LEAST_SIGMAS = 0.5
# Sundsvall's melt water comes at about 1 °C from the snow; what has passed the exchanger mixes to about 8 °C.
_COLD_DISCHARGE_C, _WARM_DISCHARGE_C = 1.0, 8.0


@dataclass(frozen=True, slots=True)
class Melting:
    """What a stretch of `days` melts [t]: modelled natural melt N with its slope dN/dM, metered load with its sd.

    `blind`: the air temperature was a usual one, not a measured one; `thin`: the pile shrinks from its edges.
    """

    days: float
    natural_t: float
    natural_slope: float
    blind: bool
    thin: bool
    load_t: float = 0.0
    load_sd_t: float = 0.0


@dataclass(frozen=True, slots=True)
class Weather:
    """Air temperature [°C] and rain [mm/h] of a stretch, `days_settled` after covering."""

    air_temp_c: float
    rain_mm_h: float
    days_settled: float


def natural_melt_t(store: SnowStore, mass_t: float, hours: float, weather: Weather) -> float:
    """Natural melt [t] by the store's model with its nominal cover."""
    step = melt(
        store,
        mass_t,
        hours,
        air_temp_c=weather.air_temp_c,
        rain_mm_h=weather.rain_mm_h,
        days_settled=weather.days_settled,
    )
    return step.natural_t


def melting_mass_t(belief: Belief) -> float:
    """The mass whose surface melts [t]: what may still lie there when the mean has gone below that."""
    return max(belief[Part.MASS], _LEAST_SIGMAS * belief.sd(Part.MASS))


def thin_mass_t(store: SnowStore, days_settled: float) -> float:
    """Mass [t] below which the snow no longer covers its floor."""
    return thinning(store.shape)[0] * density_kg_m3(store, days_settled) / 1000.0


def usual_discharge_temp_c(store: SnowStore) -> float:
    """Temperature [°C] at which surplus melt water leaves: after the exchanger about 8, before it about 1."""
    return _WARM_DISCHARGE_C if store.discharge is Discharge.WARM else _COLD_DISCHARGE_C


def load_melt_t(cooled_kwh: float, discharge_temp_c: float | None, store: SnowStore) -> float:
    """Melt by `cooled_kwh` of cooling [t] when the surplus leaves at `discharge_temp_c`, None: as usual."""
    warm_c = discharge_temp_c if discharge_temp_c is not None else usual_discharge_temp_c(store)
    return load_melt_kg_h(cooled_kwh, max(warm_c, 0.0)) / 1000.0


def moved(belief: Belief, step: Melting, nominal_t: float) -> Belief:
    """`belief` after `step`, x' = f(x) and P' = F P Fᵀ + Q, of a store that holds `nominal_t` when full."""
    mean, covariance = belief.arrays()
    natural_t = belief.natural_factor * step.natural_t
    melted_t = natural_t + mean[Part.METER] * step.load_t
    change = np.zeros(SIZE)
    change[Part.MASS] = belief.natural_factor * step.natural_slope
    change[Part.NATURAL], change[Part.METER] = natural_t, step.load_t
    motion = np.eye(SIZE)
    motion[Part.MASS] -= change
    motion[Part.MELTED] += change
    mean[Part.MASS] = max(mean[Part.MASS] - melted_t, -3.0 * belief.sd(Part.MASS))
    mean[Part.MELTED] += melted_t
    moved_covariance = motion @ covariance @ motion.T
    noise = _melt_noise(belief, step, nominal_t)
    moved_covariance[Part.MASS, Part.MASS] += noise
    moved_covariance[Part.MELTED, Part.MELTED] += noise
    moved_covariance[Part.MASS, Part.MELTED] -= noise
    moved_covariance[Part.MELTED, Part.MASS] -= noise
    for part, after_a_day in _WANDER.items():
        moved_covariance[part, part] += after_a_day**2 * step.days
    if step.thin:
        moved_covariance[Part.NATURAL, Part.NATURAL] += _THIN_WANDER**2 * step.days
    return Belief.of(mean, moved_covariance)


def _melt_noise(belief: Belief, step: Melting, nominal_t: float) -> float:
    """Variance of the melt of one step [t²]: that of a day, shared out evenly over its steps."""
    share = _BLIND_DAY_NOISE_SHARE if step.blind else _DAY_NOISE_SHARE
    natural_rate = belief.natural_factor * step.natural_t / step.days if step.days > 0.0 else 0.0
    other_rate = (_THIN_OTHER_SHARE if step.thin else _OTHER_SHARE) * nominal_t
    return ((share * natural_rate) ** 2 + other_rate**2) * step.days + step.load_sd_t**2


def booked(belief: Belief, load_t: float, variance_t2: float) -> Belief:
    """`belief` after `load_t` has melted by cooling that no meter told of, with its variance [t²]."""
    mean, covariance = belief.arrays()
    mean[Part.MASS] -= load_t
    mean[Part.MELTED] += load_t
    pair = np.zeros(SIZE)
    pair[Part.MASS], pair[Part.MELTED] = -1.0, 1.0
    return Belief.of(mean, covariance + variance_t2 * np.outer(pair, pair))
