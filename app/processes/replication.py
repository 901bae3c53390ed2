"""Replication as a part of the edge: from the box's own store to InfluxDB, as long as the process lives."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

from app.processes.supervision import pause
from domain.clock import Clock
from domain.errors import ConfigurationError, Fault
from domain.site import InfluxdbSettings
from historian.influx import InfluxHistorian
from historian.replicate import Replicated, Replicator, Waiting
from historian.sqlite import SqliteHistorian

_LOG = logging.getLogger("snokyla.replication")
_IDLE_S = 1.0


def influx_of(settings: InfluxdbSettings) -> InfluxHistorian:
    """InfluxDB of a site; its token is read from the file that the site names."""
    return InfluxHistorian(settings.url, settings.org, settings.bucket, _token(settings))


def _token(settings: InfluxdbSettings) -> str:
    """The token in the file; ConfigurationError when there is none."""
    try:
        return Path(settings.token_file).read_text(encoding="utf-8").strip()
    except OSError as error:
        remedy = "put the InfluxDB token there, readable for this user alone"
        raise ConfigurationError(
            [Fault(settings.token_file, None, "influxdb.token_file", str(error.strerror), "a file", remedy)]
        ) from error


class Replication:
    """Copies `store` to InfluxDB; `reason` says why it waits (None while it works), `backlog` how much waits.

    A token that a person has put right is taken without a new start.
    """

    def __init__(self, store: SqliteHistorian, settings: InfluxdbSettings, clock: Clock) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._token = _token(settings)
        self._sink = influx_of(settings)
        self._replicator = Replicator(store, self._sink)
        self.reason: str | None = None
        self.backlog = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Copy until `stop`."""
        while not stop.is_set():
            outcome = await asyncio.to_thread(self._replicator.step, self._clock.now())
            if isinstance(outcome, Replicated):
                self._heard(None, outcome.backlog)
                continue
            if isinstance(outcome, Waiting):
                self._heard(outcome.reason, outcome.backlog)
                self._take_new_token()
            else:
                self._heard(None, 0)
            await pause(_IDLE_S, stop)

    def close(self) -> None:
        """Give the connection back."""
        self._sink.close()

    def _take_new_token(self) -> None:
        """Begin anew with the token of the file when it is another one than before."""
        with suppress(ConfigurationError):
            token = _token(self._settings)
            if token != self._token:
                _LOG.info("the token of InfluxDB has changed")
                self._sink.close()
                self._token, self._sink = token, influx_of(self._settings)
                self._replicator = Replicator(self._store, self._sink)

    def _heard(self, reason: str | None, backlog: int) -> None:
        if reason is not None and self.reason is None:
            _LOG.warning("InfluxDB does not take readings, they wait in the store: %s", reason)
        elif reason is None and self.reason is not None:
            _LOG.info("InfluxDB takes readings again; %d wait", backlog)
        self.reason, self.backlog = reason, backlog
