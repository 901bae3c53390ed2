"""Small files of rows with named columns: read whole, each row with its line, or refused with every fault."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import Fault, InputError
from sources.csv_text import read_text, rows_of


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a row by column, stripped; an absent column is an empty cell."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, expected: str, remedy: str) -> Fault:
        """What is wrong with the cell of `column`."""
        return Fault(self.file, self.line, column, repr(self[column]), expected, remedy)


def read_rows(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[Row, ...]:
    """All rows of a plain or gzip file, each with a value in every `required` column; else InputError."""
    name = str(path)
    faults: list[Fault] = []
    lines = rows_of(name, read_text(path), faults)
    header = [cell.strip() for cell in next(lines, (1, []))[1]]
    faults += _header_faults(name, header, required, optional)
    rows = []
    for line, cells in lines:
        if len(cells) != len(header):
            expected, remedy = f"{len(header)} columns", "put text with a comma in double quotes"
            faults.append(Fault(name, line, "row", f"{len(cells)} columns", expected, remedy))
            continue
        row = Row(name, line, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
        faults += [row.fault(column, "a value", "fill it in") for column in required if not row[column]]
        rows.append(row)
    if faults:
        raise InputError(faults)
    return tuple(rows)


def _header_faults(name: str, header: list[str], required: Sequence[str], optional: Sequence[str]) -> list[Fault]:
    known = [*required, *optional]
    faults = [
        Fault(name, 1, "header", "nothing", f"a column {column}", f"columns are {', '.join(known)}")
        for column in required
        if column not in header
    ]
    for column in header:
        if column not in known:
            near = difflib.get_close_matches(column.lower(), known, n=1)
            remedy = f"write {near[0]}" if near else f"columns are {', '.join(known)}"
            faults.append(Fault(name, 1, "header", repr(column), "a known column", remedy))
    faults += [
        Fault(name, 1, "header", f"{column} twice", "each column once", "remove one of the two")
        for column in sorted(set(header))
        if header.count(column) > 1
    ]
    return faults
