"""What was seen in a period, one row per step of a model: energy, the part of the step it covers, weather."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from analytics.arrays import Flags, Floats, Ints
from analytics.weather_record import WeatherRecord
from analytics.work_calendar import WorkCalendar, day_types

# A day speaks when half of its hours do (CalTRACK 2.2.2.1).
MIN_DAY_COVERAGE = 0.5


@dataclass(frozen=True)
class Observations:
    """Rows of a period at the model's step; arrays have one entry per step.

    `days` is how much of the step energy and weather are both known for and `total_days` how much of it lies
    in the period, in days of 24 h, where a part of a day is weighed by the usual profile of its hours; `hours`
    and `total_hours` are the same by the clock. `temps_c` has the mean temperature of the step, or of each of
    its days (NaN-padded), `recent_temp_c` that of the 24 h up to its end.
    """

    step: str
    starts: Ints
    energy_kwh: Floats
    days: Floats
    total_days: Floats
    hours: Floats
    total_hours: Floats
    temps_c: Floats
    recent_temp_c: Floats
    weekdays: Ints
    local_hours: Ints

    @property
    def seen(self) -> Flags:
        """Steps of which energy and weather are known for some part."""
        return self.days > 0

    @property
    def usable(self) -> Flags:
        """Steps known well enough to learn from."""
        return self.seen & (self.hours >= MIN_DAY_COVERAGE * self.total_hours)

    @property
    def rate(self) -> Floats:
        """Use [kWh per 24 h]; NaN where nothing is known."""
        rate: Floats = np.divide(self.energy_kwh, self.days, out=np.full(len(self.days), np.nan), where=self.seen)
        return rate

    @property
    def day_types(self) -> Ints:
        """0 for a working day, 1 for a day off."""
        return day_types(self.weekdays)

    def chosen(self, rows: Flags) -> Observations:
        """The `rows` alone."""
        arrays = {item.name: getattr(self, item.name)[rows] for item in fields(self) if item.name != "step"}
        return replace(self, **arrays)


@dataclass(frozen=True)
class Surroundings:
    """What the observations of any period share: weather, calendar and the usual profile of a day.

    `profile` is the share of a day's use by day type and hour after midnight (2 x 24, rows add to 1).
    """

    weather: WeatherRecord
    calendar: WorkCalendar
    profile: Floats

    @classmethod
    def flat(cls, weather: WeatherRecord, calendar: WorkCalendar) -> Surroundings:
        """Surroundings in which every hour of a day counts the same."""
        return cls(weather, calendar, np.full((2, 24), 1 / 24))
