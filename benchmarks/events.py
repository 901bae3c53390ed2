"""Are events found, and how many where none is known? Real buildings, with changes of use put in.

    python benchmarks/events.py DATA [--model daily|hourly] [--places N] [--jobs N]

DATA as for `calibration.py`. Years are those whose total lies within e^±0.25 of what the year before expects: none
has a known measure or event. Into each, use of random weeks is multiplied, one change at a time; it is found when
an event of the same sign covers half of it. In the baseline the model is learned anew from the changed rows.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import numpy as np  # noqa: E402
from calibration import LONDON, MOST_MISSING, Job, jobs, one_pair, year  # noqa: E402

from analytics.arrays import Flags  # noqa: E402
from analytics.baselines.baseline import Baseline  # noqa: E402
from analytics.data_doubts.screen import screen  # noqa: E402
from analytics.events.search import Compared, Event, Place, find_events  # noqa: E402
from analytics.records.meter_record import meter_record  # noqa: E402
from analytics.records.observations import Observations  # noqa: E402
from analytics.records.weather_record import weather_record  # noqa: E402
from analytics.verification.claim import findings  # noqa: E402
from analytics.verification.evidence import MAY_REST, Evidence, gather_around  # noqa: E402
from analytics.verification.question import MODELS, Question  # noqa: E402
from analytics.verification.surround import surround  # noqa: E402

# Share of use added, and weeks it lasts.
PUT_IN = tuple((added, weeks) for added in (0.1, 0.2, 0.4, -0.2) for weeks in (4, 8, 16))
Row = dict[str, bool]


@dataclass(frozen=True)
class Change:
    """Use of the days [start, end) multiplied by 1 + `added` [s since 1970]."""

    added: float
    start: float
    end: float

    def inside(self, rows: Observations) -> Flags:
        """The rows it changes."""
        return (rows.starts >= self.start) & (rows.starts < self.end)

    def of(self, period: Compared) -> Compared:
        """The period with it, expected as without."""
        rows = period.rows
        factor = np.where(self.inside(rows), 1 + self.added, 1.0)
        return replace(period, rows=replace(rows, energy_kwh=rows.energy_kwh * factor))

    def found(self, events: tuple[Event, ...]) -> bool:
        """Whether an event of its sign covers half of it."""
        return any(
            self._shared(event) >= (self.end - self.start) / 2 for event in events if event.kwh * self.added > 0
        )

    def _shared(self, event: Event) -> float:
        return min(event.period.end.timestamp(), self.end) - max(event.period.start.timestamp(), self.start)


def tried(task: tuple[Job, int]) -> list[Row]:
    """Every year of one meter that the year before expects well: events found as it is, and with each change."""
    job, places = task
    first, last = (moment.astimezone(LONDON).year for moment in (job.meter.times[0], job.meter.times[-1]))
    screened = screen(job.meter, job.weather, job.carrier)
    record = meter_record(screened.meter, job.carrier)
    rng = np.random.default_rng(len(job.meter.source))
    found = []
    for number in range(first, last):
        question = Question(
            year(number),
            year(number + 1),
            carrier=job.carrier,
            zone=LONDON,
            holidays="GB-ENG",
            accept_insufficient=True,
        )
        around = surround(record, weather_record(screened.weather), question)
        evidence = gather_around(record, around, MODELS[job.model], question)
        missing = max(evidence.judgement.missing_share, evidence.missing_share)
        claim = findings(evidence) if evidence.model is not None and missing <= MOST_MISSING else None
        if claim is not None and one_pair(claim, job.carrier, 1)["clean"]:
            found.append(one_year(MODELS[job.model], evidence, rng, places))
    return found


def one_year(kind: Baseline, pair: Evidence, rng: np.random.Generator, places: int) -> Row:
    """Shares of changes found, by period; and whether anything is found without one."""
    find = partial(_find, pair.question.carrier in MAY_REST)
    before, after = (Compared(rows, pair.expected(rows)) for rows in (pair.learned_from, pair.seen))
    row: dict[str, Any] = {place.value: any(event.place is place for event in pair.events) for place in Place}
    for added, weeks in PUT_IN:
        key = f"{added:+.0%} {weeks} weeks"
        for busy in ("", " busy"):
            changes = [_placed(after, added, weeks, rng, bool(busy)) for _ in range(places)]
            found = [change.found(find(change.of(after), Place.REPORTING, before)) for change in changes]
            row[f"reporting {key}{busy}"] = float(np.mean(found))
        if kind.step == "1d":
            change = _placed(before, added, weeks, rng, False)
            rows = change.of(before).rows
            model = kind.fit(rows)
            row[f"baseline {key}"] = model is not None and change.found(
                find(Compared(rows, model.predict(rows)), Place.BASELINE)
            )
    return row


def _find(rests: bool, period: Compared, place: Place, beside: Compared | None = None) -> tuple[Event, ...]:
    return find_events(period, place, rests, beside)


def _placed(period: Compared, added: float, weeks: int, rng: np.random.Generator, busy: bool) -> Change:
    """A change at random; a `busy` one where as much is expected as in the mean week, if it can be had."""
    rows, expected = period.rows, period.expected_kwh
    usual = float(expected.sum() / rows.days.sum())
    while True:
        start = float(rows.starts[0]) + int(rng.integers(0, 365 - 7 * weeks)) * 86400
        change = Change(added, start, start + weeks * 7 * 86400)
        inside = change.inside(rows)
        if not busy or expected[inside].sum() >= usual * rows.days[inside].sum() > 0:
            return change


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", choices=["daily", "hourly", "learned"], default="daily")
    parser.add_argument("--places", type=int, default=4, help="random places of each change in a reporting year")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    todo = [(job, asked.places) for job in jobs(asked.data, asked.model)]
    with ProcessPoolExecutor(asked.jobs) as pool:
        outcomes = list(pool.map(tried, todo))
    groups: dict[str, list[Row]] = {}
    for (job, _), rows in zip(todo, outcomes, strict=True):
        groups.setdefault(job.group, []).extend(rows)
    document = {"benchmark": "events", "model": asked.model} | {
        group: {"years": len(rows)}
        | {key: round(float(np.mean([row[key] for row in rows])), 3) for key in rows[0]}
        for group, rows in groups.items()
        if rows
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
