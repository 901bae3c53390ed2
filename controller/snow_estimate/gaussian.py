"""The filter's arithmetic: a mean and a covariance, moved and narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import exp, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NORMAL = NormalDist()
# Ends of an 80 % band: 10 % of a normal distribution lie below −1.2816 σ and 10 % above +1.2816 σ.
BAND_SIGMAS = _NORMAL.inv_cdf(0.9)


class Part(IntEnum):
    """Place of each part in the state; see the package."""

    MASS = 0
    MELTED = 1
    NATURAL = 2
    METER = 3
    WEIR = 4
    RAIN = 5
    LEAK = 6
    HEIGHT = 7
    OFFSET = 8
    SURVEY = 9


SIZE = len(Part)


@dataclass(frozen=True, slots=True)
class Belief:
    """Mean and covariance (row by row) of the state, as plain numbers: to compare and to write down."""

    mean: tuple[float, ...]
    covariance: tuple[float, ...]

    @classmethod
    def of(cls, mean: Floats, covariance: Floats) -> Belief:
        """From arrays; what rounding made unequal across the diagonal is made equal again."""
        return cls(tuple(mean.tolist()), tuple(((covariance + covariance.T) / 2.0).ravel().tolist()))

    def arrays(self) -> tuple[Floats, Floats]:
        """Copies to reckon with."""
        return np.array(self.mean), np.array(self.covariance).reshape(SIZE, SIZE)

    def __getitem__(self, part: Part) -> float:
        return self.mean[part]

    @property
    def natural_factor(self) -> float:
        """Factor on the modelled natural melt; its logarithm is in the state, so that it stays positive."""
        return exp(self.mean[Part.NATURAL])

    def variance(self, one: Part, other: Part | None = None) -> float:
        """Variance of `one`, or its covariance with `other`."""
        return self.covariance[one * SIZE + (one if other is None else other)]

    def sd(self, part: Part) -> float:
        """Standard deviation of `part`."""
        return sqrt(max(self.variance(part), 0.0))


@dataclass(frozen=True, slots=True)
class Observation:
    """A measured `value`, what it was expected to be, its slope along the state, and its own noise variance."""

    value: float
    expected: float
    slope: dict[Part, float]
    variance: float

    @property
    def row(self) -> Floats:
        """The slope as a row H."""
        row = np.zeros(SIZE)
        for part, slope in self.slope.items():
            row[part] = slope
        return row


def surprise(belief: Belief, seen: Observation) -> float:
    """How far `seen` is from what was expected, in standard deviations of that difference."""
    row, (_, covariance) = seen.row, belief.arrays()
    return abs(seen.value - seen.expected) / sqrt(float(row @ covariance @ row) + seen.variance)


def narrowed(belief: Belief, seen: Observation) -> Belief:
    """`belief` after `seen`: x + K (z − h) and P − P Hᵀ H P / S, with S = H P Hᵀ + r and K = P Hᵀ / S."""
    mean, covariance = belief.arrays()
    row = seen.row
    along = covariance @ row
    spread = float(row @ along) + seen.variance
    gain = along / spread
    return Belief.of(mean + gain * (seen.value - seen.expected), covariance - np.outer(gain, along))


def widened(belief: Belief, variances: dict[Part, float]) -> Belief:
    """`belief` with independent variances added."""
    mean, covariance = belief.arrays()
    for part, variance in variances.items():
        covariance[part, part] += variance
    return Belief.of(mean, covariance)


def lessened(belief: Belief, part: Part, amount: float, sd: float) -> Belief:
    """`belief` with `amount` (± `sd`, independent of all else) taken from `part`."""
    mean, covariance = belief.arrays()
    mean[part] -= amount
    covariance[part, part] += sd**2
    return Belief.of(mean, covariance)


def forgotten(belief: Belief, part: Part, value: float = 0.0, variance: float = 0.0) -> Belief:
    """`belief` with `part` set anew, independent of all else."""
    mean, covariance = belief.arrays()
    mean[part] = value
    covariance[part, :] = covariance[:, part] = 0.0
    covariance[part, part] = variance
    return Belief.of(mean, covariance)


def positive(belief: Belief, part: Part) -> Belief:
    """`belief` given that `part` is above 0: mean and variance of the normal distribution cut off at 0.

    With a = −μ/σ and λ = φ(a)/(1 − Φ(a)): μ' = μ + σ λ, σ'² = σ² (1 − λ (λ − a)); all else follows by regression.
    """
    mean, covariance = belief.arrays()
    variance = float(covariance[part, part])
    if mean[part] > 4.0 * sqrt(variance):
        return belief
    sigma = sqrt(variance)
    edge = max(min(-float(mean[part]) / sigma, 6.0), -6.0)
    steep = _NORMAL.pdf(edge) / _NORMAL.cdf(-edge)
    regression = covariance[:, part] / variance
    lost = variance * steep * (steep - edge)
    return Belief.of(mean + regression * sigma * steep, covariance - np.outer(regression, regression) * lost)


def band(mean: float, sd: float) -> tuple[float, float, float]:
    """Low end, middle and high end of the 80 % band of what cannot be below 0; what lies below counts as 0."""
    return (
        max(mean - BAND_SIGMAS * sd, 0.0),
        max(mean, 0.0),
        max(mean + BAND_SIGMAS * sd, 0.0),
    )
