"""Rules of a measurement and verification plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from config.document import Document, Place, shown
from domain.errors import Fault


def check(document: Document) -> Iterator[Fault]:
    """Periods follow each other, and option A, and only it, names what it stipulates."""
    yield from _rising(document, ("baseline", "from"), ("baseline", "to"), "a day after baseline.from")
    yield from _rising(document, ("reporting", "from"), ("reporting", "to"), "a day after reporting.from")
    yield from _rising(
        document, ("baseline", "to"), ("reporting", "from"), "a day not before baseline.to", equal=True
    )
    yield from _stipulated(document)


def _rising(document: Document, first: Place, then: Place, expected: str, equal: bool = False) -> Iterator[Fault]:
    one, other = _day(document, first), _day(document, then)
    if one is None or other is None or other > one or (equal and other == one):
        return
    yield document.fault(then, shown(document.at(then)), expected, "the baseline period lies before the measure")


def _stipulated(document: Document) -> Iterator[Fault]:
    option, given = document.text(("option",)), document.at(("stipulated",))
    if option == "A" and given is None:
        remedy = "name the parameter that is not measured, its value, unit and source"
        yield document.fault(("option",), '"A"', "the key stipulated beside it", remedy)
    if option in {"B", "C"} and given is not None:
        yield document.fault(
            ("stipulated",), "a stipulated parameter", f"none in option {option}", "write option: A"
        )


def _day(document: Document, place: Place) -> date | None:
    try:
        return date.fromisoformat(document.text(place) or "")
    except ValueError:
        return None
