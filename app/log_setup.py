"""The one log set-up: stderr, level by `SNOKYLA_LOG` (debug, info, warning, error)."""

from __future__ import annotations

import logging
import os
import sys

_QUIET = ("pymodbus", "amqtt", "transitions", "apscheduler", "uvicorn", "asyncio", "urllib3", "Rx")


def set_up_logging() -> None:
    """Send all log records to stderr once; third-party chatter only from warning up."""
    level = os.environ.get("SNOKYLA_LOG", "info").upper()
    known = level in logging.getLevelNamesMapping()
    logging.basicConfig(
        level=level if known else "INFO",
        stream=sys.stderr,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        datefmt="%H:%M:%S",
        force=True,
    )
    if not known:
        logging.getLogger("snokyla").warning("SNOKYLA_LOG=%s is no level; using info", level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
