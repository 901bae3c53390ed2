"""The present, read once per second however many pages are open."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from anyio import to_thread

from dashboard.context import DashboardContext
from domain.alarm import Alarm
from domain.errors import Unreachable
from domain.plant_status import PlantStatus
from domain.reading import Reading
from domain.savings_summary import SavingsSummary
from domain.site import Point

_LOG = logging.getLogger("snokyla.dashboard")
_FRESH_S = 0.9  # less than the beat of the event stream, so that every beat reads anew
_SAVINGS_S = 60.0  # the account is made nightly; a minute is soon enough to show it


@dataclass(frozen=True)
class Snapshot:
    """Everything the pages show, as of `now`; `store_fault` says why the readings are not the newest.

    `alarms` is None where the alarms of the site do not reach this process.
    """

    sequence: int
    now: datetime
    readings: Mapping[str, Reading]
    alarms: tuple[Alarm, ...] | None
    plant_status: PlantStatus | None
    savings: SavingsSummary | None
    store_fault: str | None = None


class Live:
    """Gives the newest snapshot; reads the ports in a thread, at most once per second."""

    def __init__(self, context: DashboardContext) -> None:
        self._context = context
        self._lock = asyncio.Lock()
        self._snapshot: Snapshot | None = None
        self._taken = 0.0
        self._savings: SavingsSummary | None = None
        self._savings_taken = float("-inf")

    @cached_property
    def points(self) -> dict[str, Point]:
        """Every point of the site by its name, in the order of the site file."""
        return {point.id: point for point in self._context.site.points()}

    async def snapshot(self) -> Snapshot:
        """The present, not older than a second of the wall."""
        async with self._lock:
            if self._snapshot is None or time.monotonic() - self._taken > _FRESH_S:
                self._snapshot = await to_thread.run_sync(self._read)
                self._taken = time.monotonic()
            return self._snapshot

    def forget(self) -> None:
        """Read anew at the next asking: something has just been changed."""
        self._taken = float("-inf")

    def _read(self) -> Snapshot:
        before = self._snapshot
        ports = self._context
        snapshot = Snapshot(
            sequence=before.sequence + 1 if before else 1,
            now=ports.clock.now(),
            readings=before.readings if before else {},
            alarms=tuple(ports.alarms.active()) if ports.alarms is not None else None,
            plant_status=ports.plant_status(),
            savings=self._read_savings(),
        )
        try:
            return replace(snapshot, readings=ports.historian.latest(list(self.points)))
        except Unreachable as error:
            # The readings that are known grow old on the page by themselves; the banner says why.
            _LOG.warning("the store does not answer: %s", error)
            return replace(snapshot, store_fault=str(error))

    def _read_savings(self) -> SavingsSummary | None:
        if time.monotonic() - self._savings_taken > _SAVINGS_S:
            self._savings = self._context.savings()
            self._savings_taken = time.monotonic()
        return self._savings
