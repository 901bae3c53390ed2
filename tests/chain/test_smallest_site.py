"""The smallest site of the manual, with a device file of one's own: accepted, polled, exported."""

import csv
import io
import signal
from datetime import UTC, datetime, timedelta

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
        device: huvudmatare

devices:
  - id: huvudmatare
    profile: ./my_meter.yaml
    address: tcp://192.168.10.21:502/1
    poll_s: 0.5
"""
PROFILE = """\
id: my_meter
manufacturer: Acme
model: P1
source: data sheet P1 rev 3, page 12
timing: {timeout_ms: 500, turnaround_ms: 0, max_registers: 60}
points:
  - {id: power_kw,   register: holding 100, type: uint16,  scale: 0.1,   unit: kW, min: 0, max: 200}
  - {id: energy_kwh, register: holding 102, type: uint32, scale: 0.01, unit: kWh, counter: true, digits: 8}
  - {id: voltage_v, register: input 0, type: float32, word_order: little, unit: V, min: 180, max: 260}
test_vector:
  - {registers: {holding 100: [1234]}, expect: {power_kw: 123.4}}
"""


def test_site_with_a_device_of_ones_own(tmp_path, start_field, start_verb, run_snokyla, read_store, wait_for):
    site_file, data = tmp_path / "brunflo.yaml", tmp_path / "data"
    site_file.write_text(SITE)
    (tmp_path / "my_meter.yaml").write_text(PROFILE)
    assert run_snokyla("check", site_file).returncode == 0
    field = start_field(site_file)
    field.set_value("huvudmatare", "power_kw", 123.4)
    field.set_value("huvudmatare", "energy_kwh", 4321.99)
    field.set_value("huvudmatare", "voltage_v", 231.5)

    edge = start_verb("run", "edge", "--site", site_file, "--data", data)
    wait_for((data / "snokyla.sqlite").is_file, "the store is made", 30)
    store = read_store(data)
    wait_for(lambda: len(store.latest()) == 3, "three points are stored", 30)
    assert edge.end(signal.SIGTERM) == 0

    now = datetime.now(UTC)
    exported = run_snokyla(
        *("export", "--site", site_file, "--data", data, "--points", "brunflo/skolan/*"),
        *("--from", (now - timedelta(hours=1)).isoformat(), "--to", (now + timedelta(minutes=1)).isoformat()),
    )
    assert exported.returncode == 0, exported.stderr
    rows = list(csv.DictReader(io.StringIO(exported.stdout)))
    assert list(rows[0]) == ["time_utc", "point", "value", "unit", "quality"]
    found = {row["point"]: (float(row["value"]), row["unit"], row["quality"]) for row in rows}
    assert found == {
        "brunflo/skolan/el/power_kw": (123.4, "kW", "good"),
        "brunflo/skolan/el/energy_kwh": (4321.99, "kWh", "good"),
        "brunflo/skolan/el/voltage_v": (231.5, "V", "good"),
    }


def test_absent_device_is_no_reason_to_stop(tmp_path, start_verb, read_store, unused_port, wait_for):
    site_file, data = tmp_path / "brunflo.yaml", tmp_path / "data"
    site_file.write_text(SITE.replace("192.168.10.21:502", f"127.0.0.1:{unused_port()}"))
    (tmp_path / "my_meter.yaml").write_text(PROFILE)
    edge = start_verb("run", "edge", "--site", site_file, "--data", data)
    wait_for((data / "snokyla.sqlite").is_file, "the store is made", 30)
    store = read_store(data)
    wait_for(lambda: len(store.latest()) == 3, "silence is stored", 30)
    assert {str(reading.quality) for reading in store.latest().values()} == {"bad:no_communication"}
    assert all(reading.value is None for reading in store.latest().values())
    assert edge.end(signal.SIGINT) == 0
