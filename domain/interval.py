"""Intervals and steps: half-open, left-labelled, aware UTC; days and months follow the site's clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Years that may be asked for: the machine's calendar ends with 9999, and a step reaches beyond the moment in it.
YEARS = range(1000, 9001)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` up to but not including `end`, both aware; ValueError otherwise."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval needs aware times")
        if self.end < self.start:
            raise ValueError(f"interval ends {self.end} before it starts {self.start}")

    @property
    def duration(self) -> timedelta:
        """Length of the interval."""
        return self.end - self.start

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def overlaps(self, other: Interval) -> bool:
        """Whether any moment is in both."""
        return self.start < other.end and other.start < self.end


_STEP = re.compile(r"^(\d+)\s*(s|min|h|d|mo|y)$")
_SECONDS = {"s": 1, "min": 60, "h": 3600}
_LONGEST_S = 366 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Step:
    """A regular division of time, written `10s`, `15min`, `1h`, `1d`, `1mo` or `1y`.

    Seconds to hours are equal spans of UTC from the epoch; days, months and years begin at local midnight
    of `zone`, so a day has 23, 24 or 25 hours.
    """

    amount: int
    unit: str
    zone: ZoneInfo = STOCKHOLM

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo = STOCKHOLM) -> Step:
        """The step written as `text`; ValueError names the accepted forms."""
        match = _STEP.match(text.strip())
        if match is None or int(match[1]) == 0:
            raise ValueError(f"step {text!r} is not one of 10s, 15min, 1h, 1d, 1mo, 1y")
        if match[2] in {"d", "mo", "y"} and int(match[1]) != 1:
            raise ValueError(f"step {text!r}: days, months and years go one at a time")
        if int(match[1]) * _SECONDS.get(match[2], 0) > _LONGEST_S:
            raise ValueError(f"step {text!r} is longer than a year; write 1y")
        return cls(int(match[1]), match[2], zone)

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def fixed(self) -> timedelta | None:
        """The span of one step, None for days, months and years."""
        seconds = _SECONDS.get(self.unit)
        return None if seconds is None else timedelta(seconds=self.amount * seconds)

    def floor(self, moment: datetime) -> datetime:
        """Start [UTC] of the step that holds `moment`."""
        if (span := self.fixed) is not None:
            epoch = datetime(1970, 1, 1, tzinfo=UTC)
            return epoch + (moment - epoch) // span * span
        local = moment.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        if self.unit in {"mo", "y"}:
            local = local.replace(day=1)
        if self.unit == "y":
            local = local.replace(month=1)
        return local.astimezone(UTC)

    def next(self, edge: datetime) -> datetime:
        """Start [UTC] of the step after the one that starts at `edge`."""
        if (span := self.fixed) is not None:
            return edge + span
        local = edge.astimezone(self.zone)
        if self.unit == "d":
            # Noon of the next day is always inside it, whatever the clock change does to midnight.
            return self.floor(datetime(local.year, local.month, local.day, 12, tzinfo=self.zone) + timedelta(1))
        month = local.month % 12 + 1 if self.unit == "mo" else 1
        year = local.year + (1 if self.unit == "y" or local.month == 12 else 0)
        return datetime(year, month, 1, tzinfo=self.zone).astimezone(UTC)

    def edges(self, interval: Interval) -> list[datetime]:
        """Starts of all steps that touch `interval`, then the end of the last: n + 1 edges for n steps."""
        if interval.start == interval.end:
            return []
        edges = [self.floor(interval.start)]
        while edges[-1] < interval.end:
            edges.append(self.next(edges[-1]))
        return edges
