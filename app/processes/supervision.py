"""Keeping the parts of a process alive: a part that fails is said, and tried again with growing patience."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable

_LOG = logging.getLogger("snokyla.process")
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0


def stop_on_signals() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set, in the running loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


async def pause(seconds: float, stop: asyncio.Event) -> None:
    """Wait `seconds` [s], or less when `stop` is set."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def keep_running(name: str, part: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Run `part` until `stop`; when it raises or ends too early, start it again after a pause."""
    wait_s = _FIRST_PAUSE_S
    while not stop.is_set():
        try:
            await part()
        except asyncio.CancelledError:
            raise
        except Exception:
            _LOG.exception("%s failed; starting it again in %.0f s", name, wait_s)
        if not stop.is_set():
            await pause(wait_s, stop)
            wait_s = min(2 * wait_s, _LONGEST_PAUSE_S)


async def run_parts(parts: dict[str, Callable[[], Awaitable[None]]], stop: asyncio.Event) -> None:
    """Run all `parts` until `stop`, then wait at most ten seconds for them to end in an orderly way."""
    tasks = [asyncio.create_task(keep_running(name, part, stop), name=name) for name, part in parts.items()]
    await stop.wait()
    _, late = await asyncio.wait(tasks, timeout=10)
    for task in late:
        _LOG.warning("%s does not end by itself; cutting it off", task.get_name())
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
