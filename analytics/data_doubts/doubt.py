"""A doubt about rows of a file, and a file's rows as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from analytics.arrays import DAY_S, HOUR_S, Flags, Floats, Ints
from analytics.records.weather_record import column, epoch_seconds
from domain.interval import Step
from domain.interval_table import IntervalTable

# Rows a day of the steps a file may have; 0 where a row is a day or longer.
_LONG_STEPS = {"d": 1, "mo": 0}


@dataclass(frozen=True)
class Doubt:
    """What is doubted (`code`) and the starts [s since 1970 UTC] of the rows it touches.

    The rows were set missing where `dropped`; else they are used, and the reader is told.
    """

    code: str
    starts: Ints
    dropped: bool = True

    def rows_within(self, spans: tuple[tuple[float, float], ...]) -> int:
        """Rows that start in any of `spans` [s since 1970 UTC]."""
        inside = np.zeros(len(self.starts), dtype=bool)
        for start, end in spans:
            inside |= (self.starts >= start) & (self.starts < end)
        return int(inside.sum())


@dataclass(frozen=True)
class Screened:
    """Both tables with suspect values missing, and why."""

    meter: IntervalTable
    weather: IntervalTable
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Rows:
    """One column of a file: `values` (NaN is missing) of intervals that start at `starts` [s since 1970 UTC].

    `days` are the lengths of invoices in days of 24 h, None for rows that the step makes alike.
    """

    step: Step
    starts: Ints
    values: Floats
    days: Floats | None = None

    @classmethod
    def of(cls, table: IntervalTable, name: str) -> Rows:
        """The column `name` of `table`."""
        starts = epoch_seconds(table)
        ends = np.array([end.timestamp() for end in table.ends])
        return cls(table.step, starts, column(table, name), (ends - starts) / DAY_S if table.ends else None)

    @property
    def level(self) -> Floats:
        """Values by which rows compare: those of invoices per day."""
        return self.values if self.days is None else self.values / self.days

    @property
    def per_day(self) -> int:
        """Rows a day; 1 for days, 0 for months."""
        if self.step.fixed is None:
            return _LONG_STEPS[self.step.unit]
        return round(DAY_S / self.step.fixed.total_seconds())

    def without(self, doubted: Flags) -> Rows:
        """The same with the `doubted` values missing."""
        return replace(self, values=np.where(doubted, np.nan, self.values)) if doubted.any() else self


@dataclass(frozen=True)
class Days:
    """Local days of a column: number of the day since 1970, mean of its rows, day of the week 0 (Monday) … 6.

    `of_row` tells which of the days each row belongs to.
    """

    numbers: Ints
    means: Floats
    weekdays: Ints
    of_row: Ints

    def rows(self, chosen: Flags) -> Flags:
        """Rows of the `chosen` days."""
        return chosen[self.of_row]


# A day speaks when half of its rows do (CalTRACK 2.2.2.1).
_MIN_COVERAGE = 0.5


def local_days(rows: Rows) -> Days:
    """Days by the winter clock of the step's zone: an hour of summer time moves no day's mean by much."""
    moments = rows.starts + (DAY_S // 2 if rows.per_day == 1 else 0) + winter_offset_s(rows)
    numbers, of_row = np.unique(moments // DAY_S, return_inverse=True)
    known = ~np.isnan(rows.values)
    count = np.bincount(of_row[known], minlength=len(numbers))
    total = np.bincount(of_row[known], weights=rows.values[known], minlength=len(numbers))
    enough = count >= max(_MIN_COVERAGE * rows.per_day, 1)
    means = np.divide(total, count, out=np.full(len(numbers), np.nan), where=enough)
    # 1 January 1970 was a Thursday.
    return Days(numbers, means, (numbers + 3) % 7, of_row)


def winter_offset_s(rows: Rows) -> int:
    """Offset of the zone's winter clock from UTC [s]."""
    first = datetime.fromtimestamp(int(rows.starts[0]), UTC).year
    offsets = [datetime(first, month, 1, 12, tzinfo=rows.step.zone).utcoffset() for month in (1, 7)]
    return int(min(offset.total_seconds() for offset in offsets if offset is not None))


def local_years(days: Days) -> Ints:
    """Calendar year of each day."""
    return days.numbers.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def runs(same: Flags) -> Iterator[tuple[int, int]]:
    """First and one past the last index of each unbroken run of flags."""
    padded = np.concatenate([[0], same.astype(np.int8), [0]])
    changes = np.flatnonzero(np.diff(padded))
    yield from zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True)


def hours_after_midnight(rows: Rows) -> Ints:
    """Hour 0 … 23 of each row by the winter clock."""
    return (rows.starts + winter_offset_s(rows)) % DAY_S // HOUR_S
