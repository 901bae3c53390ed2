"""Between the field and the store: readings wait here while the store fails, and polling goes on."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from domain.reading import Reading
from gateway.backoff import Backoff

Sink = Callable[[Sequence[Reading]], Awaitable[None]]

_LOG = logging.getLogger("snokyla.gateway.delivery")

# About 100 bytes each: 20 MB, an hour of a site with 50 points a second.
LIMIT = 200_000
_FIRST_RETRY_S, _LONGEST_RETRY_S = 0.5, 30.0


class Delivery:
    """A bounded queue in memory in front of the sink; when it is full the oldest readings are dropped and counted.

    `waiting` readings are not stored yet, `dropped` ones never will be, `error` is what the store said last
    (None while it works).
    """

    def __init__(self, sink: Sink, limit: int = LIMIT) -> None:
        self._sink, self._limit = sink, limit
        self._batches: deque[Sequence[Reading]] = deque()
        self._news = asyncio.Event()
        self._retry = Backoff(_FIRST_RETRY_S, ceiling_s=_LONGEST_RETRY_S)
        self.waiting = 0
        self.dropped = 0
        self.error: str | None = None

    def put(self, readings: Sequence[Reading]) -> None:
        """Queue `readings`; never waits."""
        if not readings:
            return
        self._batches.append(readings)
        self.waiting += len(readings)
        while self.waiting > self._limit and len(self._batches) > 1:
            oldest = self._batches.popleft()
            self.waiting -= len(oldest)
            if self.dropped == 0:
                _LOG.error("the store has failed for so long (%s) that readings are lost", self.error)
            self.dropped += len(oldest)
        self._news.set()

    async def run(self) -> None:
        """Hand over what waits, for ever; a failing sink is tried again, later and later."""
        while True:
            await self._news.wait()
            if not await self.deliver():
                await asyncio.sleep(self._retry.wait_s(asyncio.get_running_loop().time()))

    async def deliver(self) -> bool:
        """Hand over all that waits now; False when the store would not take it."""
        batches, self._batches = self._batches, deque()
        readings = [reading for batch in batches for reading in batch]
        self._news.clear()
        if not readings:
            return True
        try:
            await self._sink(readings)
        except BaseException as error:
            # What came in meanwhile is newer and stays behind.
            self._batches.extendleft(reversed(batches))
            self._news.set()
            if not isinstance(error, Exception):
                raise
            self._failed(error)
            return False
        self.waiting -= len(readings)
        self.error = None
        self._retry.succeeded()
        return True

    def _failed(self, error: Exception) -> None:
        if self.error is None:
            _LOG.error("the store does not take readings, they wait in memory: %s", error)
        self.error = str(error) or type(error).__name__
        self._retry.failed(asyncio.get_running_loop().time())
