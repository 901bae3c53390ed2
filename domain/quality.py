"""Quality: how far a value may be trusted, and why not further."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """GOOD may be used; UNCERTAIN may be used if that is said; BAD has no value."""

    GOOD = "good"
    UNCERTAIN = "uncertain"
    BAD = "bad"


class Reason(StrEnum):
    """Why a reading is not good."""

    NO_COMMUNICATION = "no_communication"  # silence, time-out, refused connection
    BAD_REPLY = "bad_reply"  # an answer that does not fit the question
    DEVICE_EXCEPTION = "device_exception"  # the device itself refused
    INVALID_VALUE = "invalid_value"  # the device's own mark for "no value" (NaN, 0x7FFF, …)
    OUT_OF_RANGE = "out_of_range"  # outside min and max of the point
    UNDECODABLE = "undecodable"  # payload that cannot be read
    CLOCK_SUSPECT = "clock_suspect"  # the time of the reading cannot be right
    COUNTER_FELL = "counter_fell"  # a counter shows less than before, without roll-over or declared swap
    STALE = "stale"  # older than its interval allows
    SUBSTITUTED = "substituted"  # entered or estimated by a person or a rule
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Quality:
    """Level and reason of one value; text form `good`, `uncertain:<reason>`, `bad:<reason>`."""

    level: Level
    reason: str | None = None

    def __str__(self) -> str:
        return self.level.value if self.reason is None else f"{self.level.value}:{self.reason}"

    @property
    def usable(self) -> bool:
        """Whether there is a value at all."""
        return self.level is not Level.BAD

    @classmethod
    def parse(cls, text: str) -> Quality:
        """Quality of its text form; ValueError for an unknown level."""
        level, _, reason = text.partition(":")
        return cls(Level(level), reason or None)


GOOD = Quality(Level.GOOD)


def bad(reason: Reason | str) -> Quality:
    """A quality without a value, for `reason`."""
    return Quality(Level.BAD, str(reason))


def uncertain(reason: Reason | str) -> Quality:
    """A quality whose value may be used if `reason` is said with it."""
    return Quality(Level.UNCERTAIN, str(reason))
