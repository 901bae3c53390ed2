"""How the figures came about, what the words mean, and where the data are."""

from __future__ import annotations

from analytics.indicators.energy_account import is_plant
from analytics.indicators.normal_year import MIN_DEGREE_DAYS
from analytics.indicators.targets import ESTIMATE_HALF_WIDTH, Z_90
from analytics.report.document import Block, Column, Definitions, Paragraph, Section, Table
from analytics.report.draft import Draft
from analytics.uncertainty.metering import meter_class
from domain.site import Carrier

_GLOSSARY = (
    "atemp",
    "baseline",
    "seu",
    "indicator",
    "signature",
    "free_cooling",
    "degree_days",
    "path",
    "normal_year",
)


def method_section(draft: Draft, provenance: dict[str, str]) -> Section:
    """The chapter; `provenance` are rows of the last table."""
    texts = draft.texts
    paragraphs = [texts("method.boundary"), texts("method.register"), *_growth(draft)]
    paragraphs += [_correction(draft), _band(draft), texts("method.trace")]
    words = sorted(
        (texts(f"glossary.{word}"), draft.ledger.text(f"glossary.{word}.text", base_temp=draft.base_temp))
        for word in _GLOSSARY
    )
    columns = (Column(texts("method.item"), numeric=False), Column(texts("method.value"), numeric=False))
    origin = Table("provenance", texts("method.provenance"), columns, tuple(provenance.items()))
    blocks: list[Block] = [Paragraph(text) for text in paragraphs]
    return Section(texts("method.title"), (*blocks, Definitions(tuple(words)), origin))


def _growth(draft: Draft) -> list[str]:
    sentences = []
    if new := draft.account.new_buildings():
        names = draft.texts.joined([f"{building.name} ({building.built_year})" for building in new])
        sentences.append(draft.ledger.text("method.new", base_year=draft.base_year, names=names))
    starts = [use.account.built_year for use in draft.account.counted() if is_plant(use)]
    later = [year for year in starts if year is not None and year > draft.base_year]
    return [*sentences, *(draft.ledger.text("method.plant_start", year=year) for year in later)]


def _correction(draft: Draft) -> str:
    account, ledger = draft.account, draft.ledger
    if not draft.compared or account.weather is None:
        return ledger.text("method.no_correction", base_year=draft.base_year, year=draft.year)
    complete = account.weather.complete_years(account.years)
    return ledger.text(
        "method.correction",
        base_temp=draft.base_temp,
        point=account.weather.point,
        count=ledger.figure("method.normal_years", len(complete), ""),
        first=complete[0],
        last=complete[-1],
        minimum=ledger.figure("method.min_degree_days", MIN_DEGREE_DAYS, ""),
    )


def _band(draft: Draft) -> str:
    return draft.ledger.text(
        "method.band",
        z=draft.ledger.figure("method.z", Z_90, "", 3),
        estimate=draft.ledger.figure("method.estimate_half_width", ESTIMATE_HALF_WIDTH, "", 1),
        el=draft.percent("method.limit.electricity", meter_class(Carrier.ELECTRICITY, None).max_error_share),
        heat=draft.percent("method.limit.heat", meter_class(Carrier.HEAT, None).max_error_share),
        gas=draft.percent("method.limit.gas", meter_class(Carrier.GAS, None).max_error_share),
    )
