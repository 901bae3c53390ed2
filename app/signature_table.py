"""Signatures of a building as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from analytics.energy_signature import EnergySignature, PowerSignature
from analytics.graddagar import Definition, Graddagar
from analytics.signature import Corrected, SignatureAnswer

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
    from rich.console import Console
    from rich.table import Table

    column = 0 if language == "sv" else 1
    console = Console(highlight=False, soft_wrap=True)
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, text in _rows(answer, zone, column):
        table.add_row(_WORDS[name][column], text)
    console.print(table)
    for notice in answer.warnings:
        console.print(f"• {notice.text}", markup=False)


def _rows(answer: SignatureAnswer, zone: ZoneInfo, column: int) -> Iterator[tuple[str, str]]:
    days = " – ".join(f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (answer.from_, answer.to))
    yield "period", f"{days}, {answer.days} {_DAYS[column]}"
    yield from _degree_days(answer.graddagar, column)
    if answer.energy_signature is not None:
        yield from _energy(answer.energy_signature, column)
    if answer.power_signature is not None:
        yield from _power(answer.power_signature, column)
    if answer.corrected is not None:
        yield from _years(answer.corrected, column)
    else:
        yield "not_corrected", _NO_NORMAL[column]


def _degree_days(found: Graddagar, column: int) -> Iterator[tuple[str, str]]:
    total = _UNKNOWN[column] if found.graddagar is None else _number(found.graddagar, 0, column)
    yield "graddagar", f"{total} ({_number(found.base_temp_c, 1, column)} °C)"
    yield "definition", f"{_DEFINITIONS[found.definition][column]}; {found.station}; {found.version[:12]}"


def _energy(found: EnergySignature, column: int) -> Iterator[tuple[str, str]]:
    yield "energy", found.form
    yield "base", f"{_number(found.base_kw, 1, column)} kW"
    for name, slope, width, balance, side in (
        ("heating", found.heating_kw_per_k, found.heating_half_width_90, found.heating_balance_c, _BELOW),
        ("cooling", found.cooling_kw_per_k, found.cooling_half_width_90, found.cooling_balance_c, _ABOVE),
    ):
        if slope is not None and width is not None and balance is not None:
            spread = f"{_number(slope, 2, column)} ± {_number(width, 2, column)} kW/K"
            yield name, f"{spread} {side[column]} {_number(balance, 1, column)} °C"
    explained = [found.r2, found.cv_rmse]
    yield "fit", ", ".join(f"{_number(100 * share, 1, column)} %" for share in explained if share is not None)


def _power(found: PowerSignature, column: int) -> Iterator[tuple[str, str]]:
    power, spread = _number(found.power_kw, 0, column), _number(found.sd_kw, 0, column)
    at = f"{_number(found.reference_temp_c, 1, column)} °C"
    yield "power", f"{power} ± {spread} kW (sd) vid {at}" if column == 0 else f"{power} ± {spread} kW (sd) at {at}"
    coldest = f"{_number(found.coldest_c, 1, column)} °C"
    yield "reference", f"{coldest}; {_BEYOND[column]}" if found.extrapolated_k > 0 else coldest


def _years(found: Corrected, column: int) -> Iterator[tuple[str, str]]:
    for year in found.years:
        plain, corrected = (_number(kwh, 0, column) for kwh in (year.kwh, year.corrected_kwh))
        where = f"{found.correction}, {found.station}, {found.normal_period}"
        yield "corrected", f"{year.year}: {plain} → {corrected} kWh ({where})"


def _number(value: float, decimals: int, column: int) -> str:
    text = f"{value:,.{decimals}f}".replace("-", "−")
    return text.replace(",", " ").replace(".", ",") if column == 0 else text
