"""Where every number of a report is entered before it may be printed."""

from __future__ import annotations

from analytics.report.document import Figure
from analytics.report.numbers import with_unit
from analytics.report.texts import Texts
from domain.numerals import rounded


class Ledger:
    """Collects the figures of one document; the same id is the same number wherever it stands."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._figures: dict[str, Figure] = {}

    def figure(self, id: str, value: float, unit: str, digits: int = 0, signed: bool = False) -> Figure:
        """Enter a number; ValueError when `id` already stands for another one."""
        figure = Figure(id, rounded(value, digits), unit, digits, signed)
        known = self._figures.setdefault(id, figure)
        if (known.value, known.unit, known.digits) != (figure.value, figure.unit, figure.digits):
            raise ValueError(f"figure {id} is {known.value} {known.unit} and {figure.value} {figure.unit}")
        return figure

    def maybe(
        self, id: str, value: float | None, unit: str, digits: int = 0, signed: bool = False
    ) -> Figure | None:
        """Enter a number that may be unknown."""
        return None if value is None else self.figure(id, value, unit, digits, signed)

    def text(self, key: str, **fields: Figure | str | int) -> str:
        """The sentence `key` with its figures printed in it, units included."""
        shown = {
            name: with_unit(field, self.texts.language) if isinstance(field, Figure) else str(field)
            for name, field in fields.items()
        }
        return self.texts(key).format(**shown)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in the order they were entered."""
        return tuple(self._figures.values())
