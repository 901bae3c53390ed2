"""How much snow is left, with its uncertainty: tonnes, latent heat, and what can still be delivered.

The mathematics stand in `controller.snow_estimate`; here an image of the plant becomes a look at its snow, and
what is known becomes what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from controller.process_image import ProcessImage
from controller.snow_estimate import course
from controller.snow_estimate.deliverable import LATENT_MWH_T, Deliverable, deliverable
from controller.snow_estimate.gaussian import Part, band, lessened
from controller.snow_estimate.known import Known
from controller.snow_estimate.melting import load_melt_t
from controller.snow_estimate.watch import Look
from domain.plant import Discharge, Plant, SnowStore

# Snow melts slowly: nothing is gained by reckoning more often.
_SHORTEST_STEP = timedelta(minutes=1)
# After a longer gap the present weather does not speak for the time that was missed.
_SEEN_GAP = timedelta(hours=1)
# Within the hour a change of this share does not change what can be delivered.
_SAME_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class SnowEstimate:
    """Snow left [t] at `at`: the best figure, the ends of its 80 % band, its standard deviation.

    `deliverable` is what of it can still be delivered as cooling, `known` what the figures rest on.
    """

    at: datetime
    left_t: float
    low_t: float
    high_t: float
    sd_t: float = 0.0
    deliverable: Deliverable | None = None
    known: Known | None = None

    @property
    def latent_mwh(self) -> float:
        """Latent heat of the snow left [MWh]: its mass in another unit, before any natural melt."""
        return self.left_t * LATENT_MWH_T

    @property
    def latent_low_mwh(self) -> float:
        """Low end of its band."""
        return self.low_t * LATENT_MWH_T

    @property
    def latent_high_mwh(self) -> float:
        """High end of its band."""
        return self.high_t * LATENT_MWH_T


def estimate(before: SnowEstimate | None, image: ProcessImage, plant: Plant, zone: ZoneInfo) -> SnowEstimate:
    """The estimate after `before` (None: the first) from what `image` shows."""
    look = look_at(image, plant.snow_store)
    if before is not None and look.at - before.at > _SEEN_GAP:
        look = replace(look, air_temp_c=None, rain_mm_h=None, discharge_temp_c=None)
    return looked(before, look, plant, zone)


def look_at(image: ProcessImage, store: SnowStore) -> Look:
    """What `image` shows of the snow."""
    side = "return" if store.discharge is Discharge.WARM else "leaving"
    return Look(
        at=image.taken_at,
        air_temp_c=image.value("outside_air_temp_c"),
        rain_mm_h=image.value("rain_mm_h"),
        energy_kwh=image.value("snow_cooling_energy_kwh"),
        discharge_m3=image.value("discharge_volume_m3"),
        pond_level_mm=image.value("pond_level_mm"),
        height_mm=image.value("snow_surface_mm"),
        discharge_temp_c=image.value(f"melt_water_{side}_temp_c"),
    )


def looked(before: SnowEstimate | None, look: Look, plant: Plant, zone: ZoneInfo) -> SnowEstimate:
    """The estimate after `look`, which may stand for a whole day: its mean weather, counters at its end."""
    if before is not None and timedelta(0) <= look.at - before.at < _SHORTEST_STEP:
        return before
    if before is None or before.known is None or not course.goes_on(before.known, look, plant, zone):
        return shown(course.begun(look, plant, zone), plant, zone)
    return shown(course.looked(before.known, look, plant, zone), plant, zone, before)


def shown(known: Known, plant: Plant, zone: ZoneInfo, before: SnowEstimate | None = None) -> SnowEstimate:
    """What people and planners see of `known`; cooling that no meter has told of yet lowers and widens it.

    What can be delivered is taken from `before` while it is of the same hour and of nearly the same mass.
    """
    away = course.unmetered(known, known.at, plant, zone)
    per_kwh_t = load_melt_t(1.0, None, plant.snow_store)
    belief = lessened(known.belief, Part.MASS, away.kwh * per_kwh_t, away.sd_kwh * per_kwh_t)
    sd_t = belief.sd(Part.MASS)
    low_t, left_t, high_t = band(belief[Part.MASS], sd_t)
    if (
        before is not None
        and _same_hour(before.at, known.at)
        and abs(left_t - before.left_t) < _SAME_SHARE * left_t
    ):
        still = before.deliverable
    else:
        day = known.at.astimezone(zone).date()
        still = deliverable(belief, plant.snow_store, known.year, day)
    return SnowEstimate(known.at, left_t, low_t, high_t, sd_t, still, known)


def _same_hour(one: datetime, other: datetime) -> bool:
    return one.replace(minute=0, second=0, microsecond=0) == other.replace(minute=0, second=0, microsecond=0)
