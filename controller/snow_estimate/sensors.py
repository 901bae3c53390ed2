"""What height, rain gauge and cooling show, and when a sensor is not believed: dead, stuck or off its scale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from controller.snow_estimate.gaussian import Part
from controller.snow_estimate.known import Known
from controller.snow_estimate.observing import (
    BARE_M,
    after_height,
    cools,
    holds,
    least_height_m,
    mass_of_height_t,
)
from controller.snow_estimate.watch import Look
from domain.plant import SnowStore

_HEIGHT_PERIOD = timedelta(days=1)
# A pad can be bare only when its snow has not cooled for so long.
QUIET = timedelta(days=7)
# A rain gauge that has not been dry for so long, or shows more than this in a day [mm], is stuck (assumed). What
# makes no more of a day than an ordinary one in July has is as good as dry [mm/h].
_NEVER_DRY, _MOST_RAIN_MM_DAY, _DRY_MM_H = timedelta(days=7), 100.0, 0.2
# Sensors tremble by millimetres: one that shows the same while the pile must have sunk by so much is stuck [m].
_STUCK_M = 0.2
_DAY = timedelta(days=1)


def height_due(known: Known, look: Look) -> bool:
    """The first height counts at once, later ones once a day."""
    return known.height_at is None or look.at - known.height_at >= _HEIGHT_PERIOD


def height_seen(known: Known, look: Look, store: SnowStore, day: date) -> Known:
    """`known` after the height of `look`, if one is due and the pad can carry a pile so high."""
    if look.height_mm is None:
        return known
    if not height_due(known, look):
        back = known.height_at is not None and look.at < known.height_at
        return replace(known, height_at=look.at) if back else known
    settled, bare = known.year.days_settled(day), look.height_mm / 1000.0 < BARE_M
    if not holds(look.height_mm / 1000.0, store, settled):
        return known
    belief = after_height(
        known.belief,
        look.height_mm,
        store,
        settled,
        days=(look.at - known.height_at) / _DAY if known.height_at is not None else None,
        dead=_stuck(known, look.height_mm, store, settled) or (bare and look.at - known.cooled_at < QUIET),
    )
    believed = belief.sd(Part.MASS) < known.belief.sd(Part.MASS)
    same = known.height_at is not None and look.height_mm == known.shown[0]
    shown = known.shown if same else (look.height_mm, 0.0)
    return replace(known, belief=belief, height_at=look.at, bare=bare and believed, shown=shown)


def _stuck(known: Known, height_mm: float, store: SnowStore, days_settled: float) -> bool:
    """Whether the sensor still shows the same although what has melted since should have lowered the pile."""
    if known.height_at is None or height_mm != known.shown[0] or height_mm < 1000.0 * _STUCK_M:
        return False
    height_m = height_mm / 1000.0
    lower_t = mass_of_height_t(height_m - _STUCK_M, store, days_settled)
    return known.shown[1] > mass_of_height_t(height_m, store, days_settled) - lower_t


def back(known: Known, look: Look, store: SnowStore) -> bool:
    """Whether a pile lies where the pad was shown bare: snow does not come back, so the sensor was dead."""
    lies = look.height_mm is not None and look.height_mm / 1000.0 > least_height_m(store)
    return known.bare and lies and height_due(known, look)


def rain_seen(known: Known, look: Look) -> tuple[Known, Look]:
    """`look` without its rain while the gauge is stuck: that would melt the store by the hundred tonnes a day."""
    if look.rain_mm_h is not None and look.rain_mm_h < _DRY_MM_H:
        return replace(known, dry_at=look.at), look
    days = max((look.at - known.water.since) / _DAY, 1.0)
    stuck = look.at - known.dry_at > _NEVER_DRY
    if not stuck and (known.water.rain_mm or 0.0) > _MOST_RAIN_MM_DAY * days:
        known, stuck = replace(known, dry_at=look.at - 2 * _NEVER_DRY), True
    return (known, replace(look, rain_mm_h=None)) if stuck else (known, look)


def cooling_seen(known: Known, store: SnowStore) -> Known:
    """Whether the snow clearly cools, by what was metered since the water balance was opened."""
    days = (known.at - known.water.since) / _DAY
    return replace(known, cooled_at=known.at) if cools(known.water.load_t, days, store) else known
