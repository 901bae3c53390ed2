"""What moves a building's use beside weather and calendar: school terms, occupancy, opening hours, production."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analytics.arrays import Floats, Ints
from analytics.records.weather_record import column, epoch_seconds, interval_ends, interval_means
from domain.interval_table import IntervalTable

# A variable speaks for a step when it is known for half of it, as the weather does.
MIN_KNOWN_SHARE = 0.5


@dataclass(frozen=True)
class Variable:
    """Values on consecutive intervals [s since 1970 UTC], in the variable's own unit; NaN is missing."""

    name: str
    starts: Ints
    ends: Ints
    values: Floats

    def mean(self, starts: Ints, ends: Ints) -> Floats:
        """Mean over each [start, end); NaN where less than half of it is known.

        A step that lies inside one interval, as an hour in a day of school term, takes that interval's value.
        """
        mean, share = interval_means(self.starts, self.ends, self.values, starts, ends)
        index = np.searchsorted(self.starts, (starts + ends) // 2, side="right") - 1
        middle = (starts + ends) // 2
        inside = (index >= 0) & (middle < self.ends[index])
        finer = np.where(inside, self.ends[index] - self.starts[index], 0) < ends - starts
        at_middle = np.where(inside, self.values[index], np.nan)
        return np.where(finer, np.where(share >= MIN_KNOWN_SHARE, mean, np.nan), at_middle)

    def filled(self) -> Variable:
        """Without a gap: the mean where nothing is known, before the first and after the last interval too."""
        mean = float(np.nanmean(self.values)) if not np.isnan(self.values).all() else 0.0
        free_from, free_to = np.append(_LONG_AGO, self.ends), np.append(self.starts, _FAR_AHEAD)
        # An interval without length would hide the one that begins with it.
        gap = free_from < free_to
        between = Variable(self.name, free_from[gap], free_to[gap], np.full(int(gap.sum()), mean))
        starts = np.concatenate([self.starts, between.starts])
        order = np.argsort(starts, kind="stable")
        values = np.where(np.isnan(self.values), mean, self.values)
        return replace(
            self,
            starts=starts[order],
            ends=np.concatenate([self.ends, between.ends])[order],
            values=np.concatenate([values, between.values])[order],
        )


# Centuries before and after anything measured [s since 1970 UTC].
_LONG_AGO, _FAR_AHEAD = -(10**11), 10**11


def variables_of(table: IntervalTable) -> tuple[Variable, ...]:
    """Each column of a table as a variable."""
    starts = epoch_seconds(table)
    fixed = table.step.fixed
    ends = interval_ends(table) if fixed is None else starts + round(fixed.total_seconds())
    return tuple(Variable(name, starts, ends, column(table, name)) for name in table.columns)
