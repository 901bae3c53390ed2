"""Invoices of irregular length as rows of the monthly model; estimates join the reading that mends them.

Rules: CalTRACK 2.2.3 (an estimated period is combined with the ones after it up to 70 days and is missing beyond;
periods under 25 and over 70 days are left out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from analytics.arrays import DAY_S, Floats
from analytics.observations import MIN_DAY_COVERAGE, Observations, Surroundings
from analytics.observe import MIN_MONTH_WEATHER
from analytics.weather_record import step_edges
from domain.interval import Interval, Step

SHORTEST_DAYS, LONGEST_DAYS = 25.0, 70.0


@dataclass(frozen=True, slots=True)
class Invoice:
    """Energy [kWh] billed from one reading to the next, aware times; `estimated` when the last was no reading."""

    start: datetime
    end: datetime
    kwh: float
    estimated: bool = False

    @property
    def days(self) -> float:
        """Length in days of 24 h."""
        return (self.end - self.start).total_seconds() / DAY_S


def billed_periods(invoices: Sequence[Invoice]) -> tuple[Invoice, ...]:
    """Periods between readings, in time order; what cannot be told from estimates is left out."""
    periods: list[Invoice] = []
    pending: Invoice | None = None
    for invoice in sorted(invoices, key=lambda item: item.start):
        joined = invoice
        if pending is not None and pending.end == invoice.start:
            joined = Invoice(pending.start, invoice.end, pending.kwh + invoice.kwh, invoice.estimated)
        if joined.estimated:
            pending = joined
            continue
        pending = None
        if SHORTEST_DAYS <= joined.days <= LONGEST_DAYS:
            periods.append(joined)
    return tuple(periods)


def observe_invoices(invoices: Sequence[Invoice], around: Surroundings, period: Interval) -> Observations:
    """Rows of the monthly model: the billed periods inside `period`, each with the weather of its own days."""
    rows = [item for item in billed_periods(invoices) if period.start <= item.start and item.end <= period.end]
    temps, variables = _weather(rows, around)
    starts = np.array([int(row.start.timestamp()) for row in rows], np.int64)
    days = np.array([row.days for row in rows])
    known = np.isfinite(temps).any(axis=1) & ~np.isnan(variables).any(axis=1)
    local = around.calendar.local(starts + (days * DAY_S / 2).astype(np.int64))
    return Observations(
        step="1mo",
        starts=starts,
        energy_kwh=np.where(known, [row.kwh for row in rows], 0.0),
        days=np.where(known, days, 0.0),
        total_days=days,
        hours=np.where(known, days * 24, 0.0),
        total_hours=days * 24,
        temps_c=temps,
        recent_temp_c=temps[:, 0],
        past_temps_c=temps[:, [0, 0]],
        local_days=local.days,
        weekdays=np.zeros(len(rows), np.int64),
        local_hours=np.zeros(len(rows), np.int64),
        rest=np.zeros((len(rows), 2)),
        variables=variables,
    )


def _weather(rows: Sequence[Invoice], around: Surroundings) -> tuple[Floats, Floats]:
    """Day means [°C] of each period (n x 72, NaN-padded), all NaN with one day in ten unknown; its variables."""
    width = int(LONGEST_DAYS) + 2
    temps = np.full((len(rows), width), np.nan)
    step = Step.parse("1d", around.calendar.zone)
    for number, row in enumerate(rows):
        edges = step_edges(Interval(row.start, row.end), step)
        mean, share = around.weather.mean(edges[:-1], edges[1:])
        enough = share >= MIN_DAY_COVERAGE
        if enough.mean() >= MIN_MONTH_WEATHER:
            temps[number, : len(mean)] = np.where(enough, mean, np.nan)
    starts, ends = (
        np.array([int(getattr(row, name).timestamp()) for row in rows], np.int64) for name in ("start", "end")
    )
    return temps, around.variable_means(starts, ends)
