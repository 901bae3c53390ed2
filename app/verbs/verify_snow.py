"""`snokyla verify-snow`: what snow cooling saved, by the plant's own meters (IPMVP option B)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.options import Number, data_option, json_option, language_option, site_option
from app.plan_options import period, plan_option, read_plan
from app.threads import one_thread

if TYPE_CHECKING:
    from analytics.option_b.document import SnowVerification
    from analytics.option_b.snow_saving import SnowQuestion
    from domain.interval import Interval
    from domain.mv_plan import MvPlan
    from domain.plant import Plant
    from domain.site import Site
    from historian.sqlite import SqliteHistorian

MODEL = "option_b"


@click.command
@site_option
@data_option
@click.option("--reporting", metavar="FROM/TO", help="Period with snow cooling; TO is not in it.")
@click.option(
    "--baseline", metavar="FROM/TO", help="Where the chillers' COP is measured (default: the reporting period)."
)
@click.option(
    "--instead",
    type=click.Choice(["chillers", "district_cooling"]),
    default="chillers",
    show_default=True,
    help="What would have cooled where free cooling does not suffice.",
)
@click.option("--cop-sd", type=Number(0, 1), metavar="SHARE", help="Least standard deviation of COP.")
@click.option("--snow-made-t", type=Number(0), metavar="T", help="Snow from guns (default: intake log).")
@click.option("--snow-making-kwh-t", type=Number(0), metavar="KWH", help="Electricity per tonne (default: plant).")
@click.option("--diesel-l", type=Number(0), metavar="L", help="Diesel of loaders for filling and cover.")
@plan_option
@language_option
@json_option
def command(
    *,
    site_name: str,
    data: Path | None,
    reporting: str | None,
    baseline: str | None,
    plan_file: Path | None,
    as_json: bool,
    language: str,
    **options: object,
) -> None:
    """Energy that snow cooling saved, with its 90 % interval and every line of the account.

    Hour by hour the load is given to what would have run without snow: free cooling first, then chillers (or
    bought district cooling). Pumps, water treatment, snow making and diesel are subtracted.
    """
    one_thread()
    from app.store import open_store, resolve_data_dir
    from config.load import load_site

    site = load_site(site_name)
    plant = _plant(site, site_name)
    plan = read_plan(plan_file, [MODEL])
    asked = period(reporting, plan.reporting if plan else None, site.timezone, "--reporting")
    measured_in = period(baseline, plan.baseline if plan else asked, site.timezone, "--baseline")
    store = open_store(resolve_data_dir(data), site_name, fills=False)
    try:
        document = _answer(store, site, (asked, measured_in), _question(plant, asked, language, options))
    finally:
        store.close()
    if plan is not None:
        document = _under_plan(document, plan, (asked, measured_in), language)
    if as_json:
        from app.documents import to_json

        click.echo(to_json(document))
    else:
        from app.tables.snow import print_snow_verification

        print_snow_verification(document, site.timezone, language)


def _plant(site: Site, name: str) -> Plant:
    from domain.errors import ConfigurationError, Fault

    if site.plant is None:
        remedy = "describe the plant in the site file, see docs/site.md"
        raise ConfigurationError([Fault(name, None, "plant", "nothing", "a snow-cooling plant", remedy)])
    return site.plant


def _question(plant: Plant, asked: Interval, language: str, options: dict[str, object]) -> SnowQuestion:
    from analytics.option_b.document import Instead
    from analytics.option_b.snow_saving import SnowQuestion

    making = _number(options["snow_making_kwh_t"])
    made = _number(options["snow_made_t"])
    return SnowQuestion(
        period=asked,
        instead=Instead(str(options["instead"])),
        cop_sd=_number(options["cop_sd"]),
        made_t=made if made is not None else _made_t(plant, asked),
        making_kwh_t=making if making is not None else plant.prices.snow_making_kwh_t,
        diesel_l=_number(options["diesel_l"]),
        language=language,
    )


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _made_t(plant: Plant, asked: Interval) -> float | None:
    """Snow from guns in the year before the period's end by the intake log [t], else by the plant's share."""
    from domain.plant import SnowSource

    since, until = (asked.end - timedelta(days=365)).date(), asked.end.date()
    loads = [load for load in plant.snow_store.intake if since <= load.day < until]
    if loads:
        return sum(load.mass_t for load in loads if load.source is SnowSource.GUNS)
    if plant.snow_store.intake or plant.prices.snow_making_kwh_t is None:
        # A log that is silent about this season says nothing about it.
        return None
    return plant.prices.snow_made_share * plant.snow_store.mass_t


def _answer(
    store: SqliteHistorian, site: Site, periods: tuple[Interval, Interval], question: SnowQuestion
) -> SnowVerification:
    from analytics.option_b.plant_hours import read_hours
    from analytics.option_b.snow_saving import snow_saving
    from app.progress import progress

    assert site.plant is not None
    place = f"{site.id}/plant/{site.plant.plc}/"
    with progress("Reading the plant's hours") as told:
        hours = read_hours(store, site.plant, place, periods[0])
        told(1, 2)
        other = hours if periods[1] == periods[0] else read_hours(store, site.plant, place, periods[1])
        told(2, 2)
    return snow_saving(site.id, site.plant, hours, other, question)


def _under_plan(
    document: SnowVerification, plan: MvPlan, periods: tuple[Interval, Interval], language: str
) -> SnowVerification:
    from dataclasses import replace

    from analytics.verification.plan_note import plan_note

    planned = {"reporting": plan.reporting, "baseline": plan.baseline}
    used = {"reporting": periods[0], "baseline": periods[1]}
    note = plan_note(plan, [name for name in planned if planned[name] != used[name]], language)
    return replace(document, plan=note, exploratory=note.exploratory)
