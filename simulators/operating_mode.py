"""The plant's mode as one number, for screens and logs."""

from __future__ import annotations

from enum import IntEnum

from simulators.snow_season import Phase


class OperatingMode(IntEnum):
    """Value of `operating_mode`."""

    OFF = 0
    FILL = 1
    COVERED_STANDBY = 2
    SNOW_ONLY = 3
    SNOW_AND_CHILLER = 4
    CHILLER_ONLY = 5
    FREE_COOLING = 6
    FLUSH = 7
    DRAIN = 8
    MANUAL = 9
    FAULT = 10


_OF_PHASE = {
    Phase.FILLING: OperatingMode.FILL,
    Phase.COVERED: OperatingMode.COVERED_STANDBY,
    Phase.CLEARING: OperatingMode.DRAIN,
    Phase.EMPTY: OperatingMode.DRAIN,
}


def cooling_mode(doing: Phase, *, snow: bool, chillers: bool, free_cooling: bool) -> OperatingMode:
    """What cools; when nothing does, what is being done with the store."""
    if snow:
        return OperatingMode.SNOW_AND_CHILLER if chillers else OperatingMode.SNOW_ONLY
    if chillers:
        return OperatingMode.CHILLER_ONLY
    return OperatingMode.FREE_COOLING if free_cooling else _OF_PHASE[doing]
