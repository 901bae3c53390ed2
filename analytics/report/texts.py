"""Texts of the report: one catalogue file per language, the same keys in each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class Texts:
    """The catalogue of one language."""

    language: str
    entries: dict[str, str]

    def __call__(self, key: str) -> str:
        """The text named `key`; KeyError when the catalogue has none."""
        return self.entries[key]

    def month(self, month: int) -> str:
        """Name of a month (1…12)."""
        return self(f"month.{month}")

    def long_date(self, day: date) -> str:
        """A day in words."""
        return f"{day.day} {self.month(day.month)} {day.year}"

    def joined(self, names: list[str]) -> str:
        """`a, b and c`."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self('and')} {names[-1]}"


@cache
def load_texts(language: str) -> Texts:
    """The catalogue of `language` (sv or en)."""
    catalogue = resources.files("analytics.report").joinpath("catalogue", f"{language}.json")
    return Texts(language, json.loads(catalogue.read_text(encoding="utf-8")))
