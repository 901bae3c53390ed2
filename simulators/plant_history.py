"""What the plant's PLC would have shown in past hours, from the coarse past of the plant."""

from __future__ import annotations

import numpy as np

from domain.plant import Plant
from physics.snow_geometry import shape_table
from physics.water import flow_m3_h
from simulators.hours import Floats
from simulators.plant_past import PlantPast

_ROOM_TEMP_C = 22.5
_MIN_FLOW_SHARE = 0.25
_MELT_WATER_OUT_C = 1.1


def plant_columns(past: PlantPast) -> dict[str, Floats]:
    """Hourly values by point id [canonical unit]; points that the coarse past does not know are left out."""
    plant = past.plant
    network = plant.cooling_network
    difference_k = network.design_return_c - network.supply_setpoint_c
    design = flow_m3_h(network.peak_kw, difference_k)
    flow = np.maximum(past.demand_kw / network.peak_kw, _MIN_FLOW_SHARE) * design
    columns = {
        "outside_air_temp_c": past.outside_air_temp_c,
        "leaving_chilled_water_temp_c": np.full(len(flow), network.supply_setpoint_c),
        "entering_chilled_water_temp_c": network.supply_setpoint_c
        + difference_k * past.demand_kw * design / flow / network.peak_kw,
        "chilled_water_flow_m3_h": flow,
        "room_temp_max_c": np.full(len(flow), _ROOM_TEMP_C),
        "snow_surface_mm": 1000.0 * shape_table(plant.snow_store.shape).height_m(past.snow_m3),
        "discharge_flow_m3_h": past.discharge_m3_h,
        "cooling_load_kw": past.demand_kw,
        "snow_cooling_power_kw": past.snow_kw,
        "free_cooling_power_kw": past.free_kw,
        "free_cooling_electric_power_kw": past.free_electric_kw,
        "pump_1_speed_pct": past.pump_speed * 100.0,
        "pump_1_power_kw": past.pump_kw,
        "melt_water_flow_m3_h": past.pump_speed * plant.exchanger.design_flow_m3_h,
        "melt_water_leaving_temp_c": np.full(len(flow), _MELT_WATER_OUT_C),
        **past.counters,
    }
    columns |= _chillers(plant, past)
    return columns


def _chillers(plant: Plant, past: PlantPast) -> dict[str, Floats]:
    """Cooling and electricity of each chiller, loaded one after the other in the order of the site file."""
    columns: dict[str, Floats] = {}
    left = past.chiller_kw.copy()
    per_kw = np.divide(
        past.chiller_electric_kw, past.chiller_kw, out=np.zeros_like(left), where=past.chiller_kw > 0.0
    )
    for number, chiller in enumerate(plant.chillers, start=1):
        cooling = np.minimum(left, chiller.capacity_kw)
        left -= cooling
        columns[f"chiller_{number}_cooling_power_kw"] = cooling
        columns[f"chiller_{number}_electric_power_kw"] = cooling * per_kw
    return columns
