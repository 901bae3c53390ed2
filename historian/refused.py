"""What a store answers to readings that it will never take."""

from __future__ import annotations

from domain.errors import PermanentError


class Refused(PermanentError):  # noqa: N818 - names what the server did
    """Readings are refused as they are: all of a write (400), or some and the rest is kept (422).

    `dropped` is how many the server says it left out, None when it does not say.
    """

    def __init__(self, status: int, reason: str, dropped: int | None = None) -> None:
        self.status = status
        self.reason = reason
        self.dropped = dropped
        super().__init__(f"readings refused (HTTP {status}): {reason}")
