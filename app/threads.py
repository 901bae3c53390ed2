"""How many threads linear algebra takes."""

from __future__ import annotations

import os


def one_thread() -> None:
    """One thread for small matrices, unless the caller's environment says otherwise; before numpy is loaded.

    Threads that wait for each other cost ten times the arithmetic on a busy machine, the last digits would follow
    the number of cores, and cores are left for other processes.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
