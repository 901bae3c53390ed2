"""The snow estimate outlives a new start of the edge: what it rests on is kept in the store, once an hour."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from math import isfinite

from pydantic import TypeAdapter, ValidationError

from controller.snow_estimate.gaussian import SIZE, Belief, Part
from controller.snow_estimator import SnowEstimate
from historian.sqlite import SqliteHistorian

_LOG = logging.getLogger("snokyla.control")

_KEY = "snow_estimate"
_KEPT_EVERY = timedelta(hours=1)
_FORM = TypeAdapter(SnowEstimate)
# No cover melts a hundred times faster or slower than its model.
_MOST_LOG_FACTOR = 4.6


class SnowMemory:
    """The last estimate in `store`."""

    def __init__(self, store: SqliteHistorian) -> None:
        self._store = store
        self._kept_at: datetime | None = None

    def last(self) -> SnowEstimate | None:
        """What was kept; None when nothing was, when it is damaged, or by a version that kept something else.

        An estimate that cannot be reckoned on with would fail every control cycle from now on.
        """
        text = self._store.recall(_KEY)
        if text is None:
            return None
        try:
            kept = _FORM.validate_json(text)
        except ValidationError:
            kept = None
        if kept is None or not _sound(kept):
            _LOG.warning("the snow estimate kept in the store cannot be read; it begins anew from the site file")
            return None
        return kept

    def keep(self, estimate: SnowEstimate) -> None:
        """Keep `estimate` if the one before is an hour old."""
        if self._kept_at is not None and timedelta(0) <= estimate.at - self._kept_at < _KEPT_EVERY:
            return
        self._store.remember(_KEY, _FORM.dump_json(estimate).decode())
        self._kept_at = estimate.at


def _sound(estimate: SnowEstimate) -> bool:
    """Whether `estimate` can be gone on from: moments with a zone, a state of today's parts, finite figures."""
    known = estimate.known
    if known is None:
        return estimate.at.tzinfo is not None
    moments = (estimate.at, known.at, known.energy_at, known.water.since, known.height_at)
    zoned = all(moment is None or moment.tzinfo is not None for moment in moments)
    figures = (estimate.left_t, estimate.low_t, estimate.high_t, estimate.sd_t)
    return zoned and all(map(isfinite, figures)) and _sound_belief(known.belief)


def _sound_belief(belief: Belief) -> bool:
    if len(belief.mean) != SIZE or len(belief.covariance) != SIZE * SIZE:
        return False
    finite = all(map(isfinite, (*belief.mean, *belief.covariance)))
    spread = belief.variance(Part.MASS) > 0.0 and all(belief.variance(part) >= 0.0 for part in Part)
    return finite and spread and abs(belief[Part.NATURAL]) < _MOST_LOG_FACTOR
