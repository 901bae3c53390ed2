"""Rules that hold in every kind of file: no empty keys, no id twice."""

from __future__ import annotations

from collections.abc import Iterator

from config.document import Document, Place
from domain.errors import Fault


def empty_values(document: Document) -> Iterator[Fault]:
    """Keys without a value, but for an expected "no value" in a test vector."""
    yield from _empty(document, (), document.value)


def _empty(document: Document, place: Place, value: object) -> Iterator[Fault]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "expect":
                yield from _empty(document, (*place, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _empty(document, (*place, index), inner)
    elif value is None and place:
        yield document.fault(place, "nothing", "a value", "write the value, or leave the key out")


def doubled(document: Document, listed: Place, key: str = "id") -> Iterator[Fault]:
    """Entries of the list at `listed` whose `key` another entry before them has."""
    first: dict[str, Place] = {}
    for place in document.items(listed):
        name = document.text((*place, key))
        if name is None:
            continue
        if name in first:
            line = document.lines.get((*first[name], key))
            remedy = f"choose another; the first stands on line {line}"
            yield document.fault((*place, key), f'"{name}" a second time', f"each {key} once", remedy)
        first.setdefault(name, place)


def rising(document: Document, lower: Place, upper: Place) -> Iterator[Fault]:
    """An upper bound that is not above its lower one."""
    low, high = document.number(lower), document.number(upper)
    if low is not None and high is not None and high <= low:
        yield document.fault(upper, f"{high:g}", f"a number above {lower[-1]} ({low:g})", "check both")
