"""The shape all baseline models have: learn from observations, then say what use they would expect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from analytics.arrays import Floats
from analytics.observations import Observations


@dataclass(frozen=True)
class FittedBaseline:
    """A model that is linear in its coefficients [kWh per 24 h each]: expected rate = design @ coefficients.

    `parameters` counts the coefficients and the balance points that were searched for; `form` says in words what
    was chosen, by language (sv, en).
    """

    name: str
    form: Mapping[str, str]
    design: Callable[[Observations], Floats]
    coefficients: Floats
    parameters: int

    def rate(self, rows: Observations) -> Floats:
        """Expected use [kWh per 24 h] of each row."""
        rate: Floats = self.design(rows) @ self.coefficients
        return rate

    def predict(self, rows: Observations) -> Floats:
        """Expected use [kWh] of the known part of each row."""
        return self.rate(rows) * rows.days


class Baseline(Protocol):
    """A kind of model; `fit` gives None when the rows cannot carry it."""

    @property
    def name(self) -> str:
        """Name of the kind: monthly, daily or hourly."""
        ...

    @property
    def step(self) -> str:
        """Step of its rows: `1mo`, `1d` or `1h`."""
        ...

    def fit(self, rows: Observations) -> FittedBaseline | None:
        """Learn from rows, all of them usable."""
        ...
