"""What the pages are given: ports and facts, wired by app; the dashboard builds none of them itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from domain.alarm import Alarm
from domain.clock import Clock
from domain.plant_status import PlantStatus
from domain.ports.historian import Historian
from domain.savings_summary import SavingsSummary
from domain.site import Site


class Alarms(Protocol):
    """The alarms as they stand; blocking, called through a worker thread."""

    def active(self) -> list[Alarm]:
        """Every alarm that is not in the normal state."""
        ...

    def acknowledge(self, key: str, by: str, note: str | None) -> object:
        """Acknowledge the alarm `key` in the name of `by`; KeyError when it is not active."""
        ...


@dataclass(frozen=True, slots=True)
class DashboardContext:
    """Ports and facts of one site.

    `readiness` names every part of the process: None when it has values, else what is missing. `hosts` are the
    names, beside localhost and addresses in digits, under which a browser may ask for the pages.
    """

    site: Site
    historian: Historian
    clock: Clock
    alarms: Alarms | None
    plant_status: Callable[[], PlantStatus | None]
    readiness: Callable[[], Mapping[str, str | None]]
    savings: Callable[[], SavingsSummary | None]
    demo: bool
    version: str
    hosts: tuple[str, ...] = ()
