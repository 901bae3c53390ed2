"""Outdoor temperature over time, short gaps bridged, ready to be averaged over any interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.arrays import DAY_S, HOUR_S, Flags, Floats, Ints
from domain.interval import Interval, Step
from domain.interval_table import IntervalTable

# Longest run of missing hours that a straight line may bridge (CalTRACK 2.3.3).
MAX_BRIDGE_H = 6


@dataclass(frozen=True)
class WeatherRecord:
    """Mean temperature [°C] of consecutive intervals (epoch seconds UTC); NaN is missing, `bridged` estimated."""

    step: Step
    starts: Ints
    ends: Ints
    temps_c: Floats
    bridged: Flags

    def at(self, moments: Ints) -> Floats:
        """Temperature [°C] of the interval that holds each moment, NaN when there is none."""
        index = np.searchsorted(self.starts, moments, side="right") - 1
        inside = (index >= 0) & (moments < self.ends[index])
        return np.where(inside, self.temps_c[index], np.nan)

    def mean(self, starts: Ints, ends: Ints) -> tuple[Floats, Floats]:
        """Mean [°C] over each [start, end) and the share 0…1 of it that is known; NaN where nothing is."""
        return interval_means(self.starts, self.ends, self.temps_c, starts, ends)

    def usual_at(self, moments: Ints) -> Floats:
        """Mean [°C] of the record for the calendar month of each moment, of all months where it has none."""
        months = _calendar_month((self.starts + self.ends) // 2)
        known = ~np.isnan(self.temps_c)
        overall = float(self.temps_c[known].mean()) if known.any() else np.nan
        usual = np.full(12, overall)
        for month in range(12):
            if (chosen := known & (months == month)).any():
                usual[month] = self.temps_c[chosen].mean()
        return usual[_calendar_month(moments)]

    def filled(self, period: Interval) -> WeatherRecord:
        """A record without gaps over all steps of `period`; what is missing is usual for its month."""
        edges = step_edges(period, self.step)
        middles = (edges[:-1] + edges[1:]) // 2
        temps = self.at(middles)
        temps = np.where(np.isnan(temps), self.usual_at(middles), temps)
        return WeatherRecord(self.step, edges[:-1], edges[1:], temps, np.zeros(len(temps), dtype=bool))


def weather_record(table: IntervalTable) -> WeatherRecord:
    """The record of column `outside_air_temp_c`; quarter hours become hours, gaps up to 6 h are bridged."""
    starts = epoch_seconds(table)
    temps = column(table, "outside_air_temp_c")
    if table.step.fixed is None:
        return WeatherRecord(table.step, starts, interval_ends(table), temps, np.zeros(len(temps), dtype=bool))
    first = starts[0] // HOUR_S
    hour = starts // HOUR_S - first
    known = ~np.isnan(temps)
    size = int(hour[-1]) + 1
    count = np.bincount(hour[known], minlength=size)
    total = np.bincount(hour[known], weights=temps[known], minlength=size)
    hourly = np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
    filled, bridged = bridge(hourly, MAX_BRIDGE_H)
    edges = (first + np.arange(size + 1)) * HOUR_S
    return WeatherRecord(Step.parse("1h", table.step.zone), edges[:-1], edges[1:], filled, bridged)


def interval_means(
    starts: Ints, ends: Ints, values: Floats, asked_starts: Ints, asked_ends: Ints
) -> tuple[Floats, Floats]:
    """Mean over each asked [start, end) of `values` on [starts, ends) and the share 0…1 of it that is known."""
    middles = (starts + ends) // 2
    known = ~np.isnan(values)
    spans = np.where(known, ends - starts, 0).astype(float)
    amount = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0) * spans)])
    time = np.concatenate([[0.0], np.cumsum(spans)])
    low, high = np.searchsorted(middles, asked_starts), np.searchsorted(middles, asked_ends)
    known_s = time[high] - time[low]
    mean = np.divide(amount[high] - amount[low], known_s, out=np.full(len(known_s), np.nan), where=known_s > 0)
    return mean, np.minimum(known_s / (asked_ends - asked_starts), 1.0)


def bridge(values: Floats, longest: int) -> tuple[Floats, Flags]:
    """Runs of at most `longest` NaN between two values filled by a straight line, and which they were."""
    missing = np.isnan(values)
    known = np.flatnonzero(~missing)
    if len(known) < 2:
        return values, np.zeros(len(values), dtype=bool)
    filled = np.interp(np.arange(len(values)), known, values[known])
    before = np.searchsorted(known, np.arange(len(values)), side="right") - 1
    after = np.minimum(before + 1, len(known) - 1)
    run = known[after] - known[np.maximum(before, 0)] - 1
    bridged = missing & (before >= 0) & (run <= longest) & (np.arange(len(values)) < known[-1])
    return np.where(bridged, filled, values), bridged


def step_edges(period: Interval, step: Step) -> Ints:
    """Starts of the steps that touch `period` and the end of the last [s since 1970 UTC]."""
    return np.array([int(edge.timestamp()) for edge in step.edges(period)], np.int64)


def epoch_seconds(table: IntervalTable) -> Ints:
    """Starts of the rows [s since 1970 UTC]."""
    return np.fromiter((int(time.timestamp()) for time in table.times), np.int64, len(table.times))


def interval_ends(table: IntervalTable) -> Ints:
    """Ends of rows of days or months [s since 1970 UTC]: the next row, or a step on where that is absent."""
    starts = epoch_seconds(table)
    own = starts + row_lengths(starts, table.step)
    following = np.append(starts[1:], own[-1])
    # Local and UTC days differ by the hour of the clock change: a row that follows that close is the next one.
    return np.where(np.abs(following - own) <= HOUR_S, following, own)


def column(table: IntervalTable, name: str) -> Floats:
    """Values of a column, NaN where missing."""
    return np.array([np.nan if value is None else value for value in table.columns[name]], float)


def row_lengths(starts: Ints, step: Step) -> Ints:
    """Seconds of days or months that begin at `starts`; a clock change within them is left out."""
    if step.unit == "d":
        return np.full(len(starts), DAY_S, np.int64)
    # The middle of a month's third day lies in that month on any clock.
    months = (starts + 2 * DAY_S).astype("datetime64[s]").astype("datetime64[M]")
    edges = [month.astype("datetime64[s]").astype(np.int64) for month in (months, months + 1)]
    return np.asarray(edges[1] - edges[0])


def _calendar_month(moments: Ints) -> Ints:
    return moments.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) % 12
