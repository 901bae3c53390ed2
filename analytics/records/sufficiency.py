"""Whether a baseline period can carry a claim at all, judged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analytics.records.observations import Observations
from domain.interval import Interval

# Nine days (or hours) in ten present (CalTRACK 2.2.1.2); three in four is where a month can lose a whole week.
SUFFICIENT_SHARE = 0.90
LIMITED_SHARE = 0.75
# One of each season: CalTRACK 2.2.1.1 asks for 365 days. 52 whole weeks are let through: they hold each weekday
# equally often, and a period written as 1 January to 31 December has 364 days.
MIN_DAYS = 364.0


class Verdict(StrEnum):
    """What a baseline period is good for."""

    SUFFICIENT = "sufficient"
    LIMITED = "limited"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A clause that fails or limits: `found` against `asked`, in the clause's own unit."""

    code: str
    clause: str
    found: float
    asked: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdict on a baseline period and what lowered it."""

    verdict: Verdict
    shortfalls: tuple[Shortfall, ...]
    missing_share: float


def judge(rows: Observations, period: Interval, fitted: bool) -> Judgement:
    """Judge the rows of a whole baseline `period`; `fitted` tells whether the model could learn from them."""
    present = present_share(rows)
    shortfalls = []
    verdict = Verdict.SUFFICIENT
    if present < SUFFICIENT_SHARE:
        verdict = Verdict.LIMITED if present >= LIMITED_SHARE else Verdict.INSUFFICIENT
        asked = SUFFICIENT_SHARE if verdict is Verdict.LIMITED else LIMITED_SHARE
        shortfalls.append(Shortfall("coverage", "CalTRACK 2.2.1.2", present, asked))
    days = period.duration.total_seconds() / 86400
    # An hour is lost or won when a period reaches over one clock change.
    if round(days) < MIN_DAYS:
        verdict = Verdict.INSUFFICIENT
        shortfalls.append(Shortfall("length", "CalTRACK 2.2.1.1", round(days), MIN_DAYS))
    if not fitted:
        verdict = Verdict.INSUFFICIENT
        shortfalls.append(Shortfall("no_model", "ASHRAE Guideline 14 4.1", float(rows.usable.sum()), 1.0))
    return Judgement(verdict, tuple(shortfalls), 1.0 - present)


def present_share(rows: Observations) -> float:
    """Share 0…1 of the period's days or hours that are usable; of its time for a monthly model."""
    if not len(rows.starts):
        return 0.0
    if rows.step == "1mo":
        return float(rows.hours[rows.usable].sum() / rows.total_hours.sum())
    return float(np.mean(rows.usable))
