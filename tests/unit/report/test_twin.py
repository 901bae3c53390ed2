"""The JSON twin, and finding what was changed in it or in the store."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from analytics.indicators.energy_account import read_account
from analytics.report.compose import compose
from analytics.report.document import Document
from analytics.report.json_twin import render_json
from analytics.report.verify import mismatches, read_twin
from domain.errors import InputError
from domain.reading import Reading


@pytest.fixture
def twin(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render_json(document))
    return found


def test_it_holds_headline_figures_and_origin(twin: dict[str, Any]):
    keys = {"observed_kwh", "base_year_kwh", "change", "target_change", "interval_90", "correction"}
    assert keys <= twin["headline"].keys()
    assert all(set(figure) == {"id", "value", "unit"} for figure in twin["figures"])
    assert twin["meta"]["site"] == "byn"


def test_a_report_agrees_with_its_own_store(document: Document, document_en: Document):
    for made in (document, document_en):
        printed = read_twin("r.json", render_json(made).decode())
        assert mismatches(printed, made) == []
        assert printed.checked == len(made.figures)


def test_a_changed_figure_is_found(twin: dict[str, Any], document: Document):
    figure = next(figure for figure in twin["figures"] if figure["id"] == "use.heat.2022")
    figure["value"] += 0.1
    (found,) = mismatches(read_twin("r.json", json.dumps(twin)), document)
    assert found.id == "use.heat.2022"
    assert found.printed == pytest.approx(found.recomputed + 0.1)  # type: ignore[operator]


@pytest.mark.parametrize("change", ["dropped", "added", "unit", "headline"])
def test_other_tampering_is_found_too(twin: dict[str, Any], document: Document, change: str):
    if change == "dropped":
        twin["figures"].pop(3)
    elif change == "added":
        twin["figures"].append({"id": "invented", "value": 1.0, "unit": "MWh"})
    elif change == "unit":
        twin["figures"][3]["unit"] = "GWh"
    else:
        twin["headline"]["interval_90"][1] -= 0.001
    assert mismatches(read_twin("r.json", json.dumps(twin)), document)


def test_one_kwh_changed_in_the_store_is_found(site: Any, fill: Callable[..., Any], document: Document):
    town = fill(site)
    point = "byn/skolan/el/energy_kwh"
    at = datetime(2021, 5, 31, 22, tzinfo=UTC)  # the turn of May and June
    old = town.store.latest([point])[point]
    series = town.store.series([point], _around(at))[point]
    value = next(v for t, v in zip(series.times, series.values, strict=True) if t == at)
    town.store.append([Reading(point, at, old.received_at, value + 1.0, "kWh")])
    again = compose(read_account(site, 2022, town.store), "sv")
    found = mismatches(read_twin("r.json", render_json(document).decode()), again)
    assert "meta:data_sha256" in {mismatch.id for mismatch in found}


def _around(at: datetime) -> Any:
    from datetime import timedelta

    from domain.interval import Interval

    return Interval(at - timedelta(hours=1), at + timedelta(hours=1))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "snokyla-report-1"}', "{"])
def test_a_file_that_is_no_twin_is_refused(text: str):
    with pytest.raises(InputError, match=r"r\.json.*give the \.json file"):
        read_twin("r.json", text)


def test_a_figure_that_stands_twice_is_refused(twin: dict[str, Any]):
    twin["figures"].append(twin["figures"][0])
    with pytest.raises(InputError, match="stands twice"):
        read_twin("r.json", json.dumps(twin))
