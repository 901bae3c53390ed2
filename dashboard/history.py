"""The past for charts: tables from the store, read in a thread and kept for a few seconds."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anyio import to_thread

from domain.interval import Interval, Step
from domain.ports.historian import Historian
from domain.table import StepSeries

MAX_STEPS = 2000  # more than a screen is wide
_KEPT_S, _KEPT = 10.0, 64


@dataclass(frozen=True, slots=True)
class Span:
    """A choice of how far back a chart goes, and how finely."""

    id: str
    length: timedelta
    step: str


SPANS = {
    span.id: span
    for span in (
        Span("2h", timedelta(hours=2), "1min"),
        Span("24h", timedelta(hours=24), "15min"),
        Span("7d", timedelta(days=7), "1h"),
    )
}

_Key = tuple[tuple[str, ...], datetime, datetime, str]
Tables = Mapping[str, StepSeries]


class History:
    """Reads tables; the same question within ten seconds is answered from memory."""

    def __init__(self, historian: Historian) -> None:
        self._historian = historian
        self._kept: OrderedDict[_Key, tuple[float, Tables]] = OrderedDict()

    async def table(self, points: Sequence[str], interval: Interval, step: Step) -> Tables:
        """One StepSeries per point; may raise Unreachable."""
        if not points:
            return {}
        key = (tuple(points), interval.start, interval.end, str(step))
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() - kept[0] < _KEPT_S:
            return kept[1]
        found = await to_thread.run_sync(self._historian.table, points, interval, step)
        self._kept[key] = (time.monotonic(), found)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found


def back_from(now: datetime, span: Span, step: Step) -> Interval:
    """The interval of `span` that ends with the step that holds `now`."""
    end = step.next(step.floor(now))
    return Interval(step.floor(end - span.length), end)


def steps_in(interval: Interval, step: Step) -> int:
    """About how many steps an interval has, without making them."""
    shortest = {"d": timedelta(hours=23), "mo": timedelta(days=28), "y": timedelta(days=365)}
    return interval.duration // (step.fixed or shortest[step.unit]) + 1
