"""No snow pump below the least pond level: it would draw air."""

from __future__ import annotations

from controller.allowed import SNOW, Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "pond_level"
# The level has to rise by this much before the pump may run again [mm].
_BACK_MM = 50.0


def pond_level(allowed: Allowed, seen: Situation) -> Allowed:
    """Snow closed while the pond is too low; an unknown level is the blind guard's matter."""
    level_mm, limit_mm = seen.image.value("pond_level_mm"), seen.plant.limits.pond_level_min_mm
    back_mm = _BACK_MM if seen.was_active(GUARD) else 0.0
    if not seen.snow_in_use or level_mm is None or level_mm >= limit_mm + back_mm:
        return allowed
    return allowed.without(SNOW).because(GUARD, Phrase.POND_LOW, level_mm=level_mm, limit_mm=limit_mm)
