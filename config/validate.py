"""A document against the grammar: every mismatch as a fault on its own line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.document import Document, Place, shown
from config.nearest import did_you_mean
from domain.errors import Fault

M = TypeVar("M", bound=BaseModel)

_SECRETS = re.compile(r"(.*_)?(password|passwd|token|secret|api_?key)")
_A_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_YES_AND_NO = {"yes": "true", "on": "true", "ja": "true", "no": "false", "off": "false", "nej": "false"}
_KINDS = {
    "float_type": "a number",
    "finite_number": "a number",
    "int_type": "a whole number",
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping of keys and values",
    "model_type": "a mapping of keys and values",
}
_BOUNDS = {
    "greater_than": ("a number above {}", "gt"),
    "greater_than_equal": ("a number of at least {}", "ge"),
    "less_than": ("a number below {}", "lt"),
    "less_than_equal": ("a number of at most {}", "le"),
}


def validate(model: type[M], document: Document) -> tuple[M | None, list[Fault]]:
    """The document as `model`, or None and every fault in it."""
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        return None, [_fault(model, document, each) for each in error.errors(include_url=False)]


def _fault(model: type[BaseModel], document: Document, error: ErrorDetails) -> Fault:
    place = tuple(step for step in error["loc"] if step != "[key]")
    found, kind, context = error["input"], error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        expected, remedy = "a known key", _known_keys(model, place)
        return document.fault(place, f'"{place[-1]}"', expected, remedy)
    if kind == "missing":
        return document.fault(place, "nothing", f"the key {place[-1]}", f"add a line {place[-1]}: …")
    if kind == "refused":
        return document.fault(place, shown(found), context["expected"], context["remedy"])
    expected, remedy = _expectation(kind, context, found)
    return document.fault(place, shown(found), expected, remedy)


def _expectation(kind: str, context: Mapping[str, Any], found: object) -> tuple[str, str]:
    """What a value of another type or size should have been, and how to write it."""
    if kind in _KINDS:
        return _KINDS[kind], _rewrite(_KINDS[kind], found)
    if kind in _BOUNDS:
        wording, key = _BOUNDS[kind]
        return wording.format(_plain(context[key])), "check the value and its unit"
    if kind in {"enum", "literal_error"}:
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        near = did_you_mean(found, choices) if isinstance(found, str) else None
        return "one of " + ", ".join(choices), near or "write one of them"
    if kind in {"too_short", "string_too_short"}:
        return "at least one entry", "write it, or leave the key out"
    return f"what the grammar asks for ({kind})", "see docs/site.md"


def _rewrite(expected: str, found: object) -> str:
    """How to write what was found so that it is what was expected."""
    if found is None:
        return "write the value"
    if expected in {"a number", "a whole number"} and isinstance(found, str):
        number = re.sub(r"\s", "", found).replace(",", ".")
        return f"write {number}" if _A_NUMBER.fullmatch(number) else "write digits alone; the unit is in the key"
    if expected == "a text" and isinstance(found, int | float):
        return f'write "{shown(found)}"'
    if expected == "true or false":
        return f"write {_YES_AND_NO.get(str(found).lower(), 'true or false')}"
    if expected == "a list":
        return "put each entry on a line of its own that begins with -"
    return f"write {expected}"


def _known_keys(model: type[BaseModel], place: Place) -> str:
    """What to do about a key that is not known: the nearest one, or all of them."""
    key = str(place[-1])
    owner = _model_at(model, place[:-1])
    fields = owner.model_fields if owner is not None else {}
    known = [field.alias or name for name, field in fields.items()]
    if _SECRETS.fullmatch(key.lower()):
        secret = next((name for name in known if name.endswith("_file")), "password_file")
        return f"secrets never stand here: write {secret}: PATH, or use the environment"
    return did_you_mean(key, known) or "known here: " + ", ".join(known)


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """The model that describes the mapping at `place`."""
    for step in place:
        if isinstance(step, str):
            if step not in model.model_fields:
                return None
            inner = _model_in(model.model_fields[step].annotation)
            if inner is None:
                return None
            model = inner
    return model


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside `list[M]`, `M | None` or `Annotated[M, …]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    arguments = get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    return next((inner for inner in map(_model_in, arguments) if inner is not None), None)


def _plain(bound: float) -> str:
    return str(int(bound)) if float(bound).is_integer() else str(bound)
