"""Chilled water must not freeze: neither by too much cooling nor by standing still in frost."""

from __future__ import annotations

from controller.allowed import FREE_COOLING, SNOW, Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "frost"
# Sources come back when the water is this much warmer [K].
_BACK_K = 1.0
# Below this the water counts as standing still [m3/h], and freezes in the dry cooler's pipes below 0 °C.
_STILL_M3_H = 1.0
_FREEZING_C = 0.0


def frost(allowed: Allowed, seen: Situation) -> Allowed:
    """All sources closed, minimum times or not, at the frost limit; no free cooling of water that stands still."""
    leaving_c, limit_c = seen.image.value("leaving_chilled_water_temp_c"), seen.plant.limits.frost_temp_c
    back_k = _BACK_K if seen.was_active(GUARD) else 0.0
    if leaving_c is not None and leaving_c <= limit_c + back_k:
        everything = (SNOW, FREE_COOLING, *allowed.chillers)
        return allowed.without(*everything).because(GUARD, Phrase.WATER_FREEZING, leaving_c=leaving_c)
    outside_c, flow = seen.image.value("outside_air_temp_c"), seen.image.value("chilled_water_flow_m3_h")
    if outside_c is not None and outside_c < _FREEZING_C and flow is not None and flow < _STILL_M3_H:
        narrowed = allowed.without(FREE_COOLING)
        return narrowed.because(GUARD, Phrase.STILL_WATER_IN_FROST, outside_c=outside_c)
    return allowed
