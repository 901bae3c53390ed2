"""The snow-cooling plant: nameplate facts in the words on its doors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class StoreGeometry:
    """A frustum pile on a frustum pit: sides of the pad's rim [m], depth of the pit [m], slopes [°].

    `side_slope_deg` is that of the pile above the rim, `pit_slope_deg` that of the pit's banks.
    """

    length_m: float
    width_m: float
    pit_depth_m: float = 0.0
    side_slope_deg: float = 45.0
    pit_slope_deg: float = 60.0


class SnowSource(StrEnum):
    """Where the snow of an intake came from."""

    STREETS = "streets"
    GUNS = "guns"


@dataclass(frozen=True, slots=True)
class SnowIntake:
    """One line of the intake log: snow [t] brought in on `day`, its standard deviation as a share of it."""

    day: date
    mass_t: float
    source: SnowSource
    sd_share: float


@dataclass(frozen=True, slots=True)
class SnowSurvey:
    """A measured pile: volume [m3] by laser or drone, density [kg/m3] by cores; standard deviations as shares."""

    day: date
    volume_m3: float
    volume_sd_share: float
    density_kg_m3: float
    density_sd_share: float

    @property
    def mass_t(self) -> float:
        """Volume times density [t]."""
        return self.volume_m3 * self.density_kg_m3 / 1000.0


class Discharge(StrEnum):
    """From which side of the exchanger surplus melt water leaves the store."""

    WARM = "warm"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class SnowStore:
    """A pile of snow on a pad under a cover of wood chips.

    `mass_t` is the mass at the start of the season [t], `pad_t` what the pad can hold [t], `pad_area_m2` its
    ground contact [m2], `cover_m` the thickness of the cover [m], `cover_conductivity_w_m_k` its surface-only
    conductivity [W/(m K)] when new, `cover_age_years` how long the chips have lain, `geometry` None a square pad
    without a pit. Snow settles from `density_kg_m3` towards `settled_density_kg_m3`, None: not at all.
    """

    mass_t: float
    pad_t: float
    density_kg_m3: float
    pad_area_m2: float
    cover_m: float
    cover_conductivity_w_m_k: float
    cover_age_years: float = 0.0
    settled_density_kg_m3: float | None = None
    geometry: StoreGeometry | None = None
    discharge: Discharge = Discharge.WARM
    intake: tuple[SnowIntake, ...] = ()
    surveys: tuple[SnowSurvey, ...] = ()

    @property
    def shape(self) -> StoreGeometry:
        """Its geometry, a square pad where none was given."""
        side_m = self.pad_area_m2**0.5
        return self.geometry if self.geometry is not None else StoreGeometry(side_m, side_m)


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
class ChillerPoint:
    """A line of a chiller's data sheet: COP at outside air and leaving water [°C] and part load 0…1."""

    outside_air_temp_c: float
    leaving_chilled_water_temp_c: float
    load_share: float
    cop: float


@dataclass(frozen=True, slots=True)
class Chiller:
    """Electric chiller; `cop_points` are (outside air temperature [°C], COP) in rising temperature.

    `data_sheet` adds leaving temperature and part load where the maker gives them.
    """

    id: str
    capacity_kw: float
    min_load_share: float
    cop_points: tuple[tuple[float, float], ...]
    reserve: bool = False
    data_sheet: tuple[ChillerPoint, ...] = ()


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
class UnitPrices:
    """What a store costs beside its electricity, excluding VAT; None where the owner has given no price.

    Per tonne of snow: brought from the streets (`snow_supply_sek_t`, negative when tipping elsewhere would cost
    more), made by guns (electricity [kWh/t] and all else [SEK/t]), handled (pushed up, covered and cleared).
    `snow_made_share` of the snow comes from guns. Cover per m3 of chips over `cover_life_years`. Capital:
    exchanger with pumps per kW and pad with drainage per tonne it holds, by annuity over `capital_life_years` at
    `interest_share` a year.
    """

    snow_supply_sek_t: float | None = None
    snow_made_share: float = 0.0
    snow_making_sek_t: float | None = None
    snow_making_kwh_t: float | None = None
    handling_sek_t: float | None = None
    cover_sek_m3: float | None = None
    cover_life_years: float | None = None
    exchanger_sek_kw: float | None = None
    pad_sek_t: float | None = None
    capital_life_years: float | None = None
    interest_share: float | None = None


@dataclass(frozen=True, slots=True)
class Plant:
    """A snow-cooling plant; `plc` is the id of the device that runs it.

    `connection` names the grid connection whose peaks the demand charge is on.
    """

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
    connection: str | None = None
    prices: UnitPrices = field(default=UnitPrices())
