"""The promise: how much less energy, by when, against when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Change of energy use (−0.30 = 30 % less) from `base_year` to `target_year`, on a straight path."""

    id: str
    name_sv: str
    name_en: str
    base_year: int
    target_year: int
    change: float
    source: str

    def path(self, year: int) -> float:
        """Change aimed at for `year`: 0 in the base year, `change` in the target year and after."""
        share = (year - self.base_year) / (self.target_year - self.base_year)
        return self.change * min(max(share, 0.0), 1.0)
