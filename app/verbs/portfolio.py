"""`snokyla portfolio`: what many buildings saved together, and how sure that is."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from app.options import (
    Number,
    holidays_option,
    json_option,
    language_option,
    model_option,
    no_calendar,
    zone_option,
)
from app.threads import one_thread
from domain.site import Carrier

if TYPE_CHECKING:
    from analytics.portfolio.document import FailedBuilding, PortfolioAnswer
    from analytics.verification.question import Question
    from app.files.portfolio import BuildingJob

EXIT_FILE, EXIT_INSUFFICIENT = 3, 5


def _address(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    """The scheduler's address; Dask itself is slow to say of a wrong one that it is none."""
    if given is not None and not re.fullmatch(r"(tcp|tls|ws|wss)://[^/\s]+:\d{1,5}", given):
        raise click.BadParameter(f"{given!r} is no address; write one like tcp://host:8786")
    return given


@click.command
@click.option(
    "--buildings",
    required=True,
    type=click.Path(path_type=Path),
    help="CSV: id,meter,weather,baseline,reporting and carrier,type,control,model,meter_class,events,plan",
)
@model_option
@click.option(
    "--drift",
    type=Number(0, 1),
    metavar="SHARE",
    help="Standard deviation of one year's drift of use without any measure; measured on own years if not given.",
)
@zone_option
@holidays_option
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes (default: one per core).")
@click.option(
    "--dask", metavar="ADDRESS", callback=_address, help="Run on a Dask cluster instead: tcp://host:8786."
)
@language_option
@json_option
def command(
    *,
    buildings: Path,
    model: str,
    drift: float | None,
    timezone: ZoneInfo,
    holidays: str,
    jobs: int | None,
    dask: str | None,
    language: str,
    as_json: bool,
) -> int:
    """Avoided energy of many buildings, each and together, from a list of files and periods.

    Each row may have its own carrier, type, model, meter class and rulings on events; control=yes marks a building
    without a measure. Exit code 3: files of a building were refused (the others are shown); 5: too little data.
    """
    one_thread()
    from app.files.portfolio import read_jobs

    todo = read_jobs(buildings, _usual(model, drift, timezone, holidays, language))
    answer = _answer(todo, jobs or os.cpu_count() or 1, dask, drift)
    if as_json:
        from app.documents import to_json

        click.echo(to_json(answer))
    else:
        from app.tables.portfolio import print_portfolio

        print_portfolio(answer, language)
    for failed in answer.failed:
        click.echo("\n".join(failed.faults), err=True)
    if answer.failed:
        return EXIT_FILE
    return EXIT_INSUFFICIENT if answer.claims_nothing else 0


def _usual(model: str, drift: float | None, zone: ZoneInfo, holidays: str, language: str) -> Question:
    """What holds for all buildings; periods come with each."""
    from datetime import UTC, datetime

    from analytics.records.work_calendar import UnknownCountry, work_calendar
    from analytics.verification.question import Question
    from domain.interval import Interval

    try:
        work_calendar(zone, holidays, range(2020, 2021))
    except UnknownCountry as error:
        raise no_calendar(error) from error
    no_day = datetime(1970, 1, 1, tzinfo=UTC)
    nothing = Interval(no_day, no_day)
    return Question(
        nothing,
        nothing,
        model=model,
        carrier=Carrier.ELECTRICITY,
        drift=drift,
        zone=zone,
        holidays=holidays,
        language=language,
    )


def _answer(todo: Sequence[BuildingJob], processes: int, dask: str | None, drift: float | None) -> PortfolioAnswer:
    from analytics.portfolio.document import portfolio_answer
    from analytics.portfolio.portfolio import Member
    from app.portfolio_jobs import run_here, run_on_cluster
    from app.progress import progress

    with progress("snokyla portfolio") as told:
        processes = min(processes, len(todo))
        outcomes = run_on_cluster(todo, dask, told) if dask else run_here(todo, processes, told)
    members = [outcome for outcome in outcomes if isinstance(outcome, Member)]
    failed: list[FailedBuilding] = [outcome for outcome in outcomes if not isinstance(outcome, Member)]
    return portfolio_answer(members, failed, drift)
