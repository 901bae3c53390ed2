"""Rules of a target."""

from __future__ import annotations

from collections.abc import Iterator

from config.document import Document
from config.rules import form
from domain.errors import Fault


def check(document: Document) -> Iterator[Fault]:
    """The target lies after its base year."""
    yield from form.rising(document, ("base_year",), ("target_year",))
