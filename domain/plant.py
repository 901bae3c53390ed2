"""The snow-cooling plant: nameplate facts in the words on its doors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SnowStore:
    """A pile of snow on a pad under a cover of wood chips.

    `mass_t` is the mass at the start of the season [t], `pad_t` what the pad can hold [t], `pad_area_m2` its
    ground contact [m2], `cover_m` the thickness of the cover [m], `cover_conductivity_w_m_k` its surface-only
    conductivity [W/(m K)].
    """

    mass_t: float
    pad_t: float
    density_kg_m3: float
    pad_area_m2: float
    cover_m: float
    cover_conductivity_w_m_k: float


@dataclass(frozen=True, slots=True)
class Exchanger:
    """Plate exchanger between melt water and cooling network; design flow on the melt-water side [m3/h]."""

    capacity_kw: float
    design_flow_m3_h: float
    effectiveness: float


@dataclass(frozen=True, slots=True)
class Pump:
    """Melt-water pump: flow [m3/h] and electric power [kW] at full speed."""

    id: str
    max_flow_m3_h: float
    max_power_kw: float


@dataclass(frozen=True, slots=True)
class Chiller:
    """Electric chiller; `cop_points` are (outside air temperature [°C], COP) in rising temperature."""

    id: str
    capacity_kw: float
    min_load_share: float
    cop_points: tuple[tuple[float, float], ...]
    reserve: bool = False


@dataclass(frozen=True, slots=True)
class FreeCooling:
    """Dry cooler: `capacity_kw` while the outside air is below `below_c` [°C], at `fan_power_kw`."""

    capacity_kw: float
    below_c: float
    fan_power_kw: float


@dataclass(frozen=True, slots=True)
class CoolingNetwork:
    """The network that the plant serves: design peak [kW], supply set-point and design return [°C]."""

    peak_kw: float
    supply_setpoint_c: float
    design_return_c: float
    buildings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlantLimits:
    """What guards hold: times [s], level [mm], pressure [Pa], temperatures [°C], margins [K].

    `room_temp_max_c` is the comfort limit of the warmest served room; chilled water stays
    `condensation_margin_k` above the dew point of the rooms.
    """

    min_on_s: float
    min_off_s: float
    pond_level_min_mm: float
    filter_pressure_drop_max_pa: float
    outlet_temp_max_c: float
    frost_temp_c: float
    supply_temp_min_c: float
    supply_temp_max_c: float
    room_temp_max_c: float = 26.0
    condensation_margin_k: float = 1.0


@dataclass(frozen=True, slots=True)
class Season:
    """First and last day of snow cooling, as (month, day)."""

    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plant:
    """A snow-cooling plant; `plc` is the id of the device that runs it."""

    name: str
    plc: str
    snow_store: SnowStore
    exchanger: Exchanger
    pumps: tuple[Pump, ...]
    chillers: tuple[Chiller, ...]
    free_cooling: FreeCooling
    cooling_network: CoolingNetwork
    limits: PlantLimits
    season: Season
