"""What follows the calendar: the nightly account of savings, and the store's own upkeep."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

_LOG = logging.getLogger("snokyla.calendar")


class Calendar:
    """Jobs at a local time of day; a job that fails is said and runs again the next day."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        # A job that was due while the machine slept is run once, however late.
        self._scheduler = AsyncIOScheduler(
            timezone=zone, job_defaults={"coalesce": True, "misfire_grace_time": 6 * 3600, "max_instances": 1}
        )

    def nightly(self, name: str, hour: int, minute: int, job: Callable[[], None]) -> None:
        """Run the blocking `job` each day at `hour`:`minute` local time, in a worker thread."""

        async def run() -> None:
            try:
                await asyncio.to_thread(job)
            except Exception:
                _LOG.exception("%s failed; it runs again tomorrow", name)

        trigger = CronTrigger(hour=hour, minute=minute, timezone=self._zone)
        self._scheduler.add_job(run, trigger, name=name, id=name)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep the calendar until `stop`."""
        self._scheduler.start()
        try:
            await stop.wait()
        finally:
            self._scheduler.shutdown(wait=False)
