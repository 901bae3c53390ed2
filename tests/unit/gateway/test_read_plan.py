"""Few blocks, never too long, and smaller ones where a device refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.address import parse_address
from domain.device import ProfilePoint, RegisterKind, Timing, ValueType
from domain.ports.field_bus import ReadRequest
from gateway.fieldbus.read_plan import plan, split, worthwhile_gap

Make = Callable[..., ProfilePoint]


@pytest.mark.parametrize(
    ("address", "turnaround_ms", "gap"),
    [
        # The worked figures for RS-485 with 20 ms turnaround: 18 registers at 9600, 27 at 19200.
        ("rtu:///dev/ttyS0?baud=9600&parity=E/1", 20, 18),
        ("rtu:///dev/ttyS0?baud=19200&parity=E/1", 20, 27),
        ("rtu:///dev/ttyS0?baud=9600&parity=N/1", 0, 10),
        ("rtuovertcp://h:502/1", 20, 18),
        ("tcp://h:502/1", 20, 125),
        ("tls://h:802/1", 0, 125),
    ],
)
def test_the_gap_to_fill_follows_from_the_line(address: str, turnaround_ms: int, gap: int) -> None:
    where = parse_address(address)
    assert worthwhile_gap(where, Timing(turnaround_ms=turnaround_ms)) == gap  # type: ignore[arg-type]


def ranges(make_point: Make, places: list[str], longest: int = 125, gap: int = 0) -> list[tuple[str, int, int]]:
    points = [make_point(f"p{i}", place) for i, place in enumerate(places)]
    blocks = plan(points, 7, longest, gap)
    assert sorted(point.id for block in blocks for point in block.points) == sorted(p.id for p in points)
    assert {block.request.unit_id for block in blocks} == {7}
    return [(block.request.kind.value, block.request.address, block.request.count) for block in blocks]


def test_neighbours_are_read_together_in_any_order(make_point: Make) -> None:
    assert ranges(make_point, ["input 2", "input 0", "input 1"]) == [("input", 0, 3)]


def test_gaps_are_filled_up_to_the_limit(make_point: Make) -> None:
    places = ["holding 0", "holding 5", "holding 20"]
    assert ranges(make_point, places, gap=4) == [("holding", 0, 6), ("holding", 20, 1)]
    assert ranges(make_point, places, gap=3) == [("holding", 0, 1), ("holding", 5, 1), ("holding", 20, 1)]


def test_tables_are_never_mixed(make_point: Make) -> None:
    found = ranges(make_point, ["holding 0", "input 0", "coil 0", "discrete 0", "holding 1"], gap=125)
    assert found == [("coil", 0, 1), ("discrete", 0, 1), ("holding", 0, 2), ("input", 0, 1)]


@pytest.mark.parametrize("longest", [10, 60, 125, 1000])
def test_no_block_is_longer_than_the_device_takes(make_point: Make, longest: int) -> None:
    places = [f"input {address}" for address in range(0, 1000, 3)]
    found = ranges(make_point, places, longest, gap=125)
    assert all(count <= min(longest, 125) for _, _, count in found)


def test_bits_go_by_the_thousand(make_point: Make) -> None:
    assert ranges(make_point, ["coil 0", "coil 1999"], gap=125) == [("coil", 0, 2000)]
    assert ranges(make_point, ["coil 0", "coil 2000"], gap=125) == [("coil", 0, 1), ("coil", 2000, 1)]


def test_a_value_is_never_torn(make_point: Make) -> None:
    points = [make_point(f"p{i}", f"input {4 * i}", type=ValueType.FLOAT64) for i in range(50)]
    for block in plan(points, 1, 123, 125):
        for point in block.points:
            assert len(block.words_of(point, range(block.request.count))) == 4


def test_a_refused_block_loses_its_gaps_and_then_halves(make_point: Make) -> None:
    points = [make_point(f"p{i}", f"input {address}") for i, address in enumerate([0, 1, 2, 3, 9])]
    (block,) = plan(points, 1, 125, 125)
    without_gaps = split(block)
    assert [(part.request.address, part.request.count) for part in without_gaps] == [(0, 4), (9, 1)]
    halves = split(without_gaps[0])
    assert [(part.request.address, part.request.count) for part in halves] == [(0, 2), (2, 2)]
    assert split(without_gaps[1]) == (without_gaps[1],)


def test_points_that_share_a_register_stay_whole(make_point: Make) -> None:
    points = [make_point("a", "input 5"), make_point("b", "input 5")]
    (block,) = plan(points, 1, 125, 0)
    assert block.request == ReadRequest(1, RegisterKind.INPUT, 5, 1)
    assert len(split(block)) == 2
