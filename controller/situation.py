"""Everything one cycle knows, put together once, for guards and dispatch to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from controller.memory import ChillerRun, Memory
from controller.process_image import ProcessImage
from controller.snow_estimator import SnowEstimate, estimate
from domain.plant import Plant

# Below this share of the nominal mass the store counts as empty: what lies in patches gives nothing.
_EMPTY_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class Situation:
    """Image, memory and plant at `now`; `runs` are the chillers by id, in the order of the site file."""

    image: ProcessImage
    memory: Memory
    plant: Plant
    now: datetime
    elapsed: timedelta
    in_season: bool
    snow: SnowEstimate
    runs: dict[str, ChillerRun]

    @property
    def snow_gone(self) -> bool:
        """Whether even the high end of the estimate is as good as nothing."""
        return self.snow.high_t < _EMPTY_SHARE * self.plant.snow_store.mass_t

    @property
    def snow_in_use(self) -> bool:
        """Whether snow may be used at all at this time of the year."""
        return self.in_season and not self.snow_gone

    def was_active(self, guard: str) -> bool:
        """Whether `guard` held in the last cycle."""
        return guard in self.memory.active

    def held_until(self, guard: str, longest: timedelta) -> datetime | None:
        """Until when `guard` wants to hold, at most `longest` from now, whatever became of the clock."""
        until = self.memory.moments.get(guard)
        return None if until is None else min(until, self.now + longest)

    def seen_since(self, guard: str) -> datetime:
        """Since when `guard` has seen what it sees now; now when it did not in the last cycle."""
        return min(self.memory.moments.get(guard, self.now), self.now)


def situation(image: ProcessImage, memory: Memory, plant: Plant, now: datetime, zone: ZoneInfo) -> Situation:
    """What is known at `now`."""
    local = now.astimezone(zone)
    return Situation(
        image=image,
        memory=memory,
        plant=plant,
        now=now,
        elapsed=max(now - memory.decided_at, timedelta(0)) if memory.decided_at is not None else timedelta(0),
        in_season=plant.season.start <= (local.month, local.day) <= plant.season.end,
        snow=estimate(memory.snow, image, plant, zone),
        runs={chiller.id: _run(chiller.id, image, memory, now) for chiller in plant.chillers},
    )


def _run(chiller: str, image: ProcessImage, memory: Memory, now: datetime) -> ChillerRun:
    """A chiller is on from the moment it is asked for, and off from the moment it is seen to stand still."""
    before = memory.chillers.get(chiller)
    asked_kw = before.asked_kw if before is not None else 0.0
    running = image.state(f"{chiller}_running")
    on = asked_kw > 0.0 or (running if running is not None else before is not None and before.on)
    if before is None:
        return ChillerRun(on, None, asked_kw)
    # A clock that was set back must not lock a chiller for longer than its minimum time.
    since = min(before.since, now) if before.since is not None else None
    return ChillerRun(on, since if before.on == on else now, asked_kw)
