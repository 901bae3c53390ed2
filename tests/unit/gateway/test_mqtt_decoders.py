"""Payloads of sensors: real ChirpStack envelopes, Shelly notifications, plain JSON, and what is none of these."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.device import DeviceProfile, ProfilePoint, TimeField
from domain.quality import Reason
from gateway.fieldbus.mqtt_decoders import Decoded, Undecodable, decode_message

UPLINKS = json.loads((Path(__file__).parent / "chirpstack_uplinks.json").read_text())["uplinks"]


def profile(
    decoder: str, measured_at: TimeField | None = None, message_id: str | None = None, **paths: str
) -> DeviceProfile:
    points = tuple(ProfilePoint(point_id, "1", path=path) for point_id, path in paths.items())
    return DeviceProfile("sensor", points, decoder=decoder, measured_at=measured_at, message_id=message_id)


def decoded(device: DeviceProfile, message: object) -> Decoded:
    payload = message if isinstance(message, bytes) else json.dumps(message).encode()
    found = decode_message(device, payload)
    assert isinstance(found, Decoded), found
    return found


def refused(device: DeviceProfile, payload: bytes) -> str:
    found = decode_message(device, payload)
    assert isinstance(found, Undecodable), found
    return found.reason


ROOM = profile("chirpstack_v4", temperature_c="temperature", humidity_pct="humidity")
PYRANOMETER = profile("chirpstack_v4", radiation="total_solar_radiation", battery_v="battery_voltage")


def test_a_chirpstack_uplink_gives_values_time_and_id() -> None:
    found = decoded(ROOM, UPLINKS[0])
    assert found.values == {"temperature_c": 30.8, "humidity_pct": 50.5}
    assert found.measured_at == datetime(2023, 5, 22, 7, 47, 5, 404859, tzinfo=UTC)
    assert found.has_time
    assert found.message_id == "57433366-50a6-4dc2-8145-2df1bbc70d9e"


def test_another_makers_uplink_reads_the_same_way() -> None:
    found = decoded(PYRANOMETER, UPLINKS[2])
    assert found.values == {"radiation": 48.065185546875, "battery_v": 3.168}
    assert found.measured_at == datetime(2024, 11, 10, 12, 51, 50, tzinfo=UTC)


def test_an_uplink_of_another_port_may_hold_a_part() -> None:
    uplink = UPLINKS[0] | {"fPort": 5, "object": {"battery": 92, "humidity": 41}}
    assert decoded(ROOM, uplink).values == {"humidity_pct": 41}


def test_an_uplink_without_a_codec_says_what_is_missing() -> None:
    uplink = {key: value for key, value in UPLINKS[1].items() if key != "object"}
    assert "needs a codec" in refused(ROOM, json.dumps(uplink).encode())


def test_an_uplink_with_none_of_the_keys_is_undecodable() -> None:
    assert "none of temperature, humidity" in refused(ROOM, json.dumps(UPLINKS[2]).encode())


SHELLY = profile("shelly_gen2", power="em:0.total_act_power", energy="emdata:0.total_act", temp="temperature:0.tC")


def notification(method: str = "NotifyStatus", **params: object) -> dict[str, object]:
    body = {"ts": 1680962879.62} | {name.replace("_0", ":0"): value for name, value in params.items()}
    return {"src": "shellypro3em-f008d1d8b8b8", "dst": "shellypro3em/events", "method": method, "params": body}


def test_a_shelly_notification_gives_what_has_changed_at_its_own_time() -> None:
    found = decoded(SHELLY, notification(em_0={"id": 0, "total_act_power": 2413.8}))
    assert found.values == {"power": 2413.8}
    assert found.measured_at == datetime(2023, 4, 8, 14, 7, 59, 620000, tzinfo=UTC)


def test_a_full_status_gives_everything_and_sys_time_may_be_null() -> None:
    status = notification(
        "NotifyFullStatus",
        em_0={"total_act_power": -15.5},
        emdata_0={"total_act": 1845230.25},
        temperature_0={"id": 0, "tC": None},
        sys={"unixtime": None},
    )
    found = decoded(SHELLY, status)
    assert found.values == {"power": -15.5, "energy": 1845230.25, "temp": Reason.INVALID_VALUE}
    assert found.measured_at is not None


def test_an_event_of_a_button_holds_no_value_and_is_no_fault() -> None:
    assert decoded(SHELLY, notification("NotifyEvent", events=[{"event": "btn_down"}])).values == {}


@pytest.mark.parametrize("ts", [None, "1680962879", True, 1e30])
def test_a_shelly_without_a_clock_says_so(ts: object) -> None:
    message = notification(em_0={"total_act_power": 1})
    message["params"] = {**message["params"], "ts": ts}  # type: ignore[dict-item]
    found = decoded(SHELLY, message)
    assert (found.measured_at, found.has_time) == (None, True)


JSON = profile("json", TimeField("ts", "unix_ms"), "seq", temp="temperature", open="door.0.open", level="a.b.c")


def test_plain_json_by_dotted_path() -> None:
    message = {"temperature": -7.4, "door": [{"open": True}], "a": {"b": {"c": 3}}, "ts": 1768469400000, "seq": 88}
    found = decoded(JSON, message)
    assert found.values == {"temp": -7.4, "open": 1.0, "level": 3.0}
    assert found.measured_at == datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
    assert found.message_id == "88"


def test_an_absent_key_of_plain_json_is_a_fault_of_that_point_alone() -> None:
    found = decoded(JSON, {"temperature": 1, "a": {"b": 2}, "ts": 1768469400000})
    assert found.values == {"temp": 1.0, "open": Reason.UNDECODABLE, "level": Reason.UNDECODABLE}
    assert found.message_id is None


@pytest.mark.parametrize("content", ['"21.5"', '""', "[]", "{}", '"NaN"'])
def test_what_is_no_number_is_not_made_one(content: str) -> None:
    found = decoded(JSON, f'{{"temperature": {content}, "a": {{"b": {{"c": 1}}}}}}'.encode())
    assert found.values["temp"] is Reason.UNDECODABLE
    assert found.values["level"] == 1.0


@pytest.mark.parametrize("content", ["null", "1e999", "-1e999", "1" + "0" * 400])
def test_what_is_no_finite_number_is_no_value(content: str) -> None:
    assert decoded(JSON, f'{{"temperature": {content}}}'.encode()).values["temp"] is Reason.INVALID_VALUE


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"21.5",
        b"[]",
        b"null",
        b'{"temperature": NaN}',
        b'{"temperature": Infinity}',
        b'{"temperature": 21.5',
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"temprature": 21.5}',
        b'{"temperature": ' + b"1" * 5000 + b"}",
    ],
    ids=[
        "empty",
        "number",
        "list",
        "null",
        "nan",
        "infinity",
        "torn",
        "not utf-8",
        "deep",
        "nothing",
        "other",
        "long",
    ],
)
def test_what_is_no_message_is_undecodable_with_a_reason(payload: bytes) -> None:
    assert refused(JSON, payload)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-15T10:30:00+01:00", datetime(2026, 1, 15, 9, 30, tzinfo=UTC)),
        ("2026-01-15T09:30:00Z", datetime(2026, 1, 15, 9, 30, tzinfo=UTC)),
        ("2026-01-15T09:30:00.123456789Z", datetime(2026, 1, 15, 9, 30, 0, 123456, tzinfo=UTC)),
        ("2026-01-15T09:30:00", None),
        ("yesterday", None),
        (1768469400, None),
    ],
)
def test_a_naive_or_strange_time_is_not_guessed(text: object, moment: datetime | None) -> None:
    device = profile("json", TimeField("at", "iso8601"), temp="temperature")
    found = decoded(device, {"temperature": 1, "at": text})
    assert (found.measured_at, found.has_time) == (moment, True)
