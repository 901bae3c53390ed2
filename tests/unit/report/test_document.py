"""The document: every printed number is a figure, the sums are right, both languages say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from analytics.indicators.energy_account import EnergyAccount
from analytics.report.document import Document, Figure
from analytics.report.numbers import printed
from analytics.report.typst import page_data
from domain.numerals import rounded

# Numbers that are names: years, standards, the definition of Atemp, the exponent signs and labels of months.
NAMES = {"10", "12", "50001", "256", "1", "2", "3"}
NUMBER = re.compile(r"(?<![\w.])[+−±]?\d{1,3}(?:\u00a0\d{3})+(?:,\d+)?|(?<![\w.])[+−±]?\d+(?:,\d+)?")


def words(data: object) -> Iterator[str]:
    """Every text on the page, also those inside drawings."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in {"issued", "size", "strong", "language"}:
                yield from words(value)
    elif isinstance(data, list):
        for value in data:
            yield from words(value)
    elif isinstance(data, str):
        yield from re.findall(r"<text[^>]*>([^<]*)</text>", data) if data.startswith("<svg") else [data]


def test_every_printed_number_is_a_figure_of_the_twin(document: Document):
    allowed = {printed(figure, "sv").lstrip("+−") for figure in document.figures}
    years = {str(year) for year in range(1900, 2100)}
    strange = set()
    for text in words(page_data(document)):
        if re.fullmatch(r"[0-9a-f]{64}", text) or text.startswith("snokyla "):
            continue
        for found in NUMBER.findall(text):
            bare = found.lstrip("+−±")
            if bare not in allowed and bare not in years and bare not in NAMES:
                strange.add((bare, text[:80]))
    assert strange == set()


def test_every_figure_is_printed(document: Document):
    text = " ".join(words(page_data(document)))
    assert [f.id for f in document.figures if printed(f, "sv").lstrip("+−") not in text] == []


def test_there_are_enough_figures_and_their_names_are_unique(document: Document):
    ids = [figure.id for figure in document.figures]
    assert len(ids) >= 40
    assert len(ids) == len(set(ids))


def test_values_stand_with_the_digits_they_are_printed_with(document: Document):
    assert all(figure.value == rounded(figure.value, figure.digits) for figure in document.figures)


def test_both_languages_print_the_same_figures(document: Document, document_en: Document):
    assert {f.id: f.value for f in document.figures} == {f.id: f.value for f in document_en.figures}
    assert document.headline == document_en.headline


def test_the_headline_agrees_with_itself(document: Document, account: EnergyAccount):
    headline = document.headline
    assert headline.change == pytest.approx(headline.observed_kwh / headline.base_year_kwh - 1, abs=1e-6)
    assert headline.interval_90[0] < headline.change < headline.interval_90[1]
    assert headline.correction == "graddagar"
    assert headline.target_change == -0.30
    assert headline.path_change == pytest.approx(-0.15)
    assert headline.measured_kwh == pytest.approx(account.total(2022, account.counted()), abs=0.1)


def figures(document: Document) -> dict[str, Figure]:
    return {figure.id: figure for figure in document.figures}


def test_the_bridge_adds_up(document: Document):
    found = figures(document)
    steps = sum(found[f"bridge.{name}"].value for name in ("electricity", "heat", "new", "plant"))
    start, end = found["use.total_corrected.2018"].value, found["use.total_corrected.2022"].value
    assert start + steps == pytest.approx(end, abs=0.3)
    assert end + found["bridge.weather"].value == pytest.approx(found["use.total.2022"].value, abs=0.15)


def test_sources_of_cold_add_up(document: Document, town: Any):
    found = figures(document)
    parts = sum(found[f"snow.{source}.2022"].value for source in ("snow", "free_cooling", "chillers"))
    assert parts == pytest.approx(found["snow.cold.2022"].value, abs=0.15)
    snow_kwh = town.used["byn/plant/plc/snow_cooling_energy_kwh", 2022]
    assert found["snow.snow.2022"].value == pytest.approx(snow_kwh / 1e3, abs=0.06)


def test_the_cover_says_what_happened(document: Document):
    reduction = figures(document)["headline.reduction"]
    assert printed(reduction, "sv") in document.cover.outcome
    assert "lägre" in document.cover.outcome or "högre" in document.cover.outcome


def test_a_demo_store_is_marked_on_the_cover(account: EnergyAccount):
    from analytics.report.compose import compose

    assert "DEMO" in compose(account, "sv", demo=True).cover.demo
    assert compose(account, "sv").cover.demo == ""


def test_every_chart_has_words_for_those_who_cannot_see_it(document: Document):
    charts = list(document.charts())
    assert len(charts) >= 6
    assert all(len(chart.alt) > 40 for chart in charts)


def test_the_page_is_plain_data(document: Document):
    assert json.loads(json.dumps(page_data(document)))["title"] == document.title
