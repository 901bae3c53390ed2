"""Documents are written the same way everywhere and their published schemas are those of the code."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from app.documents import DOCUMENTS, as_plain, document_schema, to_json, write_schemas

SCHEMAS = Path(__file__).parents[3] / "docs" / "schema"


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    from_: datetime
    colour: Colour


@dataclass(frozen=True)
class Whole:
    part: Part
    numbers: tuple[float, float]
    unknown: float | None
    extra: int | None = field(default=None, metadata={"omit_none": True})


def whole(**changes):
    part = Part(datetime(2016, 1, 1, 1, tzinfo=ZoneInfo("Europe/Stockholm")), Colour.RED)
    return Whole(**({"part": part, "numbers": (1.0, 2.5), "unknown": None} | changes))


def test_dataclasses_become_plain_values():
    assert as_plain(whole()) == {
        "part": {"from": "2016-01-01T00:00:00Z", "colour": "red"},
        "numbers": [1.0, 2.5],
        "unknown": None,
    }
    assert as_plain(whole(extra=3))["extra"] == 3


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(wrong):
    with pytest.raises(ValueError):
        to_json(whole(unknown=wrong))


def test_naive_times_and_foreign_types_are_refused():
    with pytest.raises(ValueError):
        as_plain(datetime(2016, 1, 1))  # noqa: DTZ001
    with pytest.raises(TypeError):
        as_plain({1, 2})
    assert as_plain(datetime(2016, 1, 1, tzinfo=UTC)) == "2016-01-01T00:00:00Z"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_published_schema_is_that_of_the_code(name):
    published = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    assert published == document_schema(name), "run python -m app.documents"
    jsonschema.Draft202012Validator.check_schema(published)


def test_schemas_are_written(tmp_path):
    assert [path.name for path in write_schemas(tmp_path)] == [f"{name}.schema.json" for name in DOCUMENTS]
