"""`snokyla simulate season`: what a strategy costs in the season of three files."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.options import json_option, language_option, parse_time
from app.threads import one_thread
from domain.interval import Interval

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from config.load_plant import PlantSite
    from simulators.season.gather import SeasonFiles
    from simulators.season.inputs import SeasonInputs
    from simulators.season.run import Case

# As `simulators.season.strategies` has them; not imported, so that --help is quick.
NAMES = ("chiller_only", "chiller_priority", "snow_first", "daily_quota", "perfect")
_MOST_SEEDS = 10_000


class Strategy(click.ParamType[str]):
    """A strategy that can be simulated."""

    name = "NAME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, if there is such a strategy."""
        if value == "planned":
            self.fail("planned comes with the controller's planner, which is not there yet", param, ctx)
        if value not in NAMES:
            self.fail(f"{value!r} is no strategy; there are {', '.join(NAMES)}", param, ctx)
        return str(value)


class Seeds(click.ParamType[range]):
    """Seeds written A-B, both counted."""

    name = "A-B"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> range:
        """The seeds from A to B."""
        if isinstance(value, range):
            return value
        first, dash, last = str(value).partition("-")
        if not dash or not first.isdecimal() or not last.isdecimal() or int(first) > int(last):
            self.fail(f"{value!r} is not A-B, like 1-200", param, ctx)
        if int(last) - int(first) >= _MOST_SEEDS:
            self.fail(f"{value!r} is more than {_MOST_SEEDS} seasons", param, ctx)
        return range(int(first), int(last) + 1)


@click.command("season")
@click.option(
    "--plant", "plant_name", required=True, metavar="FILE", help="Plant file, site file or shipped name."
)
@click.option(
    "--weather", required=True, type=click.Path(path_type=Path), help="CSV: outside_air_temp_c, rain_mm …"
)
@click.option("--prices", required=True, type=click.Path(path_type=Path), help="CSV: price_eur_mwh")
@click.option("--load", required=True, type=click.Path(path_type=Path), help="CSV: cooling_load_kw, base_power_kw")
@click.option("--strategy", required=True, type=Strategy(), help=", ".join(NAMES))
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Of what nobody knows.")
@click.option("--seeds", type=Seeds(), help="Play all of these seeds, on all cores.")
@click.option("--from", "start", metavar="T", help="First moment: ISO 8601 with offset, or a date.")
@click.option("--to", "end", metavar="T", help="Up to but not including this moment.")
@click.option(
    "--plot", "picture", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=".svg, .png or .pdf"
)
@click.option("--co2", "co2_kg_kwh", type=click.FloatRange(0), help="kg CO2e per kWh [default: 0.09, Nordic mix]")
@language_option
@json_option
def season(
    *,
    plant_name: str,
    weather: Path,
    prices: Path,
    load: Path,
    start: str | None,
    end: str | None,
    **options: object,
) -> None:
    """Play a season with one strategy against a plant whose true coefficients it does not know.

    Days are those of the plant's season that all three files hold, or those from --from to --to. docs/season.md
    tells what is simulated and what `perfect` is.
    """
    one_thread()
    asked = Asked(**options)  # type: ignore[arg-type]
    asked.check()
    from config.load_plant import load_plant

    site = load_plant(plant_name)
    interval = _interval(start, end, site.zone)
    inputs = _inputs(_files(weather, prices, load, site.zone), site, interval)
    if asked.seeds is not None:
        _play_many(site, inputs, asked)
    else:
        _play_one(site, inputs, asked)


@dataclass(frozen=True)
class Asked:
    """The options that say how to play and what to tell."""

    strategy: str
    seed: int
    seeds: range | None
    picture: Path | None
    co2_kg_kwh: float | None
    language: str
    as_json: bool

    def check(self) -> None:
        """UsageError for what does not go together; refuse a picture that cannot be made."""
        from app.pictures.svg import check_picture

        check_picture(self.picture)
        if self.picture is not None and self.seeds is not None:
            raise click.BadParameter("shows one season; give --seed instead of --seeds", param_hint="--plot")


def _interval(start: str | None, end: str | None, zone: ZoneInfo) -> Interval | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise click.BadParameter("give both or neither", param_hint="--from/--to")
    first, last = parse_time(start, zone, "--from"), parse_time(end, zone, "--to")
    if last - first < timedelta(days=1):
        raise click.BadParameter("must be at least a day after --from", param_hint="--to")
    return Interval(first, last)


def _files(weather: Path, prices: Path, load: Path, zone: ZoneInfo) -> SeasonFiles:
    """The three tables; InputError with the faults of all of them."""
    from functools import partial

    from app.files.input_files import read_all
    from simulators.season.gather import LOAD, PRICE, TEMPERATURE, SeasonFiles
    from sources.interval_csv import read_interval_csv

    wanted = ((weather, TEMPERATURE), (prices, PRICE), (load, LOAD))
    return SeasonFiles(*read_all(partial(read_interval_csv, path, [column], zone) for path, column in wanted))


def _inputs(files: SeasonFiles, site: PlantSite, interval: Interval | None) -> SeasonInputs:
    from simulators.season.gather import SeveralSeasons, gather

    try:
        return gather(files, site.plant.season, site.zone, interval)
    except SeveralSeasons as error:
        first, last = error.seasons[0]
        raise click.UsageError(
            f"the files hold {len(error.seasons)} seasons ({error}); choose one, "
            f"like --from {first.isoformat()} --to {(last + timedelta(days=1)).isoformat()}"
        ) from error


def _case(site: PlantSite, inputs: SeasonInputs, asked: Asked, seed: int) -> Case:
    from simulators.season.run import Case

    return Case(inputs, site.plant, site.tariff, asked.strategy, seed, site.zone)


def _play_one(site: PlantSite, inputs: SeasonInputs, asked: Asked) -> None:
    from simulators.season.run import play_season

    played = play_season(
        _case(site, inputs, asked, asked.seed), language=asked.language, co2_kg_kwh=asked.co2_kg_kwh
    )
    if asked.as_json:
        _print_json(played.outcome)
    else:
        from app.tables.season import print_season

        print_season(played.outcome, asked.language)
    if asked.picture is not None:
        from app.pictures.season import draw

        draw(played, asked.picture, asked.language)
        click.echo(f"{asked.picture}", err=True)


def _play_many(site: PlantSite, inputs: SeasonInputs, asked: Asked) -> None:
    from app.progress import progress
    from simulators.season.run import run_cases
    from simulators.season.spread import seasons_outcome

    assert asked.seeds is not None
    begun, seasons = time.perf_counter(), []
    cases = [_case(site, inputs, asked, seed) for seed in asked.seeds]
    with progress("Simulating") as told:
        for outcome in run_cases(cases, language=asked.language, co2_kg_kwh=asked.co2_kg_kwh):
            seasons.append(outcome)
            told(len(seasons), len(cases))
    document = seasons_outcome(seasons, time.perf_counter() - begun)
    if asked.as_json:
        _print_json(document)
    else:
        from app.tables.season import print_seasons

        print_seasons(document, asked.language)


def _print_json(document: object) -> None:
    from app.documents import to_json

    click.echo(to_json(document))
