"""Several files of intervals read for one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from domain.errors import Fault, InputError

if TYPE_CHECKING:
    from domain.interval_table import IntervalTable


def read_all(readers: Iterable[Callable[[], IntervalTable]]) -> list[IntervalTable]:
    """The table of each reader, its step said on standard error; InputError with the faults of all files."""
    tables: list[IntervalTable] = []
    faults: list[Fault] = []
    for read in readers:
        try:
            table = read()
        except InputError as error:
            faults += error.faults
        else:
            tables.append(table)
            click.echo(f"{table.source}: step {table.step_name}, {len(table.times)} rows", err=True)
    if faults:
        raise InputError(faults)
    return tables
