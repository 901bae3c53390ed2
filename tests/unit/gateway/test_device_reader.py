"""One device: blocks that it serves, what it refuses, how it fares."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.device import DeviceProfile, ProfilePoint, RegisterKind, Timing
from domain.quality import Reason, bad
from domain.reading import Reading
from domain.site import Site
from gateway.device_reader import DeviceReader

INPUT = RegisterKind.INPUT
MakePoint = Callable[..., ProfilePoint]
MakeSite = Callable[..., Site]


@pytest.fixture
def make_reader(make_point: MakePoint, make_site: MakeSite, bus: Any, clock: Any) -> Callable[..., DeviceReader]:
    """`make_reader([0, 1, 5])`: a reader of input registers at those addresses of unit 7."""

    def make(addresses: list[int], **timing: int) -> DeviceReader:
        points = tuple(make_point(f"p{address}", f"input {address}") for address in addresses)
        site = make_site(("tcp://h:502/7", DeviceProfile("meter", points, timing=Timing(**timing)), 1.0))
        return DeviceReader(site.devices[0], list(site.points()), bus, clock)

    return make


def read(reader: DeviceReader) -> dict[int, Reading]:
    return {int(found.point.rpartition("p")[2]): found for found in asyncio.run(reader.read())}


def test_everything_is_read_in_one_block(make_reader: Callable[..., DeviceReader], bus: Any) -> None:
    bus.fill(7, INPUT, 0, *range(100, 160))
    reader = make_reader([0, 1, 50])
    found = read(reader)
    assert {address: one.value for address, one in found.items()} == {0: 100, 1: 101, 50: 150}
    assert len(bus.reads) == 1
    assert reader.health.ok


def test_refused_gaps_are_learned_in_the_first_slot(make_reader: Callable[..., DeviceReader], bus: Any) -> None:
    bus.fill(7, INPUT, 0, 100, 101)
    bus.fill(7, INPUT, 50, 150)
    reader = make_reader([0, 1, 50])
    assert {address: one.value for address, one in read(reader).items()} == {0: 100, 1: 101, 50: 150}
    bus.reads.clear()
    assert {address: one.value for address, one in read(reader).items()} == {0: 100, 1: 101, 50: 150}
    assert [(request.address, request.count) for request in bus.reads] == [(0, 2), (50, 1)]


def test_a_device_with_a_smaller_limit_than_it_says_is_learned(
    make_reader: Callable[..., DeviceReader], bus: Any
) -> None:
    bus.fill(7, INPUT, 0, *range(40))
    bus.longest = 12
    reader = make_reader(list(range(40)))
    assert {address: one.value for address, one in read(reader).items()} == {a: a for a in range(40)}
    bus.reads.clear()
    read(reader)
    assert [request.count for request in bus.reads] == [10, 10, 10, 10]


def test_one_register_that_is_not_there_spoils_only_itself(
    make_reader: Callable[..., DeviceReader], bus: Any
) -> None:
    bus.fill(7, INPUT, 0, *range(10))
    del bus.registers[7, INPUT, 4]
    reader = make_reader(list(range(10)))
    found = read(reader)
    assert found[4].quality == bad(Reason.DEVICE_EXCEPTION)
    assert [one.value for address, one in sorted(found.items()) if address != 4] == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert reader.health.failures == 0
    assert reader.health.reason == "device refused with Modbus exception 2"


def test_a_device_that_refuses_everything_for_a_while_keeps_its_blocks(
    make_reader: Callable[..., DeviceReader], bus: Any
) -> None:
    reader = make_reader(list(range(10)))
    read(reader)
    bus.fill(7, INPUT, 0, *range(10))
    bus.reads.clear()
    assert all(one.quality.usable for one in read(reader).values())
    assert len(bus.reads) == 1


def test_silence_is_one_bad_reading_per_point_and_slot(
    make_reader: Callable[..., DeviceReader], bus: Any, clock: Any
) -> None:
    bus.fill(7, INPUT, 0, 1, 2)
    reader = make_reader([0, 1])
    read(reader)
    well = clock.now()
    bus.silent.add(7)
    for missed in (1, 2, 3):
        clock.moment += timedelta(seconds=10)
        found = read(reader)
        assert [one.quality for one in found.values()] == [bad(Reason.NO_COMMUNICATION)] * 2
        assert {one.measured_at for one in found.values()} == {clock.now()}
        assert (reader.health.failures, reader.health.last_good_at) == (missed, well)
    assert reader.health.reason == "no answer"
    bus.silent.clear()
    assert [one.value for one in read(reader).values()] == [1, 2]
    assert reader.health.ok


def test_a_register_met_with_silence_is_found_and_left_last(
    make_reader: Callable[..., DeviceReader], bus: Any
) -> None:
    bus.fill(7, INPUT, 0, *range(200))
    bus.silent_at = {3}
    reader = make_reader([0, 1, 2, 3, 4, 150])
    for _ in range(12):
        found = read(reader)
    assert {address for address, one in found.items() if not one.quality.usable} == {3}


def test_a_device_that_is_silent_about_gaps_is_read_without_them(
    make_reader: Callable[..., DeviceReader], bus: Any
) -> None:
    bus.fill(7, INPUT, 0, *range(60))
    bus.silent_at = {25}
    reader = make_reader([0, 1, 50])
    for _ in range(3):
        found = read(reader)
    assert {address: one.value for address, one in found.items()} == {0: 0, 1: 1, 50: 50}


def test_a_device_whose_every_value_is_out_of_range_is_not_well(
    make_point: MakePoint, make_site: MakeSite, bus: Any, clock: Any
) -> None:
    bus.fill(7, INPUT, 0, 500)
    profile = DeviceProfile("meter", (make_point("p0", "input 0", maximum=100.0),))
    site = make_site(("tcp://h:502/7", profile, 1.0))
    reader = DeviceReader(site.devices[0], list(site.points()), bus, clock)
    read(reader)
    assert reader.health.failures == 1
    assert reader.health.reason == "every value is marked invalid or out of range"
