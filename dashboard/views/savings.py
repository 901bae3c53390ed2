"""Savings: how far to the promise, with the band of the meters; every figure comes counted from analytics."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.formatting import change, energy
from dashboard.languages import Texts
from domain.numerals import number
from domain.savings_summary import BuildingSavings, SavingsSummary, Standing


@dataclass(frozen=True, slots=True)
class SavingsText:
    """The outcome in words, as tile and page say it."""

    change: str
    band: str
    path: str
    target: str
    standing: Standing | None
    standing_text: str
    observed: str
    base: str
    correction: str


def savings_text(summary: SavingsSummary, texts: Texts) -> SavingsText:
    """`summary` in the reader's language."""
    language = texts.language
    low, high = (change(edge, language) for edge in summary.interval_90)
    path = summary.path_change
    goal = summary.target_change
    standing = summary.standing
    return SavingsText(
        change=change(summary.change, language),
        band=texts("savings.band", low=low, high=high),
        path=texts("savings.path", year=summary.year, change=change(path, language)) if path is not None else "",
        target=texts("savings.target", year=summary.target_year, change=change(goal, language, digits=0))
        if goal is not None
        else "",
        standing=standing,
        standing_text=texts(f"standing.{standing}") if standing is not None else texts("standing.none"),
        observed=energy(summary.observed_kwh, language),
        base=energy(summary.base_year_kwh, language),
        correction=texts(f"correction.{summary.correction}"),
    )


def year_rows(summary: SavingsSummary, texts: Texts) -> list[tuple[str, str, str, str]]:
    """Year, use, change and the path's change, one row per year."""
    language = texts.language
    return [
        (
            str(year.year),
            "–" if year.kwh is None else energy(year.kwh, language),
            "–" if year.change is None else change(year.change, language),
            "–" if year.path_change is None else change(year.path_change, language),
        )
        for year in summary.years
    ]


def building_savings_rows(summary: SavingsSummary, texts: Texts) -> list[tuple[BuildingSavings, str, str, str]]:
    """Buildings with most use per square metre first: use, use per m2, change."""
    language = texts.language
    ordered = sorted(summary.buildings, key=lambda b: (-(b.kwh_per_m2 or 0.0), b.name))
    return [
        (
            building,
            energy(building.kwh, language),
            "–" if building.kwh_per_m2 is None else number(building.kwh_per_m2, 0, language),
            "–" if building.change is None else change(building.change, language),
        )
        for building in ordered
    ]
