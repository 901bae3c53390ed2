"""Slots that neither drift nor bunch, and neighbours that do not wait for each other."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain.device import DeviceProfile, ProfilePoint, RegisterKind
from domain.ports.field_bus import ReadOutcome, ReadRequest
from domain.quality import Reason, bad
from domain.reading import Reading
from domain.site import Site
from gateway.poller import Grid, Poller, remember

INPUT = RegisterKind.INPUT
MakeSite = Callable[..., Site]


@pytest.mark.parametrize(
    ("now", "slot"),
    [(100.0, 110.0), (109.99, 110.0), (110.0, 120.0), (110.01, 120.0), (155.0, 160.0)],
)
def test_the_next_slot_lies_on_the_grid_whatever_was_missed(now: float, slot: float) -> None:
    assert Grid(100.0, 10.0).after(now) == slot


@pytest.fixture
def profile(make_point: Callable[..., ProfilePoint]) -> DeviceProfile:
    return DeviceProfile("meter", (make_point("p", "input 0"),))


class InstantSelector(selectors.DefaultSelector):
    """Waits for nothing: what would be waited is added to `time`, so a busy machine changes no result."""

    time = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None:
            self.time += max(0.0, timeout)
        return ready


class InstantLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to what happens next."""

    def __init__(self) -> None:
        self._instant = InstantSelector()
        super().__init__(self._instant)

    def time(self) -> float:
        return self._instant.time


def tell(story: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=InstantLoop) as runner:
        runner.run(story)


def run(poller: Poller, seconds: float) -> None:
    async def story() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(poller.run(stop))
        await asyncio.sleep(seconds)
        stop.set()
        async with asyncio.timeout(5):
            await task

    tell(story())


class Sink(list[Reading]):
    async def __call__(self, readings: Sequence[Reading]) -> None:
        self.extend(readings)


def test_all_devices_of_all_buses_are_polled_and_stored(
    make_site: MakeSite, profile: DeviceProfile, bus: Any, clock: Any
) -> None:
    site = make_site(
        ("tcp://one:502/1", profile, 0.1), ("tcp://one:502/2", profile, 0.1), ("tcp://two:502/1", profile, 0.1)
    )
    buses: dict[str, Any] = {}

    def open_bus(address: Any, timings: Any, clock: Any) -> Any:
        buses[address.bus] = one = type(bus)(clock)
        for unit in timings:
            one.fill(unit, INPUT, 0, 10 * unit)
        return one

    sink = Sink()
    poller = Poller(site, open_bus, clock, sink)
    run(poller, 0.45)
    assert len(buses) == 2
    stored = [(reading.point, reading.value) for reading in sink]
    for point, value in (("brunflo/skolan/el/p", 10), ("brunflo/site/d1/p", 20), ("brunflo/site/d2/p", 10)):
        assert 3 <= stored.count((point, value)) <= 6, stored
    assert set(poller.current) == {point for point, _ in stored}
    assert all(health.ok for health in poller.health())
    assert all(one.closed for one in buses.values())
    assert poller.bus_of("d1") is buses["tcp://one:502"]
    assert poller.bus_of("nobody") is None


class Timed:
    """A bus that notes when it was asked and answers when told."""

    def __init__(self, answer_s: float) -> None:
        self.asked: list[float] = []
        self.answer_s = answer_s

    async def read(self, requests: Sequence[ReadRequest]) -> dict[ReadRequest, ReadOutcome]:
        from domain.ports.field_bus import Silence

        self.asked.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.answer_s)
        return {request: Silence("slow") for request in requests}

    async def write(self, request: object) -> Any:
        raise AssertionError

    async def close(self) -> None:
        pass


def test_slots_do_not_drift_and_missed_ones_are_not_made_up_for(
    make_site: MakeSite, profile: DeviceProfile, clock: Any
) -> None:
    site = make_site(("tcp://one:502/1", profile, 0.1))
    quick, slow = Timed(0.03), Timed(0.25)
    run(Poller(site, lambda *_: quick, clock, Sink()), 1.05)
    assert len(quick.asked) == 11
    phases = [(moment - quick.asked[0]) % 0.1 for moment in quick.asked]
    assert all(min(phase, 0.1 - phase) < 1e-6 for phase in phases), phases
    run(Poller(site, lambda *_: slow, clock, Sink()), 1.05)
    gaps = [after - before for before, after in zip(slow.asked, slow.asked[1:], strict=False)]
    assert gaps == pytest.approx([0.3] * 3), gaps


