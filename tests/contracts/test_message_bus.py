"""One suite for every MessageBus: in memory, and paho against a real Mosquitto."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest

from domain.clock import ScaledClock
from domain.errors import Unreachable
from domain.message import Message
from domain.ports.message_bus import MessageBus
from messaging.in_memory import InMemoryBroker, InMemoryBus
from messaging.mqtt import PahoBus


class Machine(Protocol):
    command: list[str]


class Server(Protocol):
    machine: Machine

    @property
    def url(self) -> str: ...
    def start(self) -> None: ...
    def kill(self) -> None: ...


Open = Callable[[str], Awaitable[MessageBus]]
Story = Callable[[Open], Awaitable[None]]


@pytest.fixture(params=["in_memory", "paho"])
def play(request: pytest.FixtureRequest) -> Callable[[Story], None]:
    """`play(story)` runs a story with an opener of buses by client id, all on one broker."""
    server = request.getfixturevalue("mosquitto_server") if request.param == "paho" else None

    def run(story: Story) -> None:
        async def whole() -> None:
            broker = InMemoryBroker()
            opened: list[MessageBus] = []

            async def open_one(client_id: str) -> MessageBus:
                bus: MessageBus
                if server is None:
                    bus = InMemoryBus(broker, client_id, ScaledClock())
                else:
                    bus = PahoBus(server.url, client_id, ScaledClock())
                    await bus.connect()
                opened.append(bus)
                return bus

            try:
                await story(open_one)
            finally:
                for bus in opened:
                    await bus.close()

        asyncio.run(whole())

    return run


def unique(text: str) -> str:
    return f"{text}-{uuid.uuid4().hex[:8]}"


async def settled() -> None:
    """Until a broker has surely taken a subscription."""
    await asyncio.sleep(0.2)


async def take(messages: AsyncIterator[Message], count: int, within_s: float = 5) -> list[Message]:
    found: list[Message] = []
    async with asyncio.timeout(within_s):
        while len(found) < count:
            found.append(await anext(messages))
    return found


async def nothing_from(messages: AsyncIterator[Message]) -> None:
    with pytest.raises(TimeoutError):
        await take(messages, 1, within_s=0.3)


def test_messages_arrive_in_order_with_their_topic(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        root = unique("order")
        listener, speaker = await open_bus(unique("l")), await open_bus(unique("s"))
        messages = listener.subscribe(f"{root}/+/up")
        await settled()
        for number in range(20):
            await speaker.publish(f"{root}/a/up", str(number).encode())
        await speaker.publish(f"{root}/a/down", b"not this one")
        found = await take(messages, 20)
        assert [message.payload for message in found] == [str(number).encode() for number in range(20)]
        assert {message.topic for message in found} == {f"{root}/a/up"}
        assert not any(message.retained or message.waited for message in found)
        assert all(message.received_at.tzinfo is not None for message in found)

    play(story)


def test_hash_takes_the_whole_branch(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        root = unique("branch")
        bus = await open_bus(unique("l"))
        messages = bus.subscribe(f"{root}/#")
        await settled()
        for topic in (root, f"{root}/a", f"{root}/a/b/c"):
            await bus.publish(topic, b"x")
        assert [message.topic for message in await take(messages, 3)] == [root, f"{root}/a", f"{root}/a/b/c"]

    play(story)


def test_what_is_not_acknowledged_comes_again(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        topic, client_id = unique("again"), unique("l")
        first, speaker = await open_bus(client_id), await open_bus(unique("s"))
        messages = first.subscribe(topic)
        await settled()
        for payload in (b"1", b"2", b"3"):
            await speaker.publish(topic, payload)
        found = await take(messages, 3)
        found[0].ack()
        await settled()
        await first.close()
        second = await open_bus(client_id)
        again = second.subscribe(topic)
        found = await take(again, 2)
        assert [message.payload for message in found] == [b"2", b"3"]
        for message in found:
            message.ack()
        await settled()
        await second.close()
        await nothing_from((await open_bus(client_id)).subscribe(topic))

    play(story)


def test_messages_for_a_client_that_is_away_wait(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        topic, client_id = unique("away"), unique("l")
        first, speaker = await open_bus(client_id), await open_bus(unique("s"))
        first.subscribe(topic)
        await settled()
        await first.close()
        for number in range(50):
            await speaker.publish(topic, str(number).encode())
        second = await open_bus(client_id)
        # Subscribing late must not lose what the session brings at once.
        await settled()
        messages = second.subscribe(topic)
        found: list[bytes] = []
        for _ in range(50):
            message = (await take(messages, 1))[0]
            found.append(message.payload)
            assert message.waited
            message.ack()
        assert found == [str(number).encode() for number in range(50)]

    play(story)


def test_a_retained_message_says_so(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        topic = unique("retained")
        speaker = await open_bus(unique("s"))
        await speaker.publish(topic, b"old", retain=True)
        await speaker.publish(topic, b"newest", retain=True)
        found = await take((await open_bus(unique("l"))).subscribe(topic), 1)
        assert (found[0].payload, found[0].retained) == (b"newest", True)
        await speaker.publish(topic, b"", retain=True)
        await nothing_from((await open_bus(unique("l"))).subscribe(topic))

    play(story)


def test_two_subscribers_get_the_message_and_both_must_acknowledge(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        root, client_id = unique("both"), unique("l")
        bus = await open_bus(client_id)
        one, other = bus.subscribe(f"{root}/a"), bus.subscribe(f"{root}/a")
        await settled()
        await bus.publish(f"{root}/a", b"x")
        (first,), (second,) = await take(one, 1), await take(other, 1)
        first.ack()
        await settled()
        await bus.close()
        later = await open_bus(client_id)
        again = await take(later.subscribe(f"{root}/a"), 1)
        assert again[0].payload == second.payload == b"x"

    play(story)


def test_iteration_ends_when_the_bus_closes(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        bus = await open_bus(unique("l"))
        messages = bus.subscribe(unique("end"))
        waiting = asyncio.create_task(anext(messages, None))
        await settled()
        await bus.close()
        async with asyncio.timeout(5):
            assert await waiting is None

    play(story)


def test_publishing_on_a_closed_bus_is_refused(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        bus = await open_bus(unique("s"))
        await bus.close()
        with pytest.raises(Unreachable):
            await bus.publish("a", b"x")

    play(story)


@pytest.mark.parametrize("topic_filter", ["", "a/#/b", "a#", "a/b+", "+a/b"])
def test_what_is_no_filter_is_refused(play: Callable[[Story], None], topic_filter: str) -> None:
    async def story(open_bus: Open) -> None:
        bus = await open_bus(unique("l"))
        with pytest.raises(ValueError, match="is not a topic filter"):
            bus.subscribe(topic_filter)

    play(story)


def test_what_is_no_topic_is_refused(play: Callable[[Story], None]) -> None:
    async def story(open_bus: Open) -> None:
        bus = await open_bus(unique("s"))
        with pytest.raises(ValueError, match="is not a topic"):
            await bus.publish("a/+", b"x")

    play(story)


# Only paho has a network to lose.


def database(server: Server) -> Path:
    """Where Mosquitto keeps its sessions: beside its configuration, the last word of its command."""
    return Path(server.machine.command[-1]).with_name("mosquitto.db")


async def saved(server: Server) -> None:
    """Until Mosquitto has written its sessions once more."""
    now = time.time()
    async with asyncio.timeout(15):
        while not database(server).exists() or database(server).stat().st_mtime <= now:
            await asyncio.sleep(0.05)


def test_a_killed_broker_loses_nothing_and_is_found_again(mosquitto_process: Server) -> None:
    async def story() -> None:
        url, topic = mosquitto_process.url, "plant/sensor"
        listener, speaker = PahoBus(url, "listener", ScaledClock()), PahoBus(url, "speaker", ScaledClock())
        await listener.connect()
        await speaker.connect()
        messages = listener.subscribe(topic)
        await settled()
        for number in range(5):
            await speaker.publish(topic, str(number).encode())
        before = await take(messages, 5)
        before[0].ack()
        await saved(mosquitto_process)
        mosquitto_process.kill()
        while listener.connected or speaker.connected:
            await asyncio.sleep(0.02)
        with pytest.raises(Unreachable):
            await speaker.publish(topic, b"into the void")
        before[1].ack()  # of a connection that is gone: must not acknowledge anything of the next one
        await asyncio.to_thread(mosquitto_process.start)
        again = await take(messages, 4, within_s=15)
        assert [message.payload for message in again] == [b"1", b"2", b"3", b"4"]
        for message in again:
            message.ack()
        while not speaker.connected:
            await asyncio.sleep(0.02)
        await speaker.publish(topic, b"5")
        assert (await take(messages, 1))[0].payload == b"5"
        await listener.close()
        await speaker.close()

    asyncio.run(story())


def test_a_broker_that_comes_later_is_found(mosquitto_process: Server) -> None:
    async def story() -> None:
        mosquitto_process.kill()
        bus = PahoBus(mosquitto_process.url, "early", ScaledClock())
        bus.start()
        messages = bus.subscribe("a")
        await asyncio.sleep(0.3)
        assert not bus.connected
        assert bus.reason == "Connection refused"
        await asyncio.to_thread(mosquitto_process.start)
        async with asyncio.timeout(10):
            while not bus.connected:
                await asyncio.sleep(0.02)
        await settled()
        await bus.publish("a", b"x")
        assert (await take(messages, 1))[0].payload == b"x"
        await bus.close()

    asyncio.run(story())


def test_a_session_that_the_broker_forgot_is_subscribed_again(mosquitto_process: Server) -> None:
    async def story() -> None:
        bus = PahoBus(mosquitto_process.url, "forgotten", ScaledClock())
        await bus.connect()
        messages = bus.subscribe("a")
        await settled()
        mosquitto_process.kill()
        database(mosquitto_process).unlink(missing_ok=True)
        while bus.connected:
            await asyncio.sleep(0.02)
        await asyncio.to_thread(mosquitto_process.start)
        async with asyncio.timeout(10):
            while not bus.connected:
                await asyncio.sleep(0.02)
        await settled()
        await bus.publish("a", b"x")
        assert (await take(messages, 1))[0].payload == b"x"
        await bus.close()

    asyncio.run(story())


def test_connecting_once_to_nobody_names_broker_and_reason(unused_port: Callable[[], int]) -> None:
    async def story() -> None:
        url = f"mqtt://127.0.0.1:{unused_port()}"
        with pytest.raises(Unreachable, match=f"{url}: Connection refused"):
            await PahoBus(url, "nobody", ScaledClock()).connect()

    asyncio.run(story())


def test_the_last_will_says_offline_and_a_new_connection_online(mosquitto_server: Server) -> None:
    async def story() -> None:
        topic, client_id = unique("status"), unique("edge")
        watcher = PahoBus(mosquitto_server.url, unique("w"), ScaledClock())
        await watcher.connect()
        states = watcher.subscribe(topic)
        await settled()
        bus = PahoBus(mosquitto_server.url, client_id, ScaledClock(), status_topic=topic)
        await bus.connect()
        assert (await take(states, 1))[0].payload == b"online"
        await settled()
        bus._client._sock_close()  # the cable is pulled
        assert (await take(states, 1))[0].payload == b"offline"
        assert (await take(states, 1))[0].payload == b"online"
        await settled()
        await bus.close()
        # QoS 1: a message whose acknowledgement the cable took with it is said twice.
        while (said := (await take(states, 1))[0].payload) == b"online":
            pass
        assert said == b"offline"
        await watcher.close()

    asyncio.run(story())


def test_a_full_hand_over_waits_and_loses_nothing(
    mosquitto_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.mqtt.LIMIT", 5)

    async def story() -> None:
        topic = unique("full")
        bus, speaker = (PahoBus(mosquitto_server.url, unique("c"), ScaledClock()) for _ in range(2))
        await bus.connect()
        await speaker.connect()
        messages = bus.subscribe(topic)
        await settled()
        for number in range(40):
            await speaker.publish(topic, str(number).encode())
        await settled()
        assert bus._subscriptions.waiting <= 5
        found: list[bytes] = []
        for _ in range(40):
            (message,) = await take(messages, 1)
            found.append(message.payload)
            message.ack()
        assert found == [str(number).encode() for number in range(40)]
        await bus.close()
        await speaker.close()

    asyncio.run(story())


def test_what_waits_behind_a_late_acknowledgement_says_so(mosquitto_server: Server) -> None:
    """A store that fails holds up acknowledgements; what the broker brings afterwards may be hours old."""

    async def story() -> None:
        topic = unique("held")
        bus = PahoBus(mosquitto_server.url, unique("l"), ScaledClock())
        await bus.connect()
        messages = bus.subscribe(topic)
        await settled()
        await bus.publish(topic, b"stored late")
        (held,) = await take(messages, 1)
        await asyncio.sleep(2.1)
        held.ack()
        await bus.publish(topic, b"behind it")
        (behind,) = await take(messages, 1)
        assert (held.waited, behind.waited) == (False, True)
        await bus.close()

    asyncio.run(story())
