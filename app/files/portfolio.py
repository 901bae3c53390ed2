"""The list of a portfolio's buildings: a CSV with files, periods and kind of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from analytics.uncertainty.metering import BILLING, CLASSES, meter_class
from analytics.verification.question import AUTO, MODELS, Question
from app.files.events import read_decisions
from app.files.row_values import whether
from app.options import parse_period
from app.plan_options import read_plan
from domain.errors import ConfigurationError, Fault, InputError
from domain.interval import Interval
from domain.mv_plan import MvPlan
from domain.site import Carrier
from sources.row_csv import Row, read_rows

REQUIRED = ("id", "meter", "weather", "baseline", "reporting")
OPTIONAL = ("carrier", "type", "control", "model", "meter_class", "events", "plan")


@dataclass(frozen=True, slots=True)
class BuildingJob:
    """What is asked of one building, with nothing but paths and plain values: it travels to any process."""

    id: str
    meter: Path
    weather: Path
    control: bool
    question: Question
    plan: MvPlan | None = None


def read_jobs(path: Path, usual: Question) -> tuple[BuildingJob, ...]:
    """The buildings in `path`, other conventions as in `usual`; paths are seen from the file's folder.

    InputError holds every fault at once.
    """
    jobs: list[BuildingJob] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for row in read_rows(path, REQUIRED, OPTIONAL):
        if (first := seen.setdefault(row["id"], row.line)) != row.line:
            faults.append(row.fault("id", "an id of its own", f"line {first} has it already"))
        try:
            job = _job(row, path.parent, usual)
        except InputError as error:
            faults += error.faults
            continue
        if (twin := _same_energy(job, jobs)) is not None:
            told = f"{twin.id} counts that meter in the same time: its saving would be added twice"
            faults.append(row.fault("meter", "a meter of its own", told))
        jobs.append(job)
    if not jobs and not faults:
        faults.append(Fault(str(path), 2, "file", "no rows", "one row per building", "add the buildings"))
    if faults:
        raise InputError(faults)
    return tuple(jobs)


def _same_energy(job: BuildingJob, others: list[BuildingJob]) -> BuildingJob | None:
    """The building before that counts the same meter in the same time."""
    place, period = job.meter.resolve(), job.question.reporting
    same = (one for one in others if one.meter.resolve() == place and one.question.reporting.overlaps(period))
    return next(same, None)


def _job(row: Row, folder: Path, usual: Question) -> BuildingJob:
    """The building of a row; InputError with all that is wrong with it."""
    faults: list[Fault] = []
    baseline, reporting = (_period(row, column, usual, faults) for column in ("baseline", "reporting"))
    if baseline and reporting and baseline.overlaps(reporting):
        faults.append(row.fault("reporting", "a period apart from the baseline", "no day can be in both"))
    carrier = _carrier(row, usual, faults)
    control = whether(row, "control", faults)
    if row["model"] not in {"", AUTO, *MODELS}:
        faults.append(row.fault("model", f"one of {', '.join([AUTO, *MODELS])}", "or leave it empty"))
    if faults or baseline is None or reporting is None:
        raise InputError(faults)
    plan = _plan(row, folder)
    question = replace(
        usual,
        baseline=baseline,
        reporting=reporting,
        carrier=carrier,
        model=row["model"] or (plan.model if plan is not None else usual.model),
        meter_class=row["meter_class"] or usual.meter_class,
        building_type=row["type"] or None,
        decisions=read_decisions(folder / row["events"], usual.zone) if row["events"] else (),
    )
    return BuildingJob(row["id"], folder / row["meter"], folder / row["weather"], control, question, plan)


def _plan(row: Row, folder: Path) -> MvPlan | None:
    """The plan that a row names; a faulty one is a fault of the list too."""
    try:
        return read_plan(folder / row["plan"], [AUTO, *MODELS]) if row["plan"] else None
    except ConfigurationError as error:
        raise InputError(error.faults) from error


def _period(row: Row, column: str, usual: Question, faults: list[Fault]) -> Interval | None:
    try:
        return parse_period(row[column], usual.zone, column)
    except click.BadParameter as error:
        faults.append(row.fault(column, "a period FROM/TO", error.message))
    return None


def _carrier(row: Row, usual: Question, faults: list[Fault]) -> Carrier:
    try:
        carrier = Carrier(row["carrier"]) if row["carrier"] else usual.carrier
    except ValueError:
        kinds = ", ".join(Carrier)
        faults.append(row.fault("carrier", f"one of {kinds}", "write one of them, or leave it empty"))
        return usual.carrier
    try:
        meter_class(carrier, row["meter_class"] or usual.meter_class)
    except KeyError:
        known = ", ".join([*CLASSES[carrier], BILLING])
        faults.append(row.fault("meter_class", f"one of {known}", f"classes of {carrier.value} meters"))
    return carrier
