"""One edge per data directory: two would both command the plant, each against the other's minimum times."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import Unreachable


@contextmanager
def sole_edge(data_dir: Path) -> Iterator[None]:
    """Hold `data_dir` as its only edge; Unreachable while another process does. Ends with the process, however."""
    folder = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(folder)
        reason = "another edge or demo runs on this data directory; stop it, or choose another with --data"
        raise Unreachable(str(data_dir), reason) from error
    try:
        yield
    finally:
        os.close(folder)
