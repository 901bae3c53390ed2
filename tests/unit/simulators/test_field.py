"""The simulated field on real sockets."""

import asyncio
import struct
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pymodbus.client import AsyncModbusTcpClient
from pymodbus.framer import FramerType

from config.load import load_site
from domain.address import ModbusRtuAddress, ModbusTcpAddress
from domain.clock import ScaledClock
from simulators.field import SimulatedField

START = datetime(2026, 11, 24, 16, tzinfo=UTC)


def in_field(site, visit, clock=None):
    """Run `visit(field, live)` against the served site."""

    async def run():
        field = SimulatedField(site, clock or ScaledClock(1.0, START), 1)
        live = await field.start()
        try:
            return await visit(field, live)
        finally:
            await field.stop()

    return asyncio.run(run())


async def ask(address, read, **settings):
    """One request `read(client)` on a connection of its own."""
    client = AsyncModbusTcpClient(address.host, port=address.port, timeout=2.0, retries=0, **settings)
    assert await client.connect()
    try:
        return await read(client)
    finally:
        client.close()


def test_a_meter_shows_the_building_in_the_registers_of_its_map(site):
    async def visit(field, live):
        address = live.device("skola_electricity").address
        answer = await ask(
            address, lambda client: client.read_input_registers(72, count=2, device_id=address.unit_id)
        )
        shown = struct.unpack(">f", struct.pack(">HH", *answer.registers))[0]
        building = site.building("skola")
        counted = field.buildings.energy_kwh(building, building.meters[0].carrier, START)
        assert shown == pytest.approx(counted, abs=2.0)

    in_field(site, visit)


def test_a_value_fixed_by_hand_arrives_and_is_let_go(site):
    async def visit(field, live):
        address = live.device("skola_electricity").address

        async def power_w():
            answer = await ask(
                address, lambda client: client.read_input_registers(52, count=2, device_id=address.unit_id)
            )
            return struct.unpack(">f", struct.pack(">HH", *answer.registers))[0]

        field.set_value("skola_electricity", "electric_power_kw", 12.5)
        assert await power_w() == 12_500.0
        field.release("skola_electricity", "electric_power_kw")
        assert await power_w() != 12_500.0
        field.set_value("skola_electricity", "electric_power_kw", None)
        assert await power_w() != await power_w()  # nan

    in_field(site, visit)


def test_what_is_not_there_is_an_exception(site):
    async def visit(field, live):
        address = live.device("skola_electricity").address
        gap = await ask(address, lambda client: client.read_input_registers(100, count=2, device_id=1))
        assert gap.exception_code == 2
        nobody = await ask(address, lambda client: client.read_input_registers(72, count=2, device_id=99))
        assert nobody.exception_code == 0x0B
        written = await ask(address, lambda client: client.write_register(72, 1, device_id=1))
        assert written.exception_code == 2

    in_field(site, visit)


def test_units_of_one_address_share_a_port_and_different_ones_do_not(site):
    async def visit(field, live):
        school = live.device("skola_electricity").address
        assert live.device("skola_heat").address.port == school.port
        assert live.device("vard_electricity").address.port != school.port
        assert {
            device.address.host for device in live.devices if isinstance(device.address, ModbusTcpAddress)
        } == {"127.0.0.1"}
        assert live.device("ute").address == site.device("ute").address

    in_field(site, visit)


def test_the_plant_obeys_setpoints_over_the_wire(site):
    async def visit(field, live):
        address = live.device("plc").address

        async def drive(client):
            assert not (await client.write_register(10, 7, device_id=1)).isError()
            assert not (await client.write_registers(1, [1500], device_id=1)).isError()
            too_much = await client.write_register(0, 10_001, device_id=1)
            assert too_much.exception_code == 3
            field.plc.advance(START + (field._clock.now() - START) * 2)
            bits = await client.read_discrete_inputs(0, count=11, device_id=1)
            registers = await client.read_input_registers(0, count=13, device_id=1)
            return bits.bits[:11], registers.registers

        bits, registers = await ask(address, drive)
        assert bits[2] is True  # remote_active
        assert bits[3] is False  # local_fallback
        assert registers[0] == pytest.approx(field.weather.at(START).outside_air_temp_c * 100.0, abs=20)
        assert field.plc.setpoints().free_cooling_kw == 150.0

    in_field(site, visit)


