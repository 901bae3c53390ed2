"""Search of the balance points: every pair of a grid tried, least squares inside, closed form throughout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.arrays import Floats, Ints
from analytics.baselines.change_point import ByGroup, ChangePoint, Shape, degree_days

# Balance points tried unless the caller says otherwise [°C]; buildings lie between, whatever their internal gains.
DEFAULT_GRID_C: tuple[float, ...] = tuple(float(point) for point in range(26))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form with its least-squares coefficients, and its score: the least is best.

    The coefficients of what is always in stand last.
    """

    form: ChangePoint
    coefficients: Floats
    score: float


@dataclass(frozen=True, slots=True)
class Support:
    """What a side needs to be believed: days on it and degree days [K d] (CalTRACK 3.4.3.2)."""

    days: float = 10.0
    degree_days: float = 20.0


Criterion = Callable[[Floats, float, int, int], Floats]


def bic(sse: Floats, rows: float, coefficients: int, balance_points: int) -> Floats:
    """Schwarz's criterion n ln(SSE/n) + k ln n, balance points counted as parameters; less is better."""
    floor = np.finfo(float).tiny
    score: Floats = rows * np.log(np.maximum(sse, floor) / rows) + (coefficients + balance_points) * np.log(rows)
    return score


def adjusted_r2(sse: Floats, rows: float, coefficients: int, balance_points: int) -> Floats:  # noqa: ARG001
    """SSE / (n − p), p without balance points: least where adjusted R² is greatest (CalTRACK 3.4.3.3)."""
    return sse / (rows - coefficients)


@dataclass(frozen=True, slots=True)
class Search:
    """What is tried and what is allowed."""

    grid_c: tuple[float, ...] = DEFAULT_GRID_C
    shapes: tuple[Shape, ...] = tuple(Shape)
    by_group: tuple[ByGroup, ...] = tuple(ByGroup)
    criterion: Criterion = bic
    support: Support = Support()
    free_slopes: bool = False


def fit_change_point(
    temps_c: Floats,
    rate: Floats,
    search: Search = Search(),
    weights: Floats | None = None,
    groups: Ints | None = None,
    *,
    always: Floats | None = None,
) -> Candidate | None:
    """The best form for use `rate` [kWh per 24 h] at temperatures (n x k); None when not even a mean can be had.

    `weights` are the days each row stands for, `groups` its day type; `always` (n x q) are columns of every form.
    The first of equals wins.
    """
    if not len(rate):
        return None
    rows = _Rows(
        temps_c if temps_c.ndim == 2 else temps_c[:, None],
        rate,
        np.ones(len(rate)) if weights is None else weights,
        np.zeros(len(rate), np.int64) if groups is None else groups,
        np.zeros((len(rate), 0)) if always is None else always,
        search,
    )
    tried = (_best_of(rows, shape, by_group) for shape in search.shapes for by_group in search.by_group)
    found = [candidate for candidate in tried if candidate is not None]
    return _refitted(rows, min(found, key=lambda candidate: candidate.score)) if found else None


@dataclass(frozen=True)
class _Rows:
    """What is fitted, and every column that any candidate can use, with their products computed once."""

    temps_c: Floats
    rate: Floats
    weights: Floats
    groups: Ints
    always: Floats
    search: Search

    @cached_property
    def count(self) -> int:
        """Number of groups."""
        return int(self.groups.max()) + 1

    @cached_property
    def member(self) -> Floats:
        """Which group each row is in (n x count)."""
        member: Floats = (self.groups[:, None] == np.arange(self.count)).astype(float)
        return member

    @cached_property
    def excess(self) -> dict[int, Floats]:
        """Degree days [K] of each row at each balance point (n x grid) for heating (1) and cooling (−1)."""
        grid = self.search.grid_c
        return {
            sign: np.stack([degree_days(self.temps_c, point, sign) for point in grid], axis=1) for sign in (1, -1)
        }

    @cached_property
    def bank(self) -> Floats:
        """All columns: 1, one per group, per side and balance point the excess and it by group, `always`."""
        parts = [np.ones((len(self.rate), 1)), self.member]
        for sign in (1, -1):
            with_all = np.concatenate([np.ones((len(self.rate), 1)), self.member], axis=1)
            parts.append((self.excess[sign][:, :, None] * with_all[:, None, :]).reshape(len(self.rate), -1))
        parts.append(self.always)
        return np.concatenate(parts, axis=1)

    @cached_property
    def products(self) -> tuple[Floats, Floats, float]:
        """Weighted products of the columns with each other and with the use around its mean, and its square."""
        centred = self.rate - np.average(self.rate, weights=self.weights)
        weighted = self.bank * self.weights[:, None]
        return weighted.T @ self.bank, weighted.T @ centred, float(self.weights @ centred**2)

    def level_columns(self, by_group: ByGroup) -> list[int]:
        """Numbers of the columns in the bank that carry the level."""
        return [0] if by_group is ByGroup.NOTHING else list(range(1, 1 + self.count))

    def slope_columns(self, sign: int, point: int, by_group: ByGroup) -> list[int]:
        """Numbers of the columns in the bank that carry the slope of a side at a balance point of the grid."""
        width = 1 + self.count
        first = width + ((0 if sign == 1 else len(self.search.grid_c)) + point) * width
        return [first] if by_group is not ByGroup.ALL else list(range(first + 1, first + width))

    @property
    def always_columns(self) -> list[int]:
        """Numbers of the columns in the bank that every candidate has."""
        width = self.bank.shape[1]
        return list(range(width - self.always.shape[1], width))

    @cached_property
    def supported(self) -> dict[tuple[int, bool], list[int]]:
        """Balance points of the grid with enough days on a side, over all rows or in every group."""
        least = self.search.support
        found = {}
        for sign, apart in ((1, False), (1, True), (-1, False), (-1, True)):
            member = self.member if apart else np.ones((len(self.rate), 1))
            weights = member * self.weights[:, None]
            days = weights.T @ (self.excess[sign] > 0)
            sums = weights.T @ self.excess[sign]
            enough = ((days >= least.days) & (sums >= least.degree_days)).all(axis=0)
            found[sign, apart] = [int(point) for point in np.flatnonzero(enough)]
        return found


