"""An ordinary year's weather, for when there is no measured and no forecast one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

# Monthly means at Östersund, 2 September 2022 - 31 August 2024: air temperature [°C], precipitation [mm/day].
# Open-Meteo.com from ERA5 (Copernicus), CC BY 4.0. Two years differ by 0.3-5 K in a month, so this is a guide.
_AIR_TEMP_C = (-5.4, -4.1, -3.1, 0.6, 10.3, 14.2, 14.8, 14.3, 10.2, 3.5, -2.7, -7.1)
_RAIN_MM_DAY = (1.5, 1.5, 1.6, 1.4, 0.7, 3.0, 4.4, 5.1, 2.6, 1.9, 2.6, 1.0)


def usual_air_temp_c(day: date) -> float:
    """Usual daily mean air temperature of `day` [°C], straight between the middles of months."""
    return _between(_AIR_TEMP_C, day)


def usual_rain_mm_day(day: date) -> float:
    """Usual rain of `day` [mm]."""
    return _between(_RAIN_MM_DAY, day)


def _between(months: Sequence[float], day: date) -> float:
    at = day.month - 1 + (day.day - 1) / 30.4 - 0.5
    first, share = int(at // 1), at % 1.0
    return months[first % 12] * (1.0 - share) + months[(first + 1) % 12] * share
