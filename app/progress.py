"""A progress bar on stderr for what takes longer than two seconds, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 2.0


@contextmanager
def progress(text: str) -> Iterator[Callable[[int, int], None]]:
    """A function that is told how much is done of how much; nothing is shown in the first two seconds."""
    if not sys.stderr.isatty():
        yield _untold
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task, begun, shown = bar.add_task(text, total=None), time.monotonic(), False

    def told(done: int, of: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - begun > PATIENCE_S:
            bar.start()
            shown = True
        bar.update(task, completed=done, total=of)

    try:
        yield told
    finally:
        if shown:
            bar.stop()


def _untold(done: int, of: int) -> None:  # noqa: ARG001 - the shape of one who listens
    return None
