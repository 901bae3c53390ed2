"""Every sentence the controller says, in Swedish and English, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from domain.plant_status import GuardNotice, PlantMode


class Phrase(Enum):
    """A sentence in Swedish and English with places for figures."""

    # Why these sources
    NOTHING_NEEDED = ("Ingen kyla behövs just nu.", "No cooling is needed right now.")
    COLD_OUTSIDE = (
        "Ute är det {outside_c} °C: frikyla före allt annat.",
        "It is {outside_c} °C outside: free cooling before all else.",
    )
    SNOW_BEFORE_CHILLERS = (
        "Snö före kylmaskiner under säsongen; ungefär {left_t} ton snö kvar.",
        "Snow before chillers in season; about {left_t} t of snow left.",
    )
    SNOW_AT_LIMIT = ("Snökylan ger vad den kan, {limit_kw} kW.", "Snow cooling gives what it can, {limit_kw} kW.")
    OUT_OF_SEASON = ("Snön används inte utanför säsongen.", "Snow is not used outside the season.")
    SNOW_GONE = ("Snön är slut.", "The snow is gone.")
    CHILLERS_TAKE_REST = ("Kylmaskinerna tar resten, {rest_kw} kW.", "The chillers take the rest, {rest_kw} kW.")
    RESERVE_NEEDED = ("Reserven behövs.", "The reserve is needed.")
    CHILLERS_ALONE = (
        "Utan sikt över anläggningen körs kylmaskinerna ensamma.",
        "Without sight of the plant the chillers run alone.",
    )
    PLC_SILENT = (
        "Styrskåpet svarar inte: inget skickas, och det kör anläggningen på egen hand.",
        "The PLC does not answer: nothing is sent, and it runs the plant on its own.",
    )
    EVERYTHING_RUNS = ("Allt som finns körs.", "Everything there is runs.")
    PANEL_RULES = ("Omkopplaren på skåpet bestämmer.", "The switch on the panel rules.")
    # What forbids others
    PANEL_HAND = (
        "Omkopplaren står i HAND: inga börvärden skickas.",
        "The switch is in HAND: no set-points are sent.",
    )
    PANEL_OFF = ("Omkopplaren står i FRÅN: inga börvärden skickas.", "The switch is OFF: no set-points are sent.")
    BLIND = ("Utan värde: {sensors}. Bara kylmaskiner används.", "No value: {sensors}. Only chillers are used.")
    MIN_ON = ("{chillers} hålls igång sin minsta tid.", "{chillers} is kept on for its minimum time.")
    MIN_OFF = ("{chillers} hålls stilla sin minsta tid.", "{chillers} is kept off for its minimum time.")
    POND_LOW = (
        "Dammens nivå {level_mm} mm är under {limit_mm} mm: ingen snöpump.",
        "The pond's level of {level_mm} mm is below {limit_mm} mm: no snow pump.",
    )
    FILTER_CLOGGED = (
        "Filtret är igensatt (över {limit_pa} Pa): snön provas igen varje timme.",
        "The filter is clogged (above {limit_pa} Pa): snow is tried again every hour.",
    )
    OUTLET_WARM = (
        "Smältvattnet är varmare än {limit_c} °C: snön vilar.",
        "The melt water is warmer than {limit_c} °C: the snow rests.",
    )
    PUMP_TRIPPED = ("Snöpumpens motorskydd har löst ut.", "The snow pump's motor protection has tripped.")
    WATER_FREEZING = (
        "Köldbärarvattnet är {leaving_c} °C: alla källor stoppas.",
        "The chilled water is at {leaving_c} °C: all sources stop.",
    )
    STILL_WATER_IN_FROST = (
        "Vattnet står still i {outside_c} °C: ingen frikyla.",
        "The water stands still at {outside_c} °C: no free cooling.",
    )
    ABOVE_DEW_POINT = (
        "Daggpunkten {dew_c} °C kräver vatten på minst {supply_c} °C; högre än {limit_c} °C får det inte bli.",
        "A dew point of {dew_c} °C asks for water of at least {supply_c} °C; above {limit_c} °C it must not go.",
    )
    SUPPLY_WARM = (
        "Vattnet ut är {leaving_c} °C, över {limit_c} °C: allt körs.",
        "The leaving water is at {leaving_c} °C, above {limit_c} °C: everything runs.",
    )
    ROOMS_WARM = (
        "Varmaste rummet är {room_c} °C, över {limit_c} °C: allt körs.",
        "The warmest room is at {room_c} °C, above {limit_c} °C: everything runs.",
    )

    @property
    def sv(self) -> str:
        """In Swedish."""
        return self.value[0]

    @property
    def en(self) -> str:
        """In English."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase with its figures filled in."""

    sv: str
    en: str


def say(phrase: Phrase, **values: float | str) -> Said:
    """`phrase` with `values`: temperatures to a tenth, all else whole, decimals as each language writes them."""
    written = {name: _written(name, value) for name, value in values.items()}
    swedish = {
        name: text.replace(".", ",") if _is_number(values[name]) else text for name, text in written.items()
    }
    return Said(phrase.sv.format(**swedish), phrase.en.format(**written))


def notice(guard: str, phrase: Phrase, **values: float | str) -> GuardNotice:
    """What `guard` says."""
    said = say(phrase, **values)
    return GuardNotice(guard, said.sv, said.en)


def _is_number(value: float | str) -> bool:
    return not isinstance(value, str)


def _written(name: str, value: float | str) -> str:
    if isinstance(value, str):
        return value
    text = f"{value:.1f}" if name.endswith("_c") else f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}")
    return text.replace("-", "\N{MINUS SIGN}")


MODE_TEXTS: dict[PlantMode, tuple[str, str]] = {
    PlantMode.STANDBY: ("Vila", "Standby"),
    PlantMode.FREE_COOLING: ("Frikyla", "Free cooling"),
    PlantMode.SNOW: ("Snökyla", "Snow cooling"),
    PlantMode.FREE_COOLING_AND_SNOW: ("Frikyla och snökyla", "Free cooling and snow"),
    PlantMode.CHILLERS: ("Kylmaskiner", "Chillers"),
    PlantMode.FREE_COOLING_AND_CHILLERS: ("Frikyla och kylmaskiner", "Free cooling and chillers"),
    PlantMode.SNOW_AND_CHILLERS: ("Snökyla och kylmaskiner", "Snow and chillers"),
    PlantMode.ALL_SOURCES: ("Frikyla, snökyla och kylmaskiner", "Free cooling, snow and chillers"),
    PlantMode.BLIND: ("Blind: bara kylmaskiner", "Blind: chillers only"),
    PlantMode.HAND: ("Handkörning", "Hand"),
    PlantMode.OFF: ("Från", "Off"),
}
