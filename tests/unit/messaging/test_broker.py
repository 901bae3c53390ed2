"""The demo's broker: reachable while its context lasts, gone afterwards, with or without Mosquitto."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.clock import ScaledClock
from domain.errors import Unreachable
from messaging import broker
from messaging.mqtt import PahoBus


async def round_trip(url: str) -> None:
    """A message goes through; what was not acknowledged comes again to the same client."""
    first, speaker = PahoBus(url, "listener", ScaledClock()), PahoBus(url, "speaker", ScaledClock())
    await first.connect()
    await speaker.connect()
    messages = first.subscribe("application/+/device/abc/event/up")
    await asyncio.sleep(0.3)
    for payload in (b"1", b"2"):
        await speaker.publish("application/7/device/abc/event/up", payload)
    async with asyncio.timeout(5):
        assert [(await anext(messages)).payload for _ in range(2)] == [b"1", b"2"]
    await first.close()
    await speaker.close()


async def gone(url: str) -> None:
    with pytest.raises(Unreachable):
        await PahoBus(url, "late", ScaledClock()).connect(within_s=2)


def test_without_mosquitto_a_broker_runs_inside_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "mosquitto_program", lambda: None)

    async def story() -> None:
        async with broker.demo_broker() as (url, description):
            assert "inside this process" in description
            await round_trip(url)
        await gone(url)

    asyncio.run(story())


def test_with_mosquitto_it_is_a_child_that_ends_with_us(program: Callable[[str], Path]) -> None:
    if broker.mosquitto_program() is None:
        program("mosquitto")

    async def story() -> None:
        async with broker.demo_broker() as (url, description):
            assert description.startswith("Mosquitto")
            await round_trip(url)
        await gone(url)

    asyncio.run(story())


def test_a_broker_that_cannot_start_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "mosquitto"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)

    async def story() -> None:
        with pytest.raises(Unreachable, match="Mosquitto: did not start"):
            async with broker.mosquitto_child(str(broken)):
                pass

    asyncio.run(story())
