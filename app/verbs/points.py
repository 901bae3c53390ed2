"""`snokyla points`: every point that a site stores, and where it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from typing import TYPE_CHECKING

import click

from app.documents import to_json
from app.options import site_option

if TYPE_CHECKING:
    from app.answers import PointAnswer
    from domain.site import Site

HEAD = ("point", "unit", "device", "address", "register")


@click.command()
@site_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def command(site_name: str, as_json: bool) -> None:
    """List the points of a site: name, unit, device, address and register or path."""
    from config.load import load_site

    site = load_site(site_name)
    rows = list(described(site))
    if as_json:
        click.echo(to_json(rows))
        return
    table = [HEAD, *(astuple(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


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
