"""Invoices of irregular length as rows of the monthly model; estimates join the reading that mends them.

Rules: CalTRACK 2.2.3 (an estimated period is combined with the ones after it up to 70 days and is missing beyond;
periods under 25 and over 70 days are left out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from analytics.arrays import DAY_S, Floats, Ints
from analytics.records.meter_record import MeterRecord
from analytics.records.observations import (
    MIN_DAY_COVERAGE,
    MIN_MONTH_WEATHER,
    Observations,
    Surroundings,
    rows_as_given,
)
from analytics.records.weather_record import step_edges
from domain.interval import Interval, Step
from domain.interval_table import IntervalTable

SHORTEST_DAYS, LONGEST_DAYS = 25.0, 70.0


@dataclass(frozen=True, slots=True)
class Invoice:
    """Energy [kWh] billed from one reading to the next, aware times; `estimated` when the last was no reading.

    `line` is that of the file it stands in.
    """

    start: datetime
    end: datetime
    kwh: float
    estimated: bool = False
    line: int = 0

    @property
    def days(self) -> float:
        """Length in days of 24 h."""
        return (self.end - self.start).total_seconds() / DAY_S

    @property
    def told(self) -> bool:
        """Whether it ends with a reading and is of a length that a month's weather speaks for."""
        return not self.estimated and SHORTEST_DAYS <= self.days <= LONGEST_DAYS


def billed_periods(invoices: Sequence[Invoice]) -> tuple[Invoice, ...]:
    """Periods between readings, in time order, an estimate joined with what mends it; `told` or not."""
    periods: list[Invoice] = []
    for invoice in sorted(invoices, key=lambda item: item.start):
        pending = periods[-1] if periods and periods[-1].estimated else None
        if pending is None or pending.end != invoice.start:
            periods.append(invoice)
        else:
            kwh = pending.kwh + invoice.kwh
            periods[-1] = Invoice(pending.start, invoice.end, kwh, invoice.estimated, pending.line)
    return tuple(periods)


def invoice_table(source: str, invoices: Sequence[Invoice], zone: ZoneInfo) -> IntervalTable:
    """The billed periods as a meter's table, for the monthly model; those that cannot be told are missing."""
    periods = billed_periods(invoices)
    return IntervalTable(
        source=source,
        step=Step.parse("1mo", zone),
        times=tuple(period.start for period in periods),
        columns={"energy_kwh": tuple(period.kwh if period.told else None for period in periods)},
        lines=tuple(period.line for period in periods),
        ends=tuple(period.end for period in periods),
    )


def observe_invoices(meter: MeterRecord, around: Surroundings, period: Interval) -> Observations:
    """Rows of the monthly model: billed periods inside `period`, each with the weather of its own days.

    The time between them, where nothing that can be told was billed, is rows of which nothing is known.
    """
    starts, ends, energy = meter.spans(period)
    return rows_as_given("1mo", (starts, ends), energy, _day_temps(starts, ends, around), around)


def _day_temps(starts: Ints, ends: Ints, around: Surroundings) -> Floats:
    """Day means [°C] of each row (n x 72, NaN-padded); all NaN with more than a day in ten unknown."""
    temps = np.full((len(starts), int(LONGEST_DAYS) + 2), np.nan)
    step = Step.parse("1d", around.calendar.zone)
    for row, moments in enumerate(zip(starts, ends, strict=True)):
        edges = step_edges(Interval(*(datetime.fromtimestamp(int(moment), UTC) for moment in moments)), step)
        mean, share = around.weather.mean(edges[:-1], edges[1:])
        enough = share >= MIN_DAY_COVERAGE
        if enough.mean() >= MIN_MONTH_WEATHER:
            temps[row, : len(mean)] = np.where(enough, mean, np.nan)
    return temps
