"""The shape all baseline models have: learn from observations, then say what use they would expect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from analytics.arrays import Floats
from analytics.records.observations import Observations


@dataclass(frozen=True)
class FittedBaseline:
    """A fitted model: expected rate [kWh per 24 h] = design @ coefficients, or `expected` where that is given.

    `parameters` counts the coefficients and the balance points that were searched for; `form` says in words what
    was chosen, by language (sv, en). The `design` of a model that is not `linear` is that of its linear part, and
    carries the uncertainty of the coefficients. `unseen_rate` is what fits without the row's own week expect of
    each row learned from.
    """

    name: str
    form: Mapping[str, str]
    design: Callable[[Observations], Floats]
    coefficients: Floats
    parameters: int
    expected: Callable[[Observations], Floats] | None = None
    unseen_rate: Floats | None = None
    linear: bool = True

    def rate(self, rows: Observations) -> Floats:
        """Expected use [kWh per 24 h] of each row."""
        rate: Floats = self.expected(rows) if self.expected else self.design(rows) @ self.coefficients
        return rate

    def predict(self, rows: Observations) -> Floats:
        """Expected use [kWh] of the known part of each row."""
        return self.rate(rows) * rows.days

    def errors(self, rows: Observations) -> Floats:
        """Errors [kWh per 24 h] on the `rows` learned from; a model that is not linear errs as on weeks not seen.

        It follows its own rows closer than any others, and no count of parameters makes up for that.
        """
        unseen = None if self.linear else self.unseen_rate
        known = unseen if unseen is not None and len(unseen) == len(rows.starts) else self.rate(rows)
        return rows.rate - known


class Baseline(Protocol):
    """A kind of model; `fit` gives None when the rows cannot carry it."""

    @property
    def name(self) -> str:
        """Name of the kind: monthly, daily, hourly or learned."""
        ...

    @property
    def step(self) -> str:
        """Step of its rows: `1mo`, `1d` or `1h`."""
        ...

    def fit(self, rows: Observations) -> FittedBaseline | None:
        """Learn from rows, all of them usable."""
        ...
