"""Text of a CSV file, plain or gzip, and its rows with their lines."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from domain.errors import Fault, InputError

_GZIP = b"\x1f\x8b"
# As much of a file as a header may take.
_HEAD_BYTES = 4096


def read_text(path: Path) -> str:
    """Content of the file without its byte order mark; InputError."""
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if raw[:2] == _GZIP else raw
        return raw.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise InputError([_unreadable(path, error)]) from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        remedy = "save the file as CSV UTF-8"
        fault = Fault(str(path), line, "file", "bytes that are not UTF-8", "UTF-8 text", remedy)
        raise InputError([fault]) from error


def _unreadable(path: Path, error: Exception) -> Fault:
    """What the system says of the file, or that what it packs is damaged."""
    reason = getattr(error, "strerror", None)
    if reason is None:
        remedy = "copy or export it again"
        return Fault(str(path), None, "file", f"damaged gzip ({error})", "the whole file", remedy)
    return Fault(str(path), None, "file", repr(reason), "readable CSV text", "check path and permission")


def rows_of(name: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Line number (of the row's end) and cells of each row that has any, up to one that is no CSV: a fault."""
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, cells
    except csv.Error as error:
        remedy = "look for a quotation mark that is never closed"
        faults.append(Fault(name, rows.line_num, "row", str(error), "plain CSV", remedy))


def header_of(path: Path) -> tuple[str, ...]:
    """Column names of the first line; none of a file that cannot be read: its reader says why."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
        with gzip.open(path) if packed else path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, EOFError, zlib.error):
        return ()
    first = next(rows_of(str(path), head.decode("utf-8-sig", "replace"), []), (0, []))
    return tuple(cell.strip() for cell in first[1])
