"""Columns of a file that goes in: values per interval of one regular step, absent rows left absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.interval import Step


@dataclass(frozen=True, slots=True)
class IntervalTable:
    """Values of left-labelled intervals in time order; None is a missing value, a missing row is missing too.

    `times` are the aware UTC starts, all on the grid of `step`; each of `columns` has one entry per time. `lines`
    are the lines of the rows in the file, empty where the table was not read from one. `ends` are the ends of rows
    with lengths of their own (invoices, of the step `1mo`), empty where the step tells them.
    """

    source: str
    step: Step
    times: tuple[datetime, ...]
    columns: Mapping[str, tuple[float | None, ...]]
    lines: tuple[int, ...] = ()
    ends: tuple[datetime, ...] = ()

    @property
    def step_name(self) -> str:
        """The step as a reader is told it; `invoices` for rows with lengths of their own."""
        return "invoices" if self.ends else str(self.step)
