"""Model check: every order of events up to length six, against a second, slower description of ISA-18.2."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from alarms.state_machine import after
from domain.alarm import AlarmEvent, AlarmEventKind, AlarmState

START = datetime(2026, 7, 1, tzinfo=UTC)
FOR_LONG, SHORT = timedelta(hours=24), timedelta(seconds=90)
R, A, C, U = "raise", "acknowledge", "clear", "unshelve"
SHELVE, SHELVE_SHORTLY = "shelve", "shelve for 90 s"
KINDS = {
    R: AlarmEventKind.RAISED,
    A: AlarmEventKind.ACKNOWLEDGED,
    C: AlarmEventKind.CLEARED,
    U: AlarmEventKind.UNSHELVED,
    SHELVE: AlarmEventKind.SHELVED,
    SHELVE_SHORTLY: AlarmEventKind.SHELVED,
}


def event(step: str, minute: int) -> AlarmEvent:
    at = START + timedelta(minutes=minute)
    until = {SHELVE: at + FOR_LONG, SHELVE_SHORTLY: at + SHORT}.get(step)
    return AlarmEvent("plant_blind", "plc", KINDS[step], at, until=until)


class Model:
    """What a person at the desk would note on paper: is it there, have I seen it, until when is it parked."""

    def __init__(self) -> None:
        self.there, self.seen, self.parked_until = False, True, START

    def take(self, step: str, now: datetime) -> None:
        on_the_desk = self.state(now) is not AlarmState.NORMAL
        if step == R and not self.there:
            self.there, self.seen = True, False
        elif not on_the_desk:
            self.parked_until = START
        elif step == A:
            self.seen = True
        elif step == C:
            self.there = False
        elif step in {SHELVE, SHELVE_SHORTLY}:
            self.parked_until = now + (FOR_LONG if step == SHELVE else SHORT)
        elif step == U:
            self.parked_until = START

    def state(self, now: datetime) -> AlarmState:
        if now < self.parked_until:
            return AlarmState.SHELVED
        if self.there:
            return AlarmState.ACKNOWLEDGED if self.seen else AlarmState.UNACKNOWLEDGED
        return AlarmState.NORMAL if self.seen else AlarmState.RETURNED


@pytest.mark.parametrize("length", range(1, 7))
def test_every_order_of_events(length):
    for steps in product(KINDS, repeat=length):
        standing, model = None, Model()
        for minute, step in enumerate(steps):
            now = START + timedelta(minutes=minute)
            standing = after(standing, event(step, minute))
            model.take(step, now)
            for moment in (now, now + timedelta(seconds=30)):
                found = AlarmState.NORMAL if standing is None else standing.state(moment)
                assert found is model.state(moment), (steps, minute)


def life(*steps: str) -> AlarmState:
    standing = None
    for minute, step in enumerate(steps):
        standing = after(standing, event(step, minute))
    return AlarmState.NORMAL if standing is None else standing.state(START + timedelta(minutes=len(steps)))


def test_the_life_of_an_alarm_in_plain_words():
    assert life(R) is AlarmState.UNACKNOWLEDGED
    assert life(R, A) is AlarmState.ACKNOWLEDGED
    assert life(R, A, C) is AlarmState.NORMAL
    assert life(R, C) is AlarmState.RETURNED
    assert life(R, C, A) is AlarmState.NORMAL
    assert life(R, A, C, R) is AlarmState.UNACKNOWLEDGED
    assert life(R, A, R) is AlarmState.ACKNOWLEDGED
    assert life(R, SHELVE) is AlarmState.SHELVED
    assert life(R, SHELVE, C, R) is AlarmState.SHELVED
    assert life(R, SHELVE, U) is AlarmState.UNACKNOWLEDGED
    assert life(R, SHELVE, A) is AlarmState.SHELVED
    assert life(R, SHELVE_SHORTLY, A) is AlarmState.ACKNOWLEDGED
    assert life(A) is AlarmState.NORMAL
    assert life(SHELVE) is AlarmState.NORMAL


def test_an_alarm_that_comes_back_is_dated_anew_and_keeps_the_note_of_what_was_seen():
    first = AlarmEvent("plant_blind", "plc", AlarmEventKind.RAISED, START, note="pond_level_mm")
    again = AlarmEvent(
        "plant_blind", "plc", AlarmEventKind.RAISED, START + timedelta(hours=2), note="cooling_load_kw"
    )
    standing = after(after(after(None, first), event(C, 1)), again)
    assert (standing.raised_at, standing.note) == (START + timedelta(hours=2), "cooling_load_kw")
    assert after(after(None, first), again).raised_at == START
