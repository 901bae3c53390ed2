"""The step of a file, found from its times: a quarter hour, an hour, a day or a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.interval import Step

_HOUR = 3600
_DAY = 24 * _HOUR
_SPANS = {"15min": 900, "1h": _HOUR, "1d": _DAY}
_WORDS = {"15min": "quarter hour", "1h": "full hour", "1d": "day", "1mo": "month"}
_MONTH_DAYS = range(28, 32)
# So many distances in a row of a longer step are no gaps, they are another step.
_RUN_OF_ANOTHER_STEP = {"1h": 12, "1d": 12, "1mo": 3}

Misplaced = tuple[int, str, str]


def find_step(times: Sequence[datetime], zone: ZoneInfo) -> tuple[Step | None, list[Misplaced]]:
    """Step of ordered `times`, and the rows that do not fit it as (index, found, expected).

    The step is the commonest distance of neighbours; a longer distance is a gap. Days and months may begin at
    any one hour of `zone` or of UTC.
    """
    names = [_name(round((after - before).total_seconds())) for before, after in pairwise(times)]
    if not names:
        return None, [(0, "1 row", "two or more")] if times else []
    commonest = Counter(names).most_common(1)[0][0]
    if isinstance(commonest, int):
        found = f"a step of {timedelta(seconds=commonest)}"
        return None, [(1, found, "15 min, an hour, a day or a month")]
    step = Step.parse(commonest, zone)
    return step, _off_grid(times, step) or _another_step(names, commonest)


def _name(distance: int) -> str | int:
    """Step whose neighbours lie `distance` [s] apart, else the distance; clock changes move days by an hour."""
    for name, span in _SPANS.items():
        if distance == span or (name == "1d" and abs(distance - span) == _HOUR):
            return name
    days = round(distance / _DAY)
    return "1mo" if days in _MONTH_DAYS and abs(distance - days * _DAY) <= _HOUR else distance


def _off_grid(times: Sequence[datetime], step: Step) -> list[Misplaced]:
    """Rows that do not begin a step, by the clock on which most rows do."""
    clocks: list[tzinfo] = [UTC] if step.fixed is not None else [step.zone, UTC]
    off = min((_out_of_phase(times, step, clock) for clock in clocks), key=len)
    expected = f"the start of a {_WORDS[str(step)]} like the other rows"
    return [(index, times[index].isoformat().replace("+00:00", "Z"), expected) for index in off]


def _out_of_phase(times: Sequence[datetime], step: Step, clock: tzinfo) -> list[int]:
    if (span := step.fixed) is not None:
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return [index for index, time in enumerate(times) if (time - epoch) % span]
    phases = [
        (local.day if step.unit == "mo" else 1, local.time()) for local in (t.astimezone(clock) for t in times)
    ]
    usual = Counter(phases).most_common(1)[0][0]
    return [index for index, phase in enumerate(phases) if phase != usual]


def _another_step(names: Sequence[str | int], own: str) -> list[Misplaced]:
    """The first row of a stretch in another step than the file's `own`."""
    run = 0
    for index, name in enumerate(names):
        run = run + 1 if index and name == names[index - 1] else 1
        if name != own and run >= _RUN_OF_ANOTHER_STEP.get(str(name), len(names) + 1):
            return [(index - run + 1, f"a step of {name}", f"the step {own} of the other rows")]
    return []
