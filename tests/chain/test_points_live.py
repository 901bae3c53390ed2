"""`snokyla points --live` asks real devices once and says what they answer, and which does not."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

SCHEMA = Path(__file__).parents[2] / "docs/schema/points_live.schema.json"
SITE = """\
site:
  id: brunflo
  name: Brunflo
devices:
  - id: sdm630
    profile: eastron_sdm630
    address: tcp://192.168.10.21:502/1
  - id: ute
    profile: json/outdoor_sensor
    address: mqtt:sensors/ute
mqtt:
  broker: mqtt://127.0.0.1:1
  client_id: brunflo
"""


def test_values_come_from_the_wire(tmp_path, start_field, run_snokyla):
    site_file = tmp_path / "site.yaml"
    site_file.write_text(SITE)
    running = start_field(site_file)
    running.set_value("sdm630", "electric_power_kw", 12.345)

    done = run_snokyla("points", "--site", site_file, "--live", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    jsonschema.validate(rows, json.loads(SCHEMA.read_text()))
    by_point = {row["point"].rpartition("/")[2]: row for row in rows}
    power = by_point["electric_power_kw"]
    assert (round(power["value"], 3), power["unit"], power["quality"]) == (12.345, "kW", "good")
    assert power["measured_at"].endswith("Z")
    assert by_point["outside_air_temp_c"]["value"] is None
    assert by_point["outside_air_temp_c"]["quality"] is None


def test_a_silent_device_is_named(tmp_path, run_snokyla):
    site_file = tmp_path / "site.yaml"
    site_file.write_text(SITE.replace("192.168.10.21:502", "127.0.0.1:1"))
    silent = run_snokyla("points", "--site", site_file, "--live")
    assert silent.returncode == 4
    assert "bad:no_communication" in silent.stdout
    assert "sdm630: no connection to tcp://127.0.0.1:1" in silent.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site.yaml"]
