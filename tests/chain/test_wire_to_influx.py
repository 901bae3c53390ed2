"""Demo field, Mosquitto and InfluxDB for real: registers and messages arrive, an outage heals."""

import asyncio
import json
import re
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from app.store import open_store
from config.load import load_site
from config.shipped import shipped_file
from domain.clock import ScaledClock
from domain.interval import Interval
from historian.influx import InfluxHistorian
from messaging.mqtt import PahoBus

REGISTER = "ostersund_demo/storsjoskolan/el/electric_power_kw"
ROOM = "ostersund_demo/site/klassrum_storsjoskolan"


@pytest.fixture
def influx(influxdb_process):
    historian = InfluxHistorian(
        influxdb_process.url, influxdb_process.org, influxdb_process.bucket, influxdb_process.token
    )
    yield historian
    historian.close()


def site_file_in(folder, broker, server):
    token_file = folder / "token"
    token_file.write_text(server.token)
    text = shipped_file("site", "ostersund_demo").read_text()
    text = re.sub(r"broker: \S+", f"broker: {broker.url}", text)
    text += f"\ninfluxdb:\n  url: {server.url}\n  org: {server.org}\n  bucket: {server.bucket}\n"
    site_file = folder / "ostersund_demo.yaml"
    site_file.write_text(text + f"  token_file: {token_file}\n")
    return site_file


def publish(url, topic, payload):
    async def once():
        bus = PahoBus(url, "network-server", ScaledClock())
        await bus.connect()
        await bus.publish(topic, json.dumps(payload).encode())
        await bus.close()

    asyncio.run(once())


def uplink(topic, at, temp_c):
    """As ChirpStack v4 publishes it."""
    return {
        "deduplicationId": f"3ac7e3c4-4401-4b8d-9386-{int(at.timestamp() * 1000):012x}",
        "time": at.isoformat(),
        "deviceInfo": {"deviceName": "klassrum", "devEui": topic.split("/")[3]},
        "fCnt": 10,
        "fPort": 2,
        "object": {"TempC_SHT": temp_c, "Hum_SHT": 41.5, "BatV": 3.02},
    }


def test_from_the_wire_to_influxdb(
    tmp_path, start_field, start_verb, influx, influxdb_process, mosquitto_server, wait_for
):
    site_file = site_file_in(tmp_path, mosquitto_server, influxdb_process)
    field = start_field(site_file)
    data = tmp_path / "data"
    edge = start_verb("run", "edge", "--site", site_file, "--data", data)
    wait_for(lambda: REGISTER in influx.latest([REGISTER]), "the first reading arrives", 60)

    changed_at = datetime.now(UTC)
    field.set_value("storsjoskolan_el", "electric_power_kw", 77.0)
    wait_for(lambda: influx.latest([REGISTER])[REGISTER].value == pytest.approx(77.0), "the change arrives", 30)
    reading = influx.latest([REGISTER])[REGISTER]
    assert (reading.unit, str(reading.quality)) == ("kW", "good")
    assert changed_at <= reading.measured_at <= reading.received_at + timedelta(seconds=1)
    assert reading.measured_at - changed_at < timedelta(seconds=30)

    device = load_site(site_file).device("klassrum_storsjoskolan")
    topic = device.address.topic_filter.replace("+", "1")
    measured_at = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5)
    publish(mosquitto_server.url, topic, uplink(topic, measured_at, 21.37))
    temp = next(f"{ROOM}/{point.id}" for point in device.profile.points if point.unit == "degC")
    wait_for(lambda: temp in influx.latest([temp]), "the uplink arrives", 30)
    uplinked = influx.latest([temp])[temp]
    assert (uplinked.value, uplinked.unit, str(uplinked.quality)) == (pytest.approx(21.37), "degC", "good")
    assert uplinked.measured_at == measured_at

    influxdb_process.stop()
    time.sleep(5)
    publish(mosquitto_server.url, topic, uplink(topic, measured_at + timedelta(seconds=4), 21.5))
    time.sleep(3)
    influxdb_process.start()
    wait_for(lambda: influx.latest([temp])[temp].value == pytest.approx(21.5), "replication goes on", 90)
    assert edge.end(signal.SIGTERM) == 0

    assert_same(data, influx, changed_at)


def assert_same(data, influx, start):
    """Nothing is missing and nothing doubled: what InfluxDB holds is what the box's own store holds."""
    store = open_store(data)
    try:
        end = datetime.now(UTC)
        last = max(reading.measured_at for reading in influx.latest().values())
        interval = Interval(start, min(end, last - timedelta(seconds=2)))
        assert interval.duration > timedelta(seconds=8)
        points = store.points()
        ours, theirs = store.series(points, interval), influx.series(points, interval)
        assert sum(len(series.times) for series in ours.values()) > 1000
        for point in points:
            assert ours[point].times == theirs[point].times, point
            assert ours[point].values == theirs[point].values, point
            assert ours[point].qualities == theirs[point].qualities, point
    finally:
        store.close()
