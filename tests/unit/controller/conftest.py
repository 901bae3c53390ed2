"""A plant on a table: values by short id, and everything the controller makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from config.load import load_site
from controller.allowed import Allowed, ChillerChoice
from controller.memory import ChillerRun, Memory
from controller.process_image import ProcessImage
from controller.situation import situation
from domain.quality import Reason, bad

NOON = datetime(2026, 7, 1, 10, tzinfo=UTC)

CALM = {
    "outside_air_temp_c": 20.0,
    "melt_water_leaving_temp_c": 1.5,
    "melt_water_return_temp_c": 11.0,
    "melt_water_flow_m3_h": 60.0,
    "leaving_chilled_water_temp_c": 8.0,
    "entering_chilled_water_temp_c": 14.0,
    "chilled_water_flow_m3_h": 120.0,
    "pond_level_mm": 820.0,
    "filter_pressure_drop_pa": 30000.0,
    "room_temp_max_c": 23.0,
    "dew_point_c": 6.0,
    "snow_surface_mm": 4000.0,
    "cooling_load_kw": 700.0,
    "snow_cooling_power_kw": 700.0,
    "free_cooling_power_kw": 0.0,
    "pump_1_speed_pct": 70.0,
    "snow_cooling_energy_kwh": 100000.0,
    "panel_hand": 0.0,
    "panel_off": 0.0,
    "pump_1_tripped": 0.0,
    "local_fallback": 0.0,
    **{f"chiller_{n}_cooling_power_kw": 0.0 for n in range(1, 5)},
    **{f"chiller_{n}_running": 0.0 for n in range(1, 5)},
}


@pytest.fixture(scope="session")
def site():
    return load_site("ostersund_demo")


@pytest.fixture(scope="session")
def plant(site):
    return site.plant


@pytest.fixture
def image():
    """Makes an image: calm values with changes; None takes a value away."""

    def make(at=NOON, **changes):
        values = {name: value for name, value in {**CALM, **changes}.items() if value is not None}
        absent = {name: bad(Reason.NO_COMMUNICATION) for name, value in changes.items() if value is None}
        return ProcessImage(at, MappingProxyType(values), MappingProxyType(absent))

    return make


@pytest.fixture
def seen(image, site):
    """Makes a situation out of changed values and a memory."""

    def make(memory=None, at=NOON, **changes):
        return situation(image(at, **changes), memory or Memory(), site.plant, at, site.timezone)

    return make


@pytest.fixture
def everything_allowed(plant):
    return Allowed(
        snow_max_kw=plant.exchanger.capacity_kw,
        free_cooling_max_kw=0.0,
        supply_min_c=plant.cooling_network.supply_setpoint_c,
        chillers={chiller.id: ChillerChoice() for chiller in plant.chillers},
    )


@pytest.fixture
def running():
    """Memory of chillers that have been on for `hours`."""

    def make(*chillers, hours=5.0):
        since = NOON - timedelta(hours=hours)
        return Memory(
            decided_at=NOON - timedelta(seconds=10),
            chillers={name: ChillerRun(True, since, 300.0) for name in chillers},
        )

    return make


@pytest.fixture
def noon():
    return NOON
