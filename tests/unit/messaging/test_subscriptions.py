"""Messages that nobody wants yet: held for those who come, let go of when nobody will."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from domain.message import Message
from messaging import subscriptions
from messaging.subscriptions import Subscriptions


def message(topic: str, acknowledged: list[str]) -> Message:
    return Message(topic, b"x", datetime.now(UTC), ack=lambda: acknowledged.append(topic))


def test_a_message_before_its_subscriber_waits_for_it() -> None:
    async def story() -> None:
        acknowledged: list[str] = []
        desk = Subscriptions()
        desk.deliver(message("a/1", acknowledged))
        assert desk.waiting == 1
        found = await anext(desk.subscribe("a/+"))
        assert (found.topic, desk.waiting, acknowledged) == ("a/1", 0, [])
        desk.end()

    asyncio.run(story())


def test_a_message_of_a_device_that_is_gone_does_not_block_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "GRACE_S", 0.05)

    async def story() -> None:
        acknowledged: list[str] = []
        desk = Subscriptions()
        desk.subscribe("a/+")
        desk.deliver(message("removed/device", acknowledged))
        assert acknowledged == []
        await asyncio.sleep(0.1)
        desk.deliver(message("removed/other", acknowledged))
        assert acknowledged == ["removed/device", "removed/other"]
        assert desk.waiting == 0
        desk.end()

    asyncio.run(story())


def test_what_a_subscriber_leaves_behind_is_for_the_next_and_never_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subscriptions, "GRACE_S", 0.01)

    async def story() -> None:
        acknowledged: list[str] = []
        desk = Subscriptions()

        async def listen() -> None:
            async for _ in desk.subscribe("a/+"):
                await asyncio.sleep(10)

        task = asyncio.create_task(listen())
        await asyncio.sleep(0)
        for number in range(3):
            desk.deliver(message(f"a/{number}", acknowledged))
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0.05)
        assert acknowledged == []
        later = desk.subscribe("a/+")
        assert [(await anext(later)).topic for _ in range(2)] == ["a/1", "a/2"]
        desk.end()

    asyncio.run(story())


def test_more_than_can_be_held_stays_with_the_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "_HELD", 2)

    async def story() -> None:
        acknowledged: list[str] = []
        desk = Subscriptions()
        for number in range(5):
            desk.deliver(message(f"a/{number}", acknowledged))
        assert (desk.waiting, acknowledged) == (2, [])
        desk.end()

    asyncio.run(story())
