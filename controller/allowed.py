"""What dispatch may do: safety rules narrow it, one after the other, and never widen it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from controller.phrases import Phrase, notice
from controller.situation import Situation
from domain.plant_status import GuardNotice

SNOW, FREE_COOLING = "snow", "free_cooling"


@dataclass(frozen=True, slots=True)
class ChillerChoice:
    """What may be done with one chiller: `usable` False stops it at once, whatever its minimum times."""

    usable: bool = True
    may_start: bool = True
    may_stop: bool = True


@dataclass(frozen=True, slots=True)
class Allowed:
    """Upper limits [kW], lowest supply set-point [°C], choices per chiller, and why they are so narrow.

    `commands` False: nothing but the heartbeat may be sent. `electric_only`: blind. `everything`: comfort is at
    risk, so every source that is left is used in full. `closed` are the sources that a rule closed, `moments` what
    rules want to remember for the next cycle.
    """

    snow_max_kw: float
    free_cooling_max_kw: float
    supply_min_c: float
    chillers: Mapping[str, ChillerChoice]
    commands: bool = True
    electric_only: bool = False
    everything: bool = False
    notices: tuple[GuardNotice, ...] = ()
    closed: frozenset[str] = frozenset()
    moments: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))

    def without(self, *sources: str) -> Allowed:
        """With `sources` closed: snow, free cooling or chillers by id."""
        return replace(
            self,
            snow_max_kw=0.0 if SNOW in sources else self.snow_max_kw,
            free_cooling_max_kw=0.0 if FREE_COOLING in sources else self.free_cooling_max_kw,
            chillers={
                chiller: replace(choice, usable=choice.usable and chiller not in sources)
                for chiller, choice in self.chillers.items()
            },
            closed=self.closed | frozenset(sources),
        )

    def because(self, guard: str, phrase: Phrase, **values: float | str) -> Allowed:
        """With the notice of `guard` added."""
        return replace(self, notices=(*self.notices, notice(guard, phrase, **values)))

    def remembering(self, guard: str, moment: datetime) -> Allowed:
        """With the one moment that `guard` carries to the next cycle."""
        return replace(self, moments={**self.moments, guard: moment})


class Guard(Protocol):
    """A safety rule."""

    def __call__(self, allowed: Allowed, seen: Situation) -> Allowed:
        """`allowed`, narrowed where the rule holds."""
        ...