def test_a_slow_bus_does_not_hold_up_another(make_site: MakeSite, profile: DeviceProfile, clock: Any) -> None:
    site = make_site(("tcp://slow:502/1", profile, 0.1), ("tcp://quick:502/1", profile, 0.1))
    buses = {"tcp://slow:502": Timed(5.0), "tcp://quick:502": Timed(0.0)}
    run(Poller(site, lambda address, *_: buses[address.bus], clock, Sink()), 0.65)
    assert len(buses["tcp://slow:502"].asked) == 1
    assert len(buses["tcp://quick:502"].asked) >= 5


def test_devices_of_one_overloaded_bus_take_turns(
    make_site: MakeSite, profile: DeviceProfile, bus: Any, clock: Any
) -> None:
    units = [(f"tcp://one:502/{unit}", profile, 0.1) for unit in range(1, 6)]
    bus.answer_s = 0.05
    for unit in range(1, 6):
        bus.fill(unit, INPUT, 0, 1)
    run(Poller(make_site(*units), lambda *_: bus, clock, Sink()), 1.1)
    counts = [sum(request.unit_id == unit for request in bus.reads) for unit in range(1, 6)]
    assert max(counts) - min(counts) <= 1, counts


def test_an_unforeseen_error_in_one_device_does_not_end_the_rest(
    make_site: MakeSite, profile: DeviceProfile, bus: Any, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bus.fill(2, INPUT, 0, 5)
    answer = bus._answer

    def break_unit_1(request: ReadRequest) -> ReadOutcome:
        if request.unit_id == 1:
            raise ZeroDivisionError("a mistake of ours")
        found: ReadOutcome = answer(request)
        return found

    bus._answer = break_unit_1
    site = make_site(("tcp://one:502/1", profile, 0.1), ("tcp://one:502/2", profile, 0.1))
    poller = Poller(site, lambda *_: bus, clock, Sink())
    run(poller, 0.35)
    assert poller.current["brunflo/site/d1/p"].value == 5
    assert "polling d0 failed" in caplog.text


def test_readings_that_a_failing_store_refused_are_handed_over_at_the_end(
    make_site: MakeSite, profile: DeviceProfile, bus: Any, clock: Any
) -> None:
    bus.fill(1, INPUT, 0, 7)
    kept: list[Reading] = []
    works = False

    async def sink(readings: Sequence[Reading]) -> None:
        if not works:
            raise OSError("disk full")
        kept.extend(readings)

    async def story() -> None:
        nonlocal works
        poller = Poller(make_site(("tcp://one:502/1", profile, 0.05)), lambda *_: bus, clock, sink)
        stop = asyncio.Event()
        task = asyncio.create_task(poller.run(stop))
        await asyncio.sleep(0.3)
        assert poller.delivery.error == "disk full"
        waiting = poller.delivery.waiting
        assert waiting >= 4
        works = True
        stop.set()
        await task
        assert len(kept) >= waiting

    tell(story())


def test_the_newest_reading_is_remembered_whatever_comes_late(clock: Any) -> None:
    from datetime import timedelta

    now = clock.now()
    current: dict[str, Reading] = {}
    remember(current, [Reading("p", now, now, 1, "kW")])
    remember(current, [Reading("p", now - timedelta(seconds=1), now, 2, "kW")])
    assert current["p"].value == 1
    remember(current, [Reading("p", now, now, None, "kW", bad(Reason.NO_COMMUNICATION))])
    assert current["p"].value is None


def test_a_clock_that_was_set_back_leaves_no_reading_of_the_future_standing(clock: Any) -> None:
    def at(hours: float, value: float, arrived: float | None = None) -> Reading:
        arrival_h = hours if arrived is None else arrived
        moment, arrival = clock.now() + timedelta(hours=hours), clock.now() + timedelta(hours=arrival_h)
        return Reading("brunflo/skolan/el/p", moment, arrival, value, "kW")

    current: dict[str, Reading] = {}
    remember(current, [at(1, 10.0), at(0, 20.0)])
    assert current["brunflo/skolan/el/p"].value == 20.0
    # A late message is no clock that was set back: it arrives later, whatever its own time.
    remember(current, [at(-1, 30.0, arrived=0.1)])
    assert current["brunflo/skolan/el/p"].value == 20.0
