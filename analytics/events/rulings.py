"""What a person has decided about events that are neither weather nor the measure, and what it does to the rows.

IPMVP: adjusted baseline = baseline model + routine + non-routine adjustments, each with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from analytics.arrays import HOUR_S, Floats
from analytics.records.meter_record import MeterRecord
from analytics.records.observations import Observations
from domain.interval import Interval


class Ruling(StrEnum):
    """What is done with an event: its time left out, its energy allowed for, or nothing (it is ordinary use)."""

    EXCLUDE = "exclude"
    ADJUST = "adjust"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Decision:
    """A ruling on the use of a period, by whom and why; `kwh` ± `sd_kwh` is what the event added to use."""

    period: Interval
    ruling: Ruling
    reason: str
    author: str
    decided_on: date
    kwh: float = 0.0
    sd_kwh: float = 0.0

    def covers(self, period: Interval) -> bool:
        """Whether it speaks of at least half of `period`."""
        start, end = max(self.period.start, period.start), min(self.period.end, period.end)
        return end > start and 2 * (end - start) >= period.duration

    def share_within(self, period: Interval) -> float:
        """Share 0…1 of its time that lies in `period`; so much of the energy belongs there."""
        start, end = max(self.period.start, period.start), min(self.period.end, period.end)
        return max((end - start) / self.period.duration, 0.0)


def decided_meter(meter: MeterRecord, baseline: Interval, decisions: Sequence[Decision]) -> MeterRecord:
    """The meter with excluded times missing and what events added in the baseline period taken off again."""
    energy = meter.energy_kwh.copy()
    for decision in decisions:
        inside = meter.within(decision.period)
        if decision.ruling is Ruling.EXCLUDE:
            energy[inside] = np.nan
        elif decision.ruling is Ruling.ADJUST:
            known = inside & meter.within(baseline) & ~np.isnan(energy)
            whole = int((inside & meter.within(baseline)).sum())
            energy[known] -= decision.kwh * decision.share_within(baseline) / max(whole, 1)
    return replace(meter, energy_kwh=energy)


def adjustments_kwh(rows: Observations, decisions: Sequence[Decision]) -> Floats:
    """What the events of a reporting period added to the use [kWh] of each row: even over the event's time.

    Only the seen part of a row counts, as everywhere in the sums, and of an event that reaches beyond the rows its
    part among them.
    """
    added = np.zeros(len(rows.starts))
    seen = np.divide(rows.days, rows.total_days, out=np.zeros(len(added)), where=rows.total_days > 0)
    for decision in decisions:
        if decision.ruling is Ruling.ADJUST:
            added += decision.kwh * _shares(rows, decision.period) * seen
    return added


def adjustment_sd_kwh(rows: Observations, decisions: Sequence[Decision]) -> float:
    """Standard deviation [kWh] of the adjustments that touch the rows; one decision knows nothing of another."""
    sds = [
        decision.sd_kwh
        for decision in decisions
        if decision.ruling is Ruling.ADJUST and _shares(rows, decision.period).any()
    ]
    return float(np.sqrt(np.square(sds).sum()))


def _shares(rows: Observations, period: Interval) -> Floats:
    """Share 0…1 of the period's time that lies in each row: a month or an invoice may hold all of it."""
    first, last = period.start.timestamp(), period.end.timestamp()
    inside = np.minimum(rows.starts + rows.total_hours * HOUR_S, last) - np.maximum(rows.starts, first)
    shares: Floats = np.maximum(inside, 0.0) / (last - first)
    return shares
