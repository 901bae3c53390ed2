"""Messages of sensors that speak by themselves."""

import asyncio
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.clock import ScaledClock
from domain.errors import Unreachable
from simulators.buildings import SimulatedBuildings
from simulators.field_values import FieldValues
from simulators.mqtt_messages import concrete
from simulators.mqtt_sensors import MqttSensors, Pace

START = datetime(2026, 11, 24, 16, tzinfo=UTC)


class Bus:
    """Keeps what is published; away for the first `failures` messages."""

    def __init__(self, failures=0):
        self.messages = []
        self.failures = failures

    async def publish(self, topic, payload, *, retain=False):
        if self.failures > 0:
            self.failures -= 1
            raise Unreachable("broker", "away")
        assert not retain
        self.messages.append((topic, json.loads(payload)))

    def subscribe(self, topic_filter):
        raise NotImplementedError

    async def close(self):
        return None


@pytest.fixture(scope="module")
def values(site_without_plant, weather):
    return FieldValues(site_without_plant, SimulatedBuildings(site_without_plant, weather), None, 1)


def sensors(site, values, bus, pace=None):
    return MqttSensors(site, bus, ScaledClock(1.0, START), values, pace)


def published(site, values, device_id, *beats):
    bus = Bus()
    field = sensors(site, values, bus)
    device = next(device for device in field.devices if device.id == device_id)
    for beat in beats:
        asyncio.run(field.publish_once(device, beat))
    return bus.messages


def test_plain_json_has_its_values_its_time_and_its_number(site_without_plant, values, weather):
    ((topic, message),) = published(site_without_plant, values, "ute", 0)
    assert topic == "sensors/outdoor"
    assert message["temperature"] == pytest.approx(weather.at(START).outside_air_temp_c, abs=0.02)
    assert message["ts"] == pytest.approx(START.timestamp() * 1000, abs=60_000)
    assert message["seq"] > 0


def test_a_chirpstack_uplink_has_the_fields_of_version_four(site_without_plant, values):
    ((topic, message),) = published(site_without_plant, values, "klassrum", 0)
    assert topic.startswith("application/")
    assert topic.endswith("/device/a84041000181c061/event/up")
    assert "+" not in topic
    assert UUID(message["deduplicationId"])
    assert datetime.fromisoformat(message["time"]).tzinfo is not None
    assert message["deviceInfo"]["devEui"] == "a84041000181c061"
    assert message["fCnt"] >= 0
    assert message["object"].keys() == {"TempC_SHT", "Hum_SHT", "BatV"}
    assert 15.0 < message["object"]["TempC_SHT"] < 27.0


def test_two_uplinks_are_two_deliveries(site_without_plant, values):
    first, second = published(site_without_plant, values, "klassrum", 0, 1)
    assert first[1]["deduplicationId"] != second[1]["deduplicationId"]


def test_a_shelly_tells_all_at_first_and_then_what_moves(site_without_plant, values):
    messages = published(site_without_plant, values, "kok", 0, 1, 6)
    full, delta, energy = (message for _, message in messages)
    assert full["method"] == "NotifyFullStatus"
    assert full["params"].keys() == {"ts", "em:0", "emdata:0"}
    assert (delta["method"], delta["params"].keys()) == ("NotifyStatus", {"ts", "em:0"})
    assert energy["params"].keys() == {"ts", "emdata:0"}
    assert delta["src"] == "shellypro3em-a0b1c2d3e4f5"
    assert delta["params"]["ts"] == pytest.approx(START.timestamp(), abs=60.0)
    assert delta["params"]["em:0"]["total_act_power"] > 0.0
    assert delta["params"]["em:0"]["id"] == 0


def test_a_value_fixed_by_hand_is_published_and_no_value_is_null(site_without_plant, values):
    values.override("ute", "outside_air_temp_c", -12.5)
    values.override("ute", "relative_humidity_pct", None)
    ((_, message),) = published(site_without_plant, values, "ute", 0)
    values.release("ute", "outside_air_temp_c")
    values.release("ute", "relative_humidity_pct")
    assert (message["temperature"], message["humidity"]) == (-12.5, None)


def test_a_broker_that_is_away_is_tried_again(site_without_plant, values):
    async def run():
        bus = Bus(failures=3)
        task = asyncio.create_task(
            sensors(site_without_plant, values, bus, Pace(uplink_s=0.01, json_s=0.01, shelly_s=0.01)).run()
        )
        for _ in range(500):
            await asyncio.sleep(0.01)
            if {topic.partition("/")[0] for topic, _ in bus.messages} >= {"sensors", "application"}:
                break
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return bus.messages

    assert len({topic for topic, _ in asyncio.run(run())}) >= 2


def test_wildcards_become_a_topic():
    assert "+" not in concrete("a/+/b/+")
    assert concrete("sensors/#") == "sensors/sensor"
