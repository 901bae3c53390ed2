"""`snokyla import readings`."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from app.options import data_option, site_option

# Readings per transaction: a running edge waits for a fraction of a second at most.
BATCH = 20_000
# What a reading takes in the store, with index, rollup and log [bytes], measured and rounded up.
BYTES_PER_READING = 200


@click.group
def command() -> None:
    """Bring data in from files."""


@command.command("readings")
@click.argument("file", metavar="CSV", type=click.Path(path_type=Path))
@site_option
@data_option
def readings(file: Path, site_name: str, data: Path | None) -> None:
    """Store the readings of CSV, in the long form time_utc,point,value.

    Values are in the canonical unit of the point. A faulty file is refused as a whole. Importing the same file
    twice does no harm.
    """
    from app.progress import progress
    from app.store import open_store, resolve_data_dir
    from config.load import load_site
    from sources.long_readings import read_long_readings

    site, now = load_site(site_name), datetime.now(UTC)
    with progress(f"Reading {file.name}") as told:
        rows = read_long_readings(file, {point.id: point.unit for point in site.points()}, told)
    data_dir = resolve_data_dir(data)
    store = open_store(data_dir, site_name)
    try:
        _require_room(data_dir, len(rows))
        done = 0
        with progress("Storing") as told:
            for batch in rows.batches(now, BATCH):
                store.append(batch)
                done += len(batch)
                told(done, len(rows))
        with progress("Summing up") as told:
            store.roll_up(told)
    finally:
        store.close()
    if ahead := rows.later_than(now):
        click.echo(f"{file}: {ahead} readings lie in the future; look at their times", err=True)
    left_out = f", {rows.missing} without a value left out" if rows.missing else ""
    click.echo(f"{len(rows)} readings of {len(rows.points)} points stored in {data_dir}{left_out}", err=True)


def _require_room(data_dir: Path, count: int) -> None:
    """Refuse before the first reading rather than stop in the middle."""
    from domain.errors import Unreachable

    free, needed = shutil.disk_usage(data_dir).free, count * BYTES_PER_READING
    if free < needed:
        reason = (
            f"the disk has {free / 1e6:.0f} MB left and {count} readings need {needed / 1e6:.0f} MB; free some"
        )
        raise Unreachable(str(data_dir), reason)
