"""The tree of what can go wrong unexpectedly; expected outcomes are types, not exceptions.

SnokylaError
├── ConfigurationError      bad site, device or input file: refuse, exit code 3
├── InputError              bad data file: refuse, exit code 3
├── InsufficientData        not enough to claim anything, exit code 5
├── TransientError          may work later: retry with back-off
│   └── Unreachable         device, broker or database does not answer, exit code 4
└── PermanentError          will not work again as it stands: do not retry, exit code 4
    └── NotPermitted        the operating system forbids it, exit code 8
"""

from __future__ import annotations

from dataclasses import dataclass


class SnokylaError(Exception):
    """Root of every error that snokyla raises on purpose."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where, what was found, what was expected and what to do.

    Reads `brunflo.yaml:14: buildings[0].atemp_m2: "5 400" is not a number (write 5400)` when `expected` is a
    kind of thing ("a number"), and `…: found 3 columns, expected 4 (…)` otherwise.
    """

    file: str
    line: int | None
    field: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        kind_of_thing = self.expected.startswith(("a ", "an ", "one of ")) and self.found != "nothing"
        said = f"{self.found} is not {self.expected}" if kind_of_thing else self._comparison
        return f"{place}: {self.field}: {said} ({self.remedy})"

    @property
    def _comparison(self) -> str:
        return f"found {self.found}, expected {self.expected}"


class FaultyFileError(SnokylaError):
    """A file is refused; `faults` holds every fault in it at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class ConfigurationError(FaultyFileError):
    """A site, device, tariff or target file is refused."""


class InputError(FaultyFileError):
    """A data file (CSV and the like) is refused."""


class InsufficientData(SnokylaError):  # noqa: N818 - names the condition, as the trade does
    """There is too little data for the claim asked for."""


class TransientError(SnokylaError):
    """May work later; retry with back-off."""


class Unreachable(TransientError):  # noqa: N818
    """A device, broker or database does not answer; `target` names it."""

    def __init__(self, target: str, reason: str) -> None:
        self.target = target
        super().__init__(f"{target}: {reason}")


class PermanentError(SnokylaError):
    """Will not work again as it stands; do not retry."""


class NotPermitted(PermanentError):  # noqa: N818
    """The operating system does not let us read or write `target`."""

    def __init__(self, target: str, reason: str) -> None:
        self.target = target
        super().__init__(f"{target}: {reason}")
