"""A meter's file: energy by interval, or invoices `from,to,energy_kwh,estimated` as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.records.invoices import LONGEST_DAYS, SHORTEST_DAYS, Invoice, invoice_table
from app.files.row_values import moment_of, number_of, whether
from domain.errors import Fault, InputError
from domain.interval_table import IntervalTable
from sources.csv_text import header_of
from sources.interval_csv import COLUMNS, read_interval_csv
from sources.row_csv import Row, read_rows

REQUIRED, OPTIONAL = ("from", "to", "energy_kwh"), ("estimated",)
Billed = tuple[Row, Invoice]
# A gap of a local day between most invoices, two at least: a `to` that names the last day, not the one after.
_LAST_DAYS = 2
_SHORT_DAY, _LONG_DAY = timedelta(hours=23), timedelta(hours=25)


def read_meter(path: Path, zone: ZoneInfo) -> IntervalTable:
    """Column `energy_kwh` of an interval file, or of invoices where a column is called `from`; InputError."""
    invoices = "from" in {name.casefold() for name in header_of(path)}
    return read_invoices(path, zone) if invoices else read_interval_csv(path, ["energy_kwh"], zone)


def read_invoices(path: Path, zone: ZoneInfo) -> IntervalTable:
    """Billed periods as rows with ends of their own; a date is local midnight. InputError holds every fault."""
    faults: list[Fault] = []
    read = [(row, _invoice(row, zone, faults)) for row in read_rows(path, REQUIRED, OPTIONAL)]
    invoices = sorted(
        ((row, invoice) for row, invoice in read if invoice is not None), key=lambda item: item[1].start
    )
    faults += [*_overlaps(invoices), *_last_days(invoices)]
    table = invoice_table(str(path), [invoice for _, invoice in invoices], zone)
    if not faults and all(kwh is None for kwh in table.columns["energy_kwh"]):
        found = f"{len(invoices)} invoices, of which no period between readings"
        expected = f"periods of {SHORTEST_DAYS:.0f} to {LONGEST_DAYS:.0f} days that end with a reading"
        faults.append(Fault(str(path), None, "file", found, expected, "add the invoices of two years"))
    if faults:
        raise InputError(sorted(faults, key=lambda fault: fault.line or 0))
    return table


def _invoice(row: Row, zone: ZoneInfo, faults: list[Fault]) -> Invoice | None:
    """The invoice of a row; None after a fault."""
    start, end = (moment_of(row, column, zone, faults) for column in ("from", "to"))
    kwh, estimated = number_of(row, "energy_kwh", faults), whether(row, "estimated", faults)
    low, high = COLUMNS["energy_kwh"]
    if kwh is not None and not low <= kwh <= high:
        faults.append(row.fault("energy_kwh", f"{low:g} … {high:g}", "convert it to kWh"))
    if start is None or end is None or kwh is None:
        return None
    if start >= end:
        faults.append(row.fault("to", f"a time after {row['from']}", "the end is not part of the period"))
        return None
    return Invoice(start, end, kwh, estimated, row.line)


def _overlaps(invoices: Sequence[Billed]) -> Iterator[Fault]:
    """Invoices, in time order, that begin before an earlier one has ended."""
    latest: Billed | None = None
    for row, invoice in invoices:
        if latest is not None and invoice.start < latest[1].end:
            expected = f"a time from {latest[0]['to']} on, where the invoice of line {latest[0].line} ends"
            yield row.fault("from", expected, "no day can be billed twice")
        if latest is None or invoice.end > latest[1].end:
            latest = (row, invoice)


def _last_days(invoices: Sequence[Billed]) -> Iterator[Fault]:
    """A fault where most invoices end a day before the next one begins: each would lack its last day."""
    pairs = list(pairwise(invoices))
    short = [row for (row, before), (_, after) in pairs if _SHORT_DAY <= after.start - before.end <= _LONG_DAY]
    if len(short) >= _LAST_DAYS and 2 * len(short) > len(pairs):
        remedy = "an end is not part of its period: write the day after the last one, in every row"
        yield short[0].fault("to", "the day on which the next invoice begins", remedy)
