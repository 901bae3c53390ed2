"""Ten-fold values and changes of unit: a building a power of ten larger or smaller from one day to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analytics.arrays import Flags, Floats, Ints
from analytics.data_doubts.doubt import Rows, hours_after_midnight, local_days, runs

# Powers of ten that errors come in: a decimal slipped (10), kWh written as MWh or Wh (1000).
_POWERS = np.array([0, 1, -1, 3, -3])
# Costs in standard deviations of the day-to-day change of log10(use): a jump of a power of ten costs a switch
# instead of its size; a change of any size costs at most `_CAP`, so that a real one is not forced into one.
_SWITCH, _CAP = 8.0, 16.0
_LEAST_SD = 0.04
_LEAST_ROWS = 6
# A prior that the power most days have is the right one.
_AWAY_PER_DAY = 0.004
# How near to a whole power the step between both sides must be (×10 within 7.1 … 14).
_TOLERANCE = 0.15
_SIDE_DAYS = 14
# Single hours, and days of two scales, are judged only in meters as regular as this (sd of log10).
_REGULAR_SD = 0.12
_NEIGHBOUR_DAYS = 10
_USUAL, _LEAST_LOW_HOURS = 0.3, 3
_HABIT_RUNS, _HABIT_SHARE = 8, 0.6


@dataclass(frozen=True)
class Scaled:
    """Rows a power of ten off: by ten, and by a thousand."""

    tenfold: Flags
    unit: Flags


def scaled(rows: Rows, regular: bool = True) -> Scaled:
    """Rows whose values stand a factor 10 or 1000 above or below the rest of the meter.

    Hours within a day are judged where the carrier is `regular`: a boiler that starts is a power of ten too.
    """
    power = _day_powers(rows)
    tenfold = np.abs(power) == 1
    if regular and rows.per_day > 1:
        tenfold |= _single_hours(rows.without(power != 0))
    return Scaled(tenfold, np.abs(power) == 3)


def _day_powers(rows: Rows) -> Ints:
    """Power of ten that each row is off, by days (rows of months and invoices by themselves)."""
    days = local_days(rows) if rows.per_day else None
    means = rows.level if days is None else days.means
    weekdays = np.zeros(len(means), np.int64) if days is None else days.weekdays
    found = np.zeros(len(means), np.int64)
    known = np.flatnonzero(np.nan_to_num(means) > 0.0)
    if len(known) >= _LEAST_ROWS:
        level = np.log10(means[known])
        found[known] = _powers(level - _weekday_offsets(level, weekdays[known]))
    return found if days is None else found[days.of_row]


def _powers(level: Floats) -> Ints:
    """Power of each day from its level."""
    found = np.zeros(len(level), np.int64)
    if np.abs(np.diff(level)).max() < 0.5:
        return found
    deviation = max(_robust_sd(np.diff(level)), _LEAST_SD)
    mixed = _mixed(level) if deviation < _REGULAR_SD else np.zeros(len(level), dtype=bool)
    pure = level[~mixed]
    found[~mixed] = _confirmed(pure, _path(np.diff(pure), deviation))
    # A day of two scales goes with the doubted one of its neighbours.
    for day in np.flatnonzero(mixed):
        beside = found[[day - 1, day + 1]]
        found[day] = beside[np.abs(beside).argmax()]
    return found


def _mixed(level: Floats) -> Flags:
    """Days in the middle of a jump: between neighbours nearly a power of ten apart, away from both."""
    mixed = np.zeros(len(level), dtype=bool)
    before, after = level[1:-1] - level[:-2], level[2:] - level[1:-1]
    jump = np.abs(before + after) > 1.0 - 2 * _TOLERANCE
    mixed[1:-1] = jump & (np.sign(before) == np.sign(after)) & (np.minimum(np.abs(before), np.abs(after)) > 0.1)
    mixed[1:] &= ~mixed[:-1]
    return mixed


def _weekday_offsets(level: Floats, weekdays: Ints) -> Floats:
    """Usual distance of each day of the week from the week around it."""
    if len(level) < 8 * 7:
        return np.zeros(len(level))
    around = np.median(np.lib.stride_tricks.sliding_window_view(np.pad(level, 3, mode="reflect"), 7), axis=1)
    offsets = np.array([np.median((level - around)[weekdays == day]) for day in range(7)])
    return np.asarray(offsets[weekdays])


def _path(changes: Floats, deviation: float) -> Ints:
    """Most likely power of every day (Viterbi over the five powers)."""
    shifts = (_POWERS[None, :] - _POWERS[:, None]).astype(float)  # from row to column
    cost = np.minimum(np.abs(changes[:, None, None] - shifts) / deviation, _CAP) + _SWITCH * (shifts != 0)
    away = _AWAY_PER_DAY * (_POWERS != 0)
    total = away.copy()
    back = np.zeros((len(changes), len(_POWERS)), np.int64)
    for day, step in enumerate(cost):
        through = total[:, None] + step
        back[day] = through.argmin(axis=0)
        total = through.min(axis=0) + away
    path = np.empty(len(changes) + 1, np.int64)
    path[-1] = int(total.argmin())
    for day in range(len(changes) - 1, -1, -1):
        path[day] = back[day, path[day + 1]]
    states = _POWERS[path]
    # Whatever it is called, the scale of most days is the meter's own.
    values, counts = np.unique(states, return_counts=True)
    return np.asarray(states - values[counts.argmax()])


def _confirmed(level: Floats, states: Ints) -> Ints:
    """States whose stretch really lies a power of ten off what stands beside it."""
    kept = states.copy()
    for power in (1, -1, 3, -3):
        for start, end in runs(states == power):
            sides = []
            for outside, inside in (
                (slice(max(start - _SIDE_DAYS, 0), start), slice(start, min(start + _SIDE_DAYS, end))),
                (slice(end, end + _SIDE_DAYS), slice(max(end - _SIDE_DAYS, start), end)),
            ):
                beside = level[outside] - states[outside]
                if len(beside):
                    sides.append(float(np.median(level[inside]) - np.median(beside)))
            if not sides or any(abs(side - power) > _TOLERANCE * (1 if abs(power) == 1 else 2) for side in sides):
                kept[start:end] = 0
    return kept


def _single_hours(rows: Rows) -> Flags:
    """Hours (runs shorter than a day) ten times above or below the same hour of the days around."""
    nothing = np.zeros(len(rows.values), dtype=bool)
    positive = np.where(rows.values > 0.0, rows.values, np.nan)
    level = np.log10(positive)
    if np.isnan(level).mean() > 0.5 or len(level) < 14 * rows.per_day:
        return nothing
    # A quick look: where no value jumps by nearly a power of ten there is nothing to judge.
    jumps = np.abs(np.diff(level))
    if not (np.nan_to_num(jumps) > 0.7).any():
        return nothing
    days = local_days(rows)
    weekend = days.weekdays[days.of_row] >= 5
    hours = hours_after_midnight(rows)
    off = np.full(len(level), np.nan)
    for kind in (False, True):
        for hour in range(24):
            chosen = np.flatnonzero((weekend == kind) & (hours == hour))
            if len(chosen) >= 8:
                off[chosen] = level[chosen] - _moving_median(level[chosen])
    if _robust_sd(off[~np.isnan(off)]) > _REGULAR_SD:
        return nothing
    found = _between_usual(off)
    return nothing if _habit(found, hours) else found


def _between_usual(off: Floats) -> Flags:
    """Runs a whole power of ten off that begin and end at once, out of usual hours into usual hours.

    An outage also takes a meter to a tenth for an hour or two: downwards only longer runs are doubted.
    """
    found = np.zeros(len(off), dtype=bool)
    usual = np.append(np.nan_to_num(np.abs(off), nan=0.0) < _USUAL, True)
    for power, least in ((1, 1), (-1, _LEAST_LOW_HOURS)):
        for start, end in runs(np.abs(np.nan_to_num(off) - power) <= _TOLERANCE):
            if end - start >= least and usual[start - 1] and usual[end]:
                found[start:end] = True
    return found


def _habit(found: Flags, hours: Ints) -> bool:
    """Whether what was found keeps to its time of day: floodlights and ovens do, errors do not."""
    began = np.array([hours[start] for start, _ in runs(found)], np.int64)
    if len(began) < _HABIT_RUNS:
        return False
    by_hour = np.bincount(began, minlength=24)
    near = by_hour + np.roll(by_hour, 1) + np.roll(by_hour, -1)
    return bool(near.max() > _HABIT_SHARE * len(began))


def _moving_median(values: Floats) -> Floats:
    """Median of the values around each, itself included."""
    padded = np.pad(values, _NEIGHBOUR_DAYS, mode="reflect") if len(values) > _NEIGHBOUR_DAYS else values
    if len(padded) == len(values):
        return np.full(len(values), np.nanmedian(values) if not np.isnan(values).all() else np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOUR_DAYS + 1)
    ordered = np.sort(windows, axis=1)
    count = (~np.isnan(windows)).sum(axis=1)
    middle = np.maximum((count - 1) // 2, 0)
    return np.asarray(ordered[np.arange(len(values)), middle])


def _robust_sd(values: Floats) -> float:
    """Standard deviation from the median of absolute deviations (× 1.4826 for a normal distribution)."""
    if not len(values):
        return math.inf
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))
