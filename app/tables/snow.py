"""A verification of snow cooling as a person reads it: one sentence, the account, its interval."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from analytics.option_b.document import SnowVerification
from app.tables.terminal import kwh, plain_console, print_rows, say, span
from domain.numerals import number, percent

_WORDS = {
    "period": ("Period", "Period"),
    "hours": ("Timmar med värden", "Hours with values"),
    "cold": (
        "Levererad kyla: snö, frikyla, kylmaskiner",
        "Cold delivered: snow, free cooling, chillers",
    ),
    "without": ("Utan snö: frikyla, kylmaskiner", "Without snow: free cooling, chillers"),
    "unserved": ("Hade inte klarats utan snö", "Could not have been met without snow"),
    "cop": ("COP mot databladet", "COP against the data sheet"),
    "total": ("Sparat, allt avdraget", "Saved, all subtracted"),
    "interval": ("Med 90 % säkerhet mellan", "With 90 % confidence between"),
    "parts": (
        "± kylmätare, COP, delmätare, angivet, luckor",
        "± cold meter, COP, sub-meters, stipulated, gaps",
    ),
    "plan": ("Plan", "Plan"),
    "exploratory": ("Utforskande, ingår i ingen summa", "Exploratory, enters no total"),
}
_HEADLINES = {
    "proven": ("Snökylan har sparat {kwh}.", "Snow cooling has saved {kwh}."),
    "unproven": (
        "Ingen besparing är belagd: {kwh} ryms i osäkerheten eller något avdrag är okänt.",
        "No saving is proven: {kwh} lies within the uncertainty, or a deduction is not known.",
    ),
    "cost": ("Snökylan har kostat mer än den sparat: {kwh}.", "Snow cooling cost more than it saved: {kwh}."),
}
_SOURCES = {
    "measured": ("uppmätt", "measured"),
    "data_sheet": ("datablad", "data sheet"),
    "register": ("räkneverk", "register"),
    "difference": ("mellanskillnad", "difference"),
    "stipulated": ("angivet", "stipulated"),
}


def print_snow_verification(document: SnowVerification, zone: ZoneInfo, language: str) -> None:
    """Print the headline, the signed lines of the account and what lowers their worth."""
    from rich.table import Table

    console = plain_console()
    saving = document.avoided_energy
    kind = "proven" if saving.proven else "cost" if saving.interval_90_kwh[1] < 0 else "unproven"
    headline = say(_HEADLINES[kind], language).format(kwh=kwh(saving.kwh, language))
    console.print(headline, style="bold", markup=False)
    account = Table(show_header=False, box=None, pad_edge=False)
    account.add_column()
    account.add_column(justify="right")
    account.add_column()
    for item in document.items:
        account.add_row(item.text, kwh(item.kwh, language), say(_SOURCES[item.source], language))
    account.add_row(say(_WORDS["total"], language), kwh(saving.kwh, language), "", style="bold")
    console.print(account)
    print_rows(console, ((say(_WORDS[name], language), text) for name, text in _rows(document, zone, language)))
    for notice in document.warnings:
        console.print(f"• {notice.text}", markup=False)


def _rows(document: SnowVerification, zone: ZoneInfo, language: str) -> list[tuple[str, str]]:
    saving, widths = document.avoided_energy, document.avoided_energy.half_width_90_kwh
    cold, without = document.cooling_kwh, document.counterfactual_kwh
    days = " – ".join(f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (document.from_, document.to))
    parts = (widths.metering, widths.cop, widths.sub_meter, widths.stipulated, widths.missing)
    rows = [
        ("interval", span(saving.interval_90_kwh, language)),
        ("parts", ", ".join(kwh(part, language) for part in parts)),
        ("period", days),
        ("hours", f"{document.hours}"),
        ("cold", ", ".join(kwh(part, language) for part in (cold.snow, cold.free_cooling, cold.chiller))),
        ("without", ", ".join(kwh(part, language) for part in (without.free_cooling, without.chiller))),
    ]
    if without.unserved > 0:
        rows.append(("unserved", kwh(without.unserved, language)))
    if (cop := document.cop) is not None:
        source = say(_SOURCES[cop.source.value], language)
        factor, sd = number(cop.factor, 2, language), percent(cop.sd_share, language)
        rows.append(("cop", f"{factor} ± {sd} ({cop.hours} h, {source})"))
    if (plan := document.plan) is not None:
        rows.append(("plan", f"{plan.id} ({plan.option}), {plan.sha256[:12]}…"))
        rows += [("exploratory", reason.text) for reason in plan.reasons]
    return rows
