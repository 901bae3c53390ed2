"""The whole chain on real wires: a simulated field in this process, `snokyla` itself in another."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from config.load import load_site
from domain.clock import ScaledClock
from domain.site import Site
from historian.sqlite import SqliteHistorian
from simulators.field import SimulatedField

SNOKYLA = Path(sys.executable).parent / "snokyla"


class RunningField:
    """The devices of a site file on real ports, in an event loop of their own."""

    def __init__(self, site_file: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.field = self.run(self._make(load_site(site_file)))
        self.site: Site = self.run(self.field.start())
        site_file.write_text(with_addresses(site_file.read_text(), self.field.original, self.site))

    async def _make(self, site: Site) -> SimulatedField:
        return SimulatedField(site, ScaledClock(), seed=7)

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    def set_value(self, device: str, point: str, value: float) -> None:
        self._loop.call_soon_threadsafe(self.field.set_value, device, point, value)

    def close(self) -> None:
        self.run(self.field.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


def with_addresses(text: str, original: Site, served: Site) -> str:
    """The site file with the addresses under which its devices really answer."""
    for before, after in zip(original.devices, served.devices, strict=True):
        text = re.sub(
            rf"address: {re.escape(str(before.address))}$", f"address: {after.address}", text, flags=re.M
        )
    return text


@dataclass
class Verb:
    """A running `snokyla`."""

    arguments: list[str]
    log: Path
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [SNOKYLA, *self.arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )

    def end(self, how: signal.Signals, within_s: float = 15) -> int:
        """The exit code after signal `how`."""
        assert self.child is not None
        self.child.send_signal(how)
        return self.child.wait(within_s)

    def remove(self) -> None:
        if self.child is not None and self.child.poll() is None:
            self.child.kill()
            self.child.wait()


@pytest.fixture
def start_field() -> Iterator[Callable[[Path], RunningField]]:
    """`start_field(site_file)`: serves the file's devices and writes their real addresses into it."""
    running: list[RunningField] = []

    def start(site_file: Path) -> RunningField:
        running.append(RunningField(site_file))
        return running[-1]

    yield start
    for one in running:
        one.close()


@pytest.fixture
def start_verb(tmp_path: Path) -> Iterator[Callable[..., Verb]]:
    """`start_verb("run", "edge", …)`: starts `snokyla` and ends it with the test; its log is `snokyla.log`."""
    started: list[Verb] = []

    def start(*arguments: object) -> Verb:
        verb = Verb([str(argument) for argument in arguments], tmp_path / "snokyla.log")
        verb.start()
        started.append(verb)
        return verb

    yield start
    for verb in started:
        verb.remove()


@pytest.fixture
def read_store() -> Iterator[Callable[[Path], SqliteHistorian]]:
    """`read_store(data_dir)`: the store, from beside the process that fills it."""
    opened: list[SqliteHistorian] = []

    def read(data_dir: Path) -> SqliteHistorian:
        opened.append(SqliteHistorian(data_dir / "snokyla.sqlite"))
        return opened[-1]

    yield read
    for store in opened:
        store.close()


@pytest.fixture
def run_snokyla() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`run_snokyla("export", …)`: one verb to its end."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(SNOKYLA), *(str(argument) for argument in arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    return run
