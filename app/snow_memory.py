"""The snow estimate outlives a new start of the edge: what it rests on is kept in the store, once an hour."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from controller.snow_estimator import SnowEstimate
from historian.sqlite import SqliteHistorian

_LOG = logging.getLogger("snokyla.control")

_KEY = "snow_estimate"
_KEPT_EVERY = timedelta(hours=1)
_FORM = TypeAdapter(SnowEstimate)


class SnowMemory:
    """The last estimate in `store`."""

    def __init__(self, store: SqliteHistorian) -> None:
        self._store = store
        self._kept_at: datetime | None = None

    def last(self) -> SnowEstimate | None:
        """What was kept; None when nothing was, or by a version that kept something else."""
        text = self._store.recall(_KEY)
        if text is None:
            return None
        try:
            return _FORM.validate_json(text)
        except ValidationError:
            _LOG.warning("the snow estimate kept in the store cannot be read; it begins anew from the site file")
            return None

    def keep(self, estimate: SnowEstimate) -> None:
        """Keep `estimate` if the one before is an hour old."""
        if self._kept_at is not None and timedelta(0) <= estimate.at - self._kept_at < _KEPT_EVERY:
            return
        self._store.remember(_KEY, _FORM.dump_json(estimate).decode())
        self._kept_at = estimate.at
