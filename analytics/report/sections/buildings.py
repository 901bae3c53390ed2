"""Indicators per building, their ranking, and the energy signature of the organisation's heat."""

from __future__ import annotations

from calendar import monthrange
from itertools import pairwise

from analytics.indicators.figures import Indicator, overall_kwh_m2, ranked
from analytics.report.charts import COLOURS, Cloud, Frame, Rank, ranking, scatter
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
from domain.numerals import number
from domain.site import Carrier


def buildings_section(draft: Draft) -> Section | None:
    """The chapter; None when no building is known."""
    indicators = draft.account.indicators()
    if not indicators:
        return None
    blocks: list[Block] = []
    order = ranked(indicators)
    if order:
        blocks += [Paragraph(_intro(draft, indicators, order)), _chart(draft, order)]
    blocks.append(_table(draft, indicators, order))
    if any(indicator.significant for indicator in indicators):
        blocks.insert(1, Paragraph(draft.texts("buildings.seu")))
    blocks += _signature(draft)
    return Section(draft.texts("buildings.title"), tuple(blocks))


def _intro(draft: Draft, indicators: list[Indicator], order: list[Indicator]) -> str:
    mean = draft.ledger.figure("buildings.mean", overall_kwh_m2(indicators) or 0.0, "kWh/m2", 1)
    if len(order) == 1:
        return draft.ledger.text("buildings.intro.one", mean=mean, basis=draft.basis)
    best, worst = order[0], order[-1]
    return draft.ledger.text(
        "buildings.intro",
        mean=mean,
        basis=draft.basis,
        best=best.name,
        best_value=_per_area(draft, best),
        worst=worst.name,
        worst_value=_per_area(draft, worst),
    ) + _most(draft, indicators)


def _most(draft: Draft, indicators: list[Indicator]) -> str:
    """The building whose use has fallen most; empty when none has."""
    changes = {i: i.kwh - i.base_year_kwh for i in indicators if i.base_year_kwh is not None}
    most = min(changes, key=lambda indicator: changes[indicator], default=None)
    if most is None or changes[most] >= 0:
        return ""
    figure = draft.ledger.figure(
        f"building.{most.building}.change_mwh", changes[most] / 1e3, "MWh", draft.digits, signed=True
    )
    return " " + draft.ledger.text("buildings.most", building=most.name, base_year=draft.base_year, kwh=figure)


def _per_area(draft: Draft, indicator: Indicator) -> Figure:
    return draft.ledger.figure(f"building.{indicator.building}.per_area", indicator.kwh_m2 or 0.0, "kWh/m2", 1)


def _table(draft: Draft, indicators: list[Indicator], order: list[Indicator]) -> Table:
    texts, carriers = draft.texts, _carriers(draft)
    columns = (
        Column(texts("building"), numeric=False),
        Column(texts("buildings.atemp"), "m²"),
        *(Column(draft.carrier(carrier), "MWh") for carrier in carriers),
        Column(texts("total"), "MWh"),
        Column(texts("buildings.per_area"), "kWh/m²"),
        Column(draft.ledger.text("buildings.change", base_year=draft.base_year), "%"),
        Column(texts("buildings.seu_column"), numeric=False),
    )
    rest = [indicator for indicator in indicators if indicator not in order]
    rows = [_row(draft, indicator, carriers) for indicator in [*order, *rest]]
    caption = draft.ledger.text("buildings.table", year=draft.year, basis=draft.basis)
    return Table("buildings", caption, columns, tuple(rows), note=texts("buildings.table.note"))


def _carriers(draft: Draft) -> list[Carrier]:
    return [
        carrier
        for carrier in draft.account.carriers
        if any(draft.account.counted(carrier, building.id) for building in draft.account.site.buildings)
    ]


def _row(draft: Draft, indicator: Indicator, carriers: list[Carrier]) -> tuple[Cell, ...]:
    id, ledger = f"building.{indicator.building}", draft.ledger
    by_carrier = [
        ledger.maybe(f"{id}.{carrier.value}", kwh / 1e3 if kwh is not None else None, "MWh", 1)
        for carrier in carriers
        for kwh in [indicator.carrier_kwh(carrier)]
    ]
    change = indicator.change
    return (
        indicator.name,
        ledger.maybe(f"{id}.atemp", indicator.atemp_m2, "m2"),
        *by_carrier,
        ledger.figure(f"{id}.total", indicator.kwh / 1e3, "MWh", 1),
        _per_area(draft, indicator) if indicator.kwh_m2 is not None else None,
        draft.percent(f"{id}.change", change, signed=True) if change is not None else None,
        ", ".join(draft.carrier(carrier).lower() for carrier in indicator.significant) or "–",
    )


