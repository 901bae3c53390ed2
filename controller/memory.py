"""What the controller carries from one cycle to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from controller.snow_estimator import SnowEstimate


@dataclass(frozen=True, slots=True)
class ChillerRun:
    """Whether a chiller is on (asked for or seen running), since when (None: not known), what was asked [kW]."""

    on: bool = False
    since: datetime | None = None
    asked_kw: float = 0.0


def _no_times() -> Mapping[str, datetime]:
    return MappingProxyType({})


def _no_runs() -> Mapping[str, ChillerRun]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Memory:
    """Frozen: a cycle gets one and gives the next.

    `told`: for how many cycles in a row set-points have been sent. `demand_kw` is the last estimate that was made
    with open eyes, at `demand_at`. `active` are the safety rules that held last time (their limits are wider the
    way back), `moments` what a rule remembers (until when it holds, since when it sees something).
    `snow_kw`, `free_cooling_kw`: what was asked of them. `pump_full_since`: the snow pump has been at full speed.
    `snow_capability_kw`: what the snow has been seen to give.
    """

    told: int = 0
    heartbeat: int = 0
    decided_at: datetime | None = None
    demand_kw: float | None = None
    demand_at: datetime | None = None
    snow_kw: float = 0.0
    free_cooling_kw: float = 0.0
    chillers: Mapping[str, ChillerRun] = field(default_factory=_no_runs)
    active: frozenset[str] = frozenset()
    moments: Mapping[str, datetime] = field(default_factory=_no_times)
    pump_full_since: datetime | None = None
    snow_capability_kw: float | None = None
    snow: SnowEstimate | None = None
