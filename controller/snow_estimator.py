"""How much snow is left: mass balance by cooling energy and modelled melt, drawn slowly to the measured height."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, inf

from controller.process_image import ProcessImage
from domain.plant import SnowStore
from physics.snow_pile import base_area_m2, pile_height_m
from physics.snow_store import load_melt_kg_h, melt

# The model's natural melt fits measured piles within ±30 % of k (0.25…0.36 W/(m K) all-in); energy meters ±3 %.
_NATURAL_BAND, _LOAD_BAND = 0.30, 0.03
# One height sensor and one density for the whole pile: ±10 % (surveys reach 3-5 %).
_HEIGHT_BAND = 0.10
# Without any measurement: a poor winter brings about half of the nominal mass.
_BLIND_LOW, _BLIND_HIGH = 0.5, 1.1
# The height is noisy from day to day (settling, drifts): it draws the balance within about five days.
_HEIGHT_TIME = timedelta(days=5)
# A nearly molten pile shrinks from its edges at about one metre of height: a lower one may hold anything up to
# what a pile of this height holds, and a bare pad nothing.
_LEAST_HEIGHT_MM, _BARE_MM = 1200.0, 50.0
_DISCHARGE_TEMP_C = 8.0
# Snow melts slowly: nothing is gained by reckoning more often.
_SHORTEST_STEP, _LONGEST_STEP = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SnowEstimate:
    """Snow left [t] at `at`: the best figure and the ends of its band; `energy_kwh` is the counter then.

    `by_height`: a height has been seen since the start, so it is no longer a mere guess.
    """

    at: datetime
    left_t: float
    low_t: float
    high_t: float
    energy_kwh: float | None = None
    by_height: bool = False


def estimate(before: SnowEstimate | None, image: ProcessImage, store: SnowStore) -> SnowEstimate:
    """The estimate after `before` (None: the first) from what `image` shows."""
    now, counter = image.taken_at, image.value("snow_cooling_energy_kwh")
    height_mm = image.value("snow_surface_mm")
    if before is None or (height_mm is not None and not before.by_height):
        return _first(image, store)
    if timedelta(0) <= now - before.at < _SHORTEST_STEP:
        return before
    elapsed = min(max(now - before.at, timedelta(0)), _LONGEST_STEP)
    natural_t, load_t = _melts(before, image, store, elapsed / timedelta(hours=1))
    melted = (
        before.left_t - natural_t - load_t,
        before.low_t - natural_t * (1.0 + _NATURAL_BAND) - load_t * (1.0 + _LOAD_BAND),
        before.high_t - natural_t * (1.0 - _NATURAL_BAND) - load_t * (1.0 - _LOAD_BAND),
    )
    measured_t, most_t = _mass_by_height(height_mm, store), _most_t(height_mm, store)
    left_t, low_t, high_t = (
        _drawn(min(mass, most_t), measured_t, side, elapsed) for mass, side in zip(melted, _SIDES, strict=True)
    )
    energy_kwh = counter if counter is not None else before.energy_kwh
    return SnowEstimate(now, left_t, low_t, high_t, energy_kwh, before.by_height)


# Best figure, low end and high end of a band, in its half widths.
_SIDES = (0.0, -1.0, 1.0)


def _first(image: ProcessImage, store: SnowStore) -> SnowEstimate:
    """What the height says; of a low pile only what it may hold at most; without it the nominal mass."""
    counter, height_mm = image.value("snow_cooling_energy_kwh"), image.value("snow_surface_mm")
    measured_t = _mass_by_height(height_mm, store)
    if measured_t is None and height_mm is not None:
        most_t = _most_t(height_mm, store)
        return SnowEstimate(image.taken_at, most_t / 2.0, 0.0, most_t, counter, by_height=True)
    if measured_t is None:
        low_t, high_t = store.mass_t * _BLIND_LOW, store.mass_t * _BLIND_HIGH
        return SnowEstimate(image.taken_at, store.mass_t, low_t, high_t, counter)
    band_t = _HEIGHT_BAND * measured_t
    return SnowEstimate(
        image.taken_at, measured_t, measured_t - band_t, measured_t + band_t, counter, by_height=True
    )


def _melts(before: SnowEstimate, image: ProcessImage, store: SnowStore, hours: float) -> tuple[float, float]:
    """Natural melt and melt by load since `before` [t]; an unknown air temperature melts nothing."""
    air_temp_c = image.value("outside_air_temp_c")
    natural = melt(store, before.left_t, hours, air_temp_c=air_temp_c) if air_temp_c is not None else None
    counter = image.value("snow_cooling_energy_kwh")
    cooled_kwh = 0.0
    if counter is not None and before.energy_kwh is not None:
        cooled_kwh = max(counter - before.energy_kwh, 0.0)  # a counter that was changed or rolled counts from anew
    return_c = image.value("melt_water_return_temp_c")
    load_kg = load_melt_kg_h(cooled_kwh, max(return_c if return_c is not None else _DISCHARGE_TEMP_C, 0.0))
    return natural.natural_t if natural is not None else 0.0, load_kg / 1000.0


def _drawn(mass_t: float, measured_t: float | None, side: float, elapsed: timedelta) -> float:
    """`mass_t` drawn towards what the height says; `side` −1, 0 or 1 of its band."""
    if measured_t is None:
        return max(mass_t, 0.0)
    share = 1.0 - exp(-(elapsed / _HEIGHT_TIME))
    return max(mass_t + share * (measured_t * (1.0 + side * _HEIGHT_BAND) - mass_t), 0.0)


def _most_t(height_mm: float | None, store: SnowStore) -> float:
    """The most that may lie there [t], by a height that is too low to say how much."""
    if height_mm is None or height_mm >= _LEAST_HEIGHT_MM:
        return inf
    return 0.0 if height_mm < _BARE_MM else _bisected_mass_t(_LEAST_HEIGHT_MM, store)


def _mass_by_height(height_mm: float | None, store: SnowStore) -> float | None:
    """Mass [t] of a pile of `height_mm` on the whole pad; None where the height does not tell."""
    if height_mm is None or height_mm < _LEAST_HEIGHT_MM:
        return None
    return _bisected_mass_t(height_mm, store)


def _bisected_mass_t(height_mm: float, store: SnowStore) -> float:
    low_t, high_t = 0.0, 2.0 * store.pad_t
    for _ in range(30):
        middle_t = (low_t + high_t) / 2.0
        volume_m3 = middle_t * 1000.0 / store.density_kg_m3
        height_m = pile_height_m(volume_m3, max(base_area_m2(volume_m3, store.pad_area_m2), 1.0))
        if height_m * 1000.0 < height_mm:
            low_t = middle_t
        else:
            high_t = middle_t
    return low_t
