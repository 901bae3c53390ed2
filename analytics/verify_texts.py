"""Reasons and warnings of a verification in Swedish and English."""

from __future__ import annotations

from analytics.sufficiency import Shortfall
from analytics.verification import Notice, Reason

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
    "negative_energy": (
        "Negativa värden som räknas med: {rows}. Är det inmatad energi ska den mätas för sig.",
        "Negative values counted in: {rows}. If they are exported energy, meter it apart.",
    ),
    "reporting_coverage": (
        "Mätare eller väder saknas för {share:.1%} av uppföljningsperioden.",
        "Meter or weather is missing for {share:.1%} of the reporting period.",
    ),
    "extrapolation": (
        "Steg som är kallare eller varmare än allt i basperioden: {rows}. Modellen är oprövad där.",
        "Steps colder or warmer than anything in the baseline period: {rows}. The model is untried there.",
    ),
    "model_fit": (
        "Modellens fel är {share:.0%} av medelanvändningen: temperatur och veckodag förklarar inte användningen.",
        "The model's error is {share:.0%} of mean use: temperature and weekday do not explain the use.",
    ),
}


def reason(shortfall: Shortfall, language: str) -> Reason:
    """A shortfall in words."""
    return Reason(
        shortfall.clause, _say(_REASONS[shortfall.code], language, found=shortfall.found, asked=shortfall.asked)
    )


def notice(code: str, language: str, rows: int | None = None, share: float = 0.0) -> Notice:
    """A warning in words."""
    return Notice(code, _say(_WARNINGS[code], language, rows=rows or 0, share=share), rows)


def _say(texts: tuple[str, str], language: str, **values: float) -> str:
    text = texts[0 if language == "sv" else 1].format(**values)
    # Swedish writes decimals with a comma and a space before the per cent sign.
    return text if language != "sv" else _swedish(text)


def _swedish(text: str) -> str:
    return "".join(
        "," if char == "." and text[index + 1 : index + 2].isdigit() else " %" if char == "%" else char
        for index, char in enumerate(text)
    )
