"""Melt water that is too warm does not cool: the snow rests until its channels have closed or it is looked at."""

from __future__ import annotations

from datetime import timedelta

from controller.allowed import SNOW, Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "outlet_temp"
# "Primary outlet warm for 30 min → blend chillers" is usual practice; the water of a pump that has just started
# has stood in warm pipes, so only running water counts.
_REST = timedelta(minutes=30)
_FLOWING_M3_H = 10.0


def outlet_temp(allowed: Allowed, seen: Situation) -> Allowed:
    """Snow closed for half an hour when running melt water is above its limit."""
    leaving_c, limit_c = seen.image.value("melt_water_leaving_temp_c"), seen.plant.limits.outlet_temp_max_c
    flow_m3_h = seen.image.value("melt_water_flow_m3_h")
    if not seen.snow_in_use:
        return allowed
    until = seen.held_until(GUARD, _REST)
    flows = flow_m3_h is None or flow_m3_h >= _FLOWING_M3_H
    if leaving_c is not None and leaving_c > limit_c and flows:
        until = seen.now + _REST
    if until is None or seen.now >= until:
        return allowed
    return allowed.without(SNOW).remembering(GUARD, until).because(GUARD, Phrase.OUTLET_WARM, limit_c=limit_c)
