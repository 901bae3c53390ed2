"""The grammar as JSON Schema, for completion and hovers in editors."""

from __future__ import annotations

from typing import Any

from config.grammar.site import SiteFile


def site_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a site file; the descriptions are Swedish."""
    schema = SiteFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "snokyla site"}
