"""What a weather service sells for a municipality's months: degree days or an index, the normal beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IndexKind(StrEnum):
    """Degree days [K d], or an index in the same measure that knows wind, sun and the building."""

    GRADDAGAR = "graddagar"
    ENERGI_INDEX = "energi_index"


@dataclass(frozen=True, slots=True)
class IndexMonth:
    """Value of a month and what it is in a normal year."""

    value: float
    normal: float


@dataclass(frozen=True, slots=True)
class MonthIndex:
    """An officer's own file: what it holds, for which place, against which normal period, in which version."""

    kind: IndexKind
    station: str
    normal_period: str
    version: str
    months: dict[tuple[int, int], IndexMonth]

    def year(self, year: int) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
        """Values and normals of the twelve months; None when one is absent."""
        found = [self.months.get((year, month)) for month in range(1, 13)]
        known = [month for month in found if month is not None]
        if len(known) < 12:
            return None
        return tuple(month.value for month in known), tuple(month.normal for month in known)
