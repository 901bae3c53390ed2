"""Lines and warnings of the snow account in Swedish and English."""

from __future__ import annotations

from analytics.verification.document import Notice

_ITEMS = {
    "chillers": ("Kylmaskiner som inte behövde gå", "Chillers that need not run"),
    "district_cooling": ("Fjärrkyla som inte köptes", "District cooling not bought"),
    "free_cooling_fans": ("Frikylans fläktar, mer utan snö", "Free-cooling fans, more without snow"),
    "missing_hours": ("Timmar utan värden, enligt räkneverket", "Hours without values, by the register"),
    "snow_pumps": ("Snökylans pumpar", "Snow-cooling pumps"),
    "water_treatment": ("Vattenrening", "Water treatment"),
    "snow_making": ("Snötillverkning", "Snow making"),
    "loader_diesel": ("Lastmaskiners diesel", "Loaders' diesel"),
}
_WARNINGS = {
    "snow_making_unknown": (
        "El för snötillverkning är inte angiven och därför inte avdragen; ange --snow-made-t och "
        "--snow-making-kwh-t (0 när ingen snö tillverkats).",
        "Electricity for making snow is not given and so not subtracted; give --snow-made-t and "
        "--snow-making-kwh-t (0 when no snow was made).",
    ),
    "loader_diesel_unknown": (
        "Lastmaskinernas diesel är inte angiven och därför inte avdragen; ange --diesel-l.",
        "The loaders' diesel is not given and so not subtracted; give --diesel-l.",
    ),
    "missing_hours": (
        "Timmar utan kyla, pumpeffekt eller utetemperatur: {rows}.",
        "Hours without cooling, pump power or outside temperature: {rows}.",
    ),
    "unserved": (
        "Timmar då lasten inte hade klarats utan snö: {rows}. Den kylan räknas inte som sparad el.",
        "Hours whose load could not have been met without snow: {rows}. That cold is no saved electricity.",
    ),
    "cop_data_sheet": (
        "Kylmaskinerna gick bara {rows} timmar; COP tas ur databladet med angiven osäkerhet.",
        "The chillers ran for {rows} hours only; COP is the data sheet's with its stated uncertainty.",
    ),
    "snow_meter_doubted": (
        "Snökylans effekt och energiräkneverk skiljer sig mer än 10 % över {rows} jämförda timmar; en av dem är "
        "fel, och besparingen är inte belagd.",
        "Power and energy register of snow cooling differ by more than 10 % over the {rows} hours compared; one "
        "of them is wrong, and the saving is not proven.",
    ),
    "water_treatment_unknown": (
        "Anläggningens elmätare saknas; vattenreningens el är inte avdragen.",
        "The plant's electricity meter is missing; water treatment is not subtracted.",
    ),
}


def item_text(name: str, language: str) -> str:
    """A line of the account in words."""
    return _ITEMS[name][0 if language == "sv" else 1]


def warning(code: str, language: str, rows: int | None = None) -> Notice:
    """A warning in words."""
    return Notice(code, _WARNINGS[code][0 if language == "sv" else 1].format(rows=rows), rows)
