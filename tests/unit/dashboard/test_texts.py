"""Both catalogues say everything, and nothing on a page is said outside them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import dashboard
from config.load import load_site
from dashboard.languages import chosen_language
from domain.alarm import AlarmState
from domain.quality import Reason
from domain.savings_summary import Standing

HOME = Path(dashboard.__file__).parent
TEXTS = {lang: json.loads((HOME / "texts" / f"{lang}.json").read_text(encoding="utf-8")) for lang in ("sv", "en")}
TEMPLATES = sorted((HOME / "templates").glob("*.html"))
SOURCES = [*TEMPLATES, *sorted(HOME.rglob("*.py"))]
# Names and units are the same in every language.
SAME = {"snokyla", "DEMO", "JSON", "CSV", "Atemp", "m²", "kWh/m²", "doctype"}
SHOWN_ATTRIBUTES = {"aria-label", "title", "alt", "placeholder"}


class Words(HTMLParser):
    """What a reader of the page would see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value or "" for name, value in attrs if name in SHOWN_ATTRIBUTES]


def test_both_languages_have_the_same_keys() -> None:
    assert TEXTS["sv"].keys() == TEXTS["en"].keys()


@pytest.mark.parametrize("key", sorted(TEXTS["sv"]))
def test_both_languages_take_the_same_values(key: str) -> None:
    found = [set(re.findall(r"{(\w+)}", TEXTS[lang][key])) for lang in ("sv", "en")]
    assert found[0] == found[1]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_by_itself(template: Path) -> None:
    bare = re.sub(r"{% block live %}.*?{% endblock %}", "", template.read_text(encoding="utf-8"))
    bare = re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}", "", bare, flags=re.DOTALL)
    bare = re.sub(r"<pre.*?</pre>", "", bare, flags=re.DOTALL)
    words = Words()
    words.feed(bare)
    said = {word.strip(".:,()") for text in words.said for word in text.split() if re.search(r"[^\W\d_]{2}", word)}
    assert said <= SAME


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_every_key_that_is_asked_for_exists(source: Path) -> None:
    asked = re.findall(r"""(?:\bt|texts)\(\s*["']([a-z_.0-9]+)["'](?!\s*~)""", source.read_text(encoding="utf-8"))
    assert set(asked) <= TEXTS["sv"].keys()


def test_every_text_is_used() -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    families = set(re.findall(r"""["']([a-z_]+)\.(?:{|["']\s*~)""", everything)) | {"running", "tripped", "flag"}
    unused = {key for key in TEXTS["sv"] if f'"{key}"' not in everything and f"'{key}'" not in everything}
    assert {key for key in unused if key.partition(".")[0] not in families} == set()


def test_every_kind_of_thing_has_words() -> None:
    site = load_site("ostersund_demo")
    wanted = {f"reason.{reason}" for reason in Reason} | {f"alarm_state.{state}" for state in AlarmState}
    wanted |= {f"standing.{standing}" for standing in Standing}
    wanted |= {f"purpose.{building.purpose}" for building in site.buildings}
    assert wanted <= TEXTS["sv"].keys()


def test_every_point_of_the_demo_has_a_name_in_both_languages() -> None:
    nameless = [
        point.id
        for point in load_site("ostersund_demo").points()
        if not (point.profile_point.text_sv and point.profile_point.text_en)
    ]
    assert nameless == []


@pytest.mark.parametrize(
    ("asked", "remembered", "chosen"),
    [
        (None, None, "sv"),
        ("en", None, "en"),
        ("sv", "en", "sv"),
        (None, "en", "en"),
        ("fi", "en", "en"),
        ("", "", "sv"),
    ],
)
def test_the_language_asked_for_wins_then_the_remembered_one(
    asked: str | None, remembered: str | None, chosen: str
) -> None:
    assert chosen_language(asked, remembered) == chosen
