"""A snow pump whose motor protection has tripped is left alone until somebody resets it."""

from __future__ import annotations

from controller.allowed import SNOW, Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "pump"


def pump(allowed: Allowed, seen: Situation) -> Allowed:
    """Snow closed while the pump is tripped."""
    if not seen.snow_in_use or not seen.image.state(f"{seen.plant.pumps[0].id}_tripped"):
        return allowed
    return allowed.without(SNOW).because(GUARD, Phrase.PUMP_TRIPPED)
