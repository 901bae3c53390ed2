from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

SCHEMAS = Path(__file__).parents[3] / "docs" / "schema"


@pytest.fixture
def fits() -> Callable[[str, str], object]:
    """The document in a text, after it was held against the schema of its name."""

    def parsed(name: str, text: str) -> object:
        document = json.loads(text)
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
        return document

    return parsed
