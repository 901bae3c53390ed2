"""Who is let in, what a page may load, and from where an alarm may be acknowledged."""

from __future__ import annotations

import re
from typing import Any

import pytest


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "10.1.2.3", "LOCALHOST"]
)
def test_own_names_and_addresses_in_digits_are_answered(ask: Any, host: str) -> None:
    assert ask("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::1"]
)
def test_a_foreign_name_is_refused(ask: Any, host: str) -> None:
    assert ask("/healthz", headers={"host": host}).status_code == 400


def test_a_name_that_app_gives_is_answered(house: Any, ask: Any) -> None:
    house.hosts = ("Energi.Ostersund.SE",)
    assert ask("/healthz", headers={"host": "energi.ostersund.se:8080"}).status_code == 200


def test_every_answer_forbids_what_is_not_ours(ask: Any) -> None:
    for path in ("/", "/static/live.js", "/api/v1/points", "/nowhere"):
        headers = ask(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_values_are_never_kept_by_a_cache(ask: Any) -> None:
    assert ask("/").headers["cache-control"] == "no-store"
    assert ask("/static/live.js").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/plant", "/savings", "/alarms", "/buildings/skolan"])
def test_no_page_has_inline_scripts_styles_or_foreign_addresses(ask: Any, path: str) -> None:
    page = ask(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=|\sstyle=|<style", page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


OURS = {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8080"}


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="(\w+)"', page)
    assert found
    return found[1]


def acknowledge(ask: Any, client: str = "127.0.0.1", headers: dict[str, str] = OURS, **fields: str) -> Any:
    form = {"token": token_of(ask("/alarms").text), "by": "Åsa", "key": "filter:plant"} | fields
    return ask("/alarms/acknowledge", "POST", client, headers=headers, data=form)


def test_an_alarm_is_acknowledged_with_name_and_note(house: Any, ask: Any, filter_alarm: Any) -> None:
    house.alarms.alarms = [filter_alarm]
    answer = acknowledge(ask, **{"note:filter:plant": "Filtret spolat", "note:other": "no"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/alarms")
    assert house.alarms.log == [("filter:plant", "Åsa", "Filtret spolat")]
    page = ask("/alarms").text
    assert "Kvitterat" in page
    assert 'value="Åsa"' in page, "the name is remembered"


@pytest.mark.parametrize(
    "headers",
    [
        OURS | {"sec-fetch-site": "cross-site"},
        OURS | {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {},
    ],
)
def test_a_form_from_another_page_is_refused(
    house: Any, ask: Any, filter_alarm: Any, headers: dict[str, str]
) -> None:
    house.alarms.alarms = [filter_alarm]
    assert acknowledge(ask, headers=headers).status_code == 403
    assert house.alarms.log == []


@pytest.mark.parametrize("headers", [{"origin": OURS["origin"]}, {"sec-fetch-site": "same-origin"}])
def test_one_of_the_two_signs_is_enough(house: Any, ask: Any, filter_alarm: Any, headers: dict[str, str]) -> None:
    house.alarms.alarms = [filter_alarm]
    assert acknowledge(ask, headers=headers).status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "ö"])
def test_a_form_without_its_token_is_refused(house: Any, ask: Any, filter_alarm: Any, token: str) -> None:
    house.alarms.alarms = [filter_alarm]
    assert acknowledge(ask, token=token).status_code == 403
    assert house.alarms.log == []


@pytest.mark.parametrize(
    ("client", "added"),
    [
        ("10.1.2.3", {}),
        ("testclient", {}),
        ("127.0.0.1", {"x-forwarded-for": "10.1.2.3"}),
        ("127.0.0.1", {"forwarded": "for=10.1.2.3"}),
    ],
)
def test_only_the_machine_itself_may_write(
    house: Any, ask: Any, filter_alarm: Any, client: str, added: dict[str, str]
) -> None:
    house.alarms.alarms = [filter_alarm]
    answer = acknowledge(ask, client=client, headers=OURS | added)
    assert answer.status_code == 403
    assert "Kvittering går bara från datorn som kör snokyla" in answer.text
    assert house.alarms.log == []


@pytest.mark.parametrize("client", ["::1", "::ffff:127.0.0.1", "127.0.0.2"])
def test_the_machine_itself_has_several_addresses(house: Any, ask: Any, filter_alarm: Any, client: str) -> None:
    house.alarms.alarms = [filter_alarm]
    assert acknowledge(ask, client=client).status_code == 303


def test_an_acknowledgement_needs_a_name(house: Any, ask: Any, filter_alarm: Any) -> None:
    house.alarms.alarms = [filter_alarm]
    answer = acknowledge(ask, by="  ")
    assert answer.status_code == 422
    assert "Skriv ditt namn" in answer.text
    assert house.alarms.log == []


def test_an_alarm_that_is_gone_is_said(ask: Any) -> None:
    answer = acknowledge(ask)
    assert answer.status_code == 404
    assert "Larmet finns inte längre" in answer.text


def test_a_form_that_no_page_can_have_sent_is_cut_off(ask: Any) -> None:
    assert acknowledge(ask, by="x" * 100_000).status_code == 413


def test_reading_needs_no_login_and_no_form_changes_by_reading(ask: Any) -> None:
    assert ask("/", client="10.1.2.3").status_code == 200
    assert ask("/alarms/acknowledge").status_code == 405
