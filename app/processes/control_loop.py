"""The control cycle of a plant in real time: freeze, decide, command, remember; it waits for nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from alarms.desk import AlarmDesk
from alarms.rules import COMMAND_ALARMS, PLANT_ALARMS, command_conditions, plant_conditions
from app.processes.snow_memory import SnowMemory
from app.processes.supervision import pause
from controller.commands import commands
from controller.cycle import decide
from controller.decision import Decision
from controller.memory import Memory
from controller.outputs import decision_readings, status_of
from controller.process_image import freeze, watched_points
from domain.clock import Clock
from domain.command import Command, NoAnswer, Outcome, Rejected
from domain.plant_status import PlantStatus
from domain.reading import Reading
from domain.site import Site
from gateway.delivery import Delivery

_LOG = logging.getLogger("snokyla.control")

Execute = Callable[[Command], Awaitable[Outcome]]
Sink = Callable[[Sequence[Reading]], Awaitable[None]]

PERIOD_S = 10.0
# A command is in force for so many cycles: one may be missed, two may not.
VALID_CYCLES = 3
# Commands of a cycle that have not gone out by then are given up, so that the next cycle is in time.
_COMMANDING_SHARE = 0.7
# So many cycles the loop waits for a first sight of the plant; the PLC runs it meanwhile. Half a picture would
# look like a plant gone blind, and chillers that are started for that stay on for their minimum time.
_FIRST_LOOK_CYCLES = 3
# One lost answer is not blindness: the plant is looked at again for so long before it counts as such.
_SECOND_LOOK_SHARE = 0.25
_LOOK_AGAIN_S = 0.2


class ControlLoop:
    """Controls the plant of `site` by `current_values` (newest readings by point) and `execute`.

    `status` is what it does and why, None before its first cycle; `snow_memory` holds the snow estimate over a new
    start. Store and alarm desk are served beside the
    cycle: when they stall or fail, control goes on.
    """

    def __init__(  # noqa: PLR0917 - a loop is given all that it touches, and nothing has a default
        self,
        site: Site,
        current_values: Callable[[], Mapping[str, Reading]],
        execute: Execute,
        sink: Sink,
        alarm_desk: AlarmDesk,
        clock: Clock,
        *,
        period_s: float = PERIOD_S,
        snow_memory: SnowMemory | None = None,
    ) -> None:
        assert site.plant is not None
        self.status: PlantStatus | None = None
        self.delivery = Delivery(sink)
        self._site, self._plant, self._clock, self._period_s = site, site.plant, clock, period_s
        self._current, self._execute, self._desk = current_values, execute, alarm_desk
        self._watched = watched_points(site, clock.span)
        self._snow_memory = snow_memory
        self._memory = Memory(snow=snow_memory.last() if snow_memory is not None else None)
        self._news = asyncio.Event()
        self._outcomes: list[Outcome] = []
        self._failing: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """A cycle every period of real time until `stop`."""
        beside = [asyncio.create_task(self.delivery.run()), asyncio.create_task(self._tell_desk())]
        loop = asyncio.get_running_loop()
        try:
            await self._first_look(stop)
            due = loop.time()
            while not stop.is_set():
                try:
                    await self.cycle()
                except Exception:
                    # The next cycle may succeed; if none does, the heartbeat stays away and the PLC takes over.
                    _LOG.exception("a control cycle failed")
                due = max(due + self._period_s, loop.time())
                await pause(due - loop.time(), stop)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def cycle(self) -> Decision:
        """One cycle: what was decided, after it has been commanded."""
        decision = self._decide()
        if decision.missing and (self.status is None or not self.status.missing):
            decision = await self._seen_again(decision)
        now = decision.issued_at
        self._memory = decision.memory
        self.status = status_of(decision, self._plant)
        validity = self._clock.span(VALID_CYCLES * self._period_s)
        self._outcomes = await self._send(commands(decision, self._site, now, validity))
        self.delivery.put(decision_readings(decision, self._site))
        self._news.set()
        return decision

    async def _send(self, issued: Sequence[Command]) -> list[Outcome]:
        """Execute `issued` in order; the heartbeat at their end only when the PLC took all before it."""
        outcomes: list[Outcome] = []
        try:
            async with asyncio.timeout(_COMMANDING_SHARE * self._period_s):
                for command in issued:
                    is_heartbeat = command is issued[-1]
                    if is_heartbeat and any(_not_taken(outcome) for outcome in outcomes):
                        break
                    outcomes.append(await self._execute(command))
        except TimeoutError:
            outcomes += [NoAnswer(command, "not sent in time") for command in issued[len(outcomes) :]]
        except Exception as error:
            _LOG.exception("sending commands failed")
            outcomes += [NoAnswer(command, str(error)) for command in issued[len(outcomes) :]]
        return outcomes

    def _decide(self) -> Decision:
        """What the newest values ask for; nothing is changed or sent by it."""
        now = self._clock.now()
        return decide(freeze(self._watched, self._current(), now), self._memory, self._site, now)

    async def _first_look(self, stop: asyncio.Event) -> None:
        """Wait until all that is vital has been seen."""
        deadline = asyncio.get_running_loop().time() + _FIRST_LOOK_CYCLES * self._period_s
        while self._decide().missing and asyncio.get_running_loop().time() < deadline and not stop.is_set():
            await pause(_LOOK_AGAIN_S, stop)

    async def _seen_again(self, decision: Decision) -> Decision:
        """`decision`, or what is decided a moment later if all that is vital is there then."""
        deadline = asyncio.get_running_loop().time() + _SECOND_LOOK_SHARE * self._period_s
        while decision.missing and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(min(_LOOK_AGAIN_S, _SECOND_LOOK_SHARE * self._period_s))
            decision = self._decide()
        return decision

    async def _tell_desk(self) -> None:
        """Keep alarms and the kept snow estimate in step with the latest cycle, in a thread of their own."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self._done("the alarm desk", self.update_alarms)
            await self._done("keeping the snow estimate", self.keep_snow)

    async def _done(self, name: str, work: Callable[[], None]) -> None:
        """Do `work`; a disk that stays full is told of once, not in every cycle."""
        try:
            await asyncio.to_thread(work)
        except Exception:
            if name not in self._failing:
                _LOG.exception("%s failed; it is tried again in every cycle", name)
            self._failing.add(name)
        else:
            if name in self._failing:
                _LOG.warning("%s works again", name)
            self._failing.discard(name)

    def keep_snow(self) -> None:
        """Keep the snow estimate for a new start; blocking."""
        if self._snow_memory is not None and self._memory.snow is not None:
            self._snow_memory.keep(self._memory.snow)

    def update_alarms(self) -> None:
        """Raise and clear what the latest cycle says; blocking."""
        if self.status is not None:
            conditions = [
                *plant_conditions(self.status, self._plant.plc),
                *command_conditions(self._outcomes, self._plant.plc),
            ]
            self._desk.follow(conditions, PLANT_ALARMS | COMMAND_ALARMS)


def _not_taken(outcome: Outcome) -> bool:
    """Whether the PLC may be running on something else than was asked: a beating heart would keep it there.

    What a person's command outranks is taken, in the end, as that person wants it.
    """
    return isinstance(outcome, NoAnswer) or (isinstance(outcome, Rejected) and outcome.by_device)
