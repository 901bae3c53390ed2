"""`snokyla points`: every point that a site stores, where it is read, and with --live what its device answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from app.documents import as_plain, to_json
from app.options import site_option

if TYPE_CHECKING:
    from app.answers import LivePointAnswer, PointAnswer
    from domain.reading import Reading
    from domain.site import Site
    from gateway.device_reader import DeviceHealth

HEAD = ("point", "unit", "device", "address", "register")
LIVE_HEAD = ("point", "value", "unit", "quality", "device", "register")


@click.command()
@site_option
@click.option("--live", is_flag=True, help="Ask every Modbus device once; exit code 4 when one gives no value.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def command(site_name: str, live: bool, as_json: bool) -> None:
    """List the points of a site: name, unit, device, address and register or path.

    With --live also what the devices answer now, and nothing is stored. A serial line can be asked by one program
    at a time: stop the edge first. Points that come as messages have no value here.
    """
    from config.load import load_site

    site = load_site(site_name)
    rows = list(described(site))
    if not live:
        _print(rows, HEAD, as_json)
        return
    readings, health = _asked(site)
    _print(list(_answered(rows, readings)), LIVE_HEAD, as_json)
    _require_answers(health)


def described(site: Site) -> Iterator[PointAnswer]:
    """Each point of `site` as text."""
    from app.answers import PointAnswer

    for point in site.points():
        device = site.device(point.device)
        yield PointAnswer(
            point=point.id,
            unit=point.unit,
            device=device.id,
            address=str(device.address),
            register=str(point.profile_point.register or point.profile_point.path),
        )


def _answered(rows: Sequence[PointAnswer], readings: Mapping[str, Reading]) -> Iterator[LivePointAnswer]:
    from app.answers import LivePointAnswer

    for row in rows:
        reading = readings.get(row.point)
        yield LivePointAnswer(
            **asdict(row),
            value=reading.value if reading is not None else None,
            quality=str(reading.quality) if reading is not None else None,
            measured_at=reading.measured_at if reading is not None else None,
        )


def _asked(site: Site) -> tuple[Mapping[str, Reading], Sequence[DeviceHealth]]:
    """What the Modbus devices answer, and how they fare."""
    import asyncio

    from domain.clock import ScaledClock
    from gateway.fieldbus.modbus import open_bus
    from gateway.poller import Poller

    async def kept_nowhere(_: Sequence[Reading]) -> None:
        return None

    async def ask() -> tuple[Mapping[str, Reading], Sequence[DeviceHealth]]:
        poller = Poller(site, open_bus, ScaledClock(), kept_nowhere)
        return await poller.read_once(), poller.health()

    return asyncio.run(ask())


def _require_answers(health: Sequence[DeviceHealth]) -> None:
    from domain.errors import Unreachable

    silent = [device for device in health if not device.ok]
    for device in silent[:-1]:
        click.echo(f"snokyla: {device.device}: {device.reason}", err=True)
    if silent:
        raise Unreachable(silent[-1].device, str(silent[-1].reason))


def _print(rows: Sequence[PointAnswer], head: Sequence[str], as_json: bool) -> None:
    if as_json:
        click.echo(to_json(rows))
        return
    table = [list(head)]
    for row in rows:
        cells = as_plain(row)
        table.append(["" if cells[key] is None else _text(cells[key]) for key in head])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _text(cell: object) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)
