"""The web server inside the process: its port is taken before anything else starts."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn

from domain.errors import Unreachable

# Event streams never end by themselves; a browser left open must not hold the process.
_GRACE_S = 2


def take_port(host: str, port: int) -> socket.socket:
    """Bind `host`:`port`; Unreachable names it when another program has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        in_use = error.errno == errno.EADDRINUSE
        reason = "in use by another program; choose another with --port" if in_use else error.strerror
        raise Unreachable(f"port {port} on {host}", str(reason)) from error
    return listener


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: the process as a whole answers them."""
        yield


async def serve(web_app: Any, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve `web_app` on `listener` until `stop`."""
    server = _Server(
        uvicorn.Config(
            web_app, log_config=None, access_log=False, timeout_graceful_shutdown=_GRACE_S, lifespan="on"
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    stopping = asyncio.create_task(stop.wait(), name="http stop")
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
