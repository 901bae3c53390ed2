"""Signatures of a building as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from analytics.weather.energy_signature import EnergySignature, PowerSignature
from analytics.weather.graddagar import Definition, Graddagar
from analytics.weather.signature import Corrected, SignatureAnswer
from app.tables.terminal import plain_console, print_rows, say
from domain.numerals import number, percent

_WORDS = {
    "period": ("Period", "Period"),
    "graddagar": ("Graddagar", "Degree days"),
    "definition": ("Definition, station", "Definition, station"),
    "energy": ("Energisignatur", "Energy signature"),
    "base": ("Grundeffekt", "Base power"),
    "heating": ("Värme per grad", "Heating per kelvin"),
    "cooling": ("Kyla per grad", "Cooling per kelvin"),
    "fit": ("Förklarat, fel", "Explained, error"),
    "power": ("Effektsignatur", "Power signature"),
    "reference": ("Kallaste dygnet i underlaget", "Coldest day seen"),
    "corrected": ("Normalårskorrigerat", "In a normal year"),
    "not_corrected": ("Normalårskorrigering", "Normal-year correction"),
}
_DEFINITIONS = {
    Definition.SINCE_2015: ("SMHI sedan 2015, alla dygn", "SMHI since 2015, every day"),
    Definition.BEFORE_2015: (
        "SMHI till 2014, dygn under månadens gräns",
        "SMHI until 2014, days below the month's limit",
    ),
}
_AT = ("vid", "at")
_BELOW = ("under", "below")
_ABOVE = ("över", "above")
_DAYS = ("dygn", "days")
_UNKNOWN = ("okänt, för få dygn", "unknown, too few days")
_NO_NORMAL = (
    "saknas: ge --index, eller en väderfil som täcker normalperioden",
    "missing: give --index, or a weather file that covers the normal period",
)
_BEYOND = ("kallare än allt i underlaget; oprövat", "colder than anything seen; untried")


def print_signature(answer: SignatureAnswer, zone: ZoneInfo, language: str) -> None:
    """Print figures and what lowers their worth."""
    console = plain_console()
    print_rows(console, ((say(_WORDS[name], language), text) for name, text in _rows(answer, zone, language)))
    for notice in answer.warnings:
        console.print(f"• {notice.text}", markup=False)


def _rows(answer: SignatureAnswer, zone: ZoneInfo, language: str) -> Iterator[tuple[str, str]]:
    days = " – ".join(f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (answer.from_, answer.to))
    yield "period", f"{days}, {answer.days} {say(_DAYS, language)}"
    yield from _degree_days(answer.graddagar, language)
    if answer.energy_signature is not None:
        yield from _energy(answer.energy_signature, language)
    if answer.power_signature is not None:
        yield from _power(answer.power_signature, language)
    if answer.corrected is not None:
        yield from _years(answer.corrected, language)
    else:
        yield "not_corrected", say(_NO_NORMAL, language)


def _degree_days(found: Graddagar, language: str) -> Iterator[tuple[str, str]]:
    total = say(_UNKNOWN, language) if found.graddagar is None else number(found.graddagar, 0, language)
    yield "graddagar", f"{total} ({number(found.base_temp_c, 1, language)} °C)"
    yield "definition", f"{say(_DEFINITIONS[found.definition], language)}; {found.station}; {found.version[:12]}"


def _energy(found: EnergySignature, language: str) -> Iterator[tuple[str, str]]:
    # 1P to 5P; which side bends stands in the rows below.
    yield "energy", found.form.split()[0]
    yield "base", f"{number(found.base_kw, 1, language)} kW"
    for name, slope, width, balance, side in (
        ("heating", found.heating_kw_per_k, found.heating_half_width_90, found.heating_balance_c, _BELOW),
        ("cooling", found.cooling_kw_per_k, found.cooling_half_width_90, found.cooling_balance_c, _ABOVE),
    ):
        if slope is not None and width is not None and balance is not None:
            spread = f"{number(slope, 2, language)} ± {number(width, 2, language)} kW/K"
            yield name, f"{spread} {say(side, language)} {number(balance, 1, language)} °C"
    explained = [found.r2, found.cv_rmse]
    yield "fit", ", ".join(percent(share, language) for share in explained if share is not None)


def _power(found: PowerSignature, language: str) -> Iterator[tuple[str, str]]:
    power, spread = number(found.power_kw, 0, language), number(found.sd_kw, 0, language)
    at = f"{number(found.reference_temp_c, 1, language)} °C"
    yield "power", f"{power} ± {spread} kW (sd) {say(_AT, language)} {at}"
    coldest = f"{number(found.coldest_c, 1, language)} °C"
    yield "reference", f"{coldest}; {say(_BEYOND, language)}" if found.extrapolated_k > 0 else coldest


def _years(found: Corrected, language: str) -> Iterator[tuple[str, str]]:
    for year in found.years:
        plain, corrected = (number(kwh, 0, language) for kwh in (year.kwh, year.corrected_kwh))
        where = f"{found.correction}, {found.station}, {found.normal_period}"
        yield "corrected", f"{year.year}: {plain} → {corrected} kWh ({where})"
