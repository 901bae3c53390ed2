"""`snokyla points`: every point that a site stores, and where it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from app.options import site_option

if TYPE_CHECKING:
    from domain.site import Site


@click.command()
@site_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def command(site_name: str, as_json: bool) -> None:
    """List the points of a site: name, unit, device, address and register or path."""
    from config.load import load_site

    site = load_site(site_name)
    rows = list(described(site))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    widths = {key: max(len(key), *(len(row[key]) for row in rows)) for key in rows[0]} if rows else {}
    for row in ({key: key for key in widths}, *rows):
        click.echo("  ".join(row[key].ljust(width) for key, width in widths.items()).rstrip())


def described(site: Site) -> Iterator[dict[str, str]]:
    """Each point of `site` as text."""
    for point in site.points():
        device = site.device(point.device)
        yield {
            "point": point.id,
            "unit": point.unit,
            "device": device.id,
            "address": str(device.address),
            "register": str(point.profile_point.register or point.profile_point.path),
        }
