"""The data of the pages as JSON and CSV, in the words of the contract."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import BaseModel
from starlette.responses import Response

from dashboard.shown import Shown

_MILLISECOND = 3


class PointDocument(BaseModel):
    """One point as it stands; unknown is null."""

    point: str
    value: float | None
    unit: str
    measured_at: str | None
    age_s: float | None
    quality: str


def utc_text(at: datetime) -> str:
    """ISO 8601 UTC with `Z`, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def point_document(shown: Shown) -> PointDocument:
    """A shown value in canonical unit, with its quality and age on the site's clock [s]."""
    return PointDocument(
        point=shown.point,
        value=shown.value,
        unit=shown.unit,
        measured_at=utc_text(shown.measured_at) if shown.measured_at else None,
        age_s=None if shown.age_s is None else round(shown.age_s, _MILLISECOND),
        quality=str(shown.quality),
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of a CSV file."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[object]]


def csv_response(table: Table) -> Response:
    """RFC 4180, UTF-8; unknown is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.head)
    writer.writerows(table.rows)
    disposition = f'inline; filename="{table.name}.csv"'
    return Response(
        text.getvalue(), media_type="text/csv; charset=utf-8", headers={"content-disposition": disposition}
    )


POINT_HEAD = tuple(PointDocument.model_fields)


def point_row(shown: Shown) -> tuple[object, ...]:
    """A shown value as a row under `POINT_HEAD`."""
    return tuple(point_document(shown).model_dump().values())
