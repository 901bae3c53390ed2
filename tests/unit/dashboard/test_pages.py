"""Pages and their data, as a browser without JavaScript or another program gets them."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

EL, KITCHEN = "brunflo/skolan/el/electric_power_kw", "brunflo/skolan/el_kok/electric_power_kw"
PAGES = ["/", "/buildings/skolan", "/plant", "/savings", "/alarms"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_answers_in_both_languages_before_the_first_reading(ask: Any, path: str, language: str) -> None:
    answer = ask(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


def test_the_language_is_remembered(ask: Any) -> None:
    ask("/?lang=en")
    assert '<html lang="en">' in ask("/alarms").text


def test_the_overview_shows_the_whole_buildings_meter_and_not_its_part(house: Any, ask: Any) -> None:
    house.read(EL, 41.4)
    house.read(KITCHEN, 7.7)
    page = ask("/").text
    assert "41,4" in page
    assert "7,7" not in page
    assert "7,7" in ask("/buildings/skolan").text


def test_the_overview_as_data(house: Any, ask: Any) -> None:
    house.read(EL, 41.44)
    house.clock.at += timedelta(seconds=3)
    building = ask("/.json").json()["buildings"][0]
    assert building["electricity"] == [
        {
            "point": EL,
            "value": 41.44,
            "unit": "kW",
            "measured_at": "2026-07-14T12:00:00.000Z",
            "age_s": 3.0,
            "quality": "good",
        }
    ]
    rows = list(csv.DictReader(io.StringIO(ask("/.csv").text)))
    assert rows[0] == {
        "building": "skolan",
        "carrier": "electricity",
        "point": EL,
        "value": "41.44",
        "unit": "kW",
        "measured_at": "2026-07-14T12:00:00.000Z",
        "age_s": "3.0",
        "quality": "good",
    }
    assert rows[1]["value"] == ""


@pytest.mark.parametrize("path", ["/buildings/skolan", "/plant", "/savings", "/alarms"])
def test_every_page_is_data_too(ask: Any, path: str) -> None:
    assert ask(f"{path}.json").headers["content-type"] == "application/json"
    assert ask(f"{path}.csv").headers["content-type"] == "text/csv; charset=utf-8"


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(ask: Any) -> None:
    page = ask("/buildings/nowhere")
    assert page.status_code == 404
    assert "Sidan finns inte" in page.text
    data = ask("/buildings/nowhere.json")
    assert (data.status_code, data.headers["content-type"]) == (404, "application/problem+json")


def test_a_site_without_a_plant_has_no_plant_page(house: Any, ask: Any) -> None:
    house.site = replace(house.site, plant=None)
    assert ask("/plant").status_code == 404
    assert ask("/plant.json").status_code == 404
    page = ask("/").text
    assert 'href="/plant"' not in page
    assert "Snö kvar" not in page


def test_the_course_of_a_day_is_drawn_on_the_server_with_its_gap(house: Any, ask: Any) -> None:
    for quarter in range(96):
        if not 40 <= quarter < 60:
            house.read(EL, 20.0 + quarter, house.clock.now() - timedelta(minutes=15 * quarter + 1))
    page = ask("/buildings/skolan").text
    assert re.search(r'<path class="line l0" d="M[^"]+L[^"]+M[^"]+L', page), "two strokes with a gap between"
    assert "Eleffekt: 20,0–114 kW, senast 20,0." in page
    week = ask("/buildings/skolan?range=7d").text
    assert 'href="?range=7d" aria-current="true"' in week


def test_a_store_that_does_not_answer_is_said_and_old_values_grow_old(house: Any, ask: Any) -> None:
    house.read(EL, 41.4)
    assert "41,4" in ask("/").text
    house.historian.cut_off = True
    house.clock.at += timedelta(minutes=7)
    time.sleep(1.0)  # the snapshot is kept for a second of the wall
    page = ask("/").text
    assert "Mätvärdeslagret svarar inte (store at 10.0.0.9: no route)" in page
    assert "för 7\u00a0min sedan" in page
    assert ask("/buildings/skolan").status_code == 200


def test_fifty_pages_cost_one_reading_of_the_store(house: Any, ask: Any) -> None:
    for _ in range(50):
        ask("/")
    assert house.historian.asked <= 3, "at most one per second of the wall"


def test_words_from_outside_are_never_markup(house: Any, ask: Any, filter_alarm: Any) -> None:
    house.alarms.alarms = [replace(filter_alarm, source="<script>alert(1)</script>")]
    page = ask("/alarms").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
