"""The seam to the store of alarm events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.alarm import AlarmEvent


class AlarmLog(Protocol):
    """Keeps alarm events for ever, in the order they happened; blocking."""

    def append(self, events: Sequence[AlarmEvent]) -> None:
        """Keep `events`; when this returns they survive `kill -9`."""
        ...

    def events(self, limit: int | None = None) -> list[AlarmEvent]:
        """The events in order of happening; with `limit`, the newest so many."""
        ...
