"""When water or rooms grow too warm, everything that is left runs, the reserve too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from controller.allowed import Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "comfort"
# How far below its limit the water [K] and the warmest room [K] must come before the plant calms down.
_WATER_BACK_K, _ROOM_BACK_K = 1.0, 0.5
# Water swings for a moment when a source starts or stops; rooms notice only what lasts.
_LASTING = timedelta(minutes=5)


def comfort(allowed: Allowed, seen: Situation) -> Allowed:
    """Every source in full while the leaving water stays, or the warmest room is, above its limit."""
    limits, active = seen.plant.limits, seen.was_active(GUARD)
    leaving_c, room_c = seen.image.value("leaving_chilled_water_temp_c"), seen.image.value("room_temp_max_c")
    everything = replace(allowed, everything=True)
    if leaving_c is not None and leaving_c > limits.supply_temp_max_c - (_WATER_BACK_K if active else 0.0):
        since = seen.seen_since(GUARD)
        allowed, everything = allowed.remembering(GUARD, since), everything.remembering(GUARD, since)
        if active or seen.now - since >= _LASTING:
            limit_c = limits.supply_temp_max_c
            return everything.because(GUARD, Phrase.SUPPLY_WARM, leaving_c=leaving_c, limit_c=limit_c)
    if room_c is not None and room_c > limits.room_temp_max_c - (_ROOM_BACK_K if active else 0.0):
        return everything.because(GUARD, Phrase.ROOMS_WARM, room_c=room_c, limit_c=limits.room_temp_max_c)
    return allowed
