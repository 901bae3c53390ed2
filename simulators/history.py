"""A simulated past for a store: registers of every meter and of the plant; live polling goes on from there.

The last 400 days hourly, before that one reading at each local midnight; registers that never move once a day
throughout. Beside counters there are the plant's measurements, and for the last two weeks powers and flows of the
meters. The plant's outside air temperature goes back all the years, before the hourly part as the mean of the day
that begins at that midnight. The last two weeks of every point come
first, so that an open page has something to show while the rest follows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from domain.interval import Interval, Step
from domain.reading import Reading
from domain.site import Point, Site
from simulators import hours
from simulators.buildings import SimulatedBuildings
from simulators.field_values import swap_offsets
from simulators.hours import Floats, Integers
from simulators.meter_values import MeterValues
from simulators.plant_history import plant_columns
from simulators.plant_past import PlantPast
from simulators.shown import counts
from simulators.weather import SimulatedWeather

HOURLY = timedelta(days=400)
RECENT = timedelta(days=14)
# Whole years of a point in one batch would keep a progress bar waiting.
BATCH = 20_000
# What the pages draw beside the counters, for the recent part alone.
_RATES = frozenset({"kW", "m3/h"})
_DAILY_MEANS = frozenset({"outside_air_temp_c"})


@dataclass(frozen=True, slots=True)
class _Grid:
    """Hours that get a reading: `daily` local midnights, then every hour, from `recent` on the last two weeks."""

    indices: Integers
    moments: tuple[datetime, ...]
    daily: int
    recent: int


def simulate_history(site: Site, interval: Interval, seed: int = 1) -> Iterator[list[Reading]]:
    """Readings of `interval` (inside 2010…2035), in batches of at most 20,000 of one point."""
    grid = _grid(site, interval)
    if not grid.moments:
        return
    buildings = SimulatedBuildings(site, SimulatedWeather(seed), seed)
    columns = list(_meter_columns(site, buildings, grid))
    if site.plant is not None:
        columns += _plant_columns(site, buildings, grid, seed)
    for first, last in ((grid.recent, len(grid.moments)), (0, grid.recent)):
        yield from _batches(columns, grid, first, last)


def batch_count(site: Site, interval: Interval) -> int:
    """How many batches `simulate_history` gives at most, for a progress bar."""
    grid = _grid(site, interval)
    per_point = -(-grid.recent // BATCH) + -(-(len(grid.moments) - grid.recent) // BATCH)
    meters = sum(
        point.meter is not None and (point.profile_point.counter or point.unit in _RATES)
        for point in site.points()
    )
    plant = sum(_of_plant(site, point) for point in site.points())
    return per_point * (meters + plant)


def _grid(site: Site, interval: Interval) -> _Grid:
    start, end = max(interval.start, hours.FIRST), min(interval.end, hours.at(hours.COUNT - 2))
    if start >= end:
        return _Grid(np.array([], dtype=np.int64), (), 0, 0)
    hourly_from = max(start, Step(1, "h").floor(end - HOURLY))
    midnights: list[datetime] = []
    if start < hourly_from:
        edges = Step(1, "d", site.timezone).edges(Interval(start, hourly_from))
        midnights = [edge for edge in edges if start <= edge < hourly_from]
    first = hours.position(hourly_from)[0] + (hours.position(hourly_from)[1] > 0.0)
    last = hours.position(end)[0] + (hours.position(end)[1] > 0.0)
    daily = [hours.position(moment)[0] for moment in midnights]
    indices = np.concatenate((np.array(daily, dtype=np.int64), np.arange(first, last, dtype=np.int64)))
    moments = tuple(hours.at(int(index)) for index in indices)
    return _Grid(indices, moments, len(daily), bisect_left(moments, moments[-1] - RECENT) if moments else 0)


def _batches(
    columns: list[tuple[Point, Integers, Floats]], grid: _Grid, first: int, last: int
) -> Iterator[list[Reading]]:
    """Readings of the rows from `first` up to `last` of the grid."""
    for point, rows, values in columns:
        begin, end = np.searchsorted(rows, (first, last)).tolist()
        for start in range(begin, end, BATCH):
            part = slice(start, min(start + BATCH, end))
            moments = [grid.moments[row] for row in rows[part]]
            yield [
                Reading(point.id, moment, moment, value, point.unit)
                for moment, value in zip(moments, values[part].tolist(), strict=True)
            ]


def _meter_columns(
    site: Site, buildings: SimulatedBuildings, grid: _Grid
) -> Iterator[tuple[Point, Integers, Floats]]:
    everywhere = np.arange(len(grid.moments))
    midnights = np.flatnonzero(hours.hour_of_day(site.timezone)[grid.indices] == 0)
    moments_s = np.array([moment.timestamp() for moment in grid.moments])
    owners = {id(meter): building for building in site.buildings for meter in building.meters}
    for point in site.points():
        if point.meter is None or not (point.profile_point.counter or point.unit in _RATES):
            continue
        values = MeterValues(buildings, owners[id(point.meter)], point.meter)
        if not point.profile_point.counter:
            rates = [values.value(point, moment) for moment in grid.moments[grid.recent :]]
            yield point, everywhere[grid.recent :], np.round(rates, 3)
            continue
        amounts = values.amounts(point, grid.indices) + swap_offsets(point, values).at(moments_s)
        shown = counts(point, amounts, point.meter.digits)
        rows = everywhere if shown[0] != shown[-1] else midnights
        yield point, rows, shown[rows]


def _of_plant(site: Site, point: Point) -> bool:
    return site.plant is not None and point.device == site.plant.plc and point.meter is None


def _plant_columns(
    site: Site, buildings: SimulatedBuildings, grid: _Grid, seed: int
) -> Iterator[tuple[Point, Integers, Floats]]:
    past = PlantPast(site, buildings, grid.moments[-1] + timedelta(hours=1), seed)
    columns = plant_columns(past)
    everywhere = np.arange(len(grid.moments))
    for point in site.points():
        name = point.profile_point.id
        if not _of_plant(site, point) or name not in columns:
            continue
        if point.profile_point.counter:
            yield point, everywhere, counts(point, columns[name][grid.indices], None)
            continue
        rows = everywhere if name in _DAILY_MEANS else everywhere[grid.daily :]
        values = columns[name][grid.indices]
        values[: grid.daily] = _daily_means(columns[name], grid.indices[: grid.daily])
        yield point, rows, np.round(values[rows], 3)


def _daily_means(hourly: Floats, starts: Integers) -> Floats:
    """Mean of the 24 hours from each of `starts` on."""
    totals = np.concatenate(([0.0], np.cumsum(hourly)))
    ends = np.minimum(starts + 24, len(hourly))
    means: Floats = (totals[ends] - totals[starts]) / np.maximum(ends - starts, 1)
    return means
