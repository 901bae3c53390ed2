"""What the year's energy account says at a glance: the outcome, its band, the promise, the buildings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """Where the outcome lies against the year's goal, as far as its band allows to say."""

    AHEAD = "ahead"
    BEHIND = "behind"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class SavingsYear:
    """One year of the account: use [kWh], change against the base year, the path's change for that year."""

    year: int
    kwh: float | None
    change: float | None
    path_change: float | None


@dataclass(frozen=True, slots=True)
class BuildingSavings:
    """Use of one building in the year [kWh], per tempered area [kWh/m2], and its change against the base year."""

    building: str
    name: str
    kwh: float
    kwh_per_m2: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class SavingsSummary:
    """The account of `year` against `base_year`; shares, so −0.30 is 30 % less.

    `path_change` is what the straight path asks for in `year`, `target_change` what is promised for
    `target_year`; `interval_90` is the accounting band of `change`, `correction` as in the yearly report
    (`none`, `graddagar`, `energi_index`). `counted_at` is when the account was made.
    """

    year: int
    base_year: int
    target_year: int | None
    observed_kwh: float
    base_year_kwh: float
    change: float
    interval_90: tuple[float, float]
    path_change: float | None
    target_change: float | None
    correction: str
    years: tuple[SavingsYear, ...]
    buildings: tuple[BuildingSavings, ...]
    counted_at: datetime

    @property
    def standing(self) -> Standing | None:
        """Against the year's goal; None without a target. Undecided while the band holds the goal."""
        if self.path_change is None:
            return None
        low, high = self.interval_90
        if high < self.path_change:
            return Standing.AHEAD
        return Standing.BEHIND if low > self.path_change else Standing.UNDECIDED
