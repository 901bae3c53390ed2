"""From a meter's file and the weather to the rows a model learns from or predicts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.arrays import DAY_S, HOUR_S, Floats, Ints
from analytics.records.invoices import observe_invoices
from analytics.records.meter_record import MeterRecord
from analytics.records.observations import (
    MIN_DAY_COVERAGE,
    MIN_MONTH_WEATHER,
    Observations,
    Surroundings,
    rows_as_given,
)
from analytics.records.weather_record import WeatherRecord, step_edges
from analytics.records.work_calendar import LocalTimes, day_types
from domain.interval import Interval, Step

_MONTH_DAYS = 31


def observe(meter: MeterRecord, around: Surroundings, period: Interval, step: Step) -> Observations:
    """Observations of `period` at `step` from a meter that counts at that step or a finer one."""
    if meter.ends is not None:
        return observe_invoices(meter, around, period)
    if step.unit == "mo" and meter.step.unit != "mo":
        return _months(observe(meter, around, period, Step.parse("1d", step.zone)), period, step)
    if meter.step.fixed is None:
        return _observe_rows(meter, around, period, step)
    return _observe_intervals(meter, around, period, step)


def _observe_rows(meter: MeterRecord, around: Surroundings, period: Interval, step: Step) -> Observations:
    """Days or months that the file itself gives; each belongs to the local day or month of its middle."""
    edges = step_edges(period, step)
    lengths = np.diff(edges)
    index = (
        np.searchsorted(edges, meter.starts + (DAY_S // 2 if step.unit == "d" else 15 * DAY_S), side="right") - 1
    )
    rows = (index >= 0) & (index < len(lengths))
    # The row's own bounds: a file of UTC days needs the weather of UTC days, and none of them has 23 hours.
    starts, energy = edges[:-1].copy(), np.full(len(lengths), np.nan)
    starts[index[rows]], energy[index[rows]] = meter.starts[rows], meter.energy_kwh[rows]
    ends = starts + lengths
    given = np.isin(np.arange(len(lengths)), index[rows])
    followed = given[:-1] & given[1:]
    ends[:-1][followed] = starts[1:][followed]
    middles = (starts + ends) // 2
    found = rows_as_given(str(step), (starts, ends), energy, _temps(around.weather, starts, ends, step), around)
    return found.chosen((middles >= period.start.timestamp()) & (middles < period.end.timestamp()))


def _observe_intervals(meter: MeterRecord, around: Surroundings, period: Interval, step: Step) -> Observations:
    """Days or hours gathered from intervals as long or shorter."""
    edges = step_edges(period, step)
    steps = _Steps.of(edges, around)
    starts, ends = edges[:-1], edges[1:]
    temps = _temps(around.weather, starts, ends, step)
    recent, past_3, past_72 = (around.weather.mean(ends - span_h * HOUR_S, ends)[0] for span_h in (24, 3, 72))
    variables = around.variable_means(starts, ends)
    grid = np.arange(edges[0], edges[-1], meter.span_s)
    inside = grid[(grid >= period.start.timestamp()) & (grid < period.end.timestamp())]
    moments, energy = meter.starts[meter.within(period)], meter.energy_kwh[meter.within(period)]
    unknown = np.isnan(temps[:, 0]) | np.isnan(variables).any(axis=1)
    known = ~np.isnan(energy) & ~np.isnan(around.weather.at(moments)) & ~unknown[steps.index(moments)]
    moments, energy = moments[known], energy[known]
    day_share = np.diff(edges) / DAY_S / steps.total(grid, steps.shares(grid))
    interval_h = meter.span_s / HOUR_S
    return Observations(
        step=str(step),
        starts=starts,
        energy_kwh=steps.total(moments, energy),
        days=steps.total(moments, steps.shares(moments)) * day_share,
        total_days=steps.total(inside, steps.shares(inside)) * day_share,
        hours=steps.total(moments, np.full(len(moments), interval_h)),
        total_hours=steps.total(inside, np.full(len(inside), interval_h)),
        temps_c=temps,
        recent_temp_c=recent,
        past_temps_c=np.stack([past_3, past_72], axis=1),
        local_days=steps.local.days,
        weekdays=steps.local.weekdays,
        local_hours=steps.local.hours if step.unit == "h" else np.zeros(len(starts), np.int64),
        rest=steps.local.rest,
        variables=variables,
    )


@dataclass(frozen=True)
class _Steps:
    """Steps between `edges`, and what an interval in them weighs."""

    edges: Ints
    local: LocalTimes
    around: Surroundings

    @classmethod
    def of(cls, edges: Ints, around: Surroundings) -> _Steps:
        return cls(edges, around.calendar.local((edges[:-1] + edges[1:]) // 2), around)

    def index(self, moments: Ints) -> Ints:
        """Number of the step that holds each moment."""
        return np.searchsorted(self.edges, moments, side="right").astype(np.int64) - 1

    def shares(self, moments: Ints) -> Floats:
        """Weight of the interval at each moment by the usual profile of its day."""
        index = self.index(moments)
        types = day_types(self.local.weekdays[index])
        hours: Ints = np.minimum((moments - self.edges[index]) // HOUR_S, 23)
        return self.around.profile[types, hours]

    def total(self, moments: Ints, amounts: Floats) -> Floats:
        """Sum of `amounts` per step."""
        return np.bincount(self.index(moments), weights=amounts, minlength=len(self.edges) - 1).astype(float)


def _temps(weather: WeatherRecord, starts: Ints, ends: Ints, step: Step) -> Floats:
    """Mean of hours and days (n x 1), or of the days of months (n x 31); NaN where too little is known."""
    if step.unit != "mo" or weather.step.unit == "mo":
        mean, share = weather.mean(starts, ends)
        return np.where(share >= MIN_DAY_COVERAGE, mean, np.nan)[:, None]
    days = starts[:, None] + np.arange(_MONTH_DAYS) * DAY_S
    mean, share = weather.mean(days.ravel(), days.ravel() + DAY_S)
    within = days < ends[:, None] - DAY_S // 2
    enough = (share >= MIN_DAY_COVERAGE).reshape(days.shape) & within
    temps = np.where(enough, mean.reshape(days.shape), np.nan)
    spoken = enough.sum(axis=1) >= MIN_MONTH_WEATHER * within.sum(axis=1)
    return np.where(spoken[:, None], temps, np.nan)


def _months(days: Observations, period: Interval, step: Step) -> Observations:
    """Days gathered to months; a month has the temperatures of its known days, which its energy belongs to."""
    edges = step_edges(period, step)
    index = np.searchsorted(edges, days.starts + DAY_S // 2, side="right") - 1
    count = len(edges) - 1
    temps = np.full((count, _MONTH_DAYS), np.nan)
    for month in range(count):
        seen = days.temps_c[(index == month) & days.seen, 0]
        temps[month, : len(seen)] = seen

    def total(amounts: Floats) -> Floats:
        return np.bincount(index, weights=amounts, minlength=count).astype(float)

    return Observations(
        step=str(step),
        starts=edges[:-1],
        energy_kwh=total(days.energy_kwh),
        days=total(days.days),
        total_days=total(days.total_days),
        hours=total(days.hours),
        total_hours=total(days.total_hours),
        temps_c=temps,
        recent_temp_c=temps[:, 0],
        past_temps_c=temps[:, [0, 0]],
        local_days=(edges[:-1] + 15 * DAY_S) // DAY_S,
        weekdays=np.zeros(count, np.int64),
        local_hours=np.zeros(count, np.int64),
        rest=np.zeros((count, 2)),
        variables=_by_month(days.variables, days.days, index, count),
    )


def _by_month(values: Floats, days: Floats, index: Ints, count: int) -> Floats:
    """Means by month (count x k) of the days' values, weighed by the days known; NaN where none is."""
    means = np.full((count, values.shape[1]), np.nan)
    for month in range(count):
        chosen = (index == month) & (days > 0)
        if chosen.any():
            means[month] = np.average(values[chosen], axis=0, weights=days[chosen])
    return means
