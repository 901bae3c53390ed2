"""Messages: stored before they are acknowledged, bad ones seen and kept, repeated ones stored once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from domain.device import DeviceProfile, ProfilePoint, TimeField
from domain.message import Message
from domain.quality import GOOD, Reason, bad, uncertain
from domain.reading import Reading
from domain.site import Site
from gateway.listener import Listener
from gateway.message_reader import MessageReader
from messaging.in_memory import InMemoryBroker, InMemoryBus

MakeSite = Callable[..., Site]

PROFILE = DeviceProfile(
    "sensor",
    (ProfilePoint("temp_c", "degC", path="temperature"),),
    decoder="json",
    measured_at=TimeField("ts", "unix_s"),
    message_id="seq",
)
TIMELESS = DeviceProfile("sensor", (ProfilePoint("temp_c", "degC", path="temperature"),), decoder="json")


@dataclass
class Desk:
    """A listener on an in-memory broker, its sink, and what was acknowledged."""

    site: Site
    clock: Any
    broker: InMemoryBroker = field(default_factory=InMemoryBroker)
    stored: list[Reading] = field(default_factory=list)
    broken: bool = False

    async def sink(self, readings: Sequence[Reading]) -> None:
        if self.broken:
            raise OSError("disk full")
        self.stored += readings

    def pending(self) -> int:
        """Messages that the broker would bring again."""
        return len(self.broker.session("edge").pending)

    async def say(self, message: object, *, retain: bool = False, topic: str = "sensors/hall") -> None:
        payload = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.broker.publish(topic, payload, retain)
        await asyncio.sleep(0.02)

    def play(self, story: Callable[[Listener], Any]) -> None:
        async def whole() -> None:
            bus = InMemoryBus(self.broker, "edge", self.clock)
            listener = Listener(self.site, bus, self.sink)
            stop = asyncio.Event()
            task = asyncio.create_task(listener.run(stop))
            await asyncio.sleep(0.01)
            try:
                await story(listener)
            finally:
                stop.set()
                await task
                await bus.close()

        asyncio.run(whole())


@pytest.fixture
def desk(make_site: MakeSite, clock: Any) -> Desk:
    return Desk(make_site(("mqtt:sensors/hall", PROFILE, None)), clock)


POINT = "brunflo/skolan/el/temp_c"


def test_a_message_becomes_a_reading_at_its_own_time(desk: Desk, clock: Any) -> None:
    measured = clock.now() - timedelta(seconds=30)

    async def story(listener: Listener) -> None:
        await desk.say({"temperature": 21.5, "ts": measured.timestamp(), "seq": 1})
        assert desk.stored == [Reading(POINT, measured, clock.now(), 21.5, "degC", GOOD)]
        assert listener.current == {POINT: desk.stored[0]}
        assert desk.pending() == 0
        assert listener.health()[0].ok

    desk.play(story)


def test_nothing_is_acknowledged_before_it_is_stored(desk: Desk, clock: Any) -> None:
    ts = clock.now().timestamp()

    async def story(listener: Listener) -> None:
        desk.broken = True
        for seq in range(3):
            await desk.say({"temperature": seq, "ts": ts + seq, "seq": seq})
        assert desk.pending() == 3
        assert listener.error == "disk full"
        desk.broken = False
        await asyncio.sleep(0.7)
        assert [reading.value for reading in desk.stored] == [0, 1, 2]
        assert desk.pending() == 0
        assert listener.error is None

    desk.play(story)


def test_what_was_not_stored_at_the_end_comes_again(desk: Desk, clock: Any) -> None:
    async def fail(listener: Listener) -> None:
        desk.broken = True
        await desk.say({"temperature": 1, "ts": clock.now().timestamp(), "seq": 1})

    async def later(listener: Listener) -> None:
        await asyncio.sleep(0.02)
        assert [reading.value for reading in desk.stored] == [1]
        assert desk.pending() == 0

    desk.play(fail)
    assert desk.pending() == 1
    desk.broken = False
    desk.play(later)


def test_a_listener_that_is_started_again_goes_on_with_what_it_had(desk: Desk, clock: Any) -> None:
    async def story() -> None:
        bus = InMemoryBus(desk.broker, "edge", clock)
        listener = Listener(desk.site, bus, desk.sink)
        desk.broken = True
        for _ in range(2):
            task = asyncio.create_task(listener.run(asyncio.Event()))
            await asyncio.sleep(0.01)
            await desk.say({"temperature": 1, "ts": clock.now().timestamp(), "seq": 1})
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        desk.broken = False
        task = asyncio.create_task(listener.run(asyncio.Event()))
        await asyncio.sleep(0.05)
        assert [reading.value for reading in desk.stored] == [1]
        assert desk.pending() == 0
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(story())


def test_a_repeated_delivery_is_stored_once_and_acknowledged(desk: Desk, clock: Any) -> None:
    message = {"temperature": 1, "ts": clock.now().timestamp(), "seq": 7}

    async def story(listener: Listener) -> None:
        for _ in range(3):
            await desk.say(message)
        await desk.say(message | {"temperature": 2, "ts": clock.now().timestamp() + 1})
        assert [reading.value for reading in desk.stored] == [1, 2]
        assert desk.pending() == 0

    desk.play(story)


def test_poison_is_seen_kept_and_does_not_stop_those_behind_it(desk: Desk, clock: Any) -> None:
    async def story(listener: Listener) -> None:
        for number in range(150):
            desk.broker.publish("sensors/hall", b"{" + str(number).encode() * 2000, False)
        await desk.say({"temperature": 5, "ts": clock.now().timestamp(), "seq": 1})
        assert desk.stored[-1].value == 5
        assert {reading.quality for reading in desk.stored[:-1]} == {bad(Reason.UNDECODABLE)}
        assert desk.pending() == 0
        assert len(listener.poison) == 100
        assert listener.poison[-1].message.payload.startswith(b"{149149")
        assert len(listener.poison[-1].message.payload) == 4096
        assert "not JSON" in listener.poison[-1].reason

    desk.play(story)


def test_each_device_hears_its_own_topic(make_site: MakeSite, clock: Any) -> None:
    desk = Desk(make_site(("mqtt:a/+/up", PROFILE, None), ("mqtt:b/#", TIMELESS, None)), clock)

    async def story(listener: Listener) -> None:
        await desk.say({"temperature": 1, "ts": clock.now().timestamp(), "seq": 1}, topic="a/7/up")
        await desk.say({"temperature": 2}, topic="b/c/d")
        await desk.say({"temperature": 3}, topic="c")
        assert {reading.point: reading.value for reading in desk.stored} == {
            "brunflo/skolan/el/temp_c": 1,
            "brunflo/site/d1/temp_c": 2,
        }

    desk.play(story)


def read(profile: DeviceProfile, make_site: MakeSite, message: Message) -> list[Reading]:
    site = make_site(("mqtt:sensors/hall", profile, None))
    return list(MessageReader(site.devices[0], list(site.points())).read(message).readings)


def body(**content: object) -> bytes:
    return json.dumps(content).encode()


@pytest.mark.parametrize("away", [timedelta(minutes=6), timedelta(days=-8), timedelta(days=-365 * 56)])
def test_a_time_that_cannot_be_is_not_stored_as_if_it_were(
    make_site: MakeSite, clock: Any, away: timedelta
) -> None:
    now = clock.now()
    message = Message("sensors/hall", body(temperature=1, ts=(now + away).timestamp(), seq=1), now)
    assert read(PROFILE, make_site, message) == [
        Reading(POINT, now, now, 1, "degC", uncertain(Reason.CLOCK_SUSPECT))
    ]


def test_a_retained_message_without_a_time_is_old(make_site: MakeSite, clock: Any) -> None:
    now = clock.now()
    message = Message("sensors/hall", body(temperature=1), now, retained=True)
    assert read(TIMELESS, make_site, message)[0].quality == uncertain(Reason.STALE)
    message = Message("sensors/hall", body(temperature=1), now)
    assert read(TIMELESS, make_site, message)[0].quality == GOOD


def test_a_message_without_a_time_that_may_have_waited_is_old(make_site: MakeSite, clock: Any) -> None:
    now = clock.now()
    message = Message("sensors/hall", body(temperature=1), now, waited=True)
    assert read(TIMELESS, make_site, message)[0].quality == uncertain(Reason.STALE)
    message = Message("sensors/hall", body(temperature=1, ts=now.timestamp(), seq=1), now, waited=True)
    assert read(PROFILE, make_site, message)[0].quality == GOOD


def test_a_retained_message_with_a_time_is_what_it_says(make_site: MakeSite, clock: Any) -> None:
    now = clock.now()
    earlier = now - timedelta(hours=3)
    message = Message("sensors/hall", body(temperature=1, ts=earlier.timestamp(), seq=1), now, retained=True)
    assert read(PROFILE, make_site, message) == [Reading(POINT, earlier, now, 1, "degC", GOOD)]


def test_a_decoder_that_breaks_is_poison_and_no_crash(
    make_site: MakeSite, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(profile: DeviceProfile, payload: bytes) -> object:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr("gateway.message_reader.decode_message", broken)
    (found,) = read(PROFILE, make_site, Message("sensors/hall", b"{}", clock.now()))
    assert found.quality == bad(Reason.UNDECODABLE)


def test_a_sensor_that_is_never_understood_is_said_once(
    make_site: MakeSite, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site(("mqtt:sensors/hall", TIMELESS, None))
    reader = MessageReader(site.devices[0], list(site.points()))
    for payload in (b"no json", b"no json", body(temperature=1), b"no json"):
        reader.read(Message("sensors/hall", payload, clock.now()))
    assert [record.levelname for record in caplog.records if "cannot be read" in record.message] == ["WARNING"] * 2
