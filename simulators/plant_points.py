"""What the plant's sensors show: the state of the plant under the names of its register map, with their errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from physics.water import flow_m3_h
from simulators.cover_sensors import PLACES, ground_temp_c
from simulators.plant_faults import PlantFault
from simulators.sensor_errors import SensorErrors, runaway
from simulators.snow_loop import OUTLETS
from simulators.snow_plant import SnowPlant

_GROUND_DEPTHS_M = {"ground_0_cm_temp_c": 0.0, "ground_50_cm_temp_c": 0.5, "ground_100_cm_temp_c": 1.0}


class PlantPoints:
    """Measured values of `plant` in canonical units, by point id."""

    def __init__(self, plant: SnowPlant) -> None:
        self._plant = plant
        self._sources = _sources(plant)
        self._errors = SensorErrors(plant.truth.seed)
        self._stuck: dict[str, float] = {}

    def __contains__(self, point_id: str) -> bool:
        return point_id in self._sources

    def value(self, point_id: str) -> float:
        """What the sensor of `point_id` shows now."""
        plant = self._plant
        true = self._sources[point_id]()
        if point_id in plant.counters:
            return true
        shown = self._errors.shown(point_id, true, plant.now)
        if plant.faults.at_point(PlantFault.LEVEL_SENSOR_STUCK, point_id):
            return self._stuck.setdefault(point_id, shown)
        self._stuck.pop(point_id, None)
        if plant.faults.at_point(PlantFault.SENSOR_DRIFT, point_id):
            return runaway(point_id, shown, plant.faults.hours(PlantFault.SENSOR_DRIFT))
        return shown


def _sources(plant: SnowPlant) -> dict[str, Callable[[], float]]:
    sources = _melt_water(plant) | _cooling(plant) | _weather(plant) | _discharge(plant) | _ground_and_cover(plant)
    sources |= {name: partial(plant.counters.__getitem__, name) for name in plant.counters}
    for number in range(1, len(plant.chillers) + 1):
        sources |= _chiller(plant, number)
    return sources


def _melt_water(plant: SnowPlant) -> dict[str, Callable[[], float]]:
    loop = plant.loop
    outlets = {
        f"outlet_valve_{number}_pct": partial(_outlet_pct, plant, number) for number in range(1, OUTLETS + 1)
    }
    return {
        **outlets,
        "melt_water_leaving_temp_c": lambda: loop.leaving_c,
        "melt_water_return_temp_c": lambda: loop.return_c,
        "melt_water_flow_m3_h": lambda: loop.flow_m3_h,
        "filter_pressure_drop_pa": lambda: loop.filter_pressure_drop_pa,
        "exchanger_melt_pressure_drop_pa": lambda: loop.plates_pressure_drop_pa,
        "exchanger_network_pressure_drop_pa": partial(_network_side_pa, plant),
        "snow_cooling_power_kw": lambda: plant.metered_snow_kw,
        "pump_1_speed_pct": lambda: loop.speed * 100.0,
        "pump_1_power_kw": lambda: loop.pump_kw,
        "three_way_valve_pct": lambda: loop.valve * 100.0,
    }


def _network_side_pa(plant: SnowPlant) -> float:
    nameplate = plant.plant.cooling_network
    design = flow_m3_h(nameplate.peak_kw, nameplate.design_return_c - nameplate.supply_setpoint_c)
    return plant.loop.side_pressure_drop_pa(plant.network.flow_m3_h, design)


def _outlet_pct(plant: SnowPlant, number: int) -> float:
    return 100.0 * plant.loop.outlet_open(number, plant.now.timestamp())


def _cooling(plant: SnowPlant) -> dict[str, Callable[[], float]]:
    return {
        "leaving_chilled_water_temp_c": lambda: plant.network.leaving_c,
        "entering_chilled_water_temp_c": lambda: plant.network.entering_c,
        "chilled_water_flow_m3_h": lambda: plant.network.flow_m3_h,
        "room_temp_max_c": lambda: plant.network.room_max_c,
        "dew_point_c": lambda: indoor_dew_point_c(plant.weather.dew_point_c),
        # What the valves of the buildings ask for, not what they get: a load that fell with the supply would
        # tell a controller that too little is enough.
        "cooling_load_kw": lambda: plant.demand_kw,
        "free_cooling_power_kw": lambda: plant.dry_cooler.cooling_kw,
        "free_cooling_electric_power_kw": lambda: plant.dry_cooler.electric_kw,
        "electric_power_kw": lambda: plant.electric_kw,
    }


def _weather(plant: SnowPlant) -> dict[str, Callable[[], float]]:
    return {
        "outside_air_temp_c": lambda: plant.weather.outside_air_temp_c,
        "relative_humidity_pct": lambda: plant.weather.relative_humidity_pct,
        "wind_m_s": lambda: plant.weather.wind_m_s,
        "global_radiation_w_m2": lambda: plant.weather.global_radiation_w_m2,
        "rain_mm_h": lambda: plant.weather.rain_mm_h,
    }


def _discharge(plant: SnowPlant) -> dict[str, Callable[[], float]]:
    return {
        "pond_level_mm": lambda: plant.pond.level_mm,
        "discharge_flow_m3_h": lambda: plant.metered_discharge_m3_h,
        "discharge_valve_pct": lambda: plant.pond.valve * 100.0,
        "discharge_conductivity_us_cm": lambda: plant.water.conductivity_us_cm,
        "discharge_turbidity_ntu": lambda: plant.water.turbidity_ntu,
        "discharge_ph": lambda: plant.water.ph,
        "discharge_oil_mg_l": lambda: plant.water.oil_mg_l,
    }


def _ground_and_cover(plant: SnowPlant) -> dict[str, Callable[[], float]]:
    sources: dict[str, Callable[[], float]] = {"snow_surface_mm": lambda: plant.heap.height_mm(plant.day)}
    for place in range(1, PLACES + 1):
        sources[f"cover_{place}_top_temp_c"] = partial(plant.cover.top_c.__getitem__, place)
        sources[f"cover_{place}_middle_temp_c"] = partial(plant.cover.middle_c.__getitem__, place)
        sources[f"cover_{place}_snow_face_temp_c"] = partial(plant.cover.face_c.__getitem__, place)
    for name, depth_m in _GROUND_DEPTHS_M.items():
        sources[name] = partial(_ground_c, plant, depth_m)
    return sources


def _ground_c(plant: SnowPlant, depth_m: float) -> float:
    return ground_temp_c(depth_m, float(plant.day.timetuple().tm_yday), plant.heap.share)


def _chiller(plant: SnowPlant, number: int) -> dict[str, Callable[[], float]]:
    machine = plant.chillers[number - 1]
    return {
        f"chiller_{number}_cooling_power_kw": lambda: machine.cooling_kw,
        f"chiller_{number}_electric_power_kw": lambda: machine.electric_kw(
            plant.weather.outside_air_temp_c, plant.network.leaving_c
        ),
        # A machine that stands shows the water that passes through it.
        f"chiller_{number}_leaving_temp_c": lambda: (
            plant.network.leaving_c if machine.running else plant.network.entering_c
        ),
    }


def indoor_dew_point_c(outdoor_c: float) -> float:
    """Dew point in the rooms [°C]: ventilation air, dried by the coils of the air handling units (assumed)."""
    return min(max(5.5 + 0.4 * outdoor_c, -5.0), 14.0)
