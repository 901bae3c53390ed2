"""What the plant's sensors show: the state of the plant under the names of its register map, with their noise."""

from __future__ import annotations

from collections.abc import Callable

from physics.snow_pile import base_area_m2, pile_height_m
from simulators.snow_plant import SnowPlant

# Noise of each kind of sensor (half width), by the end of the point's name.
_NOISE = {"_c": 0.04, "_m3_h": 0.2, "_mm": 1.5, "_pa": 120.0, "_kw": 0.3, "_pct": 0.0, "_kwh": 0.0, "_m3": 0.0}
_EXACT_AT_ZERO = ("_m3_h", "_kw", "_pa")


class PlantPoints:
    """Measured values of `plant` in canonical units, by point id."""

    def __init__(self, plant: SnowPlant) -> None:
        self._plant = plant
        self._sources = _sources(plant)

    def __contains__(self, point_id: str) -> bool:
        return point_id in self._sources

    def value(self, point_id: str) -> float:
        """What the sensor of `point_id` shows now."""
        true = self._sources[point_id]()
        kind = next((end for end in _NOISE if point_id.endswith(end)), "")
        # A counter shows what was counted; a flow or power sensor cuts off its noise at standstill.
        counts = point_id in self._plant.counters
        width = 0.0 if counts or (kind in _EXACT_AT_ZERO and true < 0.5) else _NOISE.get(kind, 0.0)
        return true + width * self._plant.truth.noise(point_id, int(self._plant.now.timestamp()))


def _sources(plant: SnowPlant) -> dict[str, Callable[[], float]]:
    sources: dict[str, Callable[[], float]] = {
        "outside_air_temp_c": lambda: plant.weather.outside_air_temp_c,
        "melt_water_leaving_temp_c": lambda: plant.loop.leaving_c,
        "melt_water_return_temp_c": lambda: plant.loop.return_c,
        "melt_water_flow_m3_h": lambda: plant.loop.flow_m3_h,
        "leaving_chilled_water_temp_c": lambda: plant.network.leaving_c,
        "entering_chilled_water_temp_c": lambda: plant.network.entering_c,
        "chilled_water_flow_m3_h": lambda: plant.network.flow_m3_h,
        "pond_level_mm": lambda: plant.pond.level_mm,
        "filter_pressure_drop_pa": lambda: plant.loop.filter_pressure_drop_pa,
        "room_temp_max_c": lambda: plant.network.room_max_c,
        "dew_point_c": lambda: indoor_dew_point_c(plant.weather.dew_point_c),
        "discharge_flow_m3_h": lambda: plant.pond.discharge_m3_h,
        "snow_surface_mm": lambda: snow_surface_mm(plant),
        # What the valves of the buildings ask for, not what they get: a load that fell with the supply would
        # tell a controller that too little is enough.
        "cooling_load_kw": lambda: plant.demand_kw,
        "snow_cooling_power_kw": lambda: plant.loop.cooling_kw,
        "free_cooling_power_kw": lambda: plant.dry_cooler.cooling_kw,
        "free_cooling_electric_power_kw": lambda: plant.dry_cooler.electric_kw,
        "pump_1_speed_pct": lambda: plant.loop.speed * 100.0,
        "pump_1_power_kw": lambda: plant.loop.pump_kw,
    }
    sources |= {name: _counter(plant, name) for name in plant.counters}
    for number in range(1, len(plant.chillers) + 1):
        sources |= _chiller(plant, number)
    return sources


def _counter(plant: SnowPlant, name: str) -> Callable[[], float]:
    return lambda: plant.counters[name]


def _chiller(plant: SnowPlant, number: int) -> dict[str, Callable[[], float]]:
    machine = plant.chillers[number - 1]
    return {
        f"chiller_{number}_cooling_power_kw": lambda: machine.cooling_kw,
        f"chiller_{number}_electric_power_kw": lambda: machine.electric_kw(plant.weather.outside_air_temp_c),
    }


def indoor_dew_point_c(outdoor_c: float) -> float:
    """Dew point in the rooms [°C]: ventilation air, dried by the coils of the air handling units (assumed)."""
    return min(max(5.5 + 0.4 * outdoor_c, -5.0), 14.0)


def snow_surface_mm(plant: SnowPlant) -> float:
    """Height of the pile above the pad [mm]."""
    store = plant.plant.snow_store
    volume_m3 = plant.snow_t * 1000.0 / store.density_kg_m3
    base = base_area_m2(volume_m3, store.pad_area_m2)
    return 0.0 if base <= 0.0 else 1000.0 * pile_height_m(volume_m3, base)
