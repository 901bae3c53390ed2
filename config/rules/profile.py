"""Rules of a device profile: registers that fit, do not overlap and can be asked for; names that say the unit."""

from __future__ import annotations

from collections.abc import Iterator

from config.document import Document, Place, shown
from config.rules import form, test_vectors
from config.rules.registers import register_of, type_of
from domain.device import ValueType
from domain.errors import Fault
from domain.units import UNITS

# Endings that name one canonical unit and nothing else; `_c` or `_t` may end other words.
_UNIT_ENDINGS = {
    "_kwh": "kWh",
    "_kw": "kW",
    "_m3_h": "m3/h",
    "_m3": "m3",
    "_pa": "Pa",
    "_hz": "Hz",
    "_kvar": "kvar",
    "_kva": "kVA",
    "_pct": "%",
    "_mm": "mm",
}
# table, first register, the one after the last, where it is written
_Span = tuple[str, int, int, Place]
_MODBUS_KEYS = ("type", "word_order", "write")


def check(document: Document) -> Iterator[Fault]:
    """Everything about a profile that takes more than one key to see."""
    yield from form.doubled(document, ("points",))
    for place in document.items(("points",)):
        yield from _speech(document, place)
        yield from _unit_of_name(document, place)
        yield from _number(document, place)
        yield from _write(document, place)
    yield from _extent(document)
    yield from _decoder_keys(document)
    yield from test_vectors.check(document)


def _speech(document: Document, place: Place) -> Iterator[Fault]:
    """A point has a register over Modbus and a path in a message, never both or neither."""
    point = document.at(place)
    if not isinstance(point, dict):
        return
    speaks_modbus = document.at(("decoder",)) is None
    wanted, other = ("register", "path") if speaks_modbus else ("path", "register")
    why = "the profile has no decoder: it is Modbus" if speaks_modbus else "the profile has a decoder"
    if other in point:
        yield document.fault((*place, other), f'"{other}"', wanted, why)
    elif wanted not in point:
        yield document.fault(place, "nothing", f"the key {wanted}", f"add {wanted}: …; {why}")
    if not speaks_modbus:
        for key in _MODBUS_KEYS:
            if key in point:
                yield document.fault((*place, key), f'"{key}"', "no such key in a message", "leave it out")


def _unit_of_name(document: Document, place: Place) -> Iterator[Fault]:
    name, symbol = document.text((*place, "id")), document.text((*place, "unit"))
    if name is None or symbol not in UNITS:
        return
    for ending, canonical in _UNIT_ENDINGS.items():
        if name.endswith(ending):
            if UNITS[symbol].canonical != canonical:
                expected = f"a unit of {canonical}, as the name {name} says"
                yield document.fault((*place, "unit"), shown(symbol), expected, "correct the unit or the name")
            return


def _number(document: Document, place: Place) -> Iterator[Fault]:
    """Scale, bounds, digits and type of one point."""
    yield from form.rising(document, (*place, "min"), (*place, "max"))
    if document.number((*place, "scale")) == 0:
        yield document.fault((*place, "scale"), "0", "a number other than 0", "leave scale out for 1")
    if document.at((*place, "digits")) is not None and document.at((*place, "counter")) is not True:
        remedy = "add counter: true, or leave digits out"
        yield document.fault((*place, "digits"), '"digits"', "digits only of a counter", remedy)
    register, kind = register_of(document, place), type_of(document, place)
    if register is not None and register.kind.is_bit and kind not in {ValueType.BOOL, None}:
        found = shown(document.at((*place, "type")))
        yield document.fault((*place, "type"), found, f"bool in a {register.kind.value}", "leave type out")


def _write(document: Document, place: Place) -> Iterator[Fault]:
    """Write limits must be writable: the table takes writes and the raw number fits its type."""
    if not isinstance(document.at((*place, "write")), dict):
        return
    register, kind = register_of(document, place), type_of(document, place)
    if register is not None and register.kind.value not in {"holding", "coil"}:
        remedy = "only holding registers and coils can be written"
        yield document.fault((*place, "write"), f'"{register}"', "a holding register or a coil", remedy)
    low, high = document.number((*place, "write", "min")), document.number((*place, "write", "max"))
    if low is not None and high is not None and high < low:
        yield document.fault((*place, "write", "max"), f"{high:g}", f"a number of at least {low:g}", "check both")
    for key, value in (("min", low), ("max", high)):
        if value is None or kind is None or (bounds := _raw_bounds(kind)) is None:
            continue
        scale, offset = document.number((*place, "scale")) or 1.0, document.number((*place, "offset")) or 0.0
        raw = round((value - offset) / scale)
        if not bounds[0] <= raw <= bounds[1]:
            expected = f"a value whose raw number fits {kind.value} (it would be {raw})"
            yield document.fault((*place, "write", key), f"{value:g}", expected, "narrow the limit")


def _raw_bounds(kind: ValueType) -> tuple[int, int] | None:
    if kind is ValueType.BOOL:
        return 0, 1
    if kind.bits is None:
        return None
    return (
        (0, 2**kind.bits - 1)
        if kind.value.startswith("u")
        else (-(2 ** (kind.bits - 1)), 2 ** (kind.bits - 1) - 1)
    )


def _extent(document: Document) -> Iterator[Fault]:
    """Registers end inside the table, fit in one question, and belong to one point each."""
    limit = document.number(("timing", "max_registers")) or 125
    spans: list[_Span] = []
    for place in document.items(("points",)):
        register, kind = register_of(document, place), type_of(document, place)
        if register is None or kind is None:
            continue
        words = 1 if register.kind.is_bit else kind.words
        spans.append((register.kind.value, register.address, register.address + words, (*place, "register")))
        if register.address + words > 0x10000:
            found, expected = f"{register} with {words} registers", "registers up to 65535"
            yield document.fault((*place, "register"), found, expected, "check number and type")
        if words > limit:
            found, expected = f"{words} registers", f"at most {limit:g} (timing.max_registers)"
            yield document.fault((*place, "register"), found, expected, "raise max_registers or check the type")
    widest: dict[str, _Span] = {}
    for span in sorted(spans):
        before = widest.get(span[0])
        if before is not None and span[1] < before[2]:
            yield _overlap(document, before, span)
        if before is None or span[2] > before[2]:
            widest[span[0]] = span


def _overlap(document: Document, before: _Span, after: _Span) -> Fault:
    """The one written later in the file is the one to look at."""
    first, second = sorted((before, after), key=lambda span: document.lines.get(span[3], 0))
    kind, start, end, place = first
    occupied = f"{kind} {start}" if end - start == 1 else f"{kind} {start}…{end - 1}"
    name, line = document.text((*place[:-1], "id")), document.lines.get(place)
    remedy = f"check number and type; {name} on line {line} takes {occupied}"
    found = shown(document.at(second[3]))
    return document.fault(second[3], found, "a register that no other point takes", remedy)


def _decoder_keys(document: Document) -> Iterator[Fault]:
    if document.at(("decoder",)) is not None:
        return
    for key in ("measured_at", "message_id"):
        if document.at((key,)) is not None:
            yield document.fault(
                (key,), f'"{key}"', "no such key without a decoder", "leave it out, or name decoder"
            )
