"""An independent Modbus client reads the simulated SDM630 and the plant's PLC and gets what the map says."""

import re
import subprocess
from pathlib import Path

import pytest

from config.shipped import shipped_file
from domain.clock import ScaledClock
from domain.device import RegisterKind
from domain.ports.field_bus import ReadRequest, Words
from gateway.fieldbus.modbus import open_bus
from gateway.fieldbus.read_plan import plan
from gateway.fieldbus.register_codec import decode


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


# How mbpoll names the tables.
TABLES = {RegisterKind.DISCRETE: "1", RegisterKind.INPUT: "3", RegisterKind.HOLDING: "4"}


def polled(mbpoll, address, request):
    """The words that mbpoll reads; a register above 32767 is shown as `64786 (-750)`."""
    command = [mbpoll, "-0", "-1", "-m", "tcp", "-a", str(address.unit_id), "-t", TABLES[request.kind]]
    command += ["-r", str(request.address), "-c", str(request.count), "-p", str(address.port), address.host]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
    return [int(word) for word in re.findall(r"^\[\d+\]:\s+(-?\d+)", answer, flags=re.M)]


@pytest.fixture
def plc(tmp_path, start_field):
    """The demonstration site's PLC on a real port, its plant standing still with telling values."""
    site_file = tmp_path / "ostersund_demo.yaml"
    site_file.write_text(Path(shipped_file("site", "ostersund_demo")).read_text("utf-8"), "utf-8")
    running = start_field(site_file)
    running.field.hold_plant()
    running.set_value("plc", "cover_1_top_temp_c", -7.5)
    running.set_value("plc", "outside_air_temp_c", -31.25)
    running.set_value("plc", "snow_cooling_energy_kwh", 3_000_000_123.0)
    running.set_value("plc", "electrical_energy_usage_kwh", 70_000.5)
    running.set_value("plc", "interlock_water_quality", 1.0)
    return running


def test_mbpoll_and_the_gateway_read_the_same_plc(plc, program):
    mbpoll = program("mbpoll")
    device = plc.site.device("plc")
    blocks = plan(device.profile.points, device.address.unit_id, device.profile.timing.max_registers, gap=0)
    words, values = {}, {}
    for block in blocks:
        found = plc.run(gateway_reads(device, block.request))
        assert found == polled(mbpoll, device.address, block.request), block.request
        words[block.request] = found
        values |= {point.id: decode(point, block.words_of(point, found)) for point in block.points}
    # One block holds every measurement and counter.
    assert {(r.kind, r.address, r.count) for r in words} >= {
        (RegisterKind.INPUT, 0, 80),
        (RegisterKind.DISCRETE, 0, 22),
    }
    assert values.keys() == {point.id for point in device.profile.points}
    # And they mean what stands behind them.
    assert values["cover_1_top_temp_c"] == pytest.approx(-7.5)
    assert values["outside_air_temp_c"] == pytest.approx(-31.25)
    assert values["snow_cooling_energy_kwh"] == 3_000_000_123
    assert values["electrical_energy_usage_kwh"] == pytest.approx(70_000.5)
    assert values["interlock_water_quality"] == 1.0
    for point in device.profile.points:
        true = point.written_unit.from_canonical(plc.field.values.read("plc", point, None))
        assert values[point.id] == pytest.approx(true, abs=point.scale + 1e-9), point.id


async def gateway_reads(device, request):
    """The words that the gateway's own client reads, in one request."""
    bus = open_bus(device.address, {device.address.unit_id: device.profile.timing}, ScaledClock())
    try:
        outcome = (await bus.read([request]))[request]
    finally:
        await bus.close()
    assert isinstance(outcome, Words), outcome
    return list(outcome.words)


def test_mbpoll_reads_counters_and_temperatures_as_numbers(plc, program):
    """The words put together by mbpoll itself: a counter above 2^31 and a temperature below zero."""
    mbpoll, address = program("mbpoll"), plc.site.device("plc").address

    def read(kind, register):
        command = [
            mbpoll,
            "-0",
            "-1",
            "-B",
            "-m",
            "tcp",
            "-a",
            str(address.unit_id),
            "-t",
            kind,
            "-r",
            str(register),
        ]
        command += ["-p", str(address.port), address.host]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
        return re.search(rf"\[{register}\]:\s+(.+)", answer)[1].strip()

    counted = int(read("3:int", 40).split()[0]) % 2**32
    assert counted == 3_000_000_123
    assert re.search(r"\((-\d+)\)", read("3", 64))[1] == "-750"


def test_what_mbpoll_writes_the_plc_obeys_and_the_gateway_reads(plc, program):
    mbpoll, device = program("mbpoll"), plc.site.device("plc")
    command = [mbpoll, "-0", "-1", "-m", "tcp", "-a", str(device.address.unit_id), "-t", "4", "-r", "0"]
    command += ["-p", str(device.address.port), device.address.host]
    subprocess.run([*command, "7500"], capture_output=True, timeout=20, check=True)
    held = plc.run(gateway_reads(device, ReadRequest(device.address.unit_id, RegisterKind.HOLDING, 0, 1)))
    assert held == [7500]
    assert plc.field.plc.read("snow_setpoint_kw") == 750.0
    refused = subprocess.run([*command, "60000"], capture_output=True, text=True, timeout=20, check=False)
    assert "Illegal data value" in refused.stdout + refused.stderr
    assert plc.field.plc.read("snow_setpoint_kw") == 750.0


def test_a_plc_that_has_lost_its_line_answers_nobody(plc, program):
    mbpoll, device = program("mbpoll"), plc.site.device("plc")
    request = ReadRequest(device.address.unit_id, RegisterKind.INPUT, 0, 4)
    assert len(polled(mbpoll, device.address, request)) == 4
    plc.field.plant.faults.inject("comm_loss")
    with pytest.raises(subprocess.CalledProcessError):
        polled(mbpoll, device.address, request)
    plc.field.plant.faults.clear("comm_loss")
    assert len(polled(mbpoll, device.address, request)) == 4
