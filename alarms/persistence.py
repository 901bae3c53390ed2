"""What is there for a moment only is no alarm: some conditions count once they have held for a while."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from alarms.desk import Condition

_AT_ONCE = timedelta(0)


class Persistence:
    """Lets a condition through once it has been there without a gap for the delay of its definition, if any."""

    def __init__(self, delays: Mapping[str, timedelta]) -> None:
        self._delays = delays
        self._since: dict[tuple[str, str], datetime] = {}

    def held(self, conditions: Iterable[Condition], now: datetime) -> Iterator[Condition]:
        """Those of `conditions` that have held long enough at `now`."""
        there = {(condition.definition_id, condition.source): condition for condition in conditions}
        # Not later than now: a clock that was set back must not put an alarm off.
        self._since = {key: min(self._since.get(key, now), now) for key in there}
        for key, condition in there.items():
            if now - self._since[key] >= self._delays.get(condition.definition_id, _AT_ONCE):
                yield condition
