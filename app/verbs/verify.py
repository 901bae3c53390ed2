"""`snokyla verify`: what a building saved, and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
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
from app.plan_options import period, plan_option, planned, read_plan
from app.threads import one_thread
from domain.interval import Interval
from domain.site import Carrier

if TYPE_CHECKING:
    from analytics.events.rulings import Decision
    from analytics.verification.document import Verification
    from analytics.verification.question import Question
    from domain.interval_table import IntervalTable

EXIT_INSUFFICIENT = 5


@click.command
@click.option(
    "--meter",
    required=True,
    type=click.Path(path_type=Path),
    help="CSV: time_utc,energy_kwh, or invoices: from,to,energy_kwh,estimated",
)
@click.option("--weather", required=True, type=click.Path(path_type=Path), help="CSV: time_utc,outside_air_temp_c")
@click.option("--baseline", metavar="FROM/TO", help="Period before the measure; TO is not in it.")
@click.option("--reporting", metavar="FROM/TO", help="Period after the measure; TO is not in it.")
@model_option
@click.option("--series", is_flag=True, help="Add the reporting period step by step.")
@click.option(
    "--drift",
    type=Number(0, 1),
    metavar="SHARE",
    help="Standard deviation of one year's drift of use without any measure; 0 switches it off.",
)
@zone_option
@holidays_option
@click.option(
    "--carrier",
    type=click.Choice([carrier.value for carrier in Carrier]),
    default=Carrier.ELECTRICITY.value,
    show_default=True,
)
@click.option(
    "--meter-class",
    metavar="CLASS",
    help="Class of the meter by its standard (electricity A, B, C; heat 1, 2, 3; …), or billing for no error.",
)
@click.option("--building-type", metavar="TYPE", help="Like school or office; stated beside a borrowed drift.")
@click.option(
    "--events",
    type=click.Path(path_type=Path),
    help="CSV of rulings on non-routine events: from,to,kind,kwh,sd_kwh,reason,author,date",
)
@plan_option
@click.option(
    "--normal-weather",
    "normal",
    type=click.Path(path_type=Path),
    help="CSV: a year of normal weather; the saving in such a year stands beside the avoided energy.",
)
@click.option(
    "--variables",
    "variables",
    type=click.Path(path_type=Path),
    help="CSV: time_utc and columns of any name that move the use: school terms, occupancy, opening hours.",
)
@click.option("--accept-insufficient", is_flag=True, help="Print figures even if the baseline is insufficient.")
@language_option
@json_option
def command(
    *,
    meter: Path,
    weather: Path,
    baseline: str | None,
    reporting: str | None,
    timezone: ZoneInfo,
    plan_file: Path | None,
    normal: Path | None,
    variables: Path | None,
    as_json: bool,
    language: str,
    **options: Any,
) -> int:
    """Avoided energy of a building with its 90 % interval, from two CSV files.

    A time is ISO 8601 with an offset, or a date (local midnight of --timezone). Exit code 5: too little data.
    """
    one_thread()
    plan = read_plan(plan_file, _models())
    options |= planned(click.get_current_context(), plan)
    timezone = options.pop("timezone", timezone)
    before = period(baseline, plan.baseline if plan else None, timezone, "--baseline")
    after = period(reporting, plan.reporting if plan else None, timezone, "--reporting")
    if before.overlaps(after):
        raise click.BadParameter("overlaps --baseline; no day can be in both", param_hint="--reporting")
    question = _question(before, after, timezone, language, options)
    document = _answer(meter, weather, question, normal, variables)
    if plan is not None:
        from analytics.verification.plan_note import under_plan

        document = under_plan(document, plan, question)
    if as_json:
        from app.documents import to_json

        click.echo(to_json(document))
    else:
        from app.tables.verification import print_verification

        print_verification(document, timezone, language)
    return EXIT_INSUFFICIENT if document.claims_nothing else 0


def _models() -> list[str]:
    from analytics.verification.question import AUTO, MODELS

    return [AUTO, *MODELS]


def _question(
    before: Interval, after: Interval, zone: ZoneInfo, language: str, options: dict[str, object]
) -> Question:
    from analytics.uncertainty.metering import meter_class
    from analytics.verification.question import Question

    drift, carrier, named = options["drift"], Carrier(str(options["carrier"])), options["meter_class"]
    try:
        meter_class(carrier, named if isinstance(named, str) else None)
    except KeyError as error:
        raise click.BadParameter(_unknown_class(carrier, str(named)), param_hint="--meter-class") from error
    return Question(
        baseline=before,
        reporting=after,
        model=str(options["model"]),
        carrier=carrier,
        drift=drift if isinstance(drift, float) else None,
        zone=zone,
        holidays=str(options["holidays"]),
        accept_insufficient=bool(options["accept_insufficient"]),
        series=bool(options["series"]),
        language=language,
        meter_class=named if isinstance(named, str) else None,
        building_type=options["building_type"] if isinstance(options["building_type"], str) else None,
        decisions=_decisions(options["events"], zone),
    )


def _unknown_class(carrier: Carrier, name: str) -> str:
    from analytics.uncertainty.metering import BILLING, CLASSES

    return f"{name!r} is no class of a meter for {carrier.value}; write {', '.join(CLASSES[carrier])} or {BILLING}"


def _decisions(path: object, zone: ZoneInfo) -> tuple[Decision, ...]:
    if not isinstance(path, Path):
        return ()
    from app.files.events import read_decisions

    return read_decisions(path, zone)


def _answer(
    meter: Path, weather: Path, question: Question, normal: Path | None, variables: Path | None
) -> Verification:
    from analytics.records.work_calendar import UnknownCountry
    from analytics.verification.normalised import with_normalised
    from analytics.verification.verify import verify

    if normal is not None and variables is not None:
        raise click.BadParameter(
            "a normal year knows no variables; leave one of the two", param_hint="--variables"
        )
    tables = _read(meter, [weather] if normal is None else [weather, normal], question.zone)
    try:
        document = verify(tables[0], tables[1], question, _read_variables(variables, question.zone))
        return with_normalised(document, tables[0], tables[1], tables[2], question) if normal else document
    except UnknownCountry as error:
        raise no_calendar(error) from error


def _read_variables(path: Path | None, zone: ZoneInfo) -> IntervalTable | None:
    from sources.interval_csv import read_variables_csv

    return read_variables_csv(path, zone) if path is not None else None


def _read(meter: Path, weather: list[Path], zone: ZoneInfo) -> list[IntervalTable]:
    """The tables of all files."""
    from functools import partial

    from app.files.input_files import read_all
    from app.files.meter import read_meter
    from sources.interval_csv import read_interval_csv

    temperatures = [partial(read_interval_csv, path, ["outside_air_temp_c"], zone) for path in weather]
    return read_all([partial(read_meter, meter, zone), *temperatures])
