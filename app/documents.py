"""The documents behind `--json`: written from frozen dataclasses, described by JSON Schemas made from the same."""

from __future__ import annotations

import dataclasses
import importlib
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

# Name of a document → the dataclass it is made from. A verb that gains a document adds its line here.
DOCUMENTS = {
    "verify": "analytics.verification.document:Verification",
    "portfolio": "analytics.portfolio.document:PortfolioAnswer",
    "verify_snow": "analytics.option_b.document:SnowVerification",
    "signature": "analytics.weather.signature:SignatureAnswer",
    "mv_plan": "app.answers:MvPlanAnswer",
    "points": "app.answers:PointsAnswer",
    "points_live": "app.answers:LivePointsAnswer",
    "export": "app.answers:ExportAnswer",
    "export_step": "app.answers:ExportStepAnswer",
    "alarms": "app.answers:AlarmsAnswer",
    "report_build": "app.answers:ReportBuildAnswer",
    "report_verify": "app.answers:ReportVerifyAnswer",
    "simulate_season": "simulators.season.outcome:SeasonOutcome",
    "simulate_seasons": "simulators.season.spread:SeasonsOutcome",
    "what_if": "simulators.what_if.document:WhatIf",
}

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def to_json(document: object, indent: int | None = 2) -> str:
    """The document as JSON text; ValueError for a number that JSON has no word for (NaN, infinity)."""
    return json.dumps(as_plain(document), ensure_ascii=False, allow_nan=False, indent=indent)


def as_plain(value: object) -> Any:
    """A dataclass as dictionaries, lists and scalars: keys without trailing `_`, times ISO 8601 UTC with Z.

    A field with metadata `omit_none` has no key while it is None.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name.rstrip("_"): as_plain(content)
            for item in dataclasses.fields(value)
            if (content := getattr(value, item.name)) is not None or not item.metadata.get("omit_none")
        }
    if isinstance(value, Mapping):
        return {str(key): as_plain(content) for key, content in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(content) for content in value]
    return _scalar(value)


def _scalar(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"naive time {value} in a document")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, (date, Path)):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} in a document")
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} in a document")


def document_schema(name: str) -> dict[str, Any]:
    """JSON Schema of the document `name`; KeyError for an unknown one."""
    from pydantic import TypeAdapter

    module, _, kind = DOCUMENTS[name].partition(":")
    schema = TypeAdapter(getattr(importlib.import_module(module), kind)).json_schema()
    described: dict[str, Any] = _as_written(schema)
    return {"$schema": DIALECT, **described, "title": name}


def _as_written(schema: Any) -> Any:
    """The schema with the keys that `as_plain` writes."""
    if isinstance(schema, list):
        return [_as_written(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _as_written(content) for key, content in schema.items()}
    if isinstance(schema.get("properties"), dict):
        changed["properties"] = {key.rstrip("_"): item for key, item in changed["properties"].items()}
    if isinstance(schema.get("required"), list):
        changed["required"] = [key.rstrip("_") for key in schema["required"]]
    return changed


def write_schemas(folder: Path) -> list[Path]:
    """Write the schema of every document into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in DOCUMENTS:
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(document_schema(name), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    write_schemas(Path(__file__).parents[1] / "docs" / "schema")
