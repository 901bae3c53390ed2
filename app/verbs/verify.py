"""`snokyla verify`: what a building saved, and how sure that is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from app.options import parse_time
from domain.errors import InputError
from domain.interval import Interval
from domain.site import Carrier

if TYPE_CHECKING:
    from analytics.question import Question
    from analytics.verification import Verification
    from domain.interval_table import IntervalTable

EXIT_INSUFFICIENT = 5


class Zone(click.ParamType[ZoneInfo]):
    """Name of a time zone of the IANA data base."""

    name = "TZ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> ZoneInfo:
        """The zone of that name."""
        if isinstance(value, ZoneInfo):
            return value
        try:
            return ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.fail(f"{value!r} is no time zone; write one like Europe/Stockholm", param, ctx)


@click.command
@click.option("--meter", required=True, type=click.Path(path_type=Path), help="CSV: time_utc,energy_kwh")
@click.option("--weather", required=True, type=click.Path(path_type=Path), help="CSV: time_utc,outside_air_temp_c")
@click.option("--baseline", required=True, metavar="FROM/TO", help="Period before the measure; TO is not in it.")
@click.option("--reporting", required=True, metavar="FROM/TO", help="Period after the measure; TO is not in it.")
@click.option(
    "--model", type=click.Choice(["auto", "monthly", "daily", "hourly"]), default="auto", show_default=True
)
@click.option("--series", is_flag=True, help="Add the reporting period step by step.")
@click.option(
    "--drift",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Standard deviation of one year's drift of use without any measure; 0 switches it off.",
)
@click.option("--timezone", type=Zone(), default="Europe/Stockholm", show_default=True)
@click.option(
    "--holidays", default="SE", show_default=True, metavar="CC", help="Country, GB-ENG for a part, or none."
)
@click.option(
    "--carrier",
    type=click.Choice([carrier.value for carrier in Carrier]),
    default=Carrier.ELECTRICITY.value,
    show_default=True,
)
@click.option("--accept-insufficient", is_flag=True, help="Print figures even if the baseline is insufficient.")
@click.option("--lang", "language", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(
    *,
    meter: Path,
    weather: Path,
    baseline: str,
    reporting: str,
    timezone: ZoneInfo,
    as_json: bool,
    language: str,
    **options: object,
) -> int:
    """Avoided energy of a building with its 90 % interval, from two CSV files.

    A time is ISO 8601 with an offset, or a date (local midnight of --timezone). Exit code 5: too little data.
    """
    # One thread for the small matrices here: threads that wait for each other cost ten times the arithmetic on a
    # busy machine, and the last digits would follow the number of cores. Read when numpy is first loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    before = _period(baseline, timezone, "--baseline")
    after = _period(reporting, timezone, "--reporting")
    if before.start < after.end and after.start < before.end:
        raise click.BadParameter("overlaps --baseline; no day can be in both", param_hint="--reporting")
    document = _answer(meter, weather, _question(before, after, timezone, language, options))
    if as_json:
        from app.documents import to_json

        click.echo(to_json(document))
    else:
        from app.verification_table import print_verification

        print_verification(document, timezone, language)
    return EXIT_INSUFFICIENT if document.claims_nothing else 0


def _period(text: str, zone: ZoneInfo, option: str) -> Interval:
    """The interval written as FROM/TO."""
    parts = text.split("/")
    if len(parts) != 2:
        raise click.BadParameter(f"{text!r} is not FROM/TO, like 2016-01-01/2017-01-01", param_hint=option)
    start, end = (parse_time(part.strip(), zone, option) for part in parts)
    if start >= end:
        raise click.BadParameter(f"{text!r} ends before it begins", param_hint=option)
    return Interval(start, end)


def _question(
    before: Interval, after: Interval, zone: ZoneInfo, language: str, options: dict[str, object]
) -> Question:
    from analytics.question import Question

    drift = options["drift"]
    return Question(
        baseline=before,
        reporting=after,
        model=str(options["model"]),
        carrier=Carrier(str(options["carrier"])),
        drift=drift if isinstance(drift, float) else None,
        zone=zone,
        holidays=str(options["holidays"]),
        accept_insufficient=bool(options["accept_insufficient"]),
        series=bool(options["series"]),
        language=language,
    )


def _answer(meter: Path, weather: Path, question: Question) -> Verification:
    from analytics.verify import verify
    from analytics.work_calendar import UnknownCountry

    tables = _read([(meter, "energy_kwh"), (weather, "outside_air_temp_c")], question.zone)
    try:
        return verify(tables[0], tables[1], question)
    except UnknownCountry as error:
        remedy = f"no holiday calendar {error}; write SE, GB-ENG or none"
        raise click.BadParameter(remedy, param_hint="--holidays") from error


def _read(wanted: list[tuple[Path, str]], zone: ZoneInfo) -> list[IntervalTable]:
    """The tables of all files; InputError with the faults of all of them."""
    from sources.interval_csv import read_interval_csv

    tables, faults = [], []
    for path, column in wanted:
        try:
            table = read_interval_csv(path, [column], zone)
        except InputError as error:
            faults += error.faults
        else:
            tables.append(table)
            click.echo(f"{path}: step {table.step}, {len(table.times)} rows", err=True)
    if faults:
        raise InputError(faults)
    return tables