def _chart(draft: Draft, order: list[Indicator]) -> Chart:
    carriers = _carriers(draft)
    ranks = [
        Rank(
            indicator.name,
            tuple((indicator.carrier_kwh(carrier) or 0.0) / (indicator.atemp_m2 or 1.0) for carrier in carriers),
            printed(_per_area(draft, indicator), draft.language),
        )
        for indicator in order
    ]
    names = [(draft.carrier(carrier), COLOURS[carrier.value]) for carrier in carriers]
    caption = draft.ledger.text("buildings.chart", year=draft.year, basis=draft.basis)
    alt = draft.ledger.text(
        "buildings.chart.alt",
        count=len(order),
        best=order[0].name,
        best_value=_per_area(draft, order[0]),
        worst=order[-1].name,
        worst_value=_per_area(draft, order[-1]),
    )
    if any(larger > 2 * smaller for smaller, larger in pairwise(indicator.kwh_m2 or 0.0 for indicator in order)):
        alt += draft.texts("buildings.chart.cut")
        caption += "." + draft.texts("buildings.chart.cut").rstrip(".")
    native = NativeChart("buildings", "bar", (0, 3 + len(carriers)))
    return Chart("buildings", caption, alt, ranking(ranks, names, "kWh/m²"), native)


def _signature(draft: Draft) -> list[Block]:
    """Chart and table of heat power against outdoor temperature; nothing without heat or thermometer."""
    years = (draft.base_year, draft.year)
    months = {year: _signature_months(draft, year) for year in years}
    if not draft.compared or any(len(found) < 12 for found in months.values()):
        return []
    return [_signature_chart(draft, months), _signature_table(draft, months)]


def _signature_months(draft: Draft, year: int) -> dict[int, tuple[float, float]]:
    """Mean outdoor temperature [°C] and mean heat power [kW] of the months of `year`."""
    uses, found = draft.account.counted(Carrier.HEAT), {}
    for month in range(1, 13):
        weather = draft.account.weather.months.get((year, month)) if draft.account.weather is not None else None
        kwh = [use.years.month(year, month).amount for use in uses]
        if uses and weather is not None and None not in kwh:
            hours = monthrange(year, month)[1] * 24
            found[month] = (weather.mean_temp_c, sum(amount or 0.0 for amount in kwh) / hours)
    return found


def _signature_chart(draft: Draft, months: dict[int, dict[int, tuple[float, float]]]) -> Chart:
    base, now = draft.base_year, draft.year
    clouds = [
        Cloud(str(base), COLOURS["base"], False, tuple(months[base].values())),
        Cloud(str(now), COLOURS["heat"], True, tuple(months[now].values())),
    ]
    spots = [spot for found in months.values() for spot in found.values()]
    # The ends of the axes are the smallest and largest value of the table that follows.
    temps = [number(end(spot[0] for spot in spots), 1, draft.language) + "\u00a0°C" for end in (min, max)]
    powers = [number(end(spot[1] for spot in spots), 0, draft.language) for end in (min, max)]
    frame = Frame(
        (temps[0], temps[1]),
        (powers[0], powers[1]),
        draft.texts("buildings.x"),
        f"{draft.texts('buildings.y')}, kW",
    )
    coldest = min(months[now], key=lambda month: months[now][month][0])
    beside = min(months[base].values(), key=lambda spot: abs(spot[0] - months[now][coldest][0]))
    direction = "below" if months[now][coldest][1] < beside[1] else "above"
    alt = draft.ledger.text(
        "buildings.signature.alt",
        base_year=base,
        year=now,
        direction=draft.texts(f"buildings.signature.{direction}"),
    )
    native = NativeChart("signature", "scatter", (1, 2, 3, 4))
    caption = draft.texts("buildings.signature")
    return Chart("signature", caption, alt, scatter(clouds, frame), native)


def _signature_table(draft: Draft, months: dict[int, dict[int, tuple[float, float]]]) -> Table:
    columns = [Column(draft.texts("month"), numeric=False)]
    for year in months:
        columns.append(Column(draft.ledger.text("buildings.temperature", year=year), "°C"))
        columns.append(Column(draft.ledger.text("buildings.power", year=year), "kW"))
    rows: list[tuple[Cell, ...]] = []
    for month in range(1, 13):
        row: list[Cell] = [draft.month(month)]
        for year, found in months.items():
            id = f"{year}.{month:02d}"
            row.append(draft.ledger.figure(f"signature.temp.{id}", found[month][0], "degC", 1))
            row.append(draft.ledger.figure(f"signature.power.{id}", found[month][1], "kW"))
        rows.append(tuple(row))
    return Table(
        "signature",
        draft.texts("buildings.signature.table"),
        tuple(columns),
        tuple(rows),
        note=draft.texts("buildings.signature.note"),
    )
