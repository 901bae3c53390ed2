"""A target file: how much less energy, by when, against when."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.grammar.words import Grammar, Slug, Text
from domain.target import Target


class TargetFile(Grammar):
    """A file in `config/targets`, or one's own."""

    id: Slug = Field(description="Målets namn.")
    name_sv: Text = Field(description="Målet i klartext på svenska.")
    name_en: Text = Field(description="Målet i klartext på engelska.")
    base_year: Annotated[int, Field(ge=1990, le=2100)] = Field(description="Basår.")
    target_year: Annotated[int, Field(ge=1990, le=2100)] = Field(description="Målår.")
    change: Annotated[float, Field(gt=-1, lt=0)] = Field(description="Ändring, −0.30 = 30 procent mindre.")
    source: Text = Field(description="Beslutet som målet står i.")

    def to_domain(self) -> Target:
        """The target in the language of the trade."""
        return Target(
            self.id, self.name_sv, self.name_en, self.base_year, self.target_year, self.change, self.source
        )
