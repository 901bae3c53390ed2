"""Rules of a tariff: from its first day on every kind of price is known, in a unit that fits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from config.document import Document, Place, shown
from config.grammar.tariff import PRICE_UNITS
from domain.errors import Fault
from domain.tariff import TariffKind


def check(document: Document) -> Iterator[Fault]:
    """Everything about a tariff that takes more than one key to see."""
    days: dict[str, dict[date, Place]] = {kind.value: {} for kind in TariffKind}
    for place in document.items(("items",)):
        yield from _unit(document, place)
        kind, day = document.text((*place, "kind")), _day(document, place)
        if kind not in days or day is None:
            continue
        if day in days[kind]:
            line = document.lines.get((*days[kind][day], "valid_from"))
            remedy = f"remove one; the first stands on line {line}"
            yield document.fault((*place, "valid_from"), f"{kind} from {day} a second time", "each once", remedy)
        days[kind].setdefault(day, place)
    yield from _gaps(document, days)
    for place in document.items(("demand_charges",)):
        yield from _demand(document, place)


def _day(document: Document, place: Place) -> date | None:
    try:
        return date.fromisoformat(document.text((*place, "valid_from")) or "")
    except ValueError:
        return None


def _unit(document: Document, place: Place) -> Iterator[Fault]:
    unit, kind = document.text((*place, "unit")), document.text((*place, "kind"))
    if unit is None:
        return
    is_rate = kind == TariffKind.EUR_SEK
    fitting = [symbol for symbol, (kept, _) in PRICE_UNITS.items() if (kept == "SEK/EUR") == is_rate]
    if unit not in fitting:
        yield document.fault((*place, "unit"), shown(unit), "one of " + ", ".join(fitting), "write one of them")


def _gaps(document: Document, days: dict[str, dict[date, Place]]) -> Iterator[Fault]:
    """A kind that begins later than the tariff leaves a period without a price."""
    all_days = [day for of_kind in days.values() for day in of_kind]
    if not all_days:
        return
    begin = min(all_days)
    for kind, of_kind in days.items():
        if not of_kind:
            remedy = "add an item; write value: 0 when nothing is paid"
            yield document.fault(("items",), f"no {kind}", f"an item of it valid from {begin}", remedy)
        elif min(of_kind) > begin:
            first = min(of_kind)
            found = f"no {kind} from {begin} to {first}"
            remedy = f"let {kind} begin on {begin}, or the others on {first}"
            yield document.fault((*of_kind[first], "valid_from"), found, "an item valid on every day", remedy)


def _demand(document: Document, place: Place) -> Iterator[Fault]:
    first, last = document.number((*place, "first_hour")), document.number((*place, "last_hour"))
    if first is not None and last is not None and last <= first:
        yield document.fault(
            (*place, "last_hour"), f"{last:g}", f"an hour after first_hour ({first:g})", "check both"
        )
    minutes = document.number((*place, "averaging_minutes"))
    if minutes is not None and 15 <= minutes <= 60 and minutes not in {15, 30, 60}:
        yield document.fault(
            (*place, "averaging_minutes"), f"{minutes:g}", "one of 15, 30, 60", "check the tariff"
        )
