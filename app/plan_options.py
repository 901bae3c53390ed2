"""What a measurement and verification plan sets for a verb, and what the command line sets otherwise."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from domain.errors import ConfigurationError, Fault
from domain.interval import Interval

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from domain.mv_plan import MvPlan

plan_option = click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Plan of `snokyla mv-plan`; sets periods, model and carrier. Other options make the saving exploratory.",
)


def read_plan(file: Path | None, models: Collection[str]) -> MvPlan | None:
    """The plan in `file`; None without one.

    ConfigurationError for option D, which snokyla does not compute, and for a model other than `models`.
    """
    from config.load import load_mv_plan
    from domain.mv_plan import PlanOption

    if file is None:
        return None
    plan = load_mv_plan(file)
    if plan.option is PlanOption.D:
        remedy = "option D is a calibrated simulation made elsewhere; keep its report beside the plan"
        raise ConfigurationError(
            [Fault(str(file), None, "option", '"D"', "A, B or C to be computed here", remedy)]
        )
    if plan.model not in models:
        expected, remedy = f"one of {', '.join(models)}", "a plan for part of a plant is verified by its own verb"
        raise ConfigurationError([Fault(str(file), None, "model", f'"{plan.model}"', expected, remedy)])
    return plan


def planned(context: click.Context, plan: MvPlan | None) -> dict[str, Any]:
    """Values of the plan for the options that the command line leaves open."""
    if plan is None:
        return {}
    values: dict[str, Any] = {
        "model": plan.model,
        "carrier": plan.carrier.value,
        "timezone": plan.timezone,
        "holidays": plan.holidays,
    }
    if len({meter.accuracy_class for meter in plan.meters}) == 1:
        values["meter_class"] = plan.meters[0].accuracy_class
    return {name: value for name, value in values.items() if not _given(context, name)}


def period(text: str | None, planned_period: Interval | None, zone: ZoneInfo, option: str) -> Interval:
    """The period of the option, else of the plan; a missing option without a plan is a usage error."""
    from app.options import parse_period

    if text is not None:
        return parse_period(text, zone, option)
    if planned_period is None:
        raise click.UsageError(f"Missing option '{option}' (or --plan, which sets it).")
    return planned_period


def _given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
