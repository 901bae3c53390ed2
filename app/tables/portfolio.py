"""A portfolio as a person reads it: one sentence, the sum, then the buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.portfolio.document import BuildingAnswer, ControlGroup, PortfolioAnswer, RollUp
from analytics.portfolio.portfolio import PortfolioHalfWidths
from app.tables.terminal import kwh, plain_console, say, span
from app.tables.verification import VERDICTS
from domain.numerals import number, percent

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 110
_WORDS = {
    "nothing": (
        "Underlaget räcker inte för att säga vad som sparats.",
        "The data do not suffice to say what was saved.",
    ),
    "proven": (
        "Tillsammans är besparingen belagd: {share} ({kwh}).",
        "Together the saving is proven: {share} ({kwh}).",
    ),
    "unproven": (
        "Tillsammans är ingen besparing belagd: {share} ({kwh}) ryms i osäkerheten.",
        "Together no saving is proven: {share} ({kwh}) lies within the uncertainty.",
    ),
    "sum": ("Med 90 % säkerhet mellan {span}.", "With 90 % confidence between {span}."),
    "parts": (
        "± brus {0}, koefficienter {1}, egen drift {2}, gemensam drift {3}, mätare {4}",
        "± noise {0}, coefficients {1}, own drift {2}, common drift {3}, meters {4}",
    ),
    "control": (
        "Mot {count} byggnader utan åtgärd: {share} ({kwh}), mellan {span}.",
        "Against {count} buildings without a measure: {share} ({kwh}), between {span}.",
    ),
    "chance": (
        "Belagda var för sig: {count} av {judged}. Av en slump hade omkring {chance} blivit det.",
        "Proven by themselves: {count} of {judged}. By chance about {chance} would be.",
    ),
    "columns": (
        ("Byggnad", "Underlag", "Sparat", "Andel", "90 % mellan", "Belagd", "Anmärkningar"),
        ("Building", "Data", "Saved", "Share", "90 % between", "Proven", "Remarks"),
    ),
    "control_mark": ("kontroll", "control"),
    "yes": ("ja", "yes"),
    "no": ("nej", "no"),
    "failed": ("Filer som inte kunde läsas: {names}", "Files that could not be read: {names}"),
}


def print_portfolio(answer: PortfolioAnswer, language: str) -> None:
    """Print the sums, how many are proven and by chance, and every building."""
    console = plain_console()
    if answer.claims_nothing:
        console.print(_text("nothing", language), style="bold", markup=False)
    for roll_up in answer.roll_up:
        _print_sum(console, roll_up, language)
    proven = answer.proven
    chance = number(proven.expected_by_chance, 1, language)
    counts = _text("chance", language).format(count=proven.count, judged=proven.judged, chance=chance)
    console.print(counts, markup=False)
    _print_buildings(console, answer, language)
    if answer.failed:
        names = ", ".join(failed.id for failed in answer.failed)
        console.print(_text("failed", language).format(names=names), markup=False)


def _print_sum(console: Console, roll_up: RollUp, language: str) -> None:
    head = f"{roll_up.carrier.value}: " if roll_up.carrier else ""
    kind = "proven" if roll_up.proven else "unproven"
    console.print(head + _filled(kind, roll_up, language), style="bold", markup=False)
    console.print("  " + _filled("sum", roll_up, language), markup=False)
    console.print("  " + _parts(roll_up.half_width_90_kwh, language), markup=False)
    if (control := roll_up.control_group) is not None:
        console.print("  " + _filled("control", control, language), markup=False)
        console.print("  " + _parts(control.half_width_90_kwh, language), markup=False)


def _filled(word: str, figures: RollUp | ControlGroup, language: str) -> str:
    return _text(word, language).format(
        share=percent(figures.share or 0.0, language),
        kwh=kwh(figures.kwh, language),
        span=span(figures.interval_90_kwh, language),
        count=figures.buildings,
    )


def _parts(widths: PortfolioHalfWidths, language: str) -> str:
    parts = (widths.noise, widths.coefficients, widths.drift_own, widths.drift_common, widths.metering)
    return _text("parts", language).format(*(kwh(part, language) for part in parts))


def _print_buildings(console: Console, answer: PortfolioAnswer, language: str) -> None:
    from rich.table import Table

    # Remarks need a wide window; in a narrow one the figures go first.
    shown = slice(None) if console.width >= WIDE else slice(0, 6)
    table = Table(box=None, pad_edge=False)
    for index, name in enumerate(_WORDS["columns"][0 if language == "sv" else 1][shown]):
        table.add_column(name, justify="right" if index in {2, 3, 4} else "left", no_wrap=index < 6)
    for building in answer.buildings:
        table.add_row(*_cells(building, language)[shown])
    console.print(table)


def _cells(building: BuildingAnswer, language: str) -> list[str]:
    document = building.verification
    mark = f" ({_text('control_mark', language)})" if building.control else ""
    verdict = say(VERDICTS[document.sufficiency.verdict], language)
    remarks = ", ".join(warning.code for warning in document.warnings)
    claim = document.avoided_energy
    if claim is None:
        return [building.id + mark, verdict, "–", "–", "–", _text("no", language), remarks]
    proven = _text("yes" if claim.proven else "no", language)
    share = "–" if claim.share is None else percent(claim.share, language)
    saved = kwh(claim.kwh, language)
    return [building.id + mark, verdict, saved, share, _between(building, language), proven, remarks]


def _between(building: BuildingAnswer, language: str) -> str:
    """The interval as shares of the adjusted baseline, which are short."""
    claim, adjusted = building.verification.avoided_energy, building.verification.reporting.adjusted_baseline_kwh
    if claim is None or not adjusted or adjusted < 0:
        return "–"
    low, high = (percent(bound / adjusted, language) for bound in claim.interval_90_kwh)
    return f"{low} … {high}"


def _text(word: str, language: str) -> str:
    return str(_WORDS[word][0 if language == "sv" else 1])
