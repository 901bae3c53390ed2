"""Which kind of model is believed: the one that errs least on what it has not seen, never on what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from analytics.baselines.baseline import Baseline
from analytics.records.meter_record import MeterRecord
from analytics.records.observations import Observations, Surroundings
from analytics.records.observe import observe
from analytics.records.sufficiency import SUFFICIENT_SHARE, present_share
from analytics.uncertainty.placebo import CLEAN_LOG, earlier_years
from analytics.verification.held_out import daily_cv_rmse, held_out_rates
from analytics.verification.question import Question
from analytics.verification.surround import at_step
from domain.interval import Interval, Step

# A model that is harder to explain must err less by this share of the simpler one's error to be preferred: below
# it, which of two is better in the next year is a toss. Errors below a thousandth of use are all alike.
WORTH = 0.03
LEAST_WORTH = 0.001
# Four weeks at a time: a single hidden week flatters a model that knows the day of the year, by its neighbours.
BLOCK_WEEKS = 4
# The last years alone: older ones tell of another building, and each costs a fit.
MAX_PAIRS = 3


class HeldOut(StrEnum):
    """What the candidates were tried on."""

    OTHER_YEARS = "other_years"
    HIDDEN_WEEKS = "hidden_weeks"


@dataclass(frozen=True, slots=True)
class Trial:
    """Error of one candidate on what it had not seen: CV(RMSE) [1] of daily sums; None without a fit."""

    model: str
    cv_rmse: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The kind chosen, and how: the test, the years [learned, predicted] it used, the candidates in its order.

    No test and no trials where there was nothing to choose between.
    """

    kind: Baseline
    test: HeldOut | None
    years: tuple[tuple[int, int], ...]
    trials: tuple[Trial, ...]


def choose_kind(kinds: Sequence[Baseline], meter: MeterRecord, around: Surroundings, question: Question) -> Choice:
    """The best of `kinds`, which stand from the simplest to the most complex.

    Tried on other years where the meter's file holds any before the baseline ends, else on weeks hidden in turn.
    The reporting period is never looked at.
    """
    if len(kinds) == 1:
        return Choice(kinds[0], None, (), ())
    pairs: tuple[tuple[int, int], ...] = ()
    trials = []
    for kind in kinds:
        step = Step.parse(kind.step, question.zone)
        seen = _Years(meter, at_step(around, meter, question, step), question, step)
        if kind is kinds[0]:
            pairs = tuple(seen.pairs())[-MAX_PAIRS:]
        trials.append(Trial(kind.name, _other_years(kind, seen, pairs) if pairs else _hidden(kind, seen)))
    test = HeldOut.OTHER_YEARS if pairs else HeldOut.HIDDEN_WEEKS
    return Choice(_best(kinds, trials), test, pairs, tuple(trials))


@dataclass(frozen=True)
class _Years:
    """The meter's years before the measure, observed at one step."""

    meter: MeterRecord
    around: Surroundings
    question: Question
    step: Step

    def rows(self, period: Interval) -> Observations:
        """All rows of a period."""
        return observe(self.meter, self.around, period, self.step)

    def year(self, number: int) -> Observations:
        """Usable rows of a year."""
        periods = dict(earlier_years(self.question.baseline, self.meter, self.question.zone))
        return _usable(self.rows(periods[number]))

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Successive years that both have data and between which nothing evident happened, oldest first."""
        known = {}
        for number, period in earlier_years(self.question.baseline, self.meter, self.question.zone):
            rows = self.rows(period)
            if present_share(rows) >= SUFFICIENT_SHARE:
                known[number] = _usable(rows).rate.mean()
        for early, late in pairwise(sorted(known)):
            alike = known[early] > 0 and known[late] > 0 and abs(np.log(known[late] / known[early])) <= CLEAN_LOG
            if late == early + 1 and alike:
                yield early, late


def _usable(rows: Observations) -> Observations:
    return rows.chosen(rows.usable)


def _other_years(kind: Baseline, seen: _Years, pairs: Sequence[tuple[int, int]]) -> float | None:
    """Mean error over pairs of years, each predicted from the one before."""
    errors = []
    for early, late in pairs:
        model, rows = kind.fit(seen.year(early)), seen.year(late)
        error = daily_cv_rmse(rows, model.rate(rows)) if model is not None else None
        if error is None:
            return None
        errors.append(error)
    return float(np.mean(errors))


def _hidden(kind: Baseline, seen: _Years) -> float | None:
    """Error on the baseline, four weeks hidden at a time."""
    rows = _usable(seen.rows(seen.question.baseline))
    if not len(rows.starts):
        return None
    unseen = held_out_rates(kind, rows, block=BLOCK_WEEKS)
    return None if unseen is None else daily_cv_rmse(rows, unseen)


def _best(kinds: Sequence[Baseline], trials: Sequence[Trial]) -> Baseline:
    """The simplest kind that none errs evidently less than; the first where none could be tried."""
    best, error = kinds[0], np.inf
    for kind, trial in zip(kinds, trials, strict=True):
        worth = max(WORTH * error, LEAST_WORTH) if np.isfinite(error) else 0.0
        if trial.cv_rmse is not None and trial.cv_rmse < error - worth:
            best, error = kind, trial.cv_rmse
    return best
