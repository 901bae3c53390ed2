"""Texts of the pages: one catalogue file per language, the same keys in each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("sv", "en")
DEFAULT = "sv"


@dataclass(frozen=True, eq=False)
class Texts:
    """The catalogue of one language."""

    language: str
    entries: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text named `key` with `values` put in; KeyError when the catalogue has none."""
        text = self.entries[key]
        return text.format(**values) if values else text

    def maybe(self, key: str) -> str | None:
        """The text named `key`, None when the catalogue has none."""
        return self.entries.get(key)


@cache
def load_texts(language: str) -> Texts:
    """The catalogue of `language` (sv or en)."""
    catalogue = resources.files("dashboard").joinpath("texts", f"{language}.json")
    return Texts(language, json.loads(catalogue.read_text(encoding="utf-8")))


def chosen_language(asked: str | None, remembered: str | None) -> str:
    """What the address asks for, else what the browser remembers, else Swedish."""
    return next((language for language in (asked, remembered) if language in LANGUAGES), DEFAULT)
