"""Pages for everyone: rules of WCAG, narrow screens, no JavaScript, both languages, and nothing from elsewhere."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import dashboard
from domain.numerals import MINUS, number

PATHS = ["/", "/plant", "/savings", "/alarms", "/buildings/storsjobadet"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUDGET = 150 * 1024
CSS = (Path(dashboard.__file__).parent / "static" / "snokyla.css").read_text(encoding="utf-8")
Visit = Callable[..., Page]


def normal(town: Any, definitions: dict[str, Any]) -> None:
    """Everything is fresh."""


def alarming(town: Any, definitions: dict[str, Any]) -> None:
    town.alarms.raise_alarm(definitions["filter"], "plant", town.clock.now())
    town.alarms.raise_alarm(definitions["blind"], "plc", town.clock.now())
    town.alarms.raise_alarm(definitions["filter"], "filter_2", town.clock.now())
    town.alarms.acknowledge("filter_clogged:filter_2", "Kim", "Beställt")


def old(town: Any, definitions: dict[str, Any]) -> None:
    town.fail("ostersund_demo/storsjoskolan/el/electric_power_kw", "no_communication")
    town.doubt("ostersund_demo/storsjobadet/el/electric_power_kw", 1.0, "substituted")
    town.clock.move(minutes=7)


def empty(town: Any, definitions: dict[str, Any]) -> None:
    town.historian._readings.clear()
    town.plant_status = town.savings = None


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", [normal, alarming, old, empty], ids=lambda state: state.__name__)
def test_the_rules_of_accessibility_hold(
    town: Any, visit: Visit, axe: Path, definitions: dict[str, Any], path: str, scheme: str, state: Any
) -> None:
    state(town, definitions)
    page = visit(path, color_scheme=scheme, bypass_csp=True)
    page.wait_for_timeout(300)
    page.add_script_tag(path=str(axe))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    said = [f"{v['id']}: {v['help']} {[n['html'] for n in v['nodes']][:3]}" for v in found["violations"]]
    assert said == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_scrolls_sideways_at_320_pixels(
    town: Any, visit: Visit, definitions: dict[str, Any], path: str, language: str
) -> None:
    alarming(town, definitions)
    page = visit(f"{path}?lang={language}", viewport={"width": 320, "height": 640})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_chart_has_a_name_a_sentence_and_a_table(town: Any, visit: Visit) -> None:
    for path in ("/plant", "/buildings/storsjobadet", "/savings"):
        page = visit(path)
        page.wait_for_timeout(500)
        figures = page.locator("figure.chart").all()
        assert figures
        for figure in figures:
            label = str(figure.get_attribute("aria-labelledby"))
            assert figure.locator(f"figcaption#{label} .sentence").inner_text().strip()
        assert page.locator("main table").count() >= 1
        bare = "canvas:not([role=img][aria-label]), svg:not([aria-label]):not([aria-hidden=true])"
        assert page.locator(f"main :is({bare})").count() == 0


def test_without_javascript_everything_can_be_read_and_an_alarm_acknowledged(
    town: Any, visit: Visit, definitions: dict[str, Any]
) -> None:
    town.alarms.raise_alarm(definitions["filter"], "plant", town.clock.now())
    town.alarms.raise_alarm(definitions["blind"], "plc", town.clock.now())
    page = visit("/", java_script_enabled=False)
    expect(page.locator('[data-state="good"] .v').first).to_be_visible()
    page.get_by_role("link", name="Larm", exact=True).click()
    first = page.locator("li.alarm").first
    expect(first).to_contain_text("Styrningen ser inte anläggningen")
    expect(first).to_contain_text("Kontrollera nätet till PLC:n.")
    page.get_by_label("Ditt namn").fill("Åsa")
    second = page.locator("li.alarm").nth(1)
    second.get_by_label("Anteckning").fill("Spolat")
    second.get_by_role("button", name="Kvittera").click()
    expect(page).to_have_url(town.url + "/alarms")
    assert town.alarms.log == [("filter_clogged:plant", "Åsa", "Spolat")]
    expect(page.locator("li.alarm").nth(1)).to_contain_text("Kvitterat")
    expect(page.locator(".plot svg")).to_have_count(0)
    page.goto(town.url + "/savings")
    expect(page.locator("figure svg path.line").first).to_be_attached()


def test_enter_in_a_note_acknowledges_nothing(town: Any, visit: Visit, definitions: dict[str, Any]) -> None:
    alarming(town, definitions)
    page = visit("/alarms")
    page.get_by_label("Ditt namn").fill("Åsa")
    page.get_by_label("Anteckning").last.fill("Vänta")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert [key for key, by, _ in town.alarms.log if by == "Åsa"] == []


def test_an_alarm_is_acknowledged_with_the_keyboard_alone(
    town: Any, visit: Visit, definitions: dict[str, Any]
) -> None:
    town.alarms.raise_alarm(definitions["filter"], "plant", town.clock.now())
    page = visit("/alarms")
    page.get_by_label("Ditt namn").focus()
    page.keyboard.type("Kim")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("li.alarm").first).to_contain_text("Kvitterat")
    assert town.alarms.log == [("filter_clogged:plant", "Kim", None)]


@pytest.mark.parametrize("path", PATHS)
def test_the_keyboard_reaches_the_content_first_and_is_never_trapped(visit: Visit, path: str) -> None:
    page = visit(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        place = page.evaluate("document.activeElement === document.body ? '' : document.activeElement.outerHTML")
        if place in reached or not place:
            break
        reached.add(place)
    else:
        pytest.fail("the keyboard goes on for ever")
    assert (
        len(reached) >= page.locator("main a, main button:not([disabled]), main input:not([type=hidden])").count()
    )


@pytest.mark.parametrize("path", PATHS)
def test_no_page_asks_another_host_or_breaks_its_policy(town: Any, browser: Any, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(town.url + path)
    page.wait_for_timeout(1500)
    assert [url for url in asked if not url.startswith(town.url)] == []
    assert said == []
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_weighs_at_most_150_kb(town: Any, browser: Any, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    bodies = []
    page.on(
        "response", lambda answer: "events" not in answer.url and bodies.append(len(gzip.compress(answer.body())))
    )
    page.goto(town.url + path)
    page.wait_for_timeout(1000)
    assert len(bodies) >= 3
    assert sum(bodies) <= BUDGET
    context.close()


def test_the_language_is_chosen_by_link_and_remembered(visit: Visit, town: Any) -> None:
    page = visit("/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is anything wrong? Are we on target?")
    page.goto(town.url + "/plant")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_demo_is_marked_on_every_page(visit: Visit) -> None:
    for path in PATHS:
        expect(visit(path).locator(".demo-mark")).to_have_text("DEMO")


def test_numbers_are_written_as_the_browser_writes_them(visit: Visit) -> None:
    random.seed(3)
    numbers = [round(random.uniform(-(10**n), 10**n), 6) for n in range(8) for _ in range(125)]
    page = visit("/")
    for language, locale in (("sv", "sv-SE"), ("en", "en-GB")):
        digits = "minimumFractionDigits: 2, maximumFractionDigits: 2"
        options = f"{{{digits}, roundingMode: 'halfEven', signDisplay: 'negative'}}"
        written = page.evaluate(
            f"n => n.map(v => new Intl.NumberFormat('{locale}', {options}).format(v))", numbers
        )
        ours = [number(value, 2, language).replace(MINUS, "-") for value in numbers]
        # In English the browser writes a hyphen; the sign is the same in both of ours.
        assert ours == [text.replace(MINUS, "-") for text in written]


def tokens(scheme: str) -> dict[str, str]:
    """Colours of the style sheet: the light ones, or the dark ones over them."""
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1]))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_palette_has_contrast_enough(scheme: str) -> None:
    colour = tokens(scheme)
    for ground in ("ground", "panel", "raised"):
        for text in ("text", "dim", "link", "old"):
            assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
        for signal in (
            "p1",
            "p2",
            "p3",
            "manual",
            "edge",
            "focus",
            "line-0",
            "line-1",
            "line-2",
            "line-3",
            "water",
        ):
            assert contrast(colour[signal], colour[ground]) >= 3.0, (signal, ground)
    for fill in ("p1", "p2", "p3"):
        assert contrast(colour["on-signal"], colour[fill]) >= 4.5, fill
    assert contrast(colour["text"], colour["snow"]) >= 4.5
