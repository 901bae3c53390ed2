"""From the energy account to the Document."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from importlib.metadata import version

from analytics.indicators.energy_account import EnergyAccount
from analytics.indicators.meter_years import MeterYears
from analytics.report.document import Document, Section
from analytics.report.draft import Draft
from analytics.report.ledger import Ledger
from analytics.report.sections.buildings import buildings_section
from analytics.report.sections.cover import cover
from analytics.report.sections.method import method_section
from analytics.report.sections.quality import quality_section
from analytics.report.sections.snow import snow_section
from analytics.report.sections.target import target_section
from analytics.report.sections.use import use_section
from analytics.report.texts import load_texts


def compose(account: EnergyAccount, language: str, issued: date | None = None, demo: bool = False) -> Document:
    """The report of `account` in `language` (sv, en), dated `issued` (default: the day after the report year).

    `demo` marks a store whose readings were simulated.
    """
    day = issued or date(account.year + 1, 1, 1)
    draft = Draft(account, Ledger(load_texts(language)))
    checksum = data_hash(account)
    front = cover(draft, demo)
    sections = [
        target_section(draft),
        use_section(draft),
        buildings_section(draft),
        snow_section(draft),
        quality_section(draft),
        method_section(draft, _provenance(draft, day, checksum)),
    ]
    kept: list[Section] = [section for section in sections if section is not None]
    return Document(
        language=language,
        title=draft.ledger.text("title", year=account.year, site=account.site.name),
        author=account.site.name,
        issued=day,
        cover=front,
        sections=tuple(kept),
        figures=draft.ledger.figures,
        headline=draft.headline(),
        meta={
            "site": account.site.id,
            "site_name": account.site.name,
            "year": account.year,
            "base_year": account.base_year,
            "language": language,
            "issued": day.isoformat(),
            "snokyla": version("snokyla"),
            "data_sha256": checksum,
        },
    )


def data_hash(account: EnergyAccount) -> str:
    """SHA-256 of everything the figures are made from: months of registers and weather to the last digit."""
    weather = account.weather.months.items() if account.weather is not None else ()
    material = {
        "registers": {use.account.point.id: _digest(use.years) for use in account.meters},
        "cold": {source: _digest(years) for source, years in account.cold.items()},
        "weather": [[*month, found.degree_days, found.mean_temp_c] for month, found in weather],
    }
    return hashlib.sha256(json.dumps(material, sort_keys=True).encode()).hexdigest()


def _digest(years: MeterYears) -> list[list[float | bool | None]]:
    return [[month.amount, month.estimated] for month in years.months]


def _provenance(draft: Draft, day: date, checksum: str) -> dict[str, str]:
    texts, account = draft.texts, draft.account
    target = account.site.target
    return {
        texts("method.site"): account.site.id,
        texts("method.period"): f"{account.base_year}–{account.year}",
        texts("method.issued"): texts.long_date(day),
        **({texts("method.target_source"): target.source} if target is not None else {}),
        texts("method.version"): f"snokyla {version('snokyla')}",
        texts("method.hash"): checksum,
    }
