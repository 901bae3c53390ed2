"""A file of rulings on non-routine events: `from,to,kind,kwh,sd_kwh,reason,author,date`."""

from __future__ import annotations

import math
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from analytics.non_routine import Decision, Ruling
from app.options import parse_time
from domain.errors import Fault, InputError
from domain.interval import Interval
from sources.row_csv import Row, read_rows

REQUIRED = ("from", "to", "kind", "reason", "author", "date")
OPTIONAL = ("kwh", "sd_kwh")


def read_decisions(path: Path, zone: ZoneInfo) -> tuple[Decision, ...]:
    """The rulings in `path`; a date is local midnight of `zone`. InputError holds every fault at once."""
    decisions, faults = [], []
    for row in read_rows(path, REQUIRED, OPTIONAL):
        found = _decision(row, zone)
        if isinstance(found, Decision):
            decisions.append(found)
        else:
            faults += found
    if faults:
        raise InputError(faults)
    return tuple(decisions)


def _decision(row: Row, zone: ZoneInfo) -> Decision | list[Fault]:
    """The ruling of a row, or what is wrong with it."""
    faults: list[Fault] = []
    start, end = (_moment(row, column, zone, faults) for column in ("from", "to"))
    decided = _date(row, faults)
    kwh, sd = (_number(row, column, faults) for column in ("kwh", "sd_kwh"))
    if row["kind"] not in list(Ruling):
        faults.append(row.fault("kind", "one of exclude, adjust, keep", "write exclude, adjust or keep"))
    if row["kind"] == Ruling.ADJUST and (not row["kwh"] or not row["sd_kwh"]):
        faults.append(row.fault("kwh", "a number, with sd_kwh beside it", "say how much the event added, and ±"))
    if sd is not None and sd < 0:
        faults.append(row.fault("sd_kwh", "a number from 0 up", "a standard deviation has no sign"))
    if start is not None and end is not None and start >= end:
        faults.append(row.fault("to", f"a time after {row['from']}", "the end is not part of the period"))
    if faults or start is None or end is None or decided is None:
        return faults
    ruling = Ruling(row["kind"])
    return Decision(Interval(start, end), ruling, row["reason"], row["author"], decided, kwh or 0.0, sd or 0.0)


def _moment(row: Row, column: str, zone: ZoneInfo, faults: list[Fault]) -> datetime | None:
    try:
        return parse_time(row[column], zone, column)
    except click.BadParameter:
        remedy = "write 2025-01-31 or 2025-01-31T13:00:00+01:00"
        faults.append(row.fault(column, "a date or a time with an offset", remedy))
    return None


def _date(row: Row, faults: list[Fault]) -> date | None:
    try:
        return date.fromisoformat(row["date"])
    except ValueError:
        faults.append(row.fault("date", "a date", "write 2025-01-31"))
    return None


def _number(row: Row, column: str, faults: list[Fault]) -> float | None:
    if not row[column]:
        return None
    try:
        number = float(row[column])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        faults.append(row.fault(column, "a number", "write decimals with a point"))
        return None
    return number
