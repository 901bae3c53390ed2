"""Non-routine events for the document: those found, and those that a person has ruled on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analytics.events.rulings import Decision
from analytics.events.search import Event, Place
from analytics.verification.document import EventDecision, NonRoutineEvent
from analytics.verification.evidence import Evidence
from domain.interval import Interval


def events(evidence: Evidence) -> Iterator[NonRoutineEvent]:
    """Events found, then rulings that nothing was found for: an event that was excluded is not found any more."""
    decisions = evidence.question.decisions
    ruled = {event: ruling for event in evidence.events if (ruling := _ruling_on(event, decisions)) is not None}
    for event in evidence.events:
        yield _document(event.period, event.place, event.kwh, event.share, ruled.get(event))
    for decision in decisions:
        if decision not in ruled.values():
            place = _place(decision.period, evidence.question.reporting)
            yield _document(decision.period, place, None, None, decision)


def _ruling_on(event: Event, decisions: Sequence[Decision]) -> Decision | None:
    return next((decision for decision in decisions if decision.covers(event.period)), None)


def _place(period: Interval, reporting: Interval) -> Place:
    return Place.REPORTING if period.overlaps(reporting) else Place.BASELINE


def _document(
    period: Interval, place: Place, kwh: float | None, share: float | None, decision: Decision | None
) -> NonRoutineEvent:
    ruling = None
    if decision is not None:
        ruling = EventDecision(
            kind=decision.ruling,
            kwh=decision.kwh,
            sd_kwh=decision.sd_kwh,
            reason=decision.reason,
            author=decision.author,
            decided_on=decision.decided_on,
        )
    return NonRoutineEvent(period.start, period.end, place, kwh, share, ruling)
