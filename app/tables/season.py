"""A simulated season as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.tables.terminal import counted, plain_console, print_rows, say
from domain.numerals import number, percent
from simulators.season.outcome import SeasonOutcome, SeasonWarning
from simulators.season.spread import SeasonsOutcome, Spread

_WORDS = {
    "period": ("Period", "Period"),
    "cost": ("Kostnad exkl. moms", "Cost excl. VAT"),
    "energy": ("  elenergi", "  energy"),
    "grid": ("  överföring", "  grid"),
    "tax": ("  energiskatt", "  tax"),
    "demand": ("  effektavgift, hela anslutningen", "  demand charge, whole connection"),
    "base_alone": ("    varav utan anläggningen", "    of which without the plant"),
    "snow": ("Kyla från snö", "Cooling from snow"),
    "free_cooling": ("  frikyla", "  free cooling"),
    "chiller": ("  kylmaskiner", "  chillers"),
    "unmet": ("  ogjord kyla", "  left undone"),
    "electricity": ("El", "Electricity"),
    "snow_t": ("Snö vid start och slut", "Snow at start and end"),
    "natural": ("  smälte av sig själv", "  melted by itself"),
    "run_out": ("Snön tog slut", "The snow ran out"),
    "co2": ("Klimatpåverkan", "Climate impact"),
    "bound": ("Undre gräns: billigare kan ingen styrning bli", "Lower bound: no control can be cheaper"),
    "ran_out": ("Snön tog slut i", "The snow ran out in"),
    "spread": ("medel (10 %, median, 90 %)", "mean (10 %, median, 90 %)"),
}


def print_season(document: SeasonOutcome, language: str) -> None:
    """Print one season: costs, cooling, snow, and what lowers their worth."""
    head = f"{document.strategy}, seed {document.seed}"
    if document.lower_bound:
        head += f". {_say('bound', language)}"
    _print(head, _season_rows(document, language), document.warnings)


def print_seasons(document: SeasonsOutcome, language: str) -> None:
    """Print the spread over seeds."""
    summary = document.summary
    rows = [
        ("", _say("spread", language)),
        (_say("cost", language), _spread(summary.cost_sek_total, "SEK", language)),
        (_say("snow", language), _spread(summary.snow_cooling_mwh, "MWh", language)),
        (_say("natural", language), _spread(summary.natural_melt_share, "%", language)),
        (_say("ran_out", language), percent(summary.ran_out_share, language, digits=0)),
    ]
    seasons = counted(len(document.seeds), ("säsong", "season"), ("säsonger", "seasons"), language)
    head = f"{document.strategy}, {seasons}"
    _print(head, rows, document.seasons[0].warnings)


def _season_rows(document: SeasonOutcome, language: str) -> Iterator[tuple[str, str]]:
    def row(name: str, value: float, unit: str, digits: int = 0) -> tuple[str, str]:
        return _say(name, language), f"{number(value, digits, language)} {unit}"

    yield _say("period", language), f"{document.from_:%Y-%m-%d %H:%M} … {document.to:%Y-%m-%d %H:%M} UTC"
    cost, cooling, snow = document.cost_sek, document.cooling_mwh, document.snow_t
    yield row("cost", cost.total, "SEK")
    for name, value in (("energy", cost.energy), ("grid", cost.grid), ("tax", cost.tax), ("demand", cost.demand)):
        yield row(name, value, "SEK")
    if document.demand_base_alone_sek:
        yield row("base_alone", document.demand_base_alone_sek, "SEK")
    for name, value in (
        ("snow", cooling.snow),
        ("free_cooling", cooling.free_cooling),
        ("chiller", cooling.chiller),
        ("unmet", cooling.unmet),
    ):
        yield row(name, value, "MWh", 1)
    used = document.electricity_mwh
    yield row("electricity", used.chillers + used.pumps + used.free_cooling, "MWh", 1)
    start, end = (number(value, 0, language) for value in (snow.start, snow.end))
    yield _say("snow_t", language), f"{start} → {end} t"
    yield row("natural", 100.0 * document.natural_melt_share, "%")
    yield _say("run_out", language), "–" if document.run_out_date is None else document.run_out_date.isoformat()
    yield row("co2", document.co2_kg / 1000.0, "t CO2e", 1)


def _print(head: str, rows: Iterable[tuple[str, str]], warnings: Iterable[SeasonWarning]) -> None:
    console = plain_console()
    console.print(head, style="bold", markup=False)
    print_rows(console, rows)
    for warning in warnings:
        console.print(f"• {warning.text}", markup=False)


def _spread(spread: Spread, unit: str, language: str) -> str:
    factor = 100.0 if unit == "%" else 1.0
    mean, low, middle, high = (
        number(factor * value, 0, language) for value in (spread.mean, spread.p10, spread.p50, spread.p90)
    )
    return f"{mean} {unit} ({low}, {middle}, {high})"


def _say(name: str, language: str) -> str:
    return say(_WORDS[name], language)
