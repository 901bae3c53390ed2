"""`snokyla what-if`: what other sizes of a snow store would give and cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.options import json_option, language_option
from app.threads import one_thread
from app.verbs.simulate_season import NAMES, Strategy

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from simulators.what_if import Given

_MOST_CASES = 400
_MOST_SUMMERS = 500


class Values(click.ParamType[tuple[float, ...]]):
    """Numbers with commas between them, each from `low` to `high` and none twice."""

    name = "A,B"

    def __init__(self, low: float, high: float, *, above: bool = False) -> None:
        self._low, self._high, self._above = low, high, above

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """The numbers in their order."""
        if isinstance(value, tuple):
            return value
        numbers = [self._number(text.strip(), param, ctx) for text in str(value).split(",")]
        twice = next((number for number in numbers if numbers.count(number) > 1), None)
        if twice is not None:
            self.fail(f"{twice:g} is given twice", param, ctx)
        return tuple(numbers)

    def _number(self, text: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isnan(number):
            self.fail(f"{text!r} is not a number; write them like 0.2,0.4", param, ctx)
        if not self._low <= number <= self._high or (self._above and number == self._low):
            first = "above" if self._above else "from"
            self.fail(f"{text} does not lie {first} {self._low:g} to {self._high:g}", param, ctx)
        return number


_PATH = click.Path(path_type=Path)


@click.command
@click.option(
    "--plant", "plant_name", required=True, metavar="FILE", help="Plant file, site file or shipped name."
)
@click.option("--snow-t", required=True, type=Values(0, 1e7, above=True), help="Snow when the season begins [t].")
@click.option("--cover-m", required=True, type=Values(0, 3), help="Thickness of the cover [m].")
@click.option(
    "--exchanger-kw", type=Values(0, 1e6, above=True), help="Exchanger and pumps [default: the plant's]."
)
@click.option("--warmer-c", type=Values(-10, 10), default="0", show_default=True, help="Warmer at every hour [K].")
@click.option("--strategy", type=Strategy(), default="snow_first", show_default=True, help=", ".join(NAMES))
@click.option("--weather", type=_PATH, help="CSV: outside_air_temp_c, rain_mm …  [default: generated]")
@click.option("--prices", type=_PATH, help="CSV: price_eur_mwh  [default: synthetic]")
@click.option("--load", type=_PATH, help="CSV: cooling_load_kw, base_power_kw  [default: generated]")
@click.option(
    "--summers",
    type=click.IntRange(1, _MOST_SUMMERS),
    default=24,
    show_default=True,
    help="Summers that every case is played over.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Of the first summer.")
@click.option(
    "--plot", "picture", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=".svg, .png or .pdf"
)
@language_option
@json_option
def command(
    *, plant_name: str, weather: Path | None, prices: Path | None, load: Path | None, **options: Any
) -> None:
    """Compare sizes of a snow store: cooling, yearly cost and when the snow runs out.

    One case per combination of the values given, all over the same summers; docs/what_if.md tells what is in a
    figure. Unit prices stand in the plant file: without them only operation is known.
    """
    one_thread()
    asked = Asked(**options)
    asked.check()
    from app.progress import progress
    from config.load_plant import load_plant
    from simulators.what_if import Knobs, Question, what_if

    site = load_plant(plant_name)
    knobs = Knobs(asked.snow_t, asked.cover_m, asked.exchanger_kw or (), asked.warmer_c, asked.strategy)
    given = _given(weather, prices, load, site.zone)
    with progress("Simulating") as told:
        question = Question(
            site.plant, site.tariff, site.zone, knobs, given, asked.summers, asked.seed, asked.language
        )
        document = what_if(question, told)
    if asked.as_json:
        from app.documents import to_json

        click.echo(to_json(document))
    else:
        from app.tables.what_if import print_what_if

        print_what_if(document, asked.language)
    # The answer first: a disk that is full when the picture is written does not take it away.
    if asked.picture is not None:
        from app.pictures.what_if import draw

        draw(document, asked.picture, asked.language)
        click.echo(f"{asked.picture}", err=True)


@dataclass(frozen=True)
class Asked:
    """The options that say what to compare and what to tell."""

    snow_t: tuple[float, ...]
    cover_m: tuple[float, ...]
    exchanger_kw: tuple[float, ...] | None
    warmer_c: tuple[float, ...]
    strategy: str
    summers: int
    seed: int
    picture: Path | None
    language: str
    as_json: bool

    def check(self) -> None:
        """Refuse a picture that cannot be made, UsageError for more cases than anyone can read."""
        from app.pictures.svg import check_picture

        check_picture(self.picture)
        counts = (self.snow_t, self.cover_m, self.exchanger_kw or (0.0,), self.warmer_c)
        cases = math.prod(len(values) for values in counts)
        if cases > _MOST_CASES:
            raise click.UsageError(f"{cases} combinations are more than {_MOST_CASES}; give fewer values")


def _given(weather: Path | None, prices: Path | None, load: Path | None, zone: ZoneInfo) -> Given:
    """The tables of the files there are; InputError with the faults of all of them."""
    from functools import partial

    from app.files.input_files import read_all
    from simulators.season.gather import LOAD, PRICE, TEMPERATURE
    from simulators.what_if import Given
    from sources.interval_csv import read_interval_csv

    wanted = {"weather": (weather, TEMPERATURE), "prices": (prices, PRICE), "load": (load, LOAD)}
    there = {name: (path, column) for name, (path, column) in wanted.items() if path is not None}
    tables = read_all(partial(read_interval_csv, path, [column], zone) for path, column in there.values())
    return Given(**dict(zip(there, tables, strict=True)))
