"""The office: pages over a store, and the nightly account of savings behind them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from importlib.metadata import version

from alarms.desk import AlarmDesk
from analytics.indicators.savings_summary import count_savings
from dashboard.context import DashboardContext
from domain.clock import Clock
from domain.errors import SnokylaError
from domain.plant_status import PlantStatus
from domain.ports.historian import Historian
from domain.savings_summary import SavingsSummary
from domain.site import Site

_LOG = logging.getLogger("snokyla.office")


class Office:
    """What the pages need beside the store: the savings, counted once and again each night."""

    def __init__(self, site: Site, historian: Historian, clock: Clock) -> None:
        self._site, self._historian, self._clock = site, historian, clock
        self.savings: SavingsSummary | None = None

    def count(self) -> None:
        """Make the account of savings anew; what is missing for it is said in the log."""
        try:
            self.savings = count_savings(self._site, self._historian, self._clock.now())
        except SnokylaError as error:
            _LOG.info("no account of savings yet: %s", error)

    def context(
        self,
        desk: AlarmDesk | None,
        *,
        demo: bool,
        bind: str,
        plant_status: Callable[[], PlantStatus | None],
        readiness: Callable[[], Mapping[str, str | None]],
    ) -> DashboardContext:
        """What the pages are given."""
        return DashboardContext(
            site=self._site,
            historian=self._historian,
            clock=self._clock,
            alarms=desk,
            plant_status=plant_status,
            readiness=readiness,
            savings=lambda: self.savings,
            demo=demo,
            version=version("snokyla"),
            hosts=(bind,),
        )
