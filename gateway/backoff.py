"""How long to leave alone what does not answer: longer each time, up to a minute, never all at once."""

from __future__ import annotations

import random

CEILING_S = 60.0
# So that what failed together does not come back together.
_JITTER = 0.2


class Backoff:
    """Counts failures in a row; after more than `free` of them each doubles the wait, from `first_s`."""

    def __init__(self, first_s: float, free: int = 0, ceiling_s: float = CEILING_S) -> None:
        self._first_s, self._free, self._ceiling_s = first_s, free, ceiling_s
        self._not_before = 0.0
        self.failures = 0

    def failed(self, now: float) -> None:
        """Something failed at `now` [s, monotonic]."""
        self.failures += 1
        steps = self.failures - self._free - 1
        if steps >= 0:
            wait_s = min(self._first_s * 2.0 ** min(steps, 30), self._ceiling_s)
            self._not_before = now + wait_s * random.uniform(1 - _JITTER, 1.0)  # noqa: S311 - no secret

    def succeeded(self) -> None:
        """It works again."""
        self.failures, self._not_before = 0, 0.0

    def wait_s(self, now: float) -> float:
        """Time to wait from `now` until the next try [s]; 0 when it may be tried."""
        return max(0.0, self._not_before - now)
