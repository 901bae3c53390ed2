"""The PLC's states, one bit each, by the names of the register map."""

from __future__ import annotations

from collections.abc import Callable

from simulators.interlocks import Interlocks
from simulators.snow_plant import SnowPlant
from simulators.snow_season import Phase


def plant_states(plant: SnowPlant) -> dict[str, Callable[[], bool]]:
    """What runs, what has tripped, what is done with the store."""
    states: dict[str, Callable[[], bool]] = {
        "pump_1_running": lambda: plant.loop.speed > 0.0,
        "pump_1_tripped": lambda: plant.loop.tripped,
        "free_cooling_running": lambda: plant.dry_cooler.cooling_kw > 1.0,
        "interlock_chiller_times": lambda: any(machine.held for machine in plant.chillers),
        "filter_rinsing": lambda: plant.rinsing,
        "store_filling": lambda: plant.phase is Phase.FILLING,
        "store_draining": lambda: plant.phase in (Phase.CLEARING, Phase.EMPTY),
    }
    for number, machine in enumerate(plant.chillers, start=1):
        states[f"chiller_{number}_running"] = lambda machine=machine: machine.running  # type: ignore[misc]
    return states


def interlock_states(interlocks: Interlocks) -> dict[str, Callable[[], bool]]:
    """What has tripped by itself."""
    return {
        "interlock_pond_low": lambda: interlocks.pond_low.active,
        "interlock_filter_high": lambda: interlocks.filter_high.active,
        "interlock_filter_stop": lambda: interlocks.filter_stop.active,
        "interlock_outlet_warm": lambda: interlocks.outlet_warm.active,
        "interlock_water_quality": lambda: interlocks.water_quality.active,
        "interlock_frost": lambda: interlocks.frost,
        "interlock_pump_dry": lambda: interlocks.pump_dry.active,
    }
