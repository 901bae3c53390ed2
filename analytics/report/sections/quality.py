"""How far the figures can be trusted: coverage per meter, estimates, the band of the outcome."""

from __future__ import annotations

from analytics.indicators.energy_account import MeterUse
from analytics.indicators.organisation import Account, unusable_meters
from analytics.report.document import Block, Cell, Column, Paragraph, Section, Table
from analytics.report.draft import Draft


def quality_section(draft: Draft) -> Section:
    """The chapter."""
    low, high = draft.outcome.interval_90
    half = draft.points("headline.half_width", (high - low) / 2)
    blocks: list[Block] = [
        Paragraph(_known(draft)),
        Paragraph(draft.ledger.text("quality.band", half=half, confidence=draft.confidence)),
        _table(draft),
    ]
    if unusable := unusable_meters(draft.account.site):
        blocks.append(Paragraph(draft.ledger.text("quality.unusable", meters=", ".join(unusable))))
    return Section(draft.texts("quality.title"), tuple(blocks))


def _known(draft: Draft) -> str:
    shares = {}
    for year in (draft.year, draft.base_year):
        entries = draft.account.entries(year)
        total = sum(entry.kwh for entry in entries)
        shares[year] = 1 - sum(entry.estimated_kwh for entry in entries) / total
    figures = {year: draft.percent(f"quality.known.{year}", share) for year, share in shares.items()}
    key = "quality.intro.full" if all(share == 1 for share in shares.values()) else "quality.intro"
    return draft.ledger.text(
        key,
        known=figures[draft.year],
        known_base=figures[draft.base_year],
        year=draft.year,
        base_year=draft.base_year,
    )


def _table(draft: Draft) -> Table:
    texts = draft.texts
    columns = (
        Column(texts("building"), numeric=False),
        Column(texts("meter"), numeric=False),
        Column(texts("quality.account"), numeric=False),
        Column(texts("quality.read"), "%"),
        Column(texts("quality.known"), texts("unit.of12")),
        Column(texts("quality.estimated"), "%"),
        Column(draft.ledger.text("quality.base_known", year=draft.base_year), texts("unit.of12")),
        Column(texts("quality.falls")),
    )
    rows = tuple(_row(draft, use) for use in draft.account.meters)
    caption = draft.ledger.text("quality.table", year=draft.year)
    return Table("quality", caption, columns, rows, note=texts("quality.table.note"))


def _row(draft: Draft, use: MeterUse) -> tuple[Cell, ...]:
    account, years, ledger = use.account, use.years, draft.ledger
    id = f"meter.{account.place}.{account.meter}"
    now, base = years.year(draft.year), years.year(draft.base_year)
    read = years.read_share[draft.year - years.first_year]
    return (
        draft.place(account.place),
        account.meter,
        draft.texts(f"account.{Account(account.account).value}"),
        draft.percent(f"{id}.read", read),
        ledger.figure(f"{id}.known", now.known_months if now is not None else 0, ""),
        draft.percent(f"{id}.estimated", now.estimated / now.amount if now and now.amount else 0.0),
        ledger.figure(f"{id}.base_known", base.known_months if base is not None else 0, ""),
        ledger.figure(f"{id}.falls", years.falls(draft.year, draft.account.span.zone), ""),
    )
