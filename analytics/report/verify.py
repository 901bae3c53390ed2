"""Every figure of a printed report, worked out again from the store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.report.document import Document
from analytics.report.json_twin import FORMAT, twin
from domain.errors import Fault, InputError

Number = float | str | None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A figure that came out otherwise; None on the side where it is absent."""

    id: str
    printed: Number
    recomputed: Number


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """What a JSON twin says."""

    year: int
    language: str
    issued: date
    site: str
    values: dict[str, Number]

    @property
    def checked(self) -> int:
        """How many figures there are to check."""
        return sum(not id.endswith("#unit") and ":" not in id for id in self.values)


def read_twin(name: str, text: str) -> PrintedReport:
    """The report in the JSON twin `text`; InputError names `name` when it is none."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise ValueError("no report of this program")
        meta = found["meta"]
        return PrintedReport(
            int(meta["year"]),
            str(meta["language"]),
            date.fromisoformat(meta["issued"]),
            str(meta["site"]),
            _values(found),
        )
    except (ValueError, KeyError, TypeError) as error:
        remedy = "give the .json file that `snokyla report build` wrote"
        raise InputError(
            [Fault(name, None, "document", f"{type(error).__name__} {error}", FORMAT, remedy)]
        ) from error


def mismatches(printed: PrintedReport, document: Document) -> list[Mismatch]:
    """Where `printed` and the report made again differ, figures first, then headline and checksum."""
    again = _values(twin(document))
    ids = [*again, *(id for id in printed.values if id not in again)]
    return [
        Mismatch(id, printed.values.get(id), again.get(id))
        for id in ids
        if printed.values.get(id) != again.get(id)
    ]


def _values(found: dict[str, Any]) -> dict[str, Number]:
    """Every number of a twin by its id; a unit is part of a figure and is compared with it."""
    values: dict[str, Number] = {}
    for figure in found["figures"]:
        if figure["id"] in values:
            raise ValueError(f"the figure {figure['id']} stands twice")
        values[figure["id"]] = figure["value"]
        values[f"{figure['id']}#unit"] = figure["unit"]
    for key, value in found["headline"].items():
        for index, part in enumerate(value if isinstance(value, list) else [value]):
            values[f"headline:{key}[{index}]" if isinstance(value, list) else f"headline:{key}"] = part
    values["meta:data_sha256"] = found["meta"]["data_sha256"]
    return values
