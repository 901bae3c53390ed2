"""What the snow-cooling plant delivered, from which source, and with how much electricity."""

from __future__ import annotations

from analytics.indicators.energy_account import is_plant
from analytics.indicators.organisation import PLANT_COLD
from analytics.report.charts import COLOURS, Bar, Layer, stacked_bars
from analytics.report.document import Block, Cell, Chart, Column, NativeChart, Paragraph, Section, Table
from analytics.report.draft import Draft
from analytics.report.numbers import printed

SOURCES = tuple(PLANT_COLD)


def snow_section(draft: Draft) -> Section | None:
    """The chapter; None without a plant whose cold is known for the report year."""
    if _cold(draft, draft.year) is None or draft.account.site.plant is None:
        return None
    blocks: list[Block] = [
        Paragraph(_intro(draft, draft.account.site.plant.name)),
        Paragraph(draft.texts("snow.no_double")),
        _chart(draft),
        _months_table(draft),
        _years_table(draft),
    ]
    return Section(draft.texts("snow.title"), tuple(blocks))


def _cold(draft: Draft, year: int) -> dict[str, float] | None:
    """Cold by source [kWh]; None when a source is not known in `year` or none delivered."""
    found = {source: years.year(year) for source, years in draft.account.cold.items()}
    known = {source: use.amount for source, use in found.items() if use is not None}
    return known if set(known) == set(SOURCES) and sum(known.values()) > 0 else None


def _electricity(draft: Draft, year: int) -> float | None:
    plant = [use for use in draft.account.counted() if is_plant(use)]
    return draft.account.total(year, plant) if plant else None


def _intro(draft: Draft, name: str) -> str:
    year, ledger = draft.year, draft.ledger
    cold = _cold(draft, year) or dict.fromkeys(SOURCES, 0.0)
    total, electricity = sum(cold.values()), _electricity(draft, year)
    text = ledger.text(
        "snow.intro",
        plant=name,
        year=year,
        total=draft.known_mwh(f"snow.cold.{year}", total),
        snow=draft.known_mwh(f"snow.snow.{year}", cold["snow"]),
        share=draft.percent(f"snow.share.{year}", cold["snow"] / total),
        free=draft.known_mwh(f"snow.free_cooling.{year}", cold["free_cooling"]),
        chillers=draft.known_mwh(f"snow.chillers.{year}", cold["chillers"]),
    )
    if not electricity:
        return text
    return f"{text} " + ledger.text(
        "snow.electricity",
        electricity=draft.known_mwh(f"snow.electricity.{year}", electricity),
        factor=ledger.figure(f"snow.factor.{year}", total / electricity, "", 1),
    )


def _month_kwh(draft: Draft, source: str, month: int) -> float:
    return draft.account.cold[source].month(draft.year, month).amount or 0.0


def _chart(draft: Draft) -> Chart:
    layers = [
        Layer(
            draft.texts(f"snow.{source}"),
            COLOURS[source],
            tuple(_month_kwh(draft, source, month) / 1e3 for month in range(1, 13)),
        )
        for source in SOURCES
    ]
    totals = {
        month: draft.known_mwh(
            f"snow.month.total.{month:02d}", sum(_month_kwh(draft, source, month) for source in SOURCES)
        )
        for month in range(1, 13)
    }
    bars = [Bar(draft.month(month)[:3], printed(figure, draft.language)) for month, figure in totals.items()]
    highest = max(totals, key=lambda month: totals[month].value)
    alt = draft.ledger.text("snow.chart.alt", year=draft.year, highest=draft.month(highest), high=totals[highest])
    native = NativeChart("snow_months", "column", (0, 1, 2, 3), stacked=True)
    caption = draft.ledger.text("snow.chart", year=draft.year)
    return Chart("snow", caption, alt, stacked_bars(bars, layers, "MWh", height=180.0), native)


def _source_columns(draft: Draft, first: str) -> list[Column]:
    columns = [Column(draft.texts(first), numeric=False)]
    columns += [Column(draft.texts(f"snow.{source}"), "MWh") for source in SOURCES]
    return [*columns, Column(draft.texts("snow.cold"), "MWh")]


def _months_table(draft: Draft) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for month in range(1, 13):
        parts = {source: _month_kwh(draft, source, month) for source in SOURCES}
        rows.append(
            (
                draft.month(month),
                *(draft.known_mwh(f"snow.month.{s}.{month:02d}", kwh) for s, kwh in parts.items()),
                draft.known_mwh(f"snow.month.total.{month:02d}", sum(parts.values())),
            )
        )
    caption = draft.ledger.text("snow.months.table", year=draft.year)
    return Table("snow_months", caption, tuple(_source_columns(draft, "month")), tuple(rows))


def _years_table(draft: Draft) -> Table:
    columns = [
        *_source_columns(draft, "year"),
        Column(draft.texts("snow.share"), "%"),
        Column(draft.texts("snow.el"), "MWh"),
        Column(draft.texts("snow.factor")),
    ]
    known = [(year, cold) for year in draft.account.years if (cold := _cold(draft, year)) is not None]
    rows = tuple(_year_row(draft, year, cold) for year, cold in known)
    return Table("snow", draft.texts("snow.table"), tuple(columns), rows, frozenset({len(rows) - 1}))


def _year_row(draft: Draft, year: int, cold: dict[str, float]) -> tuple[Cell, ...]:
    total, electricity = sum(cold.values()), _electricity(draft, year)
    return (
        str(year),
        *(draft.known_mwh(f"snow.{source}.{year}", cold[source]) for source in SOURCES),
        draft.known_mwh(f"snow.cold.{year}", total),
        draft.percent(f"snow.share.{year}", cold["snow"] / total),
        draft.mwh(f"snow.electricity.{year}", electricity),
        draft.ledger.maybe(f"snow.factor.{year}", total / electricity if electricity else None, "", 1),
    )
