"""`snokyla mv-plan`: how a measure's saving will be found, written and frozen before it is looked for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.options import json_option, language_option

if TYPE_CHECKING:
    from app.answers import MvPlanAnswer
    from domain.mv_plan import MvPlan

EXIT_CONFIGURATION, EXIT_MISMATCH = 3, 7

TEMPLATE = """\
# Plan för mätning och verifiering (IPMVP, ISO 50015). Fyll i, kontrollera med `snokyla check`, frys före
# uppföljningsperioden med `snokyla mv-plan freeze`.
id: {id}
measure: "Åtgärden i en mening"
boundary: "Vad som ligger innanför mätgränsen, och vad som inte gör det"
option: {option}                    # A: en storhet antas · B: allt mäts · C: hela byggnaden · D: simulering
{stipulated}carrier: electricity       # electricity, heat, gas, cooling, water
timezone: Europe/Stockholm
holidays: SE
baseline: {{from: {base}-01-01, to: {report}-01-01}}
reporting: {{from: {report}-01-01, to: {end}-01-01}}
model: auto                  # som snokyla verify --model; auto: regeln för val ligger fast, inte valet
variables: [outside_air_temp_c]
static_factors:
  - {{name: Atemp, value: "… m2"}}
  - {{name: Öppettider, value: "…"}}
meters:
  - {{id: el, class: B, calibrated: {base}-01-01}}
author: "Namn, roll"
date: {today}
"""
STIPULATED = """\
stipulated:                  # endast alternativ A
  parameter: drifttid
  value: 2600
  unit: h/år
  source: "Varifrån värdet kommer"
