"""`kill -9` of the edge at random moments: what was accepted, from the wire or from the broker, stays."""

import asyncio
import json
import random
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

from domain.clock import ScaledClock
from domain.interval import Interval
from messaging.mqtt import PahoBus

KILLS = 20
SITE = """\
site:
  id: brunflo
  name: Brunflo skola

buildings:
  - id: skolan
    name: Brunflo skola
    purpose: school
    atemp_m2: 5400
    meters:
      - id: el
        carrier: electricity
        device: sdm630

devices:
  - id: sdm630
    profile: eastron_sdm630
    address: tcp://192.168.10.21:502/1
    poll_s: 0.1
  - id: hall
    profile: ./my_sensor.yaml
    address: mqtt:sensors/hall

mqtt:
  broker: {broker}
  client_id: brunflo
"""
SENSOR = """\
id: my_sensor
decoder: json
points:
  - {id: temp_c, path: temperature, unit: degC}
measured_at: {path: ts, format: unix_ms}
message_id: seq
"""


class Sensor(threading.Thread):
    """Publishes numbered messages, one every 20 ms, until told to stop; `sent` holds their times."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self._url, self._ending = url, threading.Event()
        self.sent = []

    def run(self):
        asyncio.run(self._publish())

    async def _publish(self):
        bus = PahoBus(self._url, "hall", ScaledClock())
        await bus.connect()
        while not self._ending.is_set():
            at = datetime.now(UTC).replace(microsecond=datetime.now(UTC).microsecond // 1000 * 1000)
            if not self.sent or at > self.sent[-1]:
                message = {"temperature": 20.0, "ts": round(at.timestamp() * 1000), "seq": len(self.sent)}
                await bus.publish("sensors/hall", json.dumps(message).encode())
                self.sent.append(at)
            await asyncio.sleep(0.02)
        await bus.close()

    def end(self):
        self._ending.set()
        self.join(10)


def test_no_accepted_reading_is_lost(tmp_path, start_field, start_verb, read_store, mosquitto_process, wait_for):
    site_file, data = tmp_path / "brunflo.yaml", tmp_path / "data"
    site_file.write_text(SITE.replace("{broker}", mosquitto_process.url))
    (tmp_path / "my_sensor.yaml").write_text(SENSOR)
    start_field(site_file)
    edge = start_verb("run", "edge", "--site", site_file, "--data", data)
    wait_for((data / "snokyla.sqlite").is_file, "the store is made", 30)
    store = read_store(data)
    began = datetime.now(UTC) - timedelta(minutes=1)

    def readings():
        now = datetime.now(UTC) + timedelta(minutes=1)
        series = store.series(store.points(), Interval(began, now))
        return {(s.point, at): value for s in series.values() for at, value in zip(s.times, s.values, strict=True)}

    # Subscribed before the first message: the broker keeps only what a session has asked for.
    wait_for(lambda: b"connected" in edge.log.read_bytes(), "the edge has a session with the broker", 30)
    time.sleep(0.5)
    sensor = Sensor(mosquitto_process.url)
    sensor.start()
    seen = {}
    chance = random.Random(20)
    for _ in range(KILLS):
        before = len(readings())
        wait_for(lambda before=before: len(readings()) > before, "the edge stores readings again", 30)
        time.sleep(chance.uniform(0, 0.5))
        seen |= readings()
        edge.end(signal.SIGKILL)
        edge.start()
    sensor.end()

    temps = {("brunflo/site/hall/temp_c", at) for at in sensor.sent}
    wait_for(lambda: temps <= readings().keys(), "every message taken by the broker is stored", 60)
    # All may have been stored before the last kill: only an edge that runs again can end in order.
    before = len(readings())
    wait_for(lambda: len(readings()) > before, "the edge stores readings again", 30)
    assert edge.end(signal.SIGTERM) == 0
    stored = readings()
    assert seen.items() <= stored.items()
    assert {key for key in stored if key[0].endswith("temp_c")} == temps
    assert len(seen) > 50 * KILLS
