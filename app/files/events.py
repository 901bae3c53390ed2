"""A file of rulings on non-routine events: `from,to,kind,kwh,sd_kwh,reason,author,date`."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.events.rulings import Decision, Ruling
from app.files.row_values import moment_of, number_of
from domain.errors import Fault, InputError
from domain.interval import Interval
from sources.row_csv import Row, read_rows

REQUIRED = ("from", "to", "kind", "reason", "author", "date")
OPTIONAL = ("kwh", "sd_kwh")
# As much as an interval of a meter's file may hold.
MOST_KWH = 1e9


def read_decisions(path: Path, zone: ZoneInfo) -> tuple[Decision, ...]:
    """The rulings in `path`; a date is local midnight of `zone`. InputError holds every fault at once."""
    decisions: list[tuple[Row, Decision]] = []
    faults: list[Fault] = []
    for row in read_rows(path, REQUIRED, OPTIONAL):
        found = _decision(row, zone)
        if isinstance(found, Decision):
            decisions.append((row, found))
        else:
            faults += found
    for (earlier, before), (later, after) in combinations(decisions, 2):
        if before.period.overlaps(after.period):
            expected = f"a time apart from line {earlier.line}"
            faults.append(later.fault("from", expected, "an hour can be ruled on once; join or shorten the two"))
    if faults:
        raise InputError(faults)
    return tuple(decision for _, decision in decisions)


def _decision(row: Row, zone: ZoneInfo) -> Decision | list[Fault]:
    """The ruling of a row, or what is wrong with it."""
    faults: list[Fault] = []
    start, end = (moment_of(row, column, zone, faults) for column in ("from", "to"))
    decided = _date(row, faults)
    kwh, sd = (number_of(row, column, faults) for column in ("kwh", "sd_kwh"))
    if row["kind"] not in list(Ruling):
        faults.append(row.fault("kind", "one of exclude, adjust, keep", "write exclude, adjust or keep"))
    if row["kind"] == Ruling.ADJUST and (not row["kwh"] or not row["sd_kwh"]):
        faults.append(row.fault("kwh", "a number, with sd_kwh beside it", "say how much the event added, and ±"))
    if kwh is not None and abs(kwh) > MOST_KWH:
        faults.append(row.fault("kwh", f"a number from {-MOST_KWH:g} to {MOST_KWH:g}", "write it in kWh"))
    if sd is not None and sd > MOST_KWH:
        faults.append(row.fault("sd_kwh", f"a number up to {MOST_KWH:g}", "write it in kWh"))
    if sd is not None and sd < 0:
        faults.append(row.fault("sd_kwh", "a number from 0 up", "a standard deviation has no sign"))
    if start is not None and end is not None and start >= end:
        faults.append(row.fault("to", f"a time after {row['from']}", "the end is not part of the period"))
    if faults or start is None or end is None or decided is None:
        return faults
    ruling = Ruling(row["kind"])
    return Decision(Interval(start, end), ruling, row["reason"], row["author"], decided, kwh or 0.0, sd or 0.0)


def _date(row: Row, faults: list[Fault]) -> date | None:
    try:
        return date.fromisoformat(row["date"])
    except ValueError:
        faults.append(row.fault("date", "a date", "write 2025-01-31"))
    return None
