"""Readings in the long form `time_utc,point,value`: checked and typed, or refused with every fault at once."""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import math
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import numpy as np

from domain.errors import Fault, InputError
from domain.reading import Reading

HEADER = ["time_utc", "point", "value"]
# A file with a fault in each row would bury the first ones; the rest is counted.
MAX_FAULTS = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Rows between two words to whoever shows the progress.
_TOLD_EVERY = 20_000

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LongReadings:
    """Checked rows in the order of point and time; `missing` rows had an empty value and are not among them."""

    points: tuple[str, ...]
    units: Mapping[str, str]
    point: np.ndarray[tuple[int], np.dtype[np.int64]]
    at_us: np.ndarray[tuple[int], np.dtype[np.int64]]
    value: np.ndarray[tuple[int], np.dtype[np.float64]]
    missing: int

    def __len__(self) -> int:
        return len(self.value)

    def later_than(self, moment: datetime) -> int:
        """How many rows lie after `moment`."""
        return int((self.at_us > (moment - _EPOCH) // _MICROSECOND).sum())

    def batches(self, received_at: datetime, size: int) -> Iterator[list[Reading]]:
        """All rows as good readings received at `received_at`, `size` at a time."""
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            rows = zip(
                self.point[part].tolist(), self.at_us[part].tolist(), self.value[part].tolist(), strict=True
            )
            named = ((self.points[point], at, value) for point, at, value in rows)
            yield [
                Reading(name, _EPOCH + timedelta(microseconds=at), received_at, value, self.units[name])
                for name, at, value in named
            ]


@dataclass
class _Reader:
    """What has been read so far and what was wrong with it."""

    file: str
    units: Mapping[str, str]
    index: dict[str, int] = field(default_factory=dict)
    line: array[int] = field(default_factory=lambda: array("q"))
    point: array[int] = field(default_factory=lambda: array("q"))
    at_us: array[int] = field(default_factory=lambda: array("q"))
    value: array[float] = field(default_factory=lambda: array("d"))
    missing: int = 0
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    def fault(self, line: int | None, what: str, found: str, expected: str, remedy: str) -> None:
        self.fault_count += 1
        if self.fault_count <= MAX_FAULTS:
            self.faults.append(Fault(self.file, line, what, found, expected, remedy))

    def row(self, line: int, cells: list[str]) -> None:
        """Check and keep one row; a faulty one is only reported."""
        if len(cells) != len(HEADER):
            expected = "3 columns (time_utc,point,value)"
            remedy = "separate columns with commas and write decimals with a point"
            self.fault(line, "row", f"{len(cells)} columns", expected, remedy)
            return
        at_us, point = self.time(line, cells[0].strip()), self.known(line, cells[1].strip())
        text = cells[2].strip()
        value = self.number(line, text) if text else None
        self.missing += not text
        if at_us is None or point is None or value is None:
            return
        self.line.append(line)
        self.point.append(point)
        self.at_us.append(at_us)
        self.value.append(value)

    def time(self, line: int, text: str) -> int | None:
        """Microseconds since the epoch; None after a fault."""
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                self.fault(
                    line, "time_utc", repr(text), "a time with Z or an offset", f"write {text}Z if it is UTC"
                )
                return None
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fault(line, "time_utc", repr(text), "a time", "write 2025-01-31T13:00:00Z")
            return None
        return (moment - _EPOCH) // _MICROSECOND

    def known(self, line: int, name: str) -> int | None:
        """Number of the point; None after a fault."""
        number = self.index.get(name)
        if number is not None:
            return number
        if name in self.units:
            return self.index.setdefault(name, len(self.index))
        remedy = "list them with `snokyla points`"
        if self.fault_count < MAX_FAULTS and (near := difflib.get_close_matches(name, self.units, n=1)):
            remedy = f"did you mean {near[0]}? Otherwise {remedy}"
        self.fault(line, "point", repr(name), "a point of the site", remedy)
        return None

    def number(self, line: int, text: str) -> float | None:
        """Value of a cell; None after a fault."""
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
        self.fault(line, "value", repr(text), "a number", "write 12.5; leave it empty when the value is missing")
        return None

    def settle(self) -> LongReadings:
        """The checked rows in order; InputError when there was a fault in the file."""
        point, at_us, line, value = (
            np.array(column) for column in (self.point, self.at_us, self.line, self.value)
        )
        order = np.lexsort((line, at_us, point))
        point, at_us, line, value = point[order], at_us[order], line[order], value[order]
        names = tuple(self.index)
        for double in np.flatnonzero((np.diff(point) == 0) & (np.diff(at_us) == 0)).tolist():
            first, again = int(line[double]), int(line[double + 1])
            what = f"{names[point[double]]} at the time of line {first} again"
            self.fault(again, "row", what, "each time of a point once", "keep one of the rows")
        if self.faults:
            raise InputError(self._capped())
        return LongReadings(names, self.units, point, at_us, value, self.missing)

    def _capped(self) -> list[Fault]:
        """Faults by line, and one that counts those left out."""
        ordered = sorted(self.faults, key=lambda fault: fault.line or 0)
        rest = self.fault_count - len(ordered)
        if rest == 0:
            return ordered
        return [*ordered, Fault(self.file, None, "file", f"{rest} more faults", "none", "mend the first ones")]


def read_long_readings(path: Path, units: Mapping[str, str], told: Told | None = None) -> LongReadings:
    """The rows of `path` (plain or gzip); InputError holds every fault at once.

    `units` has the canonical unit of every point of the site; `told` hears how many bytes are read of how many.
    """
    reader = _Reader(str(path), units)
    try:
        with path.open("rb") as raw:
            size = path.stat().st_size
            packed = raw.peek(2)[:2] == b"\x1f\x8b"
            plain = gzip.GzipFile(fileobj=raw) if packed else raw
            text = io.TextIOWrapper(plain, "utf-8-sig", newline="")
            _read_rows(reader, csv.reader(text), lambda: told(raw.tell(), size) if told else None)
    except UnicodeDecodeError:
        reader.fault(None, "file", "bytes that are not UTF-8", "UTF-8 text", "save the file as CSV UTF-8")
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        reader.fault(None, "file", reason, "a readable CSV file", "check path and permission")
    return reader.settle()


class _Rows(Protocol):
    """What csv.reader gives."""

    @property
    def line_num(self) -> int: ...
    def __next__(self) -> list[str]: ...
    def __iter__(self) -> _Rows: ...


def _read_rows(reader: _Reader, rows: _Rows, tell: Callable[[], None]) -> None:
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if header != HEADER:
            found = ",".join(header) or "nothing"
            remedy = "separate columns with commas" if ";" in found else "name the columns so, in this order"
            reader.fault(1, "header", found, ",".join(HEADER), remedy)
            return
        for count, cells in enumerate(rows, start=1):
            if any(cells):
                reader.row(rows.line_num, cells)
            if count % _TOLD_EVERY == 0:
                tell()
    except csv.Error as error:
        reader.fault(rows.line_num, "row", str(error), "plain CSV", "save the file as CSV UTF-8")
    if not (reader.line or reader.missing or reader.faults):
        reader.fault(2, "file", "no rows", "one row per reading", "check the export")
