"""A configuration file as plain values, and the line of every place in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.errors import Fault

Place = tuple[str | int, ...]
# Of a whole file that was taken for a value, the first words are enough.
LONGEST_SHOWN = 60


def field_name(place: Place) -> str:
    """`buildings[0].atemp_m2` for ("buildings", 0, "atemp_m2"); `(file)` for the whole."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".") or "(file)"


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its plain value, the line of every place in it, and what is wrong with its form."""

    file: str
    value: object
    lines: Mapping[Place, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def fault(self, place: Place, found: str, expected: str, remedy: str) -> Fault:
        """A fault at `place`, on its line or that of the nearest thing around it."""
        around = place
        while around and around not in self.lines:
            around = around[:-1]
        return Fault(self.file, self.lines.get(around), field_name(place), found, expected, remedy)

    def at(self, place: Place) -> object:
        """The value at `place`, None when there is none."""
        value: object = self.value
        for step in place:
            if isinstance(step, int):
                value = value[step] if isinstance(value, list) and step < len(value) else None
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return value

    def text(self, place: Place) -> str | None:
        """The text at `place`, None for anything else."""
        value = self.at(place)
        return value if isinstance(value, str) else None

    def number(self, place: Place) -> float | None:
        """The number at `place`, None for anything else."""
        value = self.at(place)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def items(self, place: Place) -> Iterator[Place]:
        """Places of the entries of the list at `place`; nothing when there is no list."""
        value = self.at(place)
        if isinstance(value, list):
            yield from ((*place, index) for index in range(len(value)))


def shown(value: object) -> str:
    """A value as a person would point at it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    text = str(value)
    if len(text) > LONGEST_SHOWN:
        text = text[:LONGEST_SHOWN] + "…"
    # On one line, whatever is in it: a fault is a line.
    text = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
    return f'"{text}"' if isinstance(value, str) else text
