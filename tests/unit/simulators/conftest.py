"""A small site with a plant, built by hand so that these tests do not hang on a shipped site file."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.load import load_profile
from domain.address import ModbusTcpAddress, MqttAddress
from domain.plant import (
    Chiller,
    CoolingNetwork,
    Exchanger,
    FreeCooling,
    Plant,
    PlantLimits,
    Pump,
    Season,
    SnowStore,
)
from domain.site import Building, Carrier, Device, Meter, Site
from simulators.buildings import SimulatedBuildings
from simulators.weather import SimulatedWeather

COP = ((5.0, 6.0), (15.0, 5.0), (25.0, 3.8), (35.0, 2.7))
LIMITS = PlantLimits(
    min_on_s=900.0,
    min_off_s=600.0,
    pond_level_min_mm=600.0,
    filter_pressure_drop_max_pa=60_000.0,
    outlet_temp_max_c=8.0,
    frost_temp_c=2.0,
    supply_temp_min_c=5.0,
    supply_temp_max_c=12.0,
)
PLANT = Plant(
    name="Snökyla",
    plc="plc",
    snow_store=SnowStore(20_000.0, 30_000.0, 650.0, 8_000.0, 0.2, 0.25),
    exchanger=Exchanger(1000.0, 86.0, 0.85),
    pumps=(Pump("pump_1", 100.0, 11.0),),
    chillers=tuple(
        Chiller(f"chiller_{number}", capacity, 0.25, COP, reserve=number == 4)
        for number, capacity in ((1, 600.0), (2, 600.0), (3, 400.0), (4, 400.0))
    ),
    free_cooling=FreeCooling(900.0, 3.0, 27.0),
    cooling_network=CoolingNetwork(1900.0, 8.0, 16.0, ("skola", "vard", "data")),
    limits=LIMITS,
    season=Season((5, 1), (9, 30)),
)


def _building(name, purpose, area_m2, carriers):
    meters = tuple(Meter(carrier.value, carrier, f"{name}_{carrier.value}") for carrier in carriers)
    return Building(name, name, purpose, area_m2, 1975, (), meters)


BUILDINGS = (
    _building("skola", "school", 8_200.0, (Carrier.ELECTRICITY, Carrier.HEAT, Carrier.WATER)),
    _building("vard", "care_home", 6_400.0, (Carrier.ELECTRICITY, Carrier.COOLING)),
    _building("data", "data_room", 300.0, (Carrier.ELECTRICITY,)),
)
PROFILES = {
    Carrier.ELECTRICITY: "eastron_sdm630",
    Carrier.HEAT: "kamstrup_multical_603",
    Carrier.WATER: "pulse_counter",
    Carrier.COOLING: "belimo_energy_valve",
}


@pytest.fixture(scope="session")
def site():
    """Three buildings, their meters behind two gateways, the plant's PLC, two sensors."""
    devices = [
        Device(meter.device, load_profile(PROFILES[meter.carrier]), _address(host, unit), 5.0)
        for host, building in enumerate(BUILDINGS)
        for unit, meter in enumerate(building.meters, start=1)
    ]
    devices += [
        Device("plc", load_profile("snow_plant_plc"), ModbusTcpAddress("tcp", "10.0.9.1", 502, 1), 1.0),
        Device("ute", load_profile("json/outdoor_sensor"), MqttAddress("sensors/outdoor")),
        Device(
            "klassrum",
            load_profile("chirpstack_v4/dragino_lht65"),
            MqttAddress("application/+/device/a84041000181c061/event/up"),
        ),
        Device("kok", load_profile("shelly_gen2/pro_3em"), MqttAddress("shellypro3em-a0b1c2d3e4f5/events/rpc")),
    ]
    return Site("test", "Test", ZoneInfo("Europe/Stockholm"), BUILDINGS, tuple(devices), plant=PLANT)


def _address(host, unit):
    return ModbusTcpAddress("tcp", f"10.0.0.{host + 1}", 502, unit)


@pytest.fixture(scope="session")
def weather():
    """Weather of seed 1."""
    return SimulatedWeather(1)


@pytest.fixture(scope="session")
def buildings(site, weather):
    """Loads of seed 1."""
    return SimulatedBuildings(site, weather, 1)


@pytest.fixture(scope="session")
def site_without_plant(site):
    """The same buildings on their own."""
    devices = tuple(device for device in site.devices if device.id != "plc")
    return replace(site, plant=None, devices=devices)


@pytest.fixture
def winter():
    """An afternoon in November."""
    return datetime(2026, 11, 24, 16, tzinfo=UTC)


@pytest.fixture
def summer():
    """An early morning in July."""
    return datetime(2026, 7, 10, 4, tzinfo=UTC)
