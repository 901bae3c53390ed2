"""Cells of a person's small CSV file as times, numbers and yes or no; what is wrong joins the list of faults."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from app.options import parse_time
from domain.errors import Fault
from sources.row_csv import Row

_YES, _NO = ("yes", "ja", "1", "true"), ("", "no", "nej", "0", "false")


def moment_of(row: Row, column: str, zone: ZoneInfo, faults: list[Fault]) -> datetime | None:
    """The time in a cell, a date being local midnight of `zone`; None when it is none."""
    try:
        return parse_time(row[column], zone, column)
    except click.BadParameter:
        remedy = "write 2025-01-31 or 2025-01-31T13:00:00+01:00"
        faults.append(row.fault(column, "a date or a time with an offset", remedy))
    return None


def number_of(row: Row, column: str, faults: list[Fault]) -> float | None:
    """The number in a cell; None when it is empty or none."""
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


def whether(row: Row, column: str, faults: list[Fault]) -> bool:
    """Yes or no in a cell, in English or Swedish; an empty one is no."""
    word = row[column].lower()
    if word not in _YES + _NO:
        faults.append(row.fault(column, "one of yes, no", "write yes or no"))
    return word in _YES
