"""`snokyla signature`: graddagar, energisignatur, effektsignatur and the use in a normal year."""

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
    no_calendar,
    parse_period,
    zone_option,
)
from app.threads import one_thread
from domain.site import Carrier

if TYPE_CHECKING:
    from analytics.weather.signature import SignatureAnswer, SignatureQuestion

DEFINITIONS = ["smhi_since_2015", "smhi_before_2015"]
NORMAL_PERIODS = ["1981-2010", "1991-2020"]


@click.command
@click.option("--meter", required=True, type=click.Path(path_type=Path), help="CSV: time_utc,energy_kwh")
@click.option("--weather", required=True, type=click.Path(path_type=Path), help="CSV: time_utc,outside_air_temp_c")
@click.option("--period", required=True, metavar="FROM/TO", help="Period; TO is not in it.")
@click.option("--station", required=True, metavar="NAME", help="Where the temperature was measured.")
@click.option(
    "--carrier",
    type=click.Choice([carrier.value for carrier in Carrier]),
    default=Carrier.HEAT.value,
    show_default=True,
)
@click.option(
    "--definition",
    type=click.Choice(DEFINITIONS),
    default=DEFINITIONS[0],
    show_default=True,
    help="Which days count.",
)
@click.option("--base", "base_temp_c", type=Number(0, 40), default=17.0, show_default=True, metavar="°C")
@click.option("--normal-period", type=click.Choice(NORMAL_PERIODS), default=NORMAL_PERIODS[1], show_default=True)
@click.option(
    "--reference-temp", type=Number(-60, 40), metavar="°C", help="The tariff's temperature for effektsignatur."
)
@click.option(
    "--index",
    "index_file",
    type=click.Path(path_type=Path),
    help="Your own file of graddagar or Energi-Index: month,kind,station,value,normal,normal_period,version",
)
@zone_option
@holidays_option
@language_option
@json_option
def command(*, meter: Path, weather: Path, as_json: bool, **options: Any) -> None:
    """What a building's use is made of: base and kW per kelvin, its peak power, its use in normal weather."""
    one_thread()
    question = _question(options)
    answer = _answer(meter, weather, question)
    if as_json:
        from app.documents import to_json

        click.echo(to_json(answer))
    else:
        from app.tables.signature import print_signature

        print_signature(answer, question.zone, question.language)


def _question(options: dict[str, Any]) -> SignatureQuestion:
    from analytics.weather.graddagar import Definition, NormalPeriod
    from analytics.weather.signature import SignatureQuestion
    from sources.month_index import read_month_index

    zone: ZoneInfo = options["timezone"]
    return SignatureQuestion(
        period=parse_period(options["period"], zone, "--period"),
        carrier=Carrier(options["carrier"]),
        zone=zone,
        holidays=options["holidays"],
        station=options["station"],
        definition=Definition(options["definition"]),
        base_temp_c=options["base_temp_c"],
        normal_period=NormalPeriod(options["normal_period"]),
        reference_temp_c=options["reference_temp"],
        index=read_month_index(options["index_file"]) if options["index_file"] else None,
        language=options["language"],
    )


def _answer(meter: Path, weather: Path, question: SignatureQuestion) -> SignatureAnswer:
    from analytics.records.work_calendar import UnknownCountry
    from analytics.weather.signature import signature
    from app.files.meter import read_meter
    from sources.interval_csv import read_interval_csv

    use = read_meter(meter, question.zone)
    air = read_interval_csv(weather, ["outside_air_temp_c"], question.zone)
    try:
        return signature(use, air, question)
    except UnknownCountry as error:
        raise no_calendar(error) from error
