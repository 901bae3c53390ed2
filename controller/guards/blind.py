"""Blind means safe: without a vital sensor only the electric chillers are used."""

from __future__ import annotations

from dataclasses import replace

from controller.allowed import FREE_COOLING, SNOW, Allowed
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "blind"
VITAL = ("leaving_chilled_water_temp_c", "cooling_load_kw", "outside_air_temp_c", "panel_hand", "panel_off")
VITAL_FOR_SNOW = ("melt_water_leaving_temp_c", "pond_level_mm", "filter_pressure_drop_pa")


def missing_sensors(seen: Situation) -> tuple[str, ...]:
    """Vital sensors without a usable value; those of the snow are vital only while snow is used."""
    snow = (*VITAL_FOR_SNOW, f"{seen.plant.pumps[0].id}_tripped") if seen.snow_in_use else ()
    return seen.image.missing((*VITAL, *snow))


def blind(allowed: Allowed, seen: Situation) -> Allowed:
    """Electric cooling alone, in the very cycle in which a vital sensor is lost."""
    missing = missing_sensors(seen)
    if not missing:
        return allowed
    narrowed = replace(allowed, electric_only=True).without(SNOW, FREE_COOLING)
    return narrowed.because(GUARD, Phrase.BLIND, sensors=", ".join(missing))
