"""`snokyla export`."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

import click

from app.options import data_option, parse_time, site_option
from domain.interval import Interval, Step

if TYPE_CHECKING:
    from historian.sqlite import SqliteHistorian

RAW = ("time_utc", "point", "value", "unit", "quality")
STEPPED = ("time_utc", "point", "mean", "min", "max", "count", "coverage", "unit")
# How much of the past is held in memory at once: a week, or so many steps.
DAYS_AT_ONCE, STEPS_AT_ONCE = 7, 10_000

Row = tuple[object, ...]
Told = Callable[[int, int], None]


@click.command
@site_option
@data_option
@click.option("--points", "wanted", default="*", metavar="GLOB", help="Points to take, as 'brunflo/*/power_kw'.")
@click.option(
    "--from", "begin", required=True, metavar="T", help="First moment: a date, or a time with an offset."
)
@click.option("--to", "end", required=True, metavar="T", help="First moment that is left out.")
@click.option("--step", "written", metavar="STEP", help="Gather per 10s, 15min, 1h, 1d, 1mo or 1y.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write here.")
def command(
    *,
    site_name: str,
    data: Path | None,
    wanted: str,
    begin: str,
    end: str,
    written: str | None,
    form: str,
    out: Path | None,
) -> None:
    """Print readings, or with --step what they come to per step, in canonical units."""
    from app.progress import progress
    from app.store import open_store, resolve_data_dir
    from config.load import load_site

    site = load_site(site_name)
    interval = _interval(parse_time(begin, site.timezone, "--from"), parse_time(end, site.timezone, "--to"))
    step = _step(written, site.timezone) if written else None
    store = open_store(resolve_data_dir(data), site_name, fills=False)
    try:
        points = [name for name in store.points() if fnmatchcase(name, wanted)]
        if not points:
            click.echo(_nothing_of(store, wanted), err=True)
        with _output(out) as target, progress("Exporting") as told:
            rows = _stepped(store, points, interval, step, told) if step else _raw(store, points, interval, told)
            _write(target, form, STEPPED if step else RAW, rows)
    finally:
        store.close()


def _nothing_of(store: SqliteHistorian, wanted: str) -> str:
    if not store.points():
        return f"{store.path} holds no readings; is it the right --data?"
    return f"no stored point is called {wanted!r}; `snokyla points` lists those of the site"


def _interval(begin: datetime, end: datetime) -> Interval:
    if end < begin:
        raise click.BadParameter("--to lies before --from", param_hint="--to")
    return Interval(begin, end)


def _step(written: str, zone: ZoneInfo) -> Step:
    try:
        return Step.parse(written, zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--step") from error


def _raw(store: SqliteHistorian, points: list[str], interval: Interval, told: Told) -> Iterator[Row]:
    """Readings point by point, in time order."""
    windows = list(_weeks(store, interval))
    for done, (point, window) in enumerate((point, window) for point in points for window in windows):
        series = store.series([point], window)[point]
        for at, value, quality in zip(series.times, series.values, series.qualities, strict=True):
            yield _utc(at), point, value, series.unit, str(quality)
        told(done + 1, len(points) * len(windows))


def _weeks(store: SqliteHistorian, interval: Interval) -> Iterator[Interval]:
    """The weeks of `interval` in which the store can have readings."""
    span = store.measured_span()
    if span is None:
        return
    start, end = max(interval.start, span[0]), min(interval.end, span[1] + timedelta(microseconds=1))
    while start < end:
        yield Interval(start, min(start + timedelta(days=DAYS_AT_ONCE), end))
        start += timedelta(days=DAYS_AT_ONCE)


def _stepped(
    store: SqliteHistorian, points: list[str], interval: Interval, step: Step, told: Told
) -> Iterator[Row]:
    """Steps point by point, in time order, also those without a reading."""
    edges = step.edges(interval)
    bounds = [interval.start, *edges[STEPS_AT_ONCE:-1:STEPS_AT_ONCE], interval.end]
    windows = [Interval(start, end) for start, end in pairwise(bounds)]
    for done, (point, window) in enumerate((point, window) for point in points for window in windows):
        table = store.table([point], window, step)[point]
        columns = (table.edges[:-1], table.mean, table.minimum, table.maximum, table.count, table.coverage)
        for start, *figures in zip(*columns, strict=True):
            yield _utc(start), point, *figures, table.unit
        told(done + 1, len(points) * len(windows))


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@contextmanager
def _output(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is there only when it is whole."""
    if out is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    from app.files.output import whole_file

    with whole_file(out) as partial, partial.open("w", encoding="utf-8", newline="") as target:
        yield target


def _write(target: TextIO, form: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    if form == "csv":
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        return
    target.write("[")
    for number, row in enumerate(rows):
        text = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
        target.write((",\n" if number else "\n") + text)
    target.write("\n]\n")
