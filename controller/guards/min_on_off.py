"""A chiller that has started stays on, and one that has stopped stays off, for its minimum time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from controller.allowed import Allowed, ChillerChoice
from controller.phrases import Phrase
from controller.situation import Situation

GUARD = "min_on_off"


def min_on_off(allowed: Allowed, seen: Situation) -> Allowed:
    """Locks by the plant's minimum times; since when is not known after a restart: then nothing is locked."""
    limits = seen.plant.limits
    least = {True: timedelta(seconds=limits.min_on_s), False: timedelta(seconds=limits.min_off_s)}
    choices: dict[str, ChillerChoice] = {}
    locked: dict[bool, list[str]] = {True: [], False: []}
    for chiller, choice in allowed.chillers.items():
        run = seen.runs[chiller]
        if run.since is None or seen.now - run.since >= least[run.on]:
            choices[chiller] = choice
            continue
        locked[run.on].append(chiller)
        choices[chiller] = replace(choice, may_stop=False) if run.on else replace(choice, may_start=False)
    narrowed = replace(allowed, chillers=choices)
    for on, phrase in ((True, Phrase.MIN_ON), (False, Phrase.MIN_OFF)):
        if locked[on]:
            narrowed = narrowed.because(GUARD, phrase, chillers=", ".join(locked[on]))
    return narrowed
