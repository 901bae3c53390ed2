"""SYNTHETIC spot prices for demonstrations: the shape of SE2, quarter hours, no market behind them.

Drawn from a seed, not recorded: they may be shown only where they are called synthetic (`SOURCE`). The level
wanders like that of SE2 (15-50 EUR/MWh, dearer in winter), the day has its morning and evening peaks, weekends and
summer nights are cheap and now and then negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import cos, pi, sin
from zoneinfo import ZoneInfo

import numpy as np

from domain.interval import STOCKHOLM

SOURCE = "synthetic"
QUARTER = timedelta(minutes=15)

_MEAN_EUR_MWH = 32.0
_WINTER_EUR_MWH = 14.0
_PEAK_EUR_MWH = 9.0
_WEEKEND_SHARE = 0.8
_WAVES = 7
_WANDERING_SD = 0.35
_QUARTER_SD_EUR_MWH = 1.5
_LEAST_EUR_MWH = -10.0


@dataclass(frozen=True, slots=True)
class QuarterPrice:
    """Price [EUR/MWh] of the quarter hour from `start` on; `source` says that it is synthetic."""

    start: datetime
    price_eur_mwh: float
    source: str = SOURCE


class SimulatedPrices:
    """Prices of any quarter hour, the same for the same seed."""

    def __init__(self, seed: int = 1, zone: ZoneInfo = STOCKHOLM) -> None:
        self.seed = seed
        self._zone = zone
        random = np.random.default_rng([seed, 31])
        # Weather and water: waves of 3-60 days.
        self._periods_d = [float(period) for period in random.uniform(3.0, 60.0, _WAVES)]
        self._phases = [float(phase) for phase in random.uniform(0.0, 2.0 * pi, _WAVES)]

    def price_eur_mwh(self, moment: datetime) -> float:
        """Synthetic price [EUR/MWh] of the quarter hour that holds `moment`."""
        quarter = int(moment.timestamp() // QUARTER.total_seconds())
        local = datetime.fromtimestamp(quarter * 900, UTC).astimezone(self._zone)
        days = quarter / 96.0
        level = _MEAN_EUR_MWH + _WINTER_EUR_MWH * cos(2.0 * pi * (local.timetuple().tm_yday - 20) / 365.25)
        waves = zip(self._periods_d, self._phases, strict=True)
        wandering: float = (
            sum(sin(2.0 * pi * days / period + phase) for period, phase in waves) / (_WAVES / 2.0) ** 0.5
        )
        level *= (1.0 + _WANDERING_SD * wandering) * (_WEEKEND_SHARE if local.weekday() >= 5 else 1.0)
        noise = float(np.random.default_rng([self.seed, quarter % 2**32]).normal(0.0, _QUARTER_SD_EUR_MWH))
        return round(
            max(level + _PEAK_EUR_MWH * _of_day(local.hour + local.minute / 60.0) + noise, _LEAST_EUR_MWH), 2
        )

    def day(self, day: date) -> list[QuarterPrice]:
        """Prices of local `day`: 92, 96 or 100 quarter hours."""
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone).astimezone(UTC)
        following = day + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=self._zone).astimezone(UTC)
        count = int((end - start) / QUARTER)
        starts = [start + number * QUARTER for number in range(count)]
        return [QuarterPrice(moment, self.price_eur_mwh(moment)) for moment in starts]


def _of_day(hour: float) -> float:
    """Shape −1…1 of the day: peaks at eight and eighteen, a trough at night."""

    def bump(centre: float, width: float) -> float:
        return max(cos(min(abs(hour - centre) / width, 1.0) * pi / 2.0), 0.0)

    return bump(8.0, 3.5) + bump(18.0, 4.0) - bump(3.0, 4.5) - 0.3 * bump(13.0, 2.5)
