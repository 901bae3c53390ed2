"""The summers that every case is played over: files where they are given, made up where not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from domain.errors import Fault, InputError
from domain.interval import Interval
from domain.interval_table import IntervalTable
from domain.plant import Plant, Season
from domain.tariff import Tariff
from simulators.hours import Floats
from simulators.season.columns import after
from simulators.season.gather import SeasonFiles, gather
from simulators.season.inputs import SeasonInputs
from simulators.what_if import made_up

# Synthetic price years: enough that no single wandering of the level decides.
_PRICE_SEEDS = 4
_LEAST = timedelta(days=1)
_COLUMNS = (
    "outside_air_temp_c",
    "price_eur_mwh",
    "cooling_load_kw",
    "base_power_kw",
    "global_radiation_w_m2",
    "relative_humidity_pct",
    "wind_m_s",
)
_WINTER_MONTHS = frozenset({11, 12, 1, 2, 3, 4})
_WINTER_LEAST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Given:
    """The files there are; None where there is none."""

    weather: IntervalTable | None = None
    prices: IntervalTable | None = None
    load: IntervalTable | None = None

    @property
    def all(self) -> tuple[IntervalTable, ...]:
        """Those that are there."""
        return tuple(table for table in (self.weather, self.prices, self.load) if table is not None)


@dataclass(frozen=True, slots=True)
class Summer:
    """One summer of the ensemble: its seed decides the plant's coefficients and what is made up."""

    seed: int
    inputs: SeasonInputs


@dataclass(frozen=True)
class Almanac:
    """Makes the summers of a plant from what is given."""

    given: Given
    plant: Plant
    tariff: Tariff
    zone: ZoneInfo

    def summers(self, warmer_c: float, seeds: range) -> list[Summer]:
        """One summer per seed, `warmer_c` warmer; with files of several years these take turns."""
        periods = self.periods()
        known: dict[tuple[int, int], SeasonInputs] = {}
        found = []
        for number, seed in enumerate(seeds):
            # Only what is made up differs from seed to seed.
            turn = number % len(periods)
            key = (turn, -1 if self._all_weather_given else number)
            if key not in known:
                known[key] = self._inputs(periods[turn], warmer_c, number, seed)
            found.append(Summer(seed, known[key]))
        return found

    @property
    def _all_weather_given(self) -> bool:
        return self.given.weather is not None and self.given.prices is not None

    def periods(self) -> list[Interval]:
        """The seasons that all given files touch; without files that of the newest year the tariff knows."""
        season = self.plant.season
        if not self.given.all:
            return [_whole(max(item.valid_from.year for item in self.tariff.items), season, self.zone)]
        first = max(table.times[0] for table in self.given.all)
        last = min(after(table) for table in self.given.all)
        years = range(first.astimezone(self.zone).year, last.astimezone(self.zone).year + 1)
        possible = [_whole(year, season, self.zone) for year in years]
        shared = [one for one in possible if min(last, one.end) - max(first, one.start) >= _LEAST]
        if not shared:
            raise InputError(list(_nothing_shared(self.given.all, season)))
        return shared

    def _inputs(self, period: Interval, warmer_c: float, number: int, seed: int) -> SeasonInputs:
        weather = self.given.weather
        if weather is None:
            summer = made_up.SUMMERS[number % len(made_up.SUMMERS)]
            weather = made_up.weather_table(period, summer, seed)
        weather = _within(made_up.warmed(weather, warmer_c), period)
        prices = self.given.prices or made_up.price_table(period, 1 + number % _PRICE_SEEDS, self.zone)
        load = self.given.load or made_up.load_table(weather, self.plant.cooling_network, self.zone)
        files = SeasonFiles(weather, _within(prices, period), _within(load, period))
        return hourly(gather(files, self.plant.season, self.zone))

    def gun_price_eur_mwh(self) -> float:
        """Mean price [EUR/MWh] while snow is made: of the winter in the file, else of the whole file."""
        if self.given.prices is None:
            year = self.periods()[0].start.astimezone(self.zone).year
            return made_up.winter_price_eur_mwh(year, 1, self.zone)
        known = [
            (moment, price)
            for moment, price in zip(
                self.given.prices.times, self.given.prices.columns["price_eur_mwh"], strict=True
            )
            if price is not None
        ]
        winter = [price for moment, price in known if moment.astimezone(self.zone).month in _WINTER_MONTHS]
        span = self.given.prices.step.fixed or timedelta(0)
        enough = span * len(winter) >= _WINTER_LEAST
        return float(np.mean(winter if enough else [price for _, price in known]))


def hourly(inputs: SeasonInputs) -> SeasonInputs:
    """Quarter hours as hours: sizes are compared over years, and a season takes a quarter of the time."""
    parts = 60 // inputs.step_minutes
    if parts == 1:
        return inputs
    skipped = -(inputs.start.minute // inputs.step_minutes) % parts
    rows = slice(skipped, skipped + (inputs.count - skipped) // parts * parts)

    def mean(column: Floats) -> Floats:
        means: Floats = column[rows].reshape(-1, parts).mean(axis=1)
        return means

    columns = {name: getattr(inputs, name) for name in _COLUMNS}
    means: dict[str, Any] = {name: None if column is None else mean(column) for name, column in columns.items()}
    start = inputs.start + skipped * timedelta(minutes=inputs.step_minutes)
    return replace(inputs, start=start, step_minutes=60, **{**means, "rain_mm": mean(inputs.rain_mm) * parts})


def _whole(year: int, season: Season, zone: ZoneInfo) -> Interval:
    opens, closes = date(year, *season.start), date(year, *season.end) + timedelta(days=1)
    return Interval(_midnight(opens, zone), _midnight(closes, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _within(table: IntervalTable, period: Interval) -> IntervalTable:
    """The rows of `table` that touch `period`."""
    step = table.step.fixed or timedelta(0)
    inside = [
        index for index, moment in enumerate(table.times) if moment + step > period.start and moment < period.end
    ]
    if len(inside) == len(table.times) or not inside:
        return table
    rows = slice(inside[0], inside[-1] + 1)
    columns = {name: values[rows] for name, values in table.columns.items()}
    return IntervalTable(table.source, table.step, table.times[rows], columns, table.lines[rows])


def _nothing_shared(tables: tuple[IntervalTable, ...], season: Season) -> Iterator[Fault]:
    days = "{:02d}-{:02d} … {:02d}-{:02d}".format(*season.start, *season.end)
    for table in tables:
        found = f"{table.times[0]:%Y-%m-%d} … {after(table):%Y-%m-%d}"
        expected = f"a day of the season ({days}) that all files hold"
        yield Fault(table.source, None, "file", found, expected, "give files of the same summer")
