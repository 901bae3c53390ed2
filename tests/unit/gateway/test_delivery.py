"""Readings wait while the store fails, and only a full memory loses them, counted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from domain.reading import Reading
from gateway.delivery import Delivery

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def batch(*values: float) -> list[Reading]:
    return [Reading("s/b/m/p", NOON, NOON, value, "kW") for value in values]


class Store:
    """A sink that fails when told to."""

    def __init__(self) -> None:
        self.kept: list[float | None] = []
        self.calls = 0
        self.broken = False

    async def __call__(self, readings: Sequence[Reading]) -> None:
        self.calls += 1
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("disk full")
        self.kept += [reading.value for reading in readings]


def test_what_waits_goes_in_one_call() -> None:
    async def story() -> None:
        store = Store()
        delivery = Delivery(store)
        task = asyncio.create_task(delivery.run())
        for value in range(5):
            delivery.put(batch(value))
        await asyncio.sleep(0.02)
        assert store.kept == [0, 1, 2, 3, 4]
        assert store.calls == 1
        assert delivery.waiting == 0
        task.cancel()

    asyncio.run(story())


def test_a_failing_store_loses_nothing_and_order_stays() -> None:
    async def story() -> None:
        store = Store()
        store.broken = True
        delivery = Delivery(store)
        task = asyncio.create_task(delivery.run())
        delivery.put(batch(0, 1))
        await asyncio.sleep(0.02)
        delivery.put(batch(2))
        assert (delivery.waiting, delivery.error) == (3, "disk full")
        store.broken = False
        await asyncio.sleep(0.7)
        assert store.kept == [0, 1, 2]
        assert (delivery.waiting, delivery.error, delivery.dropped) == (0, None, 0)
        task.cancel()

    asyncio.run(story())


def test_a_full_memory_drops_the_oldest_and_counts_them() -> None:
    async def story() -> None:
        store = Store()
        store.broken = True
        delivery = Delivery(store, limit=4)
        for value in range(10):
            delivery.put(batch(value))
            assert not await delivery.deliver()
        assert (delivery.waiting, delivery.dropped) == (4, 6)
        store.broken = False
        assert await delivery.deliver()
        assert store.kept == [6, 7, 8, 9]

    asyncio.run(story())


def test_a_stop_in_the_middle_of_a_delivery_keeps_what_was_under_way() -> None:
    async def story() -> None:
        begun = asyncio.Event()

        async def slow(readings: Sequence[Reading]) -> None:
            begun.set()
            await asyncio.sleep(60)

        delivery = Delivery(slow)
        delivery.put(batch(1))
        task = asyncio.create_task(delivery.run())
        await begun.wait()
        delivery.put(batch(2))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert delivery.waiting == 2
        store = Store()
        delivery._sink = store
        assert await delivery.deliver()
        assert store.kept == [1, 2]

    asyncio.run(story())
