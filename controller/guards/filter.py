"""No snow through a clogged filter; it is tried again every hour, since only flow shows whether it is clean."""

from __future__ import annotations

from datetime import timedelta

from controller.allowed import SNOW, Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "filter"
_RETRY = timedelta(hours=1)
# After a retry the pump must have had time to come to full speed before the filter counts as clean.
_PROVEN = timedelta(minutes=10)


def filter_(allowed: Allowed, seen: Situation) -> Allowed:
    """Snow closed for an hour when the pressure drop is above its limit."""
    drop_pa, limit_pa = seen.image.value("filter_pressure_drop_pa"), seen.plant.limits.filter_pressure_drop_max_pa
    if not seen.snow_in_use:
        return allowed
    until = seen.held_until(GUARD, _RETRY)
    if drop_pa is not None and drop_pa > limit_pa:
        until = seen.now + _RETRY
    if until is None or seen.now >= until + _PROVEN:
        return allowed
    if seen.now < until:
        allowed = allowed.without(SNOW)
    return allowed.remembering(GUARD, until).because(GUARD, Phrase.FILTER_CLOGGED, limit_pa=limit_pa)