def test_faults_to_order_silence_a_closed_port_and_cut_wires(site):
    async def visit(field, live):
        address = live.device("plc").address

        async def read(client):
            return await client.read_input_registers(1, count=1, device_id=1)

        field.plc.cut_off()
        assert (await ask(address, read)).registers == [0x7FFF]
        field.plc.mend()
        field.silence("plc")
        with pytest.raises(Exception, match=r"[Nn]o response"):
            await ask(address, read)
        field.silence("plc", False)
        assert not (await ask(address, read)).isError()
        held = AsyncModbusTcpClient(address.host, port=address.port, timeout=1.0, retries=0, reconnect_delay=0)
        assert await held.connect()
        assert not (await read(held)).isError()
        await field.disconnect("plc")
        await asyncio.sleep(0.05)
        assert not held.connected  # who was connected is cut off too
        held.close()
        client = AsyncModbusTcpClient(address.host, port=address.port, timeout=0.5, retries=0)
        assert not await client.connect()
        client.close()
        await field.reconnect("plc")
        assert not (await ask(address, read)).isError()

    in_field(site, visit)


def test_serial_devices_are_served_over_tcp_and_rtu_over_tcp_keeps_its_frames(site):
    other = {
        "skola_electricity": ModbusRtuAddress("/dev/ttyUSB0", 9600, "N", 3),
        "vard_electricity": ModbusTcpAddress("rtuovertcp", "10.0.0.9", 502, 4),
    }
    served = [replace(device, address=other.get(device.id, device.address)) for device in site.devices]

    async def visit(field, live):
        serial, tunnel = live.device("skola_electricity").address, live.device("vard_electricity").address
        assert (serial.transport, serial.unit_id) == ("tcp", 3)
        assert (tunnel.transport, tunnel.unit_id) == ("rtuovertcp", 4)
        answer = await ask(
            tunnel, lambda client: client.read_input_registers(70, count=2, device_id=4), framer=FramerType.RTU
        )
        assert struct.unpack(">f", struct.pack(">HH", *answer.registers))[0] == pytest.approx(50.0, abs=0.1)

    in_field(replace(site, devices=tuple(served)), visit)


def test_the_plant_moves_with_a_fast_clock(site):
    async def visit(field, live):
        before = field.plant.now
        await asyncio.sleep(1.2)
        assert (field.plant.now - before).total_seconds() > 60.0

    in_field(site, visit, ScaledClock(120.0, START))


def test_a_site_without_a_plant_is_served_too(site_without_plant):
    async def visit(field, live):
        assert field.plant is None
        address = live.device("skola_water").address
        answer = await ask(address, lambda client: client.read_input_registers(0, count=3, device_id=3))
        assert len(answer.registers) == 3

    in_field(site_without_plant, visit)


def test_the_shipped_site_is_up_in_two_seconds_and_every_point_lies_within_its_bounds():
    shipped = load_site("ostersund_demo")
    started = time.process_time()

    async def visit(field, live):
        assert time.process_time() - started < 2.0
        wrong = []
        for device in live.devices:
            for point in device.profile.points:
                value = field.values.read(device.id, point, START)
                if value is None:
                    wrong.append((device.id, point.id, value))
                    continue
                written = (value - point.written_unit.offset) / point.written_unit.factor
                low = point.minimum if point.minimum is not None else written
                high = point.maximum if point.maximum is not None else written
                if not low <= written <= high:
                    wrong.append((device.id, point.id, written))
        assert wrong == []

    in_field(shipped, visit)


def test_mbpoll_reads_what_the_map_says(site, program):
    mbpoll = program("mbpoll")

    async def visit(field, live):
        address = live.device("skola_electricity").address
        field.set_value("skola_electricity", "voltage_l1_v", 231.5)
        arguments = ["-0", "-1", "-a", str(address.unit_id), "-p", str(address.port), "-t", "3:float", "-B"]
        process = await asyncio.create_subprocess_exec(
            mbpoll, *arguments, "-r", "0", "-c", "1", address.host, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        assert process.returncode == 0
        assert "[0]: \t231.5" in output.decode()

    in_field(site, visit)
