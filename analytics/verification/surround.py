"""What the observations of one question share: weather, calendar with its holidays, the usual profile of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from analytics.records.meter_record import MeterRecord, day_profile
from analytics.records.observations import Surroundings
from analytics.records.variables import Variable
from analytics.records.weather_record import WeatherRecord
from analytics.records.work_calendar import work_calendar
from analytics.verification.question import Question
from domain.interval import Step


def surround(
    meter: MeterRecord, weather: WeatherRecord, question: Question, variables: tuple[Variable, ...] = ()
) -> Surroundings:
    """Surroundings in which every hour counts the same; the calendar reaches back to the meter's first year."""
    moments = [question.baseline.start, question.baseline.end, question.reporting.start, question.reporting.end]
    if len(meter.starts):
        moments.append(datetime.fromtimestamp(int(meter.starts[0]), UTC))
    years = range(min(moments).year - 1, max(moments).year + 2)
    return Surroundings.flat(weather, work_calendar(question.zone, question.holidays, years), variables)


def at_step(around: Surroundings, meter: MeterRecord, question: Question, step: Step) -> Surroundings:
    """The same for a model of `step`: parts of days and months are weighed by the building's own profile."""
    if meter.step.fixed is None or step.unit == "h":
        return around
    return replace(around, profile=day_profile(meter, around.calendar, question.baseline))
