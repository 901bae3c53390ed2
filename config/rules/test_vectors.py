"""Rules of test vectors: they name points of the profile and hold what those points need."""

from __future__ import annotations

from collections.abc import Iterator

from config.document import Document, Place, shown
from config.grammar.words import parse_register
from config.nearest import did_you_mean
from config.rules.registers import register_of, type_of
from domain.device import Register
from domain.errors import Fault


def check(document: Document) -> Iterator[Fault]:
    """Every vector of the profile."""
    points = {document.text((*place, "id")): place for place in document.items(("points",))}
    for vector in document.items(("test_vector",)):
        yield from _means(document, vector)
        held = _held(document, vector)
        expect = document.at((*vector, "expect"))
        for name in expect if isinstance(expect, dict) else ():
            here = (*vector, "expect", name)
            if name not in points:
                remedy = did_you_mean(name, [known for known in points if known]) or "name a point of this profile"
                yield document.fault(here, f'"{name}"', "a point of this profile", remedy)
                continue
            missing = _missing(document, points[name], held)
            if missing is not None:
                yield document.fault(here, "no word", f"a word for {missing}", "add it under registers")


def _means(document: Document, vector: Place) -> Iterator[Fault]:
    """A vector of a Modbus profile holds registers, one of a message holds the message."""
    entry = document.at(vector)
    if not isinstance(entry, dict):
        return
    speaks_modbus = document.at(("decoder",)) is None
    wanted, other = ("registers", "message") if speaks_modbus else ("message", "registers")
    if other in entry:
        yield document.fault((*vector, other), f'"{other}"', wanted, f"write {wanted} instead")
    elif wanted not in entry:
        yield document.fault(vector, "nothing", f"the key {wanted}", f"add {wanted}: …")


def _held(document: Document, vector: Place) -> set[Register]:
    """All registers that the vector gives a word for."""
    registers = document.at((*vector, "registers"))
    held: set[Register] = set()
    for text, words in registers.items() if isinstance(registers, dict) else ():
        try:
            first = parse_register(text)
        except ValueError:
            continue
        count = len(words) if isinstance(words, list) else 0
        held |= {Register(first.kind, first.address + index) for index in range(count)}
    return held


def _missing(document: Document, point: Place, held: set[Register]) -> str | None:
    """The first register of `point` that no word is given for."""
    register, kind = register_of(document, point), type_of(document, point)
    if register is None or kind is None or document.at(("decoder",)) is not None:
        return None
    needed = [Register(register.kind, register.address + index) for index in range(kind.words)]
    return next((shown(str(each)) for each in needed if each not in held), None)
