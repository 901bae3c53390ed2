"""The snow-cooling plant, in the words on its doors."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.grammar.snow_store import SnowStoreFile
from config.grammar.words import Grammar, MonthDay, NotNegative, Positive, Share, Slug, Text, ZoneName
from domain.plant import (
    Chiller,
    ChillerPoint,
    CoolingNetwork,
    Exchanger,
    FreeCooling,
    Plant,
    PlantLimits,
    Pump,
    Season,
    UnitPrices,
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


class DataSheetPointFile(Grammar):
    """One entry of `data_sheet:`."""

    outside_air_temp_c: float = Field(description="Utetemperatur.")
    leaving_chilled_water_temp_c: Annotated[float, Field(ge=-20, le=30)] = Field(
        description="Utgående köldbärare (framledning)."
    )
    load_share: Annotated[float, Field(gt=0, le=1)] = Field(description="Last som andel av full.")
    cop: Annotated[float, Field(gt=1, le=30)] = Field(description="Köldfaktor i den punkten.")

    def to_domain(self) -> ChillerPoint:
        """The point in the language of the trade."""
        return ChillerPoint(**self.model_dump())


class ChillerFile(Grammar):
    """One entry of `chillers:`."""

    id: Slug = Field(description="Kylmaskinens namn, som i styrskåpets punkter, t.ex. chiller_1.")
    capacity_kw: Positive = Field(description="Kyleffekt.")
    min_load_share: Share = Field(description="Minsta last som andel av full.")
    reserve: bool = Field(default=False, description="true för en reserv som bara går när de andra inte räcker.")
    cop_points: Annotated[list[CopPointFile], Field(min_length=1)] | None = Field(
        default=None,
        description="Köldfaktor vid full last mot utetemperatur, i stigande temperatur; "
        "får utelämnas när data_sheet har punkter vid full last.",
    )
    data_sheet: list[DataSheetPointFile] = Field(
        default=[], description="Databladets punkter: utetemperatur, framledning, last och köldfaktor."
    )

    def to_domain(self) -> Chiller:
        """The chiller in the language of the trade."""
        points = tuple((point.outside_air_temp_c, point.cop) for point in self.cop_points or ())
        sheet = tuple(point.to_domain() for point in self.data_sheet)
        return Chiller(
            self.id, self.capacity_kw, self.min_load_share, points or _full_load(sheet), self.reserve, sheet
        )


def _full_load(sheet: tuple[ChillerPoint, ...]) -> tuple[tuple[float, float], ...]:
    """COP by outside air of the points at full load; the mean where leaving temperatures differ."""
    by_air: dict[float, list[float]] = {}
    for point in sheet:
        if point.load_share == 1.0:
            by_air.setdefault(point.outside_air_temp_c, []).append(point.cop)
    return tuple((air_c, sum(cops) / len(cops)) for air_c, cops in sorted(by_air.items()))


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


class PricesFile(Grammar):
    """`prices:`, what a store costs beside its electricity; no price has a default."""

    snow_supply_sek_t: float | None = Field(
        default=None, description="Gatusnö till lagret, kr/ton; negativt när tippning annars vore dyrare."
    )
    snow_made_share: Share = Field(default=0.0, description="Andel av snön som kommer från kanoner; utelämnad 0.")
    snow_making_sek_t: NotNegative | None = Field(
        default=None, description="Tillverkad snö, kr/ton utom el (vatten, arbete, slitage)."
    )
    snow_making_kwh_t: NotNegative | None = Field(default=None, description="El för tillverkad snö, kWh/ton.")
    handling_sek_t: NotNegative | None = Field(
        default=None, description="Att skjuta upp, täcka och städa, kr/ton och år."
    )
    cover_sek_m3: NotNegative | None = Field(default=None, description="Täckets pris, kr/m3 flis på plats.")
    cover_life_years: Positive | None = Field(default=None, description="Så många år håller täcket.")
    exchanger_sek_kw: NotNegative | None = Field(
        default=None, description="Värmeväxlare med pumpar och rör, kr/kW kyleffekt."
    )
    pad_sek_t: NotNegative | None = Field(default=None, description="Platta med dränering, kr/ton som den rymmer.")
    capital_life_years: Positive | None = Field(
        default=None, description="Avskrivningstid för växlare och platta."
    )
    interest_share: Share | None = Field(default=None, description="Kalkylränta per år, 0.04 för 4 procent.")


class PlantFile(Grammar):
    """`plant:` of a plant file; in a site it also names its controller."""

    name: Text = Field(description="Anläggningens namn.")
    plc: Slug | None = Field(default=None, description="Enheten som styr anläggningen (en av devices).")
    connection: Text | None = Field(
        default=None, description="Elanslutningen vars effekttoppar betalas; utelämnad anläggningen ensam."
    )
    snow_store: SnowStoreFile = Field(description="Snölagret.")
    exchanger: ExchangerFile = Field(description="Värmeväxlaren mellan smältvatten och kylnät.")
    pumps: Annotated[list[PumpFile], Field(min_length=1)] = Field(description="Smältvattenpumpar.")
    chillers: Annotated[list[ChillerFile], Field(min_length=1)] = Field(description="Kylmaskiner.")
    free_cooling: FreeCoolingFile = Field(description="Frikyla.")
    cooling_network: CoolingNetworkFile = Field(description="Kylnätet.")
    limits: LimitsFile = Field(description="Gränser som skydden håller.")
    season: SeasonFile = Field(description="Snökylans säsong.")
    prices: PricesFile = Field(default=PricesFile(), description="Vad lagret kostar utöver elen, exklusive moms.")

    def to_domain(self) -> Plant:
        """The plant in the language of the trade; `plc` is empty where the file names no controller."""
        network, limits = self.cooling_network, self.limits
        return Plant(
            name=self.name,
            plc=self.plc or "",
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
            connection=self.connection,
            prices=UnitPrices(**self.prices.model_dump()),
        )


class SitePlantFile(PlantFile):
    """`plant:` of a site: somebody must run it."""

    plc: Slug = Field(description="Enheten som styr anläggningen (en av devices).")


class PlantDocumentFile(Grammar):
    """A file in `config/plants`, or one's own: a plant without a site around it."""

    plant: PlantFile = Field(description="Snökylanläggningen.")
    tariff: Text | None = Field(default=None, description="Fil i config/tariffs, eller en egen: ./min.yaml.")
    timezone: ZoneName = Field(default="Europe/Stockholm", description="Tidszon; utelämnad Europe/Stockholm.")


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
