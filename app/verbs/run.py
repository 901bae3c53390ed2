"""`snokyla run edge`, `run server` and `run all`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.options import data_option, site_option


def _pages(command: Callable[..., Any]) -> Callable[..., Any]:
    port = click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
    bind = click.option("--bind", default="127.0.0.1", show_default=True, help="Address that the pages answer on.")
    return port(bind(command))


@click.group
def command() -> None:
    """Run for good, until SIGINT or SIGTERM."""


@command.command("edge")
@site_option
@data_option
def edge(site_name: str, data: Path | None) -> None:
    """Gateway, controller, alarms and replication: the box in the plant room."""
    import asyncio

    from app.processes.run import run_edge
    from app.store import resolve_data_dir

    asyncio.run(run_edge(site_name, resolve_data_dir(data)))


@command.command("server")
@site_option
@data_option
@_pages
def server(site_name: str, data: Path | None, port: int, bind: str) -> None:
    """Pages over a store, or over InfluxDB where there is none: the office."""
    import asyncio

    from app.processes.run import run_server
    from app.store import resolve_data_dir

    asyncio.run(run_server(site_name, resolve_data_dir(data), bind, port))


@command.command("all")
@site_option
@data_option
@_pages
def both(site_name: str, data: Path | None, port: int, bind: str) -> None:
    """Edge and pages on one machine: a small municipality."""
    import asyncio

    from app.processes.run import run_all
    from app.store import resolve_data_dir

    asyncio.run(run_all(site_name, resolve_data_dir(data), bind, port))
