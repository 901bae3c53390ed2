"""The linear programme of a relaxed season, and the two ways to solve it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from simulators.hours import Floats
from simulators.season.money import ChargedMonth
from simulators.season.relaxed_season import RelaxedSeason


class ForesightFailed(RuntimeError):  # noqa: N818 - names the condition
    """The solver gave no optimum; its own words."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows `matrix` · (x, extra) ≤ `limits`, with cost and lower bounds of the extra variables."""

    matrix: sparse.csr_array
    limits: Floats
    extra_cost: Floats
    extra_least: Floats


@dataclass(frozen=True, eq=False)
class Programme:
    """Minimise `cost` · x over 0 ≤ x ≤ width [kW]: each kW takes `snow` [t of the start] and does `done` [MWh]."""

    season: RelaxedSeason
    cost: Floats
    snow: Floats
    done: Floats

    @classmethod
    def of(cls, season: RelaxedSeason) -> Programme:
        """The programme of a season."""
        columns, scene = season.columns, season.scene
        hours = scene.inputs.step_h
        cost = scene.prices.total[columns.step] * hours * columns.paid
        snow = columns.melt * hours / season.kept[columns.step]
        return cls(season, cost, snow, columns.done * hours / 1000.0)

    def by_value(self) -> Floats:
        """Solution where nothing but the snow joins the steps: what saves most per tonne first."""
        worth = np.flatnonzero(self.cost < 0.0)
        free = self.snow[worth] <= 0.0
        ratio = np.divide(self.cost[worth], self.snow[worth], out=np.full(len(worth), -np.inf), where=~free)
        order = worth[np.argsort(ratio, kind="stable")]
        width = self.season.columns.width
        takes = width[order] * self.snow[order]
        left = self.season.snow_t - (np.cumsum(takes) - takes)
        share = np.divide(left, takes, out=np.ones(len(order)), where=takes > 0.0)
        x = np.zeros(len(width))
        x[order] = width[order] * np.clip(share, 0.0, 1.0)
        return x

    def by_highs(self, months: list[ChargedMonth], undone_mwh: float | None = None) -> Floats:
        """Solution with the demand charges of `months` and at most `undone_mwh` of cooling left undone."""
        return self._solved(self.cost, [self._snow_row(), *self._undone_rows(undone_mwh), *self._peaks(months)])

    def least_undone_mwh(self) -> float:
        """Cooling that must be left undone whatever is done with the snow [MWh]."""
        x = self._solved(-self.done, [self._snow_row()])
        return self._most_undone_mwh - float(self.done @ x)

    @property
    def _most_undone_mwh(self) -> float:
        return float(self.season.most_undone_kw.sum()) * self.season.scene.inputs.step_h / 1000.0

    def _solved(self, cost: Floats, rows: list[Rows]) -> Floats:
        columns = self.season.columns
        extra = [len(one.extra_cost) for one in rows]
        offsets = np.cumsum([0, *extra])
        blocks = [
            sparse.hstack(
                [
                    one.matrix[:, : len(cost)],
                    sparse.csr_array((one.matrix.shape[0], int(offset))),
                    one.matrix[:, len(cost) :],
                    sparse.csr_array((one.matrix.shape[0], int(offsets[-1] - offset - len(one.extra_cost)))),
                ]
            )
            for one, offset in zip(rows, offsets, strict=False)
        ]
        least = np.concatenate([np.zeros(len(cost)), *(one.extra_least for one in rows)])
        most = np.concatenate([columns.width, np.full(int(offsets[-1]), np.inf)])
        asked = {
            "c": np.concatenate([cost, *(one.extra_cost for one in rows)]),
            "A_ub": sparse.vstack(blocks, format="csr"),
            "b_ub": np.concatenate([one.limits for one in rows]),
            "bounds": np.column_stack((least, most)),
            # Presolve takes ten seconds over the one dense row, the season itself one without it.
            "options": {"presolve": False},
        }
        answer = linprog(**asked, method="highs-ipm")
        if answer.status != 0:
            answer = linprog(**asked, method="highs-ds")
        if answer.status != 0:
            raise ForesightFailed(answer.message)
        x: Floats = np.clip(answer.x[: len(cost)], 0.0, columns.width)
        return x

    def _snow_row(self) -> Rows:
        return _rows(sparse.csr_array(self.snow[None, :]), np.array([self.season.snow_t]))

    def _undone_rows(self, undone_mwh: float | None) -> list[Rows]:
        if undone_mwh is None:
            return []
        # The solver meets a bound to about 1e-7 of it.
        least_done = self._most_undone_mwh * (1.0 - 1e-7) - undone_mwh
        return [_rows(sparse.csr_array(-self.done[None, :]), np.array([-least_done]))]

    def _peaks(self, months: list[ChargedMonth]) -> list[Rows]:
        return [self._peak_rows(month) for month in months]

    def _peak_rows(self, month: ChargedMonth) -> Rows:
        """Mean power of every window ≤ θ + z of the window (or its day), n θ + Σ z ≤ n T, z ≥ 0, T ≥ 0."""
        season = self.season
        fixed = month.means_kw(season.scene.base_kw + season.power_kw(np.zeros(season.scene.inputs.count)))
        windows = self._window_matrix(month)
        unit = np.unique(month.day, return_inverse=True)[1] if month.charge.peaks_on_different_days else None
        units = np.arange(month.windows) if unit is None else unit
        count = int(units.max()) + 1
        peaks = month.peaks
        single = peaks == 1
        # Extra variables: T, θ and, where more than one peak counts, z of each unit.
        z = 0 if single else count
        theta = sparse.csr_array(np.full((month.windows, 1), -1.0))
        none = sparse.csr_array((month.windows, 1))
        slack = sparse.csr_array(
            (np.full(month.windows, -1.0), (np.arange(month.windows), units)), shape=(month.windows, count)
        )
        each = sparse.hstack([windows, none, theta, *([] if single else [slack])])
        total = sparse.csr_array(
            np.concatenate([np.zeros(windows.shape[1]), [-peaks, peaks], np.ones(z)])[None, :]
        )
        return Rows(
            sparse.vstack([each, total], format="csr"),
            np.concatenate([-fixed, [0.0]]),
            np.concatenate([[month.charge.value, 0.0], np.zeros(z)]),
            np.concatenate([[0.0, -np.inf], np.zeros(z)]),
        )

    def _window_matrix(self, month: ChargedMonth) -> sparse.csr_array:
        """Mean power of every window per kW of each column."""
        columns = self.season.columns
        window = month.window[columns.step]
        inside = np.flatnonzero(window >= 0)
        counts = np.bincount(month.window[month.window >= 0], minlength=month.windows)
        means = columns.power[inside] / counts[window[inside]]
        return sparse.csr_array((means, (window[inside], inside)), shape=(month.windows, len(columns.step)))


def _rows(matrix: sparse.csr_array, limits: Floats) -> Rows:
    return Rows(matrix, limits, np.zeros(0), np.zeros(0))
