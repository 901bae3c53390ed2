"""The snow-cooling plant, in the words on its doors."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.grammar.words import Grammar, MonthDay, NotNegative, Positive, Share, Slug, Text
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


class SnowStoreFile(Grammar):
    """`snow_store:`."""

    mass_t: Positive | None = Field(default=None, description="Snömängd vid säsongens början (eller volume_m3).")
    volume_m3: Positive | None = Field(default=None, description="Snövolym vid säsongens början (eller mass_t).")
    pad_t: Positive = Field(description="Vad plattan rymmer.")
    density_kg_m3: Annotated[float, Field(ge=200, le=917)] = Field(description="Snöns densitet.")
    pad_area_m2: Positive = Field(description="Snöhögens yta mot plattan.")
    cover_m: NotNegative = Field(description="Täckets tjocklek (flis).")
    cover_conductivity_w_m_k: Positive = Field(description="Täckets värmeledning, ytan allena.")

    def to_domain(self) -> SnowStore:
        """The store; a volume is turned into mass by the density."""
        mass_t = self.mass_t if self.mass_t is not None else (self.volume_m3 or 0.0) * self.density_kg_m3 / 1000
        return SnowStore(
            mass_t, self.pad_t, self.density_kg_m3, self.pad_area_m2, self.cover_m, self.cover_conductivity_w_m_k
        )


class ExchangerFile(Grammar):
    """`exchanger:`."""

    capacity_kw: Positive = Field(description="Värmeväxlarens kyleffekt.")
    design_flow_m3_h: Positive = Field(description="Smältvattenflöde vid full effekt.")
    effectiveness: Annotated[float, Field(gt=0, lt=1)] = Field(description="Temperaturverkningsgrad 0–1.")


class PumpFile(Grammar):
    """One entry of `pumps:`."""

    id: Slug = Field(description="Pumpens namn, som i styrskåpets punkter, t.ex. pump_1.")
    max_flow_m3_h: Positive = Field(description="Flöde vid fullt varvtal.")
    max_power_kw: Positive = Field(description="Eleffekt vid fullt varvtal.")


class CopPointFile(Grammar):
    """One entry of `cop_points:`."""

    outside_air_temp_c: float = Field(description="Utetemperatur.")
    cop: Annotated[float, Field(gt=1, le=30)] = Field(description="Köldfaktor vid den temperaturen.")


class ChillerFile(Grammar):
    """One entry of `chillers:`."""

    id: Slug = Field(description="Kylmaskinens namn, som i styrskåpets punkter, t.ex. chiller_1.")
    capacity_kw: Positive = Field(description="Kyleffekt.")
    min_load_share: Share = Field(description="Minsta last som andel av full.")
    reserve: bool = Field(default=False, description="true för en reserv som bara går när de andra inte räcker.")
    cop_points: Annotated[list[CopPointFile], Field(min_length=1)] = Field(
        description="Köldfaktor mot utetemperatur, i stigande temperatur."
    )

    def to_domain(self) -> Chiller:
        """The chiller in the language of the trade."""
        points = tuple((point.outside_air_temp_c, point.cop) for point in self.cop_points)
        return Chiller(self.id, self.capacity_kw, self.min_load_share, points, self.reserve)


class FreeCoolingFile(Grammar):
    """`free_cooling:`."""

    capacity_kw: Positive = Field(description="Frikylans effekt.")
    below_c: float = Field(description="Frikylan går när det är kallare ute än så.")
    fan_power_kw: NotNegative = Field(description="Fläktarnas eleffekt.")


class CoolingNetworkFile(Grammar):
    """`cooling_network:`."""

    peak_kw: Positive = Field(description="Dimensionerande kyleffekt.")
    supply_setpoint_c: float = Field(description="Framledningens börvärde.")
    design_return_c: float = Field(description="Dimensionerande returtemperatur.")
    buildings: list[Slug] = Field(default=[], description="Byggnader som får kyla.")


class LimitsFile(Grammar):
    """`limits:`, what the guards hold."""

    min_on_s: NotNegative = Field(description="Kortaste gångtid för en kylmaskin.")
    min_off_s: NotNegative = Field(description="Kortaste stilleståndstid för en kylmaskin.")
    pond_level_min_mm: NotNegative = Field(description="Lägsta nivå i smältvattendammen.")
    filter_pressure_drop_max_pa: Positive = Field(description="Högsta tryckfall över filtret.")
    outlet_temp_max_c: float = Field(description="Högsta temperatur ut från snölagret.")
    frost_temp_c: float = Field(description="Under denna vattentemperatur finns frysrisk.")
    supply_temp_min_c: float = Field(description="Lägsta framledningstemperatur.")
    supply_temp_max_c: float = Field(description="Högsta framledningstemperatur.")
    room_temp_max_c: float = Field(default=26.0, description="Högsta rumstemperatur (komfort).")
    condensation_margin_k: NotNegative = Field(default=1.0, description="Marginal till daggpunkten.")


class SeasonFile(Grammar):
    """`season:`, first and last day of snow cooling."""

    start: MonthDay = Field(description="Första dag, månad-dag.")
    end: MonthDay = Field(description="Sista dag, månad-dag.")


class PlantFile(Grammar):
    """`plant:` of a site."""

    name: Text = Field(description="Anläggningens namn.")
    plc: Slug = Field(description="Enheten som styr anläggningen (en av devices).")
    snow_store: SnowStoreFile = Field(description="Snölagret.")
    exchanger: ExchangerFile = Field(description="Värmeväxlaren mellan smältvatten och kylnät.")
    pumps: Annotated[list[PumpFile], Field(min_length=1)] = Field(description="Smältvattenpumpar.")
    chillers: Annotated[list[ChillerFile], Field(min_length=1)] = Field(description="Kylmaskiner.")
    free_cooling: FreeCoolingFile = Field(description="Frikyla.")
    cooling_network: CoolingNetworkFile = Field(description="Kylnätet.")
    limits: LimitsFile = Field(description="Gränser som skydden håller.")
    season: SeasonFile = Field(description="Snökylans säsong.")

    def to_domain(self) -> Plant:
        """The plant in the language of the trade."""
        network, limits = self.cooling_network, self.limits
        return Plant(
            name=self.name,
            plc=self.plc,
            snow_store=self.snow_store.to_domain(),
            exchanger=Exchanger(**self.exchanger.model_dump()),
            pumps=tuple(Pump(**pump.model_dump()) for pump in self.pumps),
            chillers=tuple(chiller.to_domain() for chiller in self.chillers),
            free_cooling=FreeCooling(**self.free_cooling.model_dump()),
            cooling_network=CoolingNetwork(
                network.peak_kw, network.supply_setpoint_c, network.design_return_c, tuple(network.buildings)
            ),
            limits=PlantLimits(**limits.model_dump()),
            season=Season(_month_day(self.season.start), _month_day(self.season.end)),
        )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
