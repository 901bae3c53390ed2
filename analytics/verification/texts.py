"""Reasons and warnings of a verification in Swedish and English."""

from __future__ import annotations

from analytics.records.sufficiency import Shortfall
from analytics.verification.document import Notice, Reason, WayToProve
from analytics.verification.question import Question
from analytics.verification.to_prove import Way
from domain.site import Carrier

Texts = dict[str, tuple[str, str]]

_REASONS: Texts = {
    "coverage": (
        "Basperioden har värden för {found:.1%} av tiden; minst {asked:.0%} krävs.",
        "The baseline period has values for {found:.1%} of its time; at least {asked:.0%} is required.",
    ),
    "length": (
        "Basperioden är {found:.0f} dygn; minst {asked:.0f} krävs så att alla årstider finns med.",
        "The baseline period is {found:.0f} days long; at least {asked:.0f} are required, to hold every season.",
    ),
    "no_model": (
        "Ingen modell kunde anpassas till basperiodens {found:.0f} användbara steg.",
        "No model could be fitted to the {found:.0f} usable steps of the baseline period.",
    ),
}

_WARNINGS: Texts = {
    "zeros_as_missing": (
        "Nollor som räknas som saknade: {rows}. En elmätare som visar noll har tystnat.",
        "Zeros counted as missing: {rows}. An electricity meter that reads zero has fallen silent.",
    ),
    "weather_bridged": (
        "Timmar utan utetemperatur som överbryggats: {rows} (luckor om högst 6 h).",
        "Hours without outdoor temperature that were bridged: {rows} (gaps of 6 h at most).",
    ),
    "invoices_left_out": (
        "Fakturerade perioder som inte används: {rows}. De är kortare än 25 eller längre än 70 dygn, eller slutar "
        "med en uppskattning som ingen avläsning följer på.",
        "Billed periods that are not used: {rows}. They are under 25 or over 70 days long, or end with an "
        "estimate that no reading follows.",
    ),
    "invoices_cut": (
        "Fakturerade perioder som når över basperiodens eller uppföljningsperiodens ände och inte räknas: {rows}. "
        "Låt perioderna börja och sluta med en avläsning.",
        "Billed periods that reach over an end of the baseline or reporting period and do not count: {rows}. "
        "Let the periods begin and end with a reading.",
    ),
    "negative_energy": (
        "Negativa värden som räknas som saknade: {rows}. Är det inmatad energi ska den mätas för sig.",
        "Negative values counted as missing: {rows}. If they are exported energy, meter it apart.",
    ),
    "stuck_values": (
        "Värden som står stilla längre än slumpen medger och inte används: {rows}. Läs av mätaren på plats.",
        "Values that stand still longer than chance allows and are not used: {rows}. Read the meter on site.",
    ),
    "spike": (
        "Enstaka värden högt över allt annat mätaren visat, räknade som saknade: {rows}. Ofta är det flera dygn "
        "som kom på en gång efter ett avbrott.",
        "Single values far above all else the meter has shown, counted as missing: {rows}. Often they are several "
        "days that came at once after an outage.",
    ),
    "register_doubted": (
        "Mätarställningar som inte stämmer med energin eller är för höga, och inte fyller luckor: {rows} steg. Är "
        "de i en annan enhet, eller har mätaren bytts?",
        "Register readings that disagree with the energy or are too high, and fill no gaps: {rows} steps. Are "
        "they in another unit, or was the meter exchanged?",
    ),
    "tenfold": (
        "Värden tio gånger för stora eller små mot dagarna omkring, räknade som saknade: {rows}. Rätta filen.",
        "Values ten times too large or small beside the days around, counted as missing: {rows}. Mend the file.",
    ),
    "unit_change": (
        "Värden tusen gånger för stora eller små, räknade som saknade: {rows}. Enheten har bytts mitt i filen.",
        "Values a thousand times too large or small, counted as missing: {rows}. The unit changes in the file.",
    ),
    "zero_run": (
        "Värmemätaren visar noll minst ett dygn i kyla, räknat som användning: {rows}. Stod värmen eller mätaren?",
        "The heat meter reads zero for a day or more of cold, counted as use: {rows}. Heat off, or the meter?",
    ),
    "swapped_years": (
        "Värden som hör till ett annat år (förväxlade eller kopierade), räknade som saknade: {rows}.",
        "Values that belong to another year (exchanged or copied), counted as missing: {rows}.",
    ),
    "repeated_block": (
        "Värden som är en kopia av en tidigare vecka, räknade som saknade: {rows}. De är uppskattade, inte mätta.",
        "Values that are a copy of an earlier week, counted as missing: {rows}. They are estimated, not measured.",
    ),
    "weather_place": (
        "Vädret passar inte platsen eller mätaren; timmar räknade som saknade: {rows}. Kontrollera stationen.",
        "The weather does not fit the place or the meter; hours counted as missing: {rows}. Check the station.",
    ),
    "weather_still": (
        "Utetemperaturer som står stilla ett dygn eller längre (dygnsvärden: fem), räknade som saknade: {rows}. "
        "Kontrollera givaren.",
        "Outdoor temperatures that stand still for a day or longer (of days: five), counted as missing: {rows}. "
        "Check the sensor.",
    ),
    "weather_climate": (
        "Två års väder är för olika för att vara från en plats; timmar: {rows}. Kontrollera stationerna.",
        "Two years of weather differ too much to be of one place; hours: {rows}. Check the stations.",
    ),
    "weather_unfollowed": (
        "Värmen följer årstiden men inget dygns väder; fel ort, eller dygn som inte mätts. Timmar: {rows}.",
        "Heat follows the season but no day's weather; another place, or days not measured. Hours: {rows}.",
    ),
    "weather_clock": (
        "Dygnets varmaste timme ligger fel; väderfilens klocka går fel eller platsen är en annan. Timmar: {rows}.",
        "The warmest hour of the day is off; the weather file's clock is wrong or it is elsewhere. Hours: {rows}.",
    ),
    "normalised": (
        "Uppföljningsperioden räcker inte för en egen modell; ingen normalårsbesparing ges.",
        "The reporting period does not suffice for a model of its own; no normalised saving is given.",
    ),
    "reporting_coverage": (
        "Mätare eller väder saknas för {share:.1%} av uppföljningsperioden.",
        "Meter or weather is missing for {share:.1%} of the reporting period.",
    ),
    "reporting_short": (
        "Uppföljningsperioden har {rows} dygn med både mätare och väder; minst 10 krävs.",
        "The reporting period has {rows} days with both meter and weather; at least 10 are required.",
    ),
    "extrapolation": (
        "Steg som är kallare eller varmare än allt i basperioden: {rows}. Modellen är oprövad där.",
        "Steps colder or warmer than anything in the baseline period: {rows}. The model is untried there.",
    ),
    "non_routine_event": (
        "Händelser som varken väder eller åtgärd förklarar: {rows}. Ta ställning till dem med --events; "
        "till dess är ingen besparing belagd.",
        "Events that neither weather nor the measure explains: {rows}. Rule on them with --events; "
        "until then no saving is proven.",
    ),
    "model_fit": (
        "Modellens fel är {share:.0%} av medelanvändningen: temperatur och veckodag förklarar inte användningen.",
        "The model's error is {share:.0%} of mean use: temperature and weekday do not explain the use.",
    ),
}

