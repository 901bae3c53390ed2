"""Contract CSV of interval values: read, checked and typed, or refused with every fault at once."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.errors import Fault, InputError
from domain.interval import STOCKHOLM, YEARS
from domain.interval_table import IntervalTable
from sources.csv_text import read_text, rows_of
from sources.interval_step import find_step

TIME_COLUMN = "time_utc"
# Columns of the contract and the values their unit allows: what lies outside was written in another unit
# (°F, K, MWh as a register) or is a code for "no value" such as -999.
COLUMNS: dict[str, tuple[float, float]] = {
    "energy_kwh": (-1e9, 1e9),
    "register_kwh": (0.0, 1e12),  # the meter's own count at the start of the interval
    "outside_air_temp_c": (-90.0, 60.0),  # coldest and hottest air ever measured: -89.2 and 56.7 °C (WMO)
    "price_eur_mwh": (-5000.0, 20000.0),
    "cooling_load_kw": (0.0, 1e7),
    "base_power_kw": (-1e7, 1e7),
    "global_radiation_w_m2": (-50.0, 2000.0),  # pyranometers read slightly below zero at night
    "rain_mm": (0.0, 1000.0),
    "wind_m_s": (0.0, 150.0),
    "relative_humidity_pct": (0.0, 110.0),  # sensors overshoot 100 in fog
}
# A file with a fault in each row would bury the first ones; the rest is counted.
MAX_FAULTS = 50


@dataclass
class _Reader:
    """What has been read so far and what was wrong with it; `free` columns may have any name and unit."""

    name: str
    free: bool = False
    columns: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    values: list[list[float | None]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int | None, what: str, found: str, expected: str, remedy: str) -> None:
        self.faults.append(Fault(self.name, line, what, found, expected, remedy))

    def header(self, cells: list[str]) -> None:
        """Check the column names of line 1."""
        names = [cell.strip() for cell in cells]
        if names[0] != TIME_COLUMN:
            remedy = "separate columns with commas" if ";" in names[0] else f"name the first column {TIME_COLUMN}"
            self.fault(1, "header", repr(names[0]), TIME_COLUMN, remedy)
        for position, name in enumerate(names[1:], start=1):
            if name in names[:position]:
                self.fault(1, "header", f"{name} twice", "each column once", "remove one of the two")
            elif not name or (not self.free and name not in COLUMNS):
                self.fault(1, "header", repr(name), "a known column", _nearest(name))
        if len(names) == 1:
            self.fault(1, "header", "no value column", "one or more", f"add one of {', '.join(COLUMNS)}")
        self.columns = names[1:]

    def row(self, line: int, cells: list[str]) -> None:
        """Check and keep one row; a faulty one is only reported."""
        if len(cells) != len(self.columns) + 1:
            expected = f"{len(self.columns) + 1} columns"
            self.fault(line, "row", f"{len(cells)} columns", expected, "write decimals with a point")
            return
        moment = self.time(line, cells[0].strip())
        values = [self.value(line, name, cell) for name, cell in zip(self.columns, cells[1:], strict=True)]
        if moment is not None:
            self.lines.append(line)
            self.times.append(moment)
            self.values.append(values)

    def time(self, line: int, text: str) -> datetime | None:
        """Aware UTC start of the interval; None after a fault."""
        try:
            moment = datetime.fromisoformat(text)
            utc = moment.astimezone(UTC) if moment.tzinfo is not None else moment
        except (ValueError, OverflowError):
            self.fault(line, TIME_COLUMN, repr(text), "a time", "write 2016-01-01T00:00:00Z")
            return None
        if moment.tzinfo is None:
            remedy = f"write {moment.isoformat()}Z if it is UTC"
            self.fault(line, TIME_COLUMN, repr(text), "a time with Z or an offset", remedy)
            return None
        moment = utc
        if moment.year not in YEARS:
            self.fault(line, TIME_COLUMN, repr(text), f"a year {YEARS[0]} … {YEARS[-1]}", "mend or remove the row")
            return None
        if self.times and moment == self.times[-1]:
            self.fault(line, TIME_COLUMN, f"{text} twice", "each time once", "keep one of the rows")
            return None
        if self.times and moment < self.times[-1]:
            before = f"{self.times[-1]:%Y-%m-%dT%H:%M:%SZ}"
            self.fault(line, TIME_COLUMN, text, f"a time after {before}", "sort the rows by time")
            return None
        return moment

    def value(self, line: int, name: str, cell: str) -> float | None:
        """Number of a cell, None for an empty one or after a fault."""
        text = cell.strip()
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.fault(line, name, repr(text), "a number", "leave it empty when the value is missing")
            return None
        low, high = COLUMNS.get(name, (-math.inf, math.inf))
        if not low <= number <= high:
            remedy = "convert to the unit in the column's name; leave a missing value empty"
            self.fault(line, name, text, f"{low:g} … {high:g}", remedy)
            return None
        return number


def read_variables_csv(path: Path, zone: ZoneInfo = STOCKHOLM) -> IntervalTable:
    """The same for variables that the contract does not know: columns of any name, in units of their own."""
    return _read(_Reader(str(path), free=True), path, (), zone)


def read_interval_csv(path: Path, required: Iterable[str] = (), zone: ZoneInfo = STOCKHOLM) -> IntervalTable:
    """The table in `path` (plain or gzip); InputError holds every fault at once.

    `required` columns must be there; days and months of the step follow the clock of `zone` or UTC.
    """
    return _read(_Reader(str(path)), path, required, zone)


def _read(reader: _Reader, path: Path, required: Iterable[str], zone: ZoneInfo) -> IntervalTable:
    rows = rows_of(reader.name, read_text(path), reader.faults)
    first = next(rows, None)
    if first is None:
        if not reader.faults:
            reader.fault(1, "file", "nothing", f"a header that begins with {TIME_COLUMN}", "check the export")
        raise InputError(reader.faults)
    reader.header(first[1])
    for name in required:
        if name not in reader.columns:
            reader.fault(1, "header", "nothing", f"a column {name}", "add it; its unit is in its name")
    for line, cells in rows:
        reader.row(line, cells)
    if not reader.times and not reader.faults:
        reader.fault(2, "file", "no rows", "one row per interval", "check the export")
    return _table(reader, zone)


def _table(reader: _Reader, zone: ZoneInfo) -> IntervalTable:
    """The checked table; InputError when there was a fault in it."""
    step, misplaced = find_step(reader.times, zone)
    for index, found, expected in misplaced:
        remedy = "one file holds one step; split it" if step is not None else "write values of one of these steps"
        reader.fault(reader.lines[index], TIME_COLUMN, found, expected, remedy)
    if reader.faults or step is None:
        raise InputError(_capped(reader.name, reader.faults))
    columns = zip(*reader.values, strict=True)
    named = {name: tuple(column) for name, column in zip(reader.columns, columns, strict=True)}
    return IntervalTable(reader.name, step, tuple(reader.times), named, tuple(reader.lines))


def _nearest(name: str) -> str:
    stem = name.strip().lower()
    near = difflib.get_close_matches(stem, COLUMNS, n=1, cutoff=0.5)
    return f"write {near[0]}, in that unit" if near else f"known columns: {', '.join(COLUMNS)}"


def _capped(name: str, faults: list[Fault]) -> list[Fault]:
    """Faults by line, the first MAX_FAULTS and one that counts the rest."""
    ordered = sorted(faults, key=lambda fault: fault.line or 0)
    rest = len(ordered) - MAX_FAULTS
    if rest <= 0:
        return ordered
    more = Fault(name, ordered[MAX_FAULTS].line, "file", f"{rest} more faults", "none", "mend the first ones")
    return [*ordered[:MAX_FAULTS], more]
