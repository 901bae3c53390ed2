"""The topic grammar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from paho.mqtt.client import topic_matches_sub

from domain.alarm import AlarmEvent, AlarmEventKind
from domain.quality import Reason, bad
from domain.reading import Reading
from messaging.payloads import alarm_payload, reading_payload
from messaging.topics import alarm, check_filter, check_topic, matches, state, status

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)

CASES = [
    ("a/b", "a/b"),
    ("a/b", "a/b/c"),
    ("a/+", "a/b"),
    ("a/+", "a"),
    ("a/+", "a/"),
    ("+/+", "/a"),
    ("+", "/a"),
    ("a/#", "a"),
    ("a/#", "a/b/c"),
    ("a/#", "ab"),
    ("#", "a/b"),
    ("#", "$SYS/uptime"),
    ("+/uptime", "$SYS/uptime"),
    ("$SYS/#", "$SYS/uptime"),
    ("application/+/device/a84041000181c061/event/up", "application/7/device/a84041000181c061/event/up"),
    ("application/+/device/a84041000181c061/event/up", "application/7/device/a84041000181c061/event/join"),
    ("a//b", "a//b"),
    ("a/+/b", "a//b"),
]


@pytest.mark.parametrize(("topic_filter", "topic"), CASES)
def test_matching_agrees_with_paho(topic_filter: str, topic: str) -> None:
    assert matches(topic_filter, topic) == topic_matches_sub(topic_filter, topic)


@pytest.mark.parametrize("topic_filter", ["", "a/#/b", "a#", "a+/b", "a\0b", "å" * 40_000])
def test_what_is_no_filter_is_refused(topic_filter: str) -> None:
    with pytest.raises(ValueError, match="is not a topic filter"):
        check_filter(topic_filter)


@pytest.mark.parametrize("topic_filter", ["#", "+", "+/a/#", "a//b", "/", "åäö"])
def test_filters_are_accepted(topic_filter: str) -> None:
    check_filter(topic_filter)


@pytest.mark.parametrize("topic", ["", "a/#", "+/b"])
def test_what_is_no_topic_is_refused(topic: str) -> None:
    with pytest.raises(ValueError, match="is not a topic"):
        check_topic(topic)


def test_a_reading_has_its_place_and_its_text() -> None:
    reading = Reading("brunflo/skolan/el/power_kw", NOON, NOON, 12.5, "kW")
    assert state(reading) == "snokyla/brunflo/state/skolan/el/power_kw"
    assert reading_payload(reading) == (
        b'{"point":"brunflo/skolan/el/power_kw","value":12.5,"unit":"kW","quality":"good",'
        b'"measured_at":"2026-01-15T12:00:00.000Z","received_at":"2026-01-15T12:00:00.000Z"}'
    )
    check_topic(status("brunflo"))


def test_a_bad_reading_has_no_value() -> None:
    reading = Reading("s/b/m/p", NOON, NOON, None, "kW", bad(Reason.NO_COMMUNICATION))
    assert b'"value":null,"unit":"kW","quality":"bad:no_communication"' in reading_payload(reading)


def test_an_alarm_event_has_its_place_and_its_text() -> None:
    event = AlarmEvent("device_silent", "sdm630", AlarmEventKind.RAISED, NOON, note="nätverk nere")
    assert alarm("brunflo", event) == "snokyla/brunflo/alarm/device_silent/sdm630"
    assert alarm_payload(event).decode() == (
        '{"definition":"device_silent","source":"sdm630","event":"raised","at":"2026-01-15T12:00:00.000Z",'
        '"by":"system","note":"nätverk nere","until":null}'
    )