def _best_of(rows: _Rows, shape: Shape, by_group: ByGroup) -> Candidate | None:
    """The best balance points of one shape, all solved in one batch."""
    apart = by_group is not ByGroup.NOTHING
    thin = rows.member.T @ rows.weights < rows.search.support.days
    if apart and (rows.count == 1 or thin.any() or (shape is Shape.MEAN and by_group is ByGroup.ALL)):
        return None
    pairs = _pairs(rows, shape, by_group is ByGroup.ALL)
    columns = [_pair_columns(rows, pair, by_group) for pair in pairs]
    if not pairs or len(rows.rate) <= len(columns[0]):
        return None
    coefficients, sse = _least_squares(rows, np.array(columns))
    allowed = np.isfinite(sse)
    if not rows.search.free_slopes:
        slopes = slice(len(rows.level_columns(by_group)), len(columns[0]) - rows.always.shape[1])
        allowed &= (coefficients[:, slopes] >= 0.0).all(axis=1)
    if not allowed.any():
        return None
    form = ChangePoint(shape, None, None, by_group, rows.count)
    score = rows.search.criterion(sse, float(len(rows.rate)), len(columns[0]), form.balance_points)
    winner = int(np.argmin(np.where(allowed, score, np.inf)))
    heating, cooling = (None if point is None else float(rows.search.grid_c[point]) for point in pairs[winner])
    form = ChangePoint(shape, heating, cooling, by_group, rows.count)
    return Candidate(form, coefficients[winner], float(score[winner]))


Pair = tuple[int | None, int | None]


def _pairs(rows: _Rows, shape: Shape, apart: bool) -> list[Pair]:
    """Numbers in the grid of the balance points (heating, cooling) of a shape that have support."""
    heating, cooling = rows.supported[1, apart], rows.supported[-1, apart]
    grid = rows.search.grid_c
    match shape:
        case Shape.MEAN:
            return [(None, None)]
        case Shape.HEATING:
            return [(point, None) for point in heating]
        case Shape.COOLING:
            return [(None, point) for point in cooling]
        case Shape.COMMON:
            both = set(cooling)
            return [(point, point) for point in heating if point in both]
        case Shape.BOTH:
            return [(low, high) for low in heating for high in cooling if grid[low] < grid[high]]


def _pair_columns(rows: _Rows, pair: Pair, by_group: ByGroup) -> list[int]:
    """Numbers of the columns in the bank of one candidate."""
    columns = rows.level_columns(by_group)
    for sign, point in zip((1, -1), pair, strict=True):
        if point is not None:
            columns += rows.slope_columns(sign, point, by_group)
    return columns + rows.always_columns


def _least_squares(rows: _Rows, columns: Ints) -> tuple[Floats, Floats]:
    """Normal equations of all candidates (m x p columns): coefficients (m x p) and weighted SSE (m).

    The level is that of the centred use. A candidate whose columns depend on each other gets NaN.
    """
    products, moments, total = rows.products
    gram = products[columns[:, :, None], columns[:, None, :]]
    moment = moments[columns]
    scale = np.sqrt(np.einsum("mpp->mp", gram))
    scaled = gram / (scale[:, :, None] * scale[:, None, :])
    solvable = np.linalg.det(scaled) > 1e-10
    coefficients = np.full(moment.shape, np.nan)
    solved = np.linalg.solve(scaled[solvable], (moment / scale)[solvable][:, :, None])[:, :, 0]
    coefficients[solvable] = solved / scale[solvable]
    return coefficients, total - (coefficients * moment).sum(axis=1)


def _refitted(rows: _Rows, winner: Candidate) -> Candidate:
    """The winner solved again by orthogonal decomposition, to full precision."""
    root = np.sqrt(rows.weights)
    design = np.concatenate([winner.form.design(rows.temps_c, rows.groups), rows.always], axis=1)
    coefficients = np.linalg.lstsq(design * root[:, None], rows.rate * root, rcond=None)[0].astype(float)
    return Candidate(winner.form, coefficients, winner.score)
