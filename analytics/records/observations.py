"""What was seen in a period, one row per step of a model: energy, the part of the step it covers, weather."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from analytics.arrays import DAY_S, HOUR_S, Flags, Floats, Ints
from analytics.records.variables import Variable
from analytics.records.weather_record import WeatherRecord
from analytics.records.work_calendar import WorkCalendar, day_types
from domain.interval import Interval

# A day speaks when half of its hours do (CalTRACK 2.2.2.1).
MIN_DAY_COVERAGE = 0.5
# What a building feels of the days before: the mean of three.
SLOW_DAYS = 3
# A month of weather speaks when nine days in ten do (CalTRACK 2.2.1.2).
MIN_MONTH_WEATHER = 0.9
# Winter, spring and autumn, summer, by calendar month.
SEASONS = 3
SEASON_OF_MONTH = np.array([0, 0, 0, 1, 1, 2, 2, 2, 1, 1, 0, 0])


@dataclass(frozen=True)
class Observations:
    """Rows of a period at the model's step; arrays have one entry per step.

    `days` is how much of the step energy and weather are both known for and `total_days` how much of it lies
    in the period, in days of 24 h, where a part of a day is weighed by the usual profile of its hours; `hours`
    and `total_hours` are the same by the clock. `temps_c` has the mean temperature of the step, or of each of
    its days (NaN-padded), `recent_temp_c` that of the 24 h up to its end, `past_temps_c` (n x 2) those of the 3
    and 72 h. `local_days` counts local days since 1970, `rest` (n x 2) is that of `LocalTimes`, `variables`
    (n x k) are means of what else was said to move the use.
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
    past_temps_c: Floats
    local_days: Ints
    weekdays: Ints
    local_hours: Ints
    rest: Floats
    variables: Floats

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

    @property
    def months(self) -> Ints:
        """0 (January) … 11 of the local day."""
        months: Ints = self.local_days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
        return months

    @property
    def days_of_year(self) -> Ints:
        """0 (1 January) … 365 of the local day."""
        days = self.local_days.astype("datetime64[D]")
        number: Ints = (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
        return number

    @property
    def seasons(self) -> Ints:
        """0 for November to March, 1 for April, May, September and October, 2 for June to August."""
        seasons: Ints = SEASON_OF_MONTH[self.months]
        return seasons

    def within(self, period: Interval) -> Flags:
        """Rows whose middle lies in the period."""
        middles = self.starts + self.total_hours * (HOUR_S / 2)
        inside: Flags = (middles >= period.start.timestamp()) & (middles < period.end.timestamp())
        return inside

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
    variables: tuple[Variable, ...] = ()

    @classmethod
    def flat(
        cls, weather: WeatherRecord, calendar: WorkCalendar, variables: tuple[Variable, ...] = ()
    ) -> Surroundings:
        """Surroundings in which every hour of a day counts the same."""
        return cls(weather, calendar, np.full((2, 24), 1 / 24), variables)

    def filled(self, period: Interval) -> Surroundings:
        """The same over `period` without a gap: what is missing is usual for its month."""
        variables = tuple(variable.filled() for variable in self.variables)
        return replace(self, weather=self.weather.filled(period), variables=variables)

    def variable_means(self, starts: Ints, ends: Ints) -> Floats:
        """Mean of each variable over each [start, end) (n x k); NaN where half of it is not known."""
        means = [variable.mean(starts, ends) for variable in self.variables]
        return np.stack(means, axis=1) if means else np.zeros((len(starts), 0))


def rows_as_given(
    step: str, spans: tuple[Ints, Ints], energy_kwh: Floats, temps_c: Floats, around: Surroundings
) -> Observations:
    """Rows that the file itself gives, known whole or not at all: days, months, invoices; `spans` [start, end).

    A row longer than a day has neither weekday nor rest of its own.
    """
    starts, ends = spans
    variables = around.variable_means(starts, ends)
    known = ~np.isnan(energy_kwh) & ~np.isnan(temps_c).all(axis=1) & ~np.isnan(variables).any(axis=1)
    local = around.calendar.local((starts + ends) // 2)
    days, one_day = (ends - starts) / DAY_S, step == "1d"
    slow_c = around.weather.mean(ends - SLOW_DAYS * DAY_S, ends)[0] if one_day else temps_c[:, 0]
    return Observations(
        step=step,
        starts=starts,
        energy_kwh=np.where(known, energy_kwh, 0.0),
        days=np.where(known, days, 0.0),
        total_days=days,
        hours=np.where(known, days * 24, 0.0),
        total_hours=days * 24,
        temps_c=temps_c,
        recent_temp_c=temps_c[:, 0],
        past_temps_c=np.stack([temps_c[:, 0], slow_c], axis=1),
        local_days=local.days,
        weekdays=local.weekdays if one_day else np.zeros(len(starts), np.int64),
        local_hours=np.zeros(len(starts), np.int64),
        rest=local.rest if one_day else np.zeros((len(starts), 2)),
        variables=variables,
    )
