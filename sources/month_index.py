"""The officer's own file of graddagar or Energi-Index.

SMHI sells both and lets nobody pass them on, raw or derived, so none comes with snokyla. One row per month:
`month,kind,station,value,normal,normal_period,version`,
as in `2024-01,energi_index,Östersund,612,655,1991-2020,v3`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from domain.errors import Fault, InputError
from domain.month_index import IndexKind, IndexMonth, MonthIndex
from sources.row_csv import Row, read_rows

COLUMNS = ("month", "kind", "station", "value", "normal", "normal_period", "version")
# Stated once for the whole file: two stations or definitions in one file could only be mixed.
_CONSTANT = ("kind", "station", "normal_period", "version")
# A month of the coldest inhabited places has some 1,500 degree days.
HIGHEST = 2500.0
_MONTH = re.compile(r"(1[89][0-9]{2}|2[0-9]{3})-(0[1-9]|1[0-2])")


def read_month_index(path: Path) -> MonthIndex:
    """The file's index; InputError holds every fault with its line."""
    rows = read_rows(path, COLUMNS)
    if not rows:
        raise InputError([Fault(str(path), 2, "file", "no rows", "one row per month", "check the export")])
    faults = list(_faults(rows))
    if faults:
        raise InputError(faults)
    first = rows[0]
    months = {_month(row): IndexMonth(float(row["value"]), float(row["normal"])) for row in rows}
    return MonthIndex(IndexKind(first["kind"]), first["station"], first["normal_period"], first["version"], months)


def _faults(rows: tuple[Row, ...]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in rows:
        if _MONTH.fullmatch(row["month"]) is None:
            yield row.fault("month", "a month", "write year-month, as in 2024-01")
        elif row["month"] in seen:
            yield row.fault("month", "each month once", f"the first stands on line {seen[row['month']]}")
        seen.setdefault(row["month"], row.line)
        if row["kind"] not in list(IndexKind):
            yield row.fault("kind", f"one of {', '.join(IndexKind)}", "say what the file holds")
        if re.fullmatch(r"[0-9]{4}-[0-9]{4}", row["normal_period"]) is None:
            yield row.fault("normal_period", "a period of years", "write it like 1991-2020")
        for column in ("value", "normal"):
            if not 0.0 <= _number(row[column]) <= HIGHEST:
                yield row.fault(column, f"a number from 0 to {HIGHEST:g}", "write decimals with a point")
        for column in _CONSTANT:
            if row[column] != rows[0][column]:
                expected = f"{rows[0][column]!r} as on line {rows[0].line}"
                yield row.fault(column, expected, "one file holds one station, kind, normal period and version")


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number


def _month(row: Row) -> tuple[int, int]:
    year, month = row["month"].split("-")
    return int(year), int(month)
