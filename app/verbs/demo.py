"""`snokyla demo`."""

from __future__ import annotations

from pathlib import Path

import click

from app.options import Number


@click.command
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option(
    "--speed",
    type=Number(0, 3600, min_open=True),
    default=1.0,
    show_default=True,
    help="How many times as fast as the wall the simulated time goes by.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Data directory (default $SNOKYLA_DATA, else ./data/demo).",
)
def command(port: int, speed: float, data: Path | None) -> None:
    """Show everything against a simulated site, in your browser."""
    import asyncio

    from app.processes.demo import run_demo
    from app.store import resolve_data_dir

    asyncio.run(run_demo(port, speed, resolve_data_dir(data, Path("data/demo"))))
