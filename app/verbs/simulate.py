"""`snokyla simulate history` and `snokyla simulate season`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.options import data_option, parse_time, site_option
from app.verbs.simulate_season import season

if TYPE_CHECKING:
    from domain.interval import Interval
    from historian.sqlite import SqliteHistorian


@click.group
def command() -> None:
    """Simulate what is not there."""


command.add_command(season)


@command.command("history")
@site_option
@click.option("--from", "start", required=True, metavar="T", help="First moment: ISO 8601 with offset, or a date.")
@click.option("--to", "end", required=True, metavar="T", help="Up to but not including this moment.")
@data_option
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same past.")
def history(site_name: str, start: str, end: str, data: Path | None, seed: int) -> None:
    """Fill a DEMO store with a simulated past.

    The last 400 days hourly, before that one reading a day. A store that holds measured readings is refused.
    """
    from app.progress import progress
    from app.store import open_store, resolve_data_dir
    from config.load import load_site
    from simulators.history import batch_count, simulate_history

    site = load_site(site_name)
    interval = _interval(parse_time(start, site.timezone, "--from"), parse_time(end, site.timezone, "--to"))
    data_dir = resolve_data_dir(data)
    store = open_store(data_dir, site_name)
    try:
        _claim_for_demo(store, data_dir)
        count, batches = 0, batch_count(site, interval)
        with progress("Simulating") as told:
            for done, batch in enumerate(simulate_history(site, interval, seed), start=1):
                store.append(batch)
                count += len(batch)
                told(done, batches)
        with progress("Summing up") as told:
            store.roll_up(told)
    finally:
        store.close()
    click.echo(f"{count} simulated readings stored in {data_dir}", err=True)


def _interval(start: datetime, end: datetime) -> Interval:
    """The interval asked for, inside what can be simulated."""
    from domain.interval import Interval
    from simulators import hours

    if end <= start:
        raise click.BadParameter("must be after --from", param_hint="--to")
    if start < hours.FIRST or end > hours.LAST:
        raise click.BadParameter("only the years 2010 to 2035 can be simulated", param_hint="--from/--to")
    return Interval(start, end)


def _claim_for_demo(store: SqliteHistorian, data_dir: Path) -> None:
    """Mark an empty store as a demo; refuse one with readings that is none."""
    from app.store import is_demo, mark_demo
    from domain.errors import ConfigurationError, Fault

    if not is_demo(store) and store.points():
        remedy = "simulated readings never go among measured ones; choose an empty directory with --data"
        raise ConfigurationError(
            [Fault(str(data_dir), None, "store", "measured readings", "a demo store", remedy)]
        )
    mark_demo(store)