# Of the same codes where the doubted values are used all the same.
_USED: Texts = {
    "stuck_values": (
        "Hela filen håller ett enda värde och används så: {rows}. Läs av mätaren på plats: den kan ha stannat.",
        "The whole file holds one single value and is used as it is: {rows}. Read the meter on site: is it stuck?",
    ),
}

_WAYS: Texts = {
    "decide_events": (
        "Ta ställning till de händelser som hittats (--events).",
        "Rule on the events that were found (--events).",
    ),
    "larger_measure": (
        "En större åtgärd: minst {value:.1%} av användningen.",
        "A larger measure: at least {value:.1%} of use.",
    ),
    "nearer_baseline": (
        "En närmare basperiod: högst {value:.1f} år mellan periodernas mitt.",
        "A nearer baseline: at most {value:.1f} years between the middles of the periods.",
    ),
    "sub_meter": (
        "En undermätare på åtgärdens del, om delen använder högst {value:.0f} kWh om året och är lika ostadig.",
        "A sub-meter on the measure's part, if that part uses at most {value:.0f} kWh a year and is as unsteady.",
    ),
    "portfolio": (
        "Samma åtgärd i minst {value:.0f} byggnader, bedömda tillsammans.",
        "The same measure in at least {value:.0f} buildings, judged together.",
    ),
    "control_group": (
        "Samma åtgärd i minst {value:.0f} byggnader mot lika många utan åtgärd (kontrollgrupp).",
        "The same measure in at least {value:.0f} buildings against as many without it (a control group).",
    ),
}

# What the borrowed drift was measured on: all of it in one kind of building.
_MEASURED_ON = {
    True: (
        "115 universitetsbyggnader i Cambridge 2000-2019, el",
        "115 university buildings in Cambridge 2000-2019, electricity",
    ),
    False: (
        "universitetsbyggnader i Cambridge 2015-2018, gas för värme",
        "university buildings in Cambridge 2015-2018, gas for heating",
    ),
}
_OTHER_TYPE = ("; för {kind} finns inget mätt", "; nothing was measured for {kind}")


def borrowed_from(question: Question) -> str:
    """Which buildings a borrowed drift was measured on, and that the type asked about is another one."""
    index = 0 if question.language == "sv" else 1
    text = _MEASURED_ON[question.carrier is Carrier.ELECTRICITY][index]
    kind = question.building_type
    return text if kind in (None, "university") else text + _OTHER_TYPE[index].format(kind=kind)


def reason(shortfall: Shortfall, language: str) -> Reason:
    """A shortfall in words."""
    return Reason(
        shortfall.clause, _say(_REASONS[shortfall.code], language, found=shortfall.found, asked=shortfall.asked)
    )


def notice(code: str, language: str, rows: int | None = None, share: float = 0.0, *, used: bool = False) -> Notice:
    """A warning in words; `used` where the doubted rows were not set missing."""
    texts = _USED.get(code, _WARNINGS[code]) if used else _WARNINGS[code]
    return Notice(code, _say(texts, language, rows=rows or 0, share=share), rows)


def way_to_prove(way: Way, language: str) -> WayToProve:
    """A way to a proof in words."""
    text = _say(_WAYS[way.code], language, value=0.0 if way.value is None else way.value)
    return WayToProve(way.code, way.value, text)


def _say(texts: tuple[str, str], language: str, **values: float) -> str:
    text = texts[0 if language == "sv" else 1].format(**values)
    # Swedish writes decimals with a comma and a space before the per cent sign.
    return text if language != "sv" else _swedish(text)


def _swedish(text: str) -> str:
    return "".join(
        "," if char == "." and text[index + 1 : index + 2].isdigit() else " %" if char == "%" else char
        for index, char in enumerate(text)
    )
