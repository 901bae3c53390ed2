"""An independent Modbus client reads the simulated SDM630 and gets what the map says."""

import re
import subprocess
from pathlib import Path

from config.shipped import shipped_file


def test_mbpoll_reads_what_the_map_says(tmp_path, start_field, program):
    mbpoll = program("mbpoll")
    site_file = tmp_path / "site.yaml"
    site_file.write_text(
        "site:\n  id: brunflo\n  name: Brunflo\ndevices:\n  - id: sdm630\n    profile: eastron_sdm630\n"
        "    address: tcp://192.168.10.21:502/1\n    poll_s: 10\n"
    )
    running = start_field(site_file)
    running.set_value("sdm630", "electric_power_kw", 12.345)
    running.set_value("sdm630", "voltage_l1_v", 231.5)
    address = running.site.device("sdm630").address
    profile = running.site.device("sdm630").profile

    def read(point_id):
        register = profile.point(point_id).register
        assert register.kind.value == "input"
        # Table 3 is input registers; -0: addresses as on the wire, -B: the high word first.
        command = [mbpoll, "-0", "-1", "-B", "-m", "tcp", "-a", str(address.unit_id), "-t", "3:float"]
        command += ["-r", str(register.address), "-p", str(address.port), address.host]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
        return float(re.search(rf"\[{register.address}\]:\s+([-0-9.e+]+)", answer)[1])

    assert abs(read("voltage_l1_v") - 231.5) < 0.01
    assert abs(read("electric_power_kw") - 12345) < 0.5  # the map says W


def test_shipped_map_is_the_data_sheets():
    text = Path(shipped_file("device", "eastron_sdm630")).read_text()
    assert re.search(r"id: voltage_l1_v,\s+register: input 0,", text)
    assert re.search(r"id: electric_power_kw,\s+register: input 52,", text)
