"""JSON Schemas made from the code: of a site file, for editors, and of what `check --json` prints."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from config.check import CheckResult
from config.grammar.plant import PlantDocumentFile
from config.grammar.site import SiteFile

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def site_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a site file; the descriptions are Swedish."""
    return {**_DIALECT, **SiteFile.model_json_schema(), "title": "snokyla site"}


def plant_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a plant file; the descriptions are Swedish."""
    return {**_DIALECT, **PlantDocumentFile.model_json_schema(), "title": "snokyla plant"}


def check_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the document that `snokyla check --json` prints."""
    schema = TypeAdapter(CheckResult).json_schema(mode="serialization")
    return {**_DIALECT, **schema, "title": "snokyla check --json"}
