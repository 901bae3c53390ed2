"""Tonnes of snow, and what they can still deliver, on the plant's page."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def told(house: Any, snow_status: Any) -> None:
    house.plant_status = snow_status(house.clock.now())


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("language", "name", "band"),
    [
        ("sv", "Kyla kvar i snön", "Troligen 935–1\u00a0273 MWh vid jämn användning till 2026\u201109\u201130."),
        ("en", "Cooling left in it", "Probably 935–1,273 MWh with even use until 2026\u201109\u201130."),
    ],
)
def test_what_can_be_delivered_is_said_with_its_band(ask: Any, language: str, name: str, band: str) -> None:
    page = ask(f"/plant?lang={language}").text
    assert name in page
    assert band in page


@pytest.mark.usefixtures("told")
def test_as_data_the_three_figures_stay_apart(ask: Any) -> None:
    status = ask("/plant.json").json()["status"]
    assert (status["snow_left_t"], status["snow_latent_mwh"], status["snow_deliverable_mwh"]) == (
        14250,
        1322,
        1104,
    )
    assert status["snow_deliverable_until"] == "2026-09-30"
    assert (status["snow_deliverable_low_mwh"], status["snow_deliverable_high_mwh"]) == (935, 1273)


def test_without_an_estimate_the_line_is_not_there(ask: Any) -> None:
    assert "Kyla kvar i snön" not in ask("/plant?lang=sv").text
