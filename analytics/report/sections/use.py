"""Energy use by carrier and year, the bridge from base year to now, the months, and what is kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.indicators.energy_account import CORRECTED_CARRIERS, MeterUse, is_plant
from analytics.indicators.organisation import Account
from analytics.report.charts import COLOURS, Bar, Layer, Stride, stacked_bars, waterfall
from analytics.report.document import (
    Block,
    Cell,
    Chart,
    Column,
    Figure,
    NativeChart,
    Paragraph,
    Section,
    Table,
)
from analytics.report.draft import Draft
from analytics.report.numbers import printed
from domain.site import Carrier


def use_section(draft: Draft) -> Section:
    """The chapter."""
    blocks: list[Block] = [
        Paragraph(_intro(draft)),
        _years(draft),
        _bridge_chart(draft),
        _bridge_table(draft),
        _months_chart(draft),
        _months_table(draft),
    ]
    if (apart := _apart(draft)) is not None:
        blocks.append(apart)
    return Section(draft.texts("use.title"), tuple(blocks))


def _intro(draft: Draft) -> str:
    account, ledger = draft.account, draft.ledger
    counted = account.counted()
    text = ledger.text(
        "use.intro",
        measured=draft.known_mwh(f"use.total.{draft.year}", account.total(draft.year, counted) or 0.0),
        base=draft.known_mwh(f"use.total.{draft.base_year}", account.total(draft.base_year, counted) or 0.0),
        year=draft.year,
        base_year=draft.base_year,
    )
    if not draft.compared:
        return text
    return f"{text} " + ledger.text(
        "use.intro.corrected",
        now=draft.known_mwh(f"use.total_corrected.{draft.year}", draft.outcome.observed_kwh),
        base=draft.known_mwh(f"use.total_corrected.{draft.base_year}", draft.outcome.base_year_kwh),
    )


def _years(draft: Draft) -> Table:
    account, texts = draft.account, draft.texts
    columns = [Column(texts("year"), numeric=False)]
    columns += [Column(draft.carrier(carrier), "MWh") for carrier in account.carriers]
    columns.append(Column(texts("total"), "MWh"))
    if draft.compared:
        columns += [
            Column(texts("use.degree_days"), "K·d"),
            Column(texts("use.corrected_heat"), "MWh"),
            Column(texts("use.corrected_total"), "MWh"),
        ]
    rows = tuple(_year_row(draft, year) for year in account.years)
    caption = draft.ledger.text("use.table", base_year=draft.base_year, year=draft.year)
    note = texts("use.table.note.none")
    if draft.compared:
        note = draft.ledger.text("use.table.note", base_temp=draft.base_temp)
    return Table("use", caption, tuple(columns), rows, frozenset({len(rows) - 1}), note)


def _year_row(draft: Draft, year: int) -> tuple[Cell, ...]:
    account = draft.account
    row: list[Cell] = [str(year)]
    for carrier in account.carriers:
        kwh = account.total(year, account.counted(carrier))
        row.append(draft.mwh(f"use.{carrier.value}.{year}", kwh))
    row.append(draft.mwh(f"use.total.{year}", account.total(year, account.counted())))
    if draft.compared:
        days = account.weather.year(year) if account.weather is not None else None
        heated = [use for carrier in CORRECTED_CARRIERS for use in account.counted(carrier)]
        row.append(draft.ledger.maybe(f"degree_days.{year}", sum(days) if days is not None else None, ""))
        row.append(draft.mwh(f"use.heat_corrected.{year}", account.total(year, heated, corrected=True)))
        total = account.total(year, account.counted(), corrected=True)
        row.append(draft.mwh(f"use.total_corrected.{year}", total))
    return tuple(row)


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """A part of the change from base year to report year [kWh]; `reason` is its text in a sentence."""

    id: str
    label: str
    kwh: float
    reason: str = ""


def bridge_steps(draft: Draft) -> list[BridgeStep]:
    """Steps that add up to the change in the basis of comparison; those below one printed unit are kept too."""
    account, texts = draft.account, draft.texts
    new = {building.id for building in account.new_buildings()}
    steps = []
    for carrier in account.carriers:
        old = [use for use in account.counted(carrier) if not is_plant(use) and use.account.place not in new]
        if old:
            label = draft.ledger.text(
                "use.bridge.existing", carrier=draft.carrier(carrier), base_year=draft.base_year
            )
            reason = f"use.reason.{carrier.value}"
            steps.append(BridgeStep(f"bridge.{carrier.value}", label, _change(draft, old), reason))
    added = [use for use in account.counted() if use.account.place in new]
    if added:
        steps.append(BridgeStep("bridge.new", texts("use.bridge.new"), _change(draft, added), "use.reason.new"))
    plant = [use for use in account.counted() if is_plant(use)]
    if plant:
        label = texts("use.bridge.plant")
        steps.append(BridgeStep("bridge.plant", label, _change(draft, plant), "use.reason.plant"))
    return steps


def _change(draft: Draft, uses: Sequence[MeterUse]) -> float:
    account = draft.account
    now = account.total(draft.year, uses, draft.compared) or 0.0
    return now - (account.total(draft.base_year, uses, draft.compared) or 0.0)


def _bridge(draft: Draft) -> list[tuple[BridgeStep, Figure, bool]]:
    """Rows of the bridge: start, steps, outcome; in normal weather also the weather and what was measured."""
    outcome = draft.outcome
    measured = draft.account.total(draft.year, draft.account.counted()) or 0.0
    kind = "total_corrected" if draft.compared else "total"

    def total(year: int, kwh: float) -> tuple[BridgeStep, Figure, bool]:
        label = draft.ledger.text("use.bridge.start", year=year, basis=draft.basis)
        return BridgeStep("", label, kwh), draft.known_mwh(f"use.{kind}.{year}", kwh), True

    rows = [total(draft.base_year, outcome.base_year_kwh)]
    rows += [(step, draft.known_mwh(step.id, step.kwh, signed=True), False) for step in bridge_steps(draft)]
    rows.append(total(draft.year, outcome.observed_kwh))
    if draft.compared:
        label = draft.ledger.text("use.bridge.weather", year=draft.year)
        weather = BridgeStep("bridge.weather", label, measured - outcome.observed_kwh)
        rows.append((weather, draft.known_mwh(weather.id, weather.kwh, signed=True), False))
        label = draft.ledger.text("use.bridge.measured", year=draft.year)
        figure = draft.known_mwh(f"use.total.{draft.year}", measured)
        rows.append((BridgeStep("", label, measured), figure, True))
    return rows


def _bridge_chart(draft: Draft) -> Chart:
    rows = _bridge(draft)
    strides = [
        Stride(step.label, step.kwh / 1e3, printed(figure, draft.language), is_total)
        for step, figure, is_total in rows
    ]
    years = {"base_year": draft.base_year, "year": draft.year}
    totals = [figure for _, figure, is_total in rows if is_total]
    alt = draft.ledger.text("use.bridge.alt", base=totals[0], now=totals[1], **years)
    return Chart("bridge", draft.ledger.text("use.bridge", **years), alt, waterfall(strides, "MWh"))


def _bridge_table(draft: Draft) -> Table:
    rows = _bridge(draft)
    columns = (Column(draft.texts("use.step"), numeric=False), Column(draft.texts("use.bridge.change"), "MWh"))
    caption = draft.ledger.text("use.bridge.table", base_year=draft.base_year, year=draft.year)
    strong = frozenset(index for index, (_, _, is_total) in enumerate(rows) if is_total)
    return Table("bridge", caption, columns, tuple((step.label, figure) for step, figure, _ in rows), strong)


def _month_kwh(draft: Draft, month: int, carrier: Carrier | None = None) -> float:
    uses = draft.account.counted(carrier)
    return sum(use.years.month(draft.year, month).amount or 0.0 for use in uses)


def _months_chart(draft: Draft) -> Chart:
    layers = [
        Layer(
            draft.carrier(carrier),
            COLOURS[carrier.value],
            tuple(_month_kwh(draft, month, carrier) / 1e3 for month in range(1, 13)),
        )
        for carrier in draft.account.carriers
    ]
    totals = {m: draft.known_mwh(f"month.total.{m:02d}", _month_kwh(draft, m)) for m in range(1, 13)}
    bars = [Bar(draft.month(m)[:3], printed(figure, draft.language)) for m, figure in totals.items()]
    highest = max(totals, key=lambda month: totals[month].value)
    lowest = min(totals, key=lambda month: totals[month].value)
    alt = draft.ledger.text(
        "use.months.alt",
        year=draft.year,
        highest=draft.month(highest),
        high=totals[highest],
        lowest=draft.month(lowest),
        low=totals[lowest],
    )
    caption = draft.ledger.text("use.months", year=draft.year)
    native = NativeChart("months", "column", (0, *range(1, len(layers) + 1)), stacked=True)
    return Chart("months", caption, alt, stacked_bars(bars, layers, "MWh", height=185.0), native)


def _months_table(draft: Draft) -> Table:
    account, texts = draft.account, draft.texts
    columns = (
        Column(texts("month"), numeric=False),
        *(Column(draft.carrier(carrier), "MWh") for carrier in account.carriers),
        Column(texts("total"), "MWh"),
    )
    rows: list[tuple[Cell, ...]] = []
    for month in range(1, 13):
        row: list[Cell] = [draft.month(month)]
        for carrier in account.carriers:
            kwh = _month_kwh(draft, month, carrier)
            row.append(draft.known_mwh(f"month.{carrier.value}.{month:02d}", kwh))
        row.append(draft.known_mwh(f"month.total.{month:02d}", _month_kwh(draft, month)))
        rows.append(tuple(row))
    totals: list[Cell] = [texts("sum")]
    totals += [
        draft.mwh(f"use.{carrier.value}.{draft.year}", account.total(draft.year, account.counted(carrier)))
        for carrier in account.carriers
    ]
    totals.append(draft.mwh(f"use.total.{draft.year}", account.total(draft.year, account.counted())))
    rows.append(tuple(totals))
    caption = draft.ledger.text("use.months.table", year=draft.year)
    return Table("months", caption, columns, tuple(rows), frozenset({12}))


_APART = (
    (Account.GENERATION, None),
    (Account.EXPORT, None),
    (Account.SUBMETER, None),
    (Account.INTERNAL, None),
    (Account.WATER, Carrier.WATER),
)


def _apart(draft: Draft) -> Table | None:
    """Accounts outside the sum, base year and report year."""
    rows: list[tuple[Cell, ...]] = []
    for account, carrier in _APART:
        uses = draft.account.of(account, carrier)
        if uses:
            unit, scale = ("m3", 1.0) if account is Account.WATER else ("MWh", 1e-3)
            digits = 0 if account is Account.WATER else draft.digits
            cells: list[Cell] = [draft.texts(f"use.apart.{account.value}"), _shown(unit)]
            for year in (draft.base_year, draft.year):
                amount = draft.account.total(year, uses)
                scaled = None if amount is None else amount * scale
                cells.append(draft.ledger.maybe(f"apart.{account.value}.{year}", scaled, unit, digits))
            rows.append(tuple(cells))
    if not rows:
        return None
    columns = (
        Column(draft.texts("use.apart.item"), numeric=False),
        Column(draft.texts("excel.unit"), numeric=False),
        Column(str(draft.base_year)),
        Column(str(draft.year)),
    )
    return Table("apart", draft.texts("use.apart"), columns, tuple(rows), note=draft.texts("use.apart.note"))


def _shown(unit: str) -> str:
    return {"m3": "m³"}.get(unit, unit)
