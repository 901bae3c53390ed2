"""Energy over time as a file gives it, and the profile of its days."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics.arrays import DAY_S, HOUR_S, Flags, Floats, Ints
from analytics.records.register_gaps import RegisterGap, register_gaps
from analytics.records.weather_record import column, epoch_seconds, row_lengths, step_edges
from analytics.records.work_calendar import WorkCalendar, day_types
from analytics.records.zeros import zeros_as_missing
from domain.interval import Interval, Step
from domain.interval_table import IntervalTable
from domain.site import Carrier

REGISTER = "register_kwh"


@dataclass(frozen=True)
class MeterRecord:
    """Energy [kWh] of intervals that start at `starts` [s since 1970 UTC]; NaN is missing.

    `zeros` tells which of them were zeros that mean "no reading"; `gaps` are those of which a register knows the
    total, `doubted` the missing intervals of gaps whose register is not believed. `ends` are those of intervals
    with lengths of their own (invoices), None where the step tells them.
    """

    step: Step
    starts: Ints
    energy_kwh: Floats
    zeros: Flags
    gaps: tuple[RegisterGap, ...] = ()
    ends: Ints | None = None
    doubted: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def span_s(self) -> int:
        """Length of an interval [s]; of a day for days and months."""
        return DAY_S if self.step.fixed is None else round(self.step.fixed.total_seconds())

    def within(self, period: Interval) -> Flags:
        """Intervals that start in `period`; of months and of invoices all that it touches."""
        reach = self.starts
        if self.ends is not None:
            reach = self.ends - 1
        elif self.step.unit == "mo":
            # Half a day less: a file's months may be those of UTC.
            reach = self.starts + row_lengths(self.starts, self.step) - DAY_S // 2
        return (reach >= period.start.timestamp()) & (self.starts < period.end.timestamp())

    def spans(self, period: Interval) -> tuple[Ints, Ints, Floats]:
        """Starts, ends [s since 1970 UTC] and energy [kWh] of `period`, for a meter with ends of its own.

        Rows are its known intervals wholly inside, and, NaN, the time between them by months: all of it once.
        """
        assert self.ends is not None
        first, last = int(period.start.timestamp()), int(period.end.timestamp())
        inside = (self.starts >= first) & (self.ends <= last) & ~np.isnan(self.energy_kwh)
        free_from, free_to = np.append(first, self.ends[inside]), np.append(self.starts[inside], last)
        months = step_edges(period, self.step)
        free = [np.clip(months, low, high) for low, high in zip(free_from, free_to, strict=True)]
        free_starts, free_ends = (
            np.concatenate([edges[cut] for edges in free]) for cut in (slice(-1), slice(1, None))
        )
        real = free_ends > free_starts
        starts = np.append(self.starts[inside], free_starts[real])
        ends = np.append(self.ends[inside], free_ends[real])
        energy = np.append(self.energy_kwh[inside], np.full(int(real.sum()), np.nan))
        order = np.argsort(starts)
        return starts[order], ends[order], energy[order]


def meter_record(table: IntervalTable, carrier: Carrier) -> MeterRecord:
    """The record of column `energy_kwh`; zeros of a silent electricity meter are missing.

    Column `register_kwh`, where there is one, is the meter's count at the start of the interval.
    """
    values, zeros = zeros_as_missing(column(table, "energy_kwh"), table.step, carrier)
    starts = epoch_seconds(table)
    if table.ends:
        ends = np.array([int(end.timestamp()) for end in table.ends], np.int64)
        return MeterRecord(table.step, starts, values, zeros, ends=ends)
    if REGISTER not in table.columns:
        return MeterRecord(table.step, starts, values, zeros)
    gaps, doubted = register_gaps(table.step, starts, values, column(table, REGISTER))
    return MeterRecord(table.step, starts, values, zeros, gaps, doubted=doubted)


def complete_meter(meter: MeterRecord, period: Interval) -> MeterRecord:
    """The meter with 1 kWh in every interval of `period`: with it one observes the weather of all of it."""
    starts, ends = step_edges(period, meter.step)[:-1], None
    if meter.ends is not None:
        starts, ends, _ = meter.spans(period)
    return MeterRecord(meter.step, starts, np.ones(len(starts)), np.zeros(len(starts), dtype=bool), ends=ends)


def day_profile(meter: MeterRecord, calendar: WorkCalendar, period: Interval) -> Floats:
    """Share of a day's use by day type and hour after midnight (2 x 24), from the known hours of `period`."""
    edges = step_edges(period, Step.parse("1d", calendar.zone))
    types = day_types(calendar.weekdays((edges[:-1] + edges[1:]) // 2))
    known = meter.within(period) & ~np.isnan(meter.energy_kwh)
    moments, energy = meter.starts[known], meter.energy_kwh[known]
    index = np.searchsorted(edges, moments, side="right") - 1
    cell = types[index] * 24 + np.minimum((moments - edges[index]) // HOUR_S, 23)
    count = np.bincount(cell, minlength=48)
    total = np.bincount(cell, weights=energy, minlength=48)
    mean = np.divide(total, count, out=np.zeros(48), where=count > 0).reshape(2, 24)
    # A negative mean (export) or an hour never seen cannot weigh a part of a day.
    whole = (mean > 0).all(axis=1, keepdims=True)
    share: Floats = np.divide(mean, mean.sum(axis=1, keepdims=True), out=np.full((2, 24), 1 / 24), where=whole)
    return share
