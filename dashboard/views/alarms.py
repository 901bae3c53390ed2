"""Alarms: what to do first, why, and how long there is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.formatting import age, ago, moment
from dashboard.shown import State, Viewer
from domain.alarm import Alarm, AlarmPriority, AlarmState
from domain.site import Point, Site

# Shape and letter tell priorities apart without colour (ISA-101; WCAG 1.4.1).
SHAPES = {AlarmPriority.P1: "■", AlarmPriority.P2: "▲", AlarmPriority.P3: "●"}
_UNACKNOWLEDGED = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED})


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm in the reader's language."""

    key: str
    slug: str
    priority: str
    shape: str
    title: str
    source: str
    state: str
    state_text: str
    cause: str
    consequence: str
    action: str
    minutes: int
    raised_at: datetime
    raised: str
    raised_ago: str
    left: str
    overdue: bool
    note: str
    can_acknowledge: bool


def in_order(alarms: Sequence[Alarm]) -> list[Alarm]:
    """By priority, unacknowledged ones first and then oldest first; shelved ones last."""

    def rank(alarm: Alarm) -> tuple[bool, str, bool, datetime, str]:
        shelved, waits = alarm.state is AlarmState.SHELVED, alarm.state in _UNACKNOWLEDGED
        return shelved, alarm.definition.priority, not waits, alarm.raised_at, alarm.key

    return sorted(alarms, key=rank)


def hears(points: Iterable[Point], viewer: Viewer) -> bool:
    """Whether the absence of alarms says that all is well: they reach this process and something is fresh.

    Otherwise the box in the plant room may be dead, and with it whoever would raise them.
    """
    unheard = {State.STALE, State.ABSENT}
    return viewer.snapshot.alarms is not None and any(viewer.show(point).state not in unheard for point in points)


def counts(alarms: Sequence[Alarm]) -> dict[AlarmPriority, int]:
    """How many alarms of each priority sound."""
    sounding = [alarm.definition.priority for alarm in alarms if alarm.state is not AlarmState.SHELVED]
    return {priority: sounding.count(priority) for priority in AlarmPriority}


def alarm_rows(alarms: Sequence[Alarm], site: Site, viewer: Viewer) -> list[AlarmRow]:
    """All alarms in order."""
    return [_row(alarm, site, viewer) for alarm in in_order(alarms)]


def unacknowledged(alarms: Sequence[Alarm], language: str) -> list[dict[str, str]]:
    """Key and words of every alarm that nobody has acknowledged, for announcing new ones."""
    return [
        {"key": alarm.key, "text": f"{alarm.definition.priority} {_title(alarm, language)} ({alarm.source})"}
        for alarm in in_order(alarms)
        if alarm.state is AlarmState.UNACKNOWLEDGED
    ]


def _title(alarm: Alarm, language: str) -> str:
    return alarm.definition.title_sv if language == "sv" else alarm.definition.title_en


def _row(alarm: Alarm, site: Site, viewer: Viewer) -> AlarmRow:
    texts, definition = viewer.texts, alarm.definition
    swedish = texts.language == "sv"
    age_s = max(0.0, (viewer.snapshot.now - alarm.raised_at).total_seconds())
    left_s = definition.minutes * 60 - age_s
    left = texts("alarms.left", span=age(left_s, texts.language)) if left_s > 0 else texts("alarms.overdue")
    waits = alarm.state in _UNACKNOWLEDGED
    shelved = alarm.shelved_until is not None and alarm.state is AlarmState.SHELVED
    until = moment(alarm.shelved_until, site.timezone) if alarm.shelved_until and shelved else ""
    return AlarmRow(
        key=alarm.key,
        slug="a" + hashlib.sha256(alarm.key.encode()).hexdigest()[:10],
        priority=definition.priority.value,
        shape=SHAPES[definition.priority],
        title=_title(alarm, texts.language),
        source=alarm.source,
        state=alarm.state.value,
        state_text=texts(f"alarm_state.{alarm.state}", until=until),
        cause=definition.cause_sv if swedish else definition.cause_en,
        consequence=definition.consequence_sv if swedish else definition.consequence_en,
        action=definition.action_sv if swedish else definition.action_en,
        minutes=definition.minutes,
        raised_at=alarm.raised_at,
        raised=moment(alarm.raised_at, site.timezone),
        raised_ago=ago(age_s, texts.language),
        left=left if alarm.state is AlarmState.UNACKNOWLEDGED else "",
        overdue=left_s <= 0 and alarm.state is AlarmState.UNACKNOWLEDGED,
        note=alarm.note or "",
        can_acknowledge=waits,
    )
