"""A broker for a demo on one machine: Mosquitto as a child where it is installed, else one inside the process."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from domain.errors import Unreachable

_LOG = logging.getLogger("snokyla.messaging.broker")

_START_S, _END_S = 5.0, 5.0
_HOST = "127.0.0.1"


@asynccontextmanager
async def demo_broker() -> AsyncIterator[tuple[str, str]]:
    """URL and description of a broker on 127.0.0.1 that ends with this context."""
    program = mosquitto_program()
    running = mosquitto_child(program) if program is not None else embedded_broker()
    async with running as url:
        yield url, f"Mosquitto ({program})" if program is not None else "amqtt, inside this process"


def mosquitto_program() -> str | None:
    """Path of Mosquitto; None where it is not installed. Debian keeps it where users' PATH does not reach."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


@asynccontextmanager
async def embedded_broker() -> AsyncIterator[str]:
    """URL of amqtt in the running loop: no file, no login, only from this machine."""
    from amqtt.broker import Broker

    for name in ("amqtt", "transitions"):
        # A line for each packet otherwise.
        logging.getLogger(name).setLevel(logging.ERROR)
    port = _free_port()
    broker = Broker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"{_HOST}:{port}"}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
    )
    await broker.start()
    try:
        yield f"mqtt://{_HOST}:{port}"
    finally:
        await broker.shutdown()


@asynccontextmanager
async def mosquitto_child(program: str) -> AsyncIterator[str]:
    """URL of a Mosquitto child with a configuration of its own in a folder that goes with it."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="snokyla-mosquitto-") as folder:
        configuration = Path(folder) / "mosquitto.conf"
        configuration.write_text(_configuration(port), encoding="utf-8")
        child = await asyncio.create_subprocess_exec(
            program,
            "-c",
            str(configuration),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # Ctrl-C goes to the whole foreground group; the broker should outlive those who say goodbye to it.
            start_new_session=True,
        )
        try:
            await _listening(child, port)
            yield f"mqtt://{_HOST}:{port}"
        finally:
            await _end(child)


def _configuration(port: int) -> str:
    lines = [
        f"listener {port} {_HOST}",
        "allow_anonymous true",
        "persistence false",
        "max_queued_messages 10000",  # the default of 1000 drops what a busy consumer has not taken yet
        "log_type none",
    ]
    if hasattr(os, "getuid") and os.getuid() == 0:
        lines.append("user root")  # else it changes to a user that cannot read its folder
    return "\n".join(lines) + "\n"


async def _listening(child: asyncio.subprocess.Process, port: int) -> None:
    """Wait until the child accepts connections; Unreachable when it ends or takes too long."""
    deadline = asyncio.get_running_loop().time() + _START_S
    while asyncio.get_running_loop().time() < deadline and child.returncode is None:
        try:
            _, writer = await asyncio.open_connection(_HOST, port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return
    raise Unreachable("Mosquitto", f"did not start on port {port} within {_START_S:.0f} s")


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    child.terminate()
    try:
        async with asyncio.timeout(_END_S):
            await child.wait()
    except TimeoutError:
        _LOG.warning("Mosquitto does not end by itself and is killed")
        child.kill()
        await child.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])
