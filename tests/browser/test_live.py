"""Values come alive, grow old, stop and go on, as a person sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

EL = "ostersund_demo/storsjoskolan/el/electric_power_kw"
PUMP = "ostersund_demo/plant/plc/pump_1_running"
LOAD = "ostersund_demo/plant/plc/cooling_load_kw"
SOON = 5_000  # [ms]: a beat per second, with room for a busy machine
Visit = Callable[..., Page]


def value(page: Page, point: str) -> Any:
    return page.locator(f'[data-point="{point}"]').first


def test_every_building_shows_a_live_value(town: Any, visit: Visit) -> None:
    page = visit("/")
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(12)
    for row in rows.all():
        assert row.locator('[data-state="good"] .v').first.inner_text() not in {"", "–"}


def test_a_new_reading_appears_by_itself(town: Any, visit: Visit) -> None:
    page = visit("/")
    town.clock.move(seconds=1)
    town.read(EL, 87.65)
    expect(value(page, EL).locator(".v")).to_have_text("87,6", timeout=SOON)
    town.clock.move(seconds=1)
    town.read(EL, 1234.0)
    expect(value(page, EL).locator(".v")).to_have_text("1\u00a0234", timeout=SOON)


def test_a_value_that_stops_coming_turns_grey_with_its_age(town: Any, visit: Visit) -> None:
    page = visit("/")
    fresh = value(page, EL).locator(".v").evaluate("el => getComputedStyle(el).color")
    town.clock.move(minutes=7)
    expect(value(page, EL)).to_have_attribute("data-state", "stale", timeout=SOON)
    expect(value(page, EL).locator(".n")).to_contain_text("för 7\u00a0min sedan")
    assert value(page, EL).locator(".v").evaluate("el => getComputedStyle(el).color") != fresh
    hatch = value(page, EL).locator(".v").evaluate("el => getComputedStyle(el).backgroundImage")
    assert "repeating-linear-gradient" in hatch


def test_a_bad_reading_is_a_dash_with_its_reason(town: Any, visit: Visit) -> None:
    page = visit("/?lang=en")
    town.clock.move(seconds=1)
    town.fail(EL, "no_communication")
    expect(value(page, EL).locator(".v")).to_have_text("–", timeout=SOON)
    expect(value(page, EL).locator(".n")).to_contain_text("does not answer")


def test_the_picture_and_the_table_of_the_plant_say_the_same(town: Any, visit: Visit) -> None:
    page = visit("/plant")
    town.clock.move(seconds=1)
    town.read(LOAD, 1400.0)
    town.read(PUMP, 0)
    for place in ("svg.plant", "table.live"):
        expect(page.locator(f'{place} [data-point="{LOAD}"] .v')).to_have_text("1\u00a0400", timeout=SOON)
        expect(page.locator(f'{place} [data-point="{PUMP}"] .v')).to_have_text("stoppad")


def test_every_part_of_the_picture_is_a_link_with_a_name_that_lives(town: Any, visit: Visit) -> None:
    page = visit("/plant")
    pump = page.get_by_role("link", name="Pump P1 i drift")
    expect(pump).to_be_visible()
    town.clock.move(seconds=1)
    town.read(PUMP, 0)
    expect(page.get_by_role("link", name="Pump P1 stoppad")).to_be_visible(timeout=SOON)
    for link in page.locator("svg.plant a").all():
        target = link.get_attribute("href")
        assert page.locator(str(target)).count() == 1, target


def test_the_mode_changes_by_itself(town: Any, visit: Visit) -> None:
    from dataclasses import replace

    page = visit("/plant")
    town.plant_status = replace(town.plant_status, mode_text_sv="Blind: bara elkyla")
    expect(page.locator('[data-region="status"] .answer').first).to_have_text("Blind: bara elkyla", timeout=SOON)


def test_a_silent_controller_is_said(town: Any, visit: Visit) -> None:
    page = visit("/plant")
    town.clock.move(minutes=7)
    expect(page.locator('[data-region="status"]')).to_contain_text(
        "Styrningen har inte hörts av: senaste läget för 7\u00a0min sedan", timeout=SOON
    )
    expect(page.locator('[data-region="status"]')).to_contain_text("okänt läge")


def test_pause_holds_the_values_and_is_remembered(town: Any, visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("button", name="Pausa").click()
    before = value(page, EL).locator(".v").inner_text()
    town.clock.move(seconds=1)
    town.read(EL, 777.0)
    page.wait_for_timeout(2500)
    assert value(page, EL).locator(".v").inner_text() == before
    expect(page.locator("#paused")).to_contain_text("Pausad 2026-07-14 14:00:00 CEST")
    page.goto(town.url + "/plant")
    resume = page.get_by_role("button", name="Fortsätt")
    expect(resume).to_have_attribute("aria-pressed", "true")
    page.goto(town.url + "/")
    resume.click()
    town.clock.move(seconds=1)
    town.read(EL, 888.0)
    expect(value(page, EL).locator(".v")).to_have_text("888", timeout=SOON)
    expect(page.locator("#paused")).to_be_hidden()


def test_a_lost_server_is_said_within_five_seconds_and_no_value_looks_alive(
    browser: Any, serve: Callable[[Any], Any], town: Any
) -> None:
    server = serve(town)
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url + "/")
    expect(page.locator("#clock")).to_have_text("2026-07-14 14:00:00 CEST")
    page.wait_for_timeout(1500)
    server.stop()
    expect(page.locator("#lost")).to_contain_text("Kontakten med servern är bruten", timeout=5_000)
    image = value(page, EL).locator(".v").evaluate("el => getComputedStyle(el).backgroundImage")
    assert "repeating-linear-gradient" in image
    context.close()


def test_a_new_alarm_is_announced_once_wherever_one_is(
    town: Any, visit: Visit, definitions: dict[str, Any]
) -> None:
    town.alarms.raise_alarm(definitions["filter"], "plant", town.clock.now())
    page = visit("/savings")
    page.wait_for_timeout(1500)
    expect(page.locator("#new-alarm")).to_be_hidden()
    town.alarms.raise_alarm(definitions["blind"], "plc", town.clock.now())
    alert = page.get_by_role("alert").filter(has_text="Nytt larm")
    expect(alert).to_have_text("Nytt larm: P1 Styrningen ser inte anläggningen (plc)", timeout=SOON)
    expect(page.locator(".signals")).to_contain_text("P1 1")


def test_a_list_that_changes_does_not_take_the_keyboard_from_its_reader(
    town: Any, visit: Visit, definitions: dict[str, Any]
) -> None:
    town.alarms.raise_alarm(definitions["filter"], "plant", town.clock.now())
    page = visit("/alarms")
    note = page.get_by_label("Anteckning (frivillig)")
    note.type("Jag spolar nu")
    town.alarms.raise_alarm(definitions["blind"], "plc", town.clock.now())
    expect(page.locator(".signals")).to_contain_text("P1 1", timeout=SOON)
    assert note.input_value() == "Jag spolar nu"
    assert note.evaluate("el => el === document.activeElement")
    page.get_by_label("Ditt namn").focus()
    expect(page.locator("li.alarm")).to_have_count(2, timeout=SOON)


def test_live_numbers_are_not_read_aloud_at_every_change(visit: Visit) -> None:
    page = visit("/plant")
    loud = "[aria-live], [role=status], [role=alert], [role=log], output"
    assert page.locator(f":is({loud}) [data-point]").count() == 0


@pytest.mark.parametrize("path", ["/buildings/storsjobadet", "/plant"])
def test_charts_can_be_read_with_the_arrow_keys(town: Any, visit: Visit, path: str) -> None:
    point = {"/plant": LOAD}.get(path, "ostersund_demo/storsjobadet/el/electric_power_kw")
    step = 1 if path == "/plant" else 15
    for n in range(1, 60):
        at = town.clock.now() - timedelta(minutes=step * n)
        town.historian.append([town.reading(town.points[point].id, 100.0 + n, at)])
    page = visit(path)
    figure = page.locator("figure.chart").first
    expect(figure.locator("canvas")).to_have_attribute("role", "img", timeout=SOON)
    figure.locator(".plot").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(figure.locator(".readout")).to_contain_text("10", timeout=SOON)
    first = figure.locator(".readout").inner_text()
    page.keyboard.press("ArrowLeft")
    assert figure.locator(".readout").inner_text() != first