"""


@click.group
def command() -> None:
    """Write, freeze and check a measurement and verification plan."""


@command.command("new")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--option", type=click.Choice(["A", "B", "C", "D"]), default="C", show_default=True)
def new(file: Path, option: str) -> None:
    """Write a plan to fill in to FILE, which must not exist."""
    from app.files.output import whole_file
    from config.grammar.words import slugged

    if file.exists():
        raise click.BadParameter(f"{file} exists already; a plan is never overwritten", param_hint="FILE")
    today = datetime.now(UTC).date()
    text = TEMPLATE.format(
        id=slugged(file.stem) or "plan",
        option=option,
        stipulated=STIPULATED if option == "A" else "",
        base=today.year,
        report=today.year + 1,
        end=today.year + 2,
        today=today.isoformat(),
    )
    with whole_file(file, "FILE") as partial:
        partial.write_text(text, encoding="utf-8")
    click.echo(f"{file} written; fill it in, then `snokyla mv-plan freeze {file}`", err=True)


@command.command("freeze")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def freeze(file: Path) -> None:
    """Add time and checksum to FILE; a frozen plan is not frozen again.

    Keep the checksum elsewhere too (minutes, a mail to the auditor): it shows a change, not who made it.
    """
    from app.files.output import whole_file
    from config.load import load_mv_plan

    plan = load_mv_plan(file)
    if plan.frozen is not None:
        raise click.BadParameter(
            f"{file} was frozen at {plan.frozen.at:%Y-%m-%d %H:%M} UTC; write a new plan for a new question",
            param_hint="FILE",
        )
    _refuse_unusable(file, plan)
    now = datetime.now(UTC).replace(microsecond=0)
    text = file.read_text("utf-8-sig").rstrip("\n")
    with whole_file(file, "FILE") as partial:
        partial.write_text(
            f"{text}\nfrozen:\n  at: {now.isoformat().replace('+00:00', 'Z')}\n  sha256: {plan.sha256}\n",
            encoding="utf-8",
        )
        _refuse_unread(file, partial, plan.sha256)
    click.echo(plan.sha256)
    if left := [said for said in _spoken(plan) if f'"{said}"' in TEMPLATE + STIPULATED]:
        click.echo(f"frozen with the words of the template: {'; '.join(left)}", err=True)
    if now > plan.reporting.start:
        click.echo("the reporting period has begun: savings under this plan will be exploratory", err=True)


def _spoken(plan: MvPlan) -> list[str]:
    """What a person says in the plan in words of their own."""
    source = [plan.stipulated.source] if plan.stipulated is not None else []
    return [plan.measure, plan.boundary, plan.author, *source, *(factor.value for factor in plan.static_factors)]


def _refuse_unusable(file: Path, plan: MvPlan) -> None:
    """ConfigurationError for what `verify` would refuse later, when the plan can no longer be changed."""
    from analytics.records.work_calendar import UnknownCountry, work_calendar
    from analytics.uncertainty.metering import BILLING, CLASSES, meter_class
    from analytics.verification.question import AUTO, MODELS
    from app.verbs.verify_snow import MODEL
    from domain.errors import ConfigurationError, Fault
    from domain.mv_plan import PlanOption

    faults = []
    models = [AUTO, *MODELS, MODEL]
    if plan.model not in models and plan.option is not PlanOption.D:
        expected = f"one of {', '.join(models)}"
        faults.append(Fault(str(file), None, "model", f'"{plan.model}"', expected, "write one of them"))
    try:
        work_calendar(plan.timezone, plan.holidays, range(plan.baseline.start.year, plan.reporting.end.year + 1))
    except UnknownCountry:
        remedy = "write SE, GB-ENG or none"
        faults.append(Fault(str(file), None, "holidays", f'"{plan.holidays}"', "a holiday calendar", remedy))
    for meter in plan.meters if plan.model in {AUTO, *MODELS} else ():
        try:
            meter_class(plan.carrier, meter.accuracy_class)
        except KeyError:
            expected = f"one of {', '.join([*CLASSES[plan.carrier], BILLING])}"
            found = f'"{meter.accuracy_class}"'
            faults.append(Fault(str(file), None, "meters.class", found, expected, "write the class on its plate"))
    if faults:
        raise ConfigurationError(faults)


def _refuse_unread(file: Path, written: Path, sha256: str) -> None:
    """ConfigurationError when what was `written` is not read as the frozen plan: `file` stays as it is."""
    from config.load import load_mv_plan
    from domain.errors import ConfigurationError, Fault

    try:
        again = load_mv_plan(written)
    except ConfigurationError:
        again = None
    if again is None or again.frozen is None or again.frozen.sha256 != sha256:
        expected = "keys that begin lines, and nothing after the last"
        remedy = "write it as `snokyla mv-plan new` does: without braces around all, and without --- or ..."
        raise ConfigurationError([Fault(str(file), None, "frozen", "no place at the end", expected, remedy)])


@command.command("show")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@language_option
@json_option
def show(file: Path, language: str, as_json: bool) -> None:
    """Print the plan in FILE, its checksum and whether it holds."""
    from config.load import load_mv_plan

    _print(_answer(load_mv_plan(file)), language, as_json)


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@language_option
@json_option
def check(file: Path, language: str, as_json: bool) -> int:
    """Exit code 0 when the plan in FILE is frozen, unchanged and was frozen in time, else 7."""
    from config.load import load_mv_plan

    answer = _answer(load_mv_plan(file))
    _print(answer, language, as_json)
    return 0 if not answer.broken else EXIT_MISMATCH


def _answer(plan: MvPlan) -> MvPlanAnswer:
    from app.answers import MvPlanAnswer, PeriodAnswer

    frozen = plan.frozen
    return MvPlanAnswer(
        id=plan.id,
        measure=plan.measure,
        boundary=plan.boundary,
        option=plan.option.value,
        stipulated=plan.stipulated,
        carrier=plan.carrier.value,
        timezone=plan.timezone.key,
        holidays=plan.holidays,
        baseline=PeriodAnswer(plan.baseline.start, plan.baseline.end),
        reporting=PeriodAnswer(plan.reporting.start, plan.reporting.end),
        model=plan.model,
        variables=plan.variables,
        static_factors=plan.static_factors,
        meters=plan.meters,
        author=plan.author,
        written=plan.written,
        sha256=plan.sha256,
        frozen_at=frozen.at if frozen is not None else None,
        frozen_sha256=frozen.sha256 if frozen is not None else None,
        broken=tuple(plan.broken()),
    )


_WORDS = {
    "measure": ("Åtgärd", "Measure"),
    "boundary": ("Mätgräns", "Boundary"),
    "option": ("Alternativ (IPMVP)", "Option (IPMVP)"),
    "stipulated": ("Antas, mäts inte", "Stipulated, not measured"),
    "carrier": ("Energibärare", "Carrier"),
    "baseline": ("Basperiod", "Baseline period"),
    "reporting": ("Uppföljningsperiod", "Reporting period"),
    "model": ("Modell", "Model"),
    "variables": ("Variabler", "Variables"),
    "static_factors": ("Antas oförändrat", "Static factors"),
    "meters": ("Mätare (klass, kalibrerad)", "Meters (class, calibrated)"),
    "author": ("Skriven av", "Written by"),
    "frozen": ("Fryst", "Frozen"),
    "sha256": ("Kontrollsumma", "Checksum"),
}
_HOLDS = (
    "Planen gäller: fryst i tid och oförändrad.",
    "The plan holds: frozen in time and unchanged.",
)


def _print(answer: MvPlanAnswer, language: str, as_json: bool) -> None:
    if as_json:
        from app.documents import to_json

        click.echo(to_json(answer))
        return
    from analytics.verification.plan_note import reason_text
    from app.tables.terminal import plain_console, print_rows, say

    console = plain_console()
    verdict = " ".join(reason_text(code, language) for code in answer.broken) or say(_HOLDS, language)
    console.print(f"{answer.id}: {verdict}", style="bold", markup=False)
    print_rows(console, ((say(_WORDS[name], language), text) for name, text in _rows(answer).items() if text))


def _rows(answer: MvPlanAnswer) -> dict[str, str]:
    return {
        "measure": answer.measure,
        "boundary": answer.boundary,
        "option": answer.option,
        "stipulated": str(answer.stipulated) if answer.stipulated else "",
        "carrier": answer.carrier,
        "baseline": _days(answer.baseline.from_, answer.baseline.to, answer.timezone),
        "reporting": _days(answer.reporting.from_, answer.reporting.to, answer.timezone),
        "model": answer.model,
        "variables": ", ".join(answer.variables),
        "static_factors": "; ".join(f"{factor.name}: {factor.value}" for factor in answer.static_factors),
        "meters": "; ".join(
            f"{meter.id} ({', '.join(_known(meter.accuracy_class, meter.calibrated))})" for meter in answer.meters
        ),
        "author": f"{answer.author}, {answer.written}",
        "frozen": f"{answer.frozen_at:%Y-%m-%d %H:%M} UTC" if answer.frozen_at else "",
        "sha256": answer.sha256,
    }


def _known(accuracy_class: str, calibrated: date | None) -> list[str]:
    return [accuracy_class] if calibrated is None else [accuracy_class, calibrated.isoformat()]


def _days(start: datetime, end: datetime, zone: str) -> str:
    from zoneinfo import ZoneInfo

    return " – ".join(f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d}" for moment in (start, end))
