"""What happens to a plant in a season, whatever anyone decides: weather, prices and load on one grid."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from domain.numerals import number
from simulators.hours import Floats, Integers


@dataclass(frozen=True)
class Notice:
    """What the reader must know besides the figures; `values` fill its text, `rows` counts what it is about.

    Values that are numbers are written as the language has them, whole ones without decimals, others with one.
    """

    code: str
    rows: int | None = None
    values: tuple[tuple[str, str | float], ...] = ()

    def filled(self, text: str, language: str) -> str:
        """`text` with its values and, as `rows`, the count."""
        words = {
            name: value if isinstance(value, str) else number(value, int(isinstance(value, float)), language)
            for name, value in (("rows", self.rows or 0), *self.values)
        }
        return text.format(**words)


def read_only(column: npt.ArrayLike) -> Floats:
    """A copy that nobody can change: what several seasons share is the same for each of them."""
    copy: Floats = np.array(column, dtype=np.float64)
    copy.flags.writeable = False
    return copy


@dataclass(frozen=True, eq=False)
class SeasonInputs:
    """Columns with one value per step from `start` [aware UTC], `step_minutes` 15 or 60.

    `rain_mm` is what falls in the step, as rain or snow, all others are means over it. `base_power_kw` is the
    connection's other load, None: unknown. The full melt model needs radiation, humidity and wind; None: unknown.
    The columns cannot be changed: what was worked out from them is kept.
    """

    start: datetime
    step_minutes: int
    outside_air_temp_c: Floats
    price_eur_mwh: Floats
    cooling_load_kw: Floats
    rain_mm: Floats
    base_power_kw: Floats | None = None
    global_radiation_w_m2: Floats | None = None
    relative_humidity_pct: Floats | None = None
    wind_m_s: Floats | None = None
    notices: tuple[Notice, ...] = field(default=())

    def __post_init__(self) -> None:
        """Its own columns, read-only."""
        for one in fields(self):
            column = getattr(self, one.name)
            if isinstance(column, np.ndarray):
                object.__setattr__(self, one.name, read_only(column))

    @property
    def count(self) -> int:
        """Number of steps."""
        return len(self.cooling_load_kw)

    @property
    def step_h(self) -> float:
        """Length of a step [h]."""
        return self.step_minutes / 60.0

    @property
    def end(self) -> datetime:
        """End of the last step."""
        return self.start + self.count * timedelta(minutes=self.step_minutes)

    @cached_property
    def time_s(self) -> Integers:
        """Start of every step [s since 1970, UTC]."""
        first = int(self.start.timestamp())
        return first + 60 * self.step_minutes * np.arange(self.count, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class LocalTime:
    """The local clock at every step: day number since the first, hour of the day, weekday (Monday 0)."""

    days: tuple[date, ...]
    day: Integers
    hour: Integers
    weekday: Integers

    @classmethod
    def of(cls, inputs: SeasonInputs, zone: ZoneInfo) -> LocalTime:
        """The clock of `zone`; a shift of the clock falls on a quarter hour everywhere."""
        seconds = inputs.time_s
        quarters, inverse = np.unique(seconds // 900, return_inverse=True)
        moments = [datetime.fromtimestamp(int(quarter) * 900, UTC).astimezone(zone) for quarter in quarters]
        ordinals = np.array([moment.toordinal() for moment in moments])
        first = int(ordinals[0])
        days = tuple(date.fromordinal(number) for number in range(first, int(ordinals[-1]) + 1))
        day = (ordinals - first)[inverse]
        hour = np.array([moment.hour for moment in moments])[inverse]
        return cls(days, day, hour, np.array([one.weekday() for one in days])[day])
