"""Target path, outcome, deviation and a simple projection."""

from __future__ import annotations

from analytics.indicators.targets import projection
from analytics.report.document import Block, Cell, Chart, Column, NativeChart, Paragraph, Section, Table
from analytics.report.draft import Draft
from analytics.report.numbers import with_unit
from analytics.report.path_chart import Path, target_path
from domain.target import Target


def target_section(draft: Draft) -> Section | None:
    """The chapter; None for a site without a target."""
    target = draft.account.site.target
    if target is None:
        return None
    outcomes = _outcomes(draft)
    blocks: list[Block] = [
        Paragraph(_intro(draft, target)),
        Paragraph(_outcome(draft, target)),
        _chart(draft, target, outcomes),
        _table(draft, target, outcomes),
    ]
    ahead = projection({year: kwh for year, kwh in outcomes.items() if kwh is not None}, target.target_year)
    if ahead is not None and draft.year < target.target_year:
        change = draft.percent("target.projection", ahead / draft.outcome.base_year_kwh - 1, signed=True)
        text = draft.ledger.text(
            "target.projection",
            base_year=draft.base_year,
            year=draft.year,
            projection=change,
            target_year=target.target_year,
        )
        blocks.insert(2, Paragraph(text))
    return Section(draft.texts("target.title"), tuple(blocks))


def _outcomes(draft: Draft) -> dict[int, float | None]:
    account = draft.account
    return {year: account.total(year, account.counted(), draft.compared) for year in account.years}


def _intro(draft: Draft, target: Target) -> str:
    return draft.ledger.text(
        "target.intro",
        name=target.name_sv if draft.language == "sv" else target.name_en,
        target=draft.percent("target.change", target.change, signed=True),
        base_year=target.base_year,
        target_year=target.target_year,
    )


def _outcome(draft: Draft, target: Target) -> str:
    low, high = draft.outcome.interval_90
    return draft.ledger.text(
        "target.outcome",
        confidence=draft.confidence,
        year=draft.year,
        change=draft.percent("headline.change", draft.outcome.change, signed=True),
        low=draft.percent("headline.change_low", low, signed=True),
        high=draft.percent("headline.change_high", high, signed=True),
        path=draft.percent(f"target.path.{draft.year}", target.path(draft.year), signed=True),
        deviation=draft.points(
            f"target.deviation.{draft.year}", draft.outcome.change - target.path(draft.year), signed=True
        ),
    )


def _table(draft: Draft, target: Target, outcomes: dict[int, float | None]) -> Table:
    texts, base = draft.texts, draft.outcome.base_year_kwh
    columns = (
        Column(texts("year"), numeric=False),
        Column(texts("target.path"), "%"),
        Column(texts("target.outcome_column"), "%"),
        Column(texts("target.deviation"), texts("unit.pp")),
        Column(texts("target.path_mwh"), "MWh"),
        Column(texts("target.outcome_mwh"), "MWh"),
    )
    rows = tuple(_row(draft, target, year, kwh, base) for year, kwh in outcomes.items())
    note = draft.ledger.text("target.table.note", basis=draft.basis)
    return Table("target", texts("target.table"), columns, rows, frozenset({len(rows) - 1}), note)


def _row(draft: Draft, target: Target, year: int, kwh: float | None, base: float) -> tuple[Cell, ...]:
    path = target.path(year)
    total = f"use.total_corrected.{year}" if draft.compared else f"use.total.{year}"
    change = kwh / base - 1 if kwh is not None else None
    return (
        str(year),
        draft.percent(f"target.path.{year}", path, signed=True),
        draft.percent(f"target.outcome.{year}", change, signed=True) if change is not None else None,
        draft.points(f"target.deviation.{year}", change - path, signed=True) if change is not None else None,
        draft.known_mwh(f"target.path_mwh.{year}", base * (1 + path)),
        draft.mwh(total, kwh),
    )


def _chart(draft: Draft, target: Target, outcomes: dict[int, float | None]) -> Chart:
    base = draft.outcome.base_year_kwh
    years = tuple(range(target.base_year, max(target.target_year, draft.year) + 1))
    change = draft.percent("headline.change", draft.outcome.change, signed=True)
    goal = draft.percent("target.change", target.change, signed=True)
    path = Path(
        years,
        tuple(target.path(year) for year in years),
        tuple(kwh / base - 1 if kwh is not None else None for kwh in outcomes.values()),
        draft.outcome.interval_90,
        with_unit(change, draft.language),
        with_unit(goal, draft.language),
    )
    names = (draft.texts("target.outcome_column"), draft.texts("target.path"))
    alt = draft.ledger.text(
        "target.chart.alt",
        base_year=draft.base_year,
        year=draft.year,
        change=change,
        target=goal,
        target_year=target.target_year,
    )
    native = NativeChart("target", "column", (0, 1, 2))
    return Chart("target", draft.texts("target.chart"), alt, target_path(path, names), native)
