"""The cover: one outcome, one sentence why it moved, a few numbers, one chart."""

from __future__ import annotations

from analytics.indicators.figures import overall_kwh_m2
from analytics.report.charts import COLOURS, Bar, Layer, stacked_bars
from analytics.report.document import Chart, Cover, Figure, NativeChart, Tile
from analytics.report.draft import Draft
from analytics.report.numbers import printed, with_unit
from analytics.report.sections.use import bridge_steps


def cover(draft: Draft, demo: bool) -> Cover:
    """The first page."""
    site = draft.account.site
    subtitle = "subtitle" if draft.account.cold else "subtitle_no_plant"
    return Cover(
        kicker=draft.texts("kicker"),
        title=f"{site.name} {draft.year}",
        subtitle=draft.texts(subtitle),
        outcome=_outcome(draft),
        reason=" ".join(_reasons(draft)),
        tiles=tuple(_tiles(draft)),
        chart=_chart(draft),
        demo=draft.texts("method.synthetic") if demo else "",
    )


def _outcome(draft: Draft) -> str:
    change = draft.outcome.change
    reduction = draft.percent("headline.reduction", abs(change))
    direction = "same" if reduction.value == 0 else "lower" if change < 0 else "higher"
    return draft.ledger.text(
        f"outcome.{direction}", reduction=reduction, year=draft.year, base_year=draft.base_year
    )


def _reasons(draft: Draft) -> list[str]:
    ledger, sentences = draft.ledger, []
    steps = [step for step in bridge_steps(draft) if step.reason]
    if steps:
        along = draft.outcome.observed_kwh - draft.outcome.base_year_kwh
        main = max(steps, key=lambda step: step.kwh * (1 if along >= 0 else -1))
        figure = draft.known_mwh(main.id, main.kwh, signed=True)
        sentences.append(ledger.text("reason.main", step=draft.texts(main.reason), kwh=figure))
    target = draft.account.site.target
    if target is not None:
        path = draft.percent(f"target.path.{draft.year}", target.path(draft.year), signed=True)
        behind = draft.outcome.change - target.path(draft.year)
        deviation = draft.points("headline.deviation", abs(behind))
        key = "reason.behind" if behind > 0 else "reason.ahead"
        sentences.append(ledger.text(key, year=draft.year, path=path, deviation=deviation))
    sentences.append(_weather(draft))
    return sentences


def _weather(draft: Draft) -> str:
    account = draft.account
    actual = account.weather.year(draft.year) if account.weather is not None else None
    if not draft.compared or actual is None or account.normal is None:
        return draft.texts("reason.measured")
    measured = account.total(draft.year, account.counted()) or 0.0
    return draft.ledger.text(
        "reason.weather",
        year=draft.year,
        degree_days=draft.ledger.figure(f"degree_days.{draft.year}", sum(actual), ""),
        normal=draft.ledger.figure("degree_days.normal", sum(account.normal), ""),
        kwh=draft.known_mwh("bridge.weather", measured - draft.outcome.observed_kwh, signed=True),
    )


def _tiles(draft: Draft) -> list[Tile]:
    return [tile for tile in (_change(draft), _total(draft), _area(draft), _snow(draft)) if tile is not None]


def _change(draft: Draft) -> Tile:
    low, high = draft.outcome.interval_90
    note = draft.ledger.text(
        "tile.change.note",
        confidence=draft.confidence,
        low=draft.percent("headline.change_low", low, signed=True),
        high=draft.percent("headline.change_high", high, signed=True),
    )
    figure = draft.percent("headline.change", draft.outcome.change, signed=True)
    return Tile(draft.ledger.text("tile.change", base_year=draft.base_year), figure, note)


def _total(draft: Draft) -> Tile:
    measured = draft.account.total(draft.year, draft.account.counted()) or 0.0
    key = f"use.total_corrected.{draft.year}" if draft.compared else f"use.total.{draft.year}"
    note = draft.ledger.text(
        f"tile.total.note.{draft.correction}", measured=draft.known_mwh(f"use.total.{draft.year}", measured)
    )
    figure = draft.known_mwh(key, draft.outcome.observed_kwh)
    return Tile(draft.ledger.text("tile.total", year=draft.year), figure, note)


def _area(draft: Draft) -> Tile | None:
    mean = overall_kwh_m2(draft.account.indicators())
    if mean is None:
        return None
    figure = draft.ledger.figure("buildings.mean", mean, "kWh/m2", 1)
    return Tile(draft.ledger.text("tile.area", year=draft.year), figure, draft.texts("tile.area.note"))


def _snow(draft: Draft) -> Tile | None:
    cold = {source: years.year(draft.year) for source, years in draft.account.cold.items()}
    snow, total = cold.get("snow"), sum(use.amount for use in cold.values() if use is not None)
    if snow is None or total <= 0:
        return None
    figure = draft.known_mwh(f"snow.snow.{draft.year}", snow.amount)
    share = draft.percent(f"snow.share.{draft.year}", snow.amount / total)
    label = draft.ledger.text("tile.snow", year=draft.year)
    return Tile(label, figure, draft.ledger.text("tile.snow.note", share=share))


def _chart(draft: Draft) -> Chart:
    account, target = draft.account, draft.account.site.target
    totals = {year: account.total(year, account.counted(), draft.compared) for year in account.years}
    layers = [
        Layer(
            draft.carrier(carrier),
            COLOURS[carrier.value],
            tuple(
                (account.total(year, account.counted(carrier), draft.compared) or 0.0) / 1e3
                if totals[year] is not None
                else 0.0
                for year in account.years
            ),
        )
        for carrier in account.carriers
    ]
    figures = {year: _total_figure(draft, year, total) for year, total in totals.items()}
    bars = [
        Bar(str(year), printed(figure, draft.language) if figure is not None else "–")
        for year, figure in figures.items()
    ]
    base_mwh = draft.outcome.base_year_kwh / 1e3
    line = [base_mwh * (1 + target.path(year)) for year in account.years] if target is not None else []
    name = draft.texts("target_line") if line else ""
    svg = stacked_bars(bars, layers, "MWh", line=line, line_name=name, height=262.0)
    caption = draft.ledger.text("cover.chart", basis=draft.basis)
    return Chart("cover", caption, _alt(draft, figures), svg, _native(draft))


def _total_figure(draft: Draft, year: int, kwh: float | None) -> Figure | None:
    return draft.mwh(f"use.total_corrected.{year}" if draft.compared else f"use.total.{year}", kwh)


def _alt(draft: Draft, figures: dict[int, Figure | None]) -> str:
    base, now = figures[draft.base_year], figures[draft.year]
    alt = draft.ledger.text(
        "cover.chart.alt",
        base_year=draft.base_year,
        year=draft.year,
        base=with_unit(base, draft.language) if base is not None else "–",
        now=with_unit(now, draft.language) if now is not None else "–",
    )
    target = draft.account.site.target
    if target is not None:
        alt += draft.ledger.text("cover.chart.alt.target", target_year=target.target_year)
    return alt


def _native(draft: Draft) -> NativeChart:
    carriers = len(draft.account.carriers)
    return NativeChart("use", "column", (0, *range(1, carriers + 1)), stacked=True)
