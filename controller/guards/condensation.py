"""Chilled water stays above the dew point of the rooms, or pipes and chilled beams drip."""

from __future__ import annotations

from dataclasses import replace

from controller.allowed import Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "condensation"
# The set-point may go up to this much below the comfort limit of the water [K].
_BELOW_COMFORT_K = 2.0
# The notice goes once the air is drier by this much dew point [K].
_BACK_K = 0.5


def condensation(allowed: Allowed, seen: Situation) -> Allowed:
    """Set-point raised to dew point + margin as far as comfort lets it; a notice when even that drips."""
    dew_c, limits = seen.image.value("dew_point_c"), seen.plant.limits
    if dew_c is None:
        return allowed
    wanted_c = dew_c + limits.condensation_margin_k
    highest_c = max(limits.supply_temp_max_c - _BELOW_COMFORT_K, allowed.supply_min_c)
    narrowed = replace(allowed, supply_min_c=min(max(allowed.supply_min_c, wanted_c), highest_c))
    if dew_c <= highest_c - (_BACK_K if seen.was_active(GUARD) else 0.0):
        return narrowed
    return narrowed.because(GUARD, Phrase.ABOVE_DEW_POINT, dew_c=dew_c, supply_c=wanted_c, limit_c=highest_c)
