"""The choice of a model: by what it has not seen, never by the reporting period, the simple one when in doubt."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pytest

from analytics.baselines.baseline import FittedBaseline
from analytics.records.meter_record import meter_record
from analytics.records.weather_record import weather_record
from analytics.verification.choice import HeldOut, choose_kind
from analytics.verification.held_out import daily_cv_rmse, held_out_cv_rmse, held_out_rates
from analytics.verification.question import MODELS, Question
from analytics.verification.surround import surround
from analytics.verification.verify import verify
from domain.interval import Interval
from domain.site import Carrier

CHEAP = (MODELS["daily"], MODELS["hourly"])


@pytest.fixture
def office(hourly_times, temperatures, table):
    """`office(first, last)`: people by day on weekdays, cooling by the hour's temperature, 2 % luck by the day.

    Some days are warm at noon and cold at night, others the same all day: their mean does not tell them apart.
    """

    def make(first, last):
        times = hourly_times(first, last)
        number, hour = np.arange(len(times)) // 24, np.arange(len(times)) % 24
        rng = np.random.default_rng(1)
        swing = rng.uniform(0, 10, number[-1] + 1)[number]
        temps = temperatures(times) + swing * np.sin(2 * np.pi * (hour - 6) / 24)
        luck = 1 + 0.02 * rng.normal(size=number[-1] + 1)[number]
        busy = np.array([time.weekday() < 5 and 6 <= time.hour < 16 for time in times])
        energy = (20 + (60 + 4 * np.maximum(temps - 12.8, 0)) * busy) * luck
        return table(times, energy_kwh=energy), table(times, outside_air_temp_c=temps)

    return make


def chosen(tables, question, kinds=CHEAP):
    meter, weather = meter_record(tables[0], Carrier.ELECTRICITY), weather_record(tables[1])
    return choose_kind(kinds, meter, surround(meter, weather, question), question)


@pytest.fixture
def question(local_year):
    return Question(local_year(2021), local_year(2022), model="auto", holidays="none")


def test_other_years_are_the_test_where_there_are_any(office, question):
    tables = office(2019, 2022)
    choice = chosen(tables, question)
    assert choice.test is HeldOut.OTHER_YEARS
    assert choice.years == ((2019, 2020), (2020, 2021))
    assert choice.kind.name == "hourly"
    assert [trial.model for trial in choice.trials] == ["daily", "hourly"]
    assert choice.trials[1].cv_rmse < 0.97 * choice.trials[0].cv_rmse


def test_hidden_weeks_are_the_test_of_a_file_without_other_years(office, question):
    choice = chosen(office(2021, 2022), question)
    assert choice.test is HeldOut.HIDDEN_WEEKS
    assert choice.years == ()
    assert choice.kind.name == "hourly"


def test_the_reporting_period_has_no_say(office, question):
    meter, weather = office(2020, 2022)
    changed = tuple(
        value * (5.0 if time in question.reporting else 1.0)
        for time, value in zip(meter.times, meter.columns["energy_kwh"], strict=True)
    )
    before = chosen((meter, weather), question)
    assert chosen((replace(meter, columns={"energy_kwh": changed}), weather), question) == before


def test_a_year_in_which_something_happened_is_no_test(office, question):
    meter, weather = office(2019, 2022)
    halved = tuple(
        value * (0.5 if time.year == 2019 else 1.0)
        for time, value in zip(meter.times, meter.columns["energy_kwh"], strict=True)
    )
    choice = chosen((replace(meter, columns={"energy_kwh": halved}), weather), question)
    assert choice.years == ((2020, 2021),)


@dataclass(frozen=True)
class Guess:
    """A kind that expects a fixed multiple of the mean rate."""

    name: str
    factor: float
    step: str = "1d"

    def fit(self, rows):
        def design(asked):
            return np.ones((len(asked.starts), 1))

        return FittedBaseline(self.name, {}, design, np.array([self.factor * rows.rate.mean()]), 1)


def test_a_little_better_is_not_worth_it(office, question):
    tables = office(2021, 2022)
    simple, alike, better = Guess("simple", 1.2), Guess("alike", 1.199), Guess("better", 1.0)
    assert chosen(tables, question, (simple, alike)).kind is simple
    assert chosen(tables, question, (simple, alike, better)).kind is better


def test_one_kind_is_not_tried(office, question):
    choice = chosen(office(2021, 2022), question, CHEAP[:1])
    assert (choice.test, choice.trials, choice.kind.name) == (None, (), "daily")


def test_the_document_states_the_choice(office, question):
    tables = office(2020, 2022)
    # Half of a baseline year is short of everything; the words are still there.
    document = verify(*tables, replace(question, model="daily", language="sv"))
    assert document.choice.text == "Modellen daily begärdes."
    assert not document.choice.automatic
    said = verify(*tables, replace(question, language="en")).choice
    assert said.text.startswith("Least error on other years, before the measure: 2020 → 2021.")
    assert said.automatic
    assert said.test == "other_years"
    assert [trial.model for trial in said.candidates] == ["daily", "hourly", "learned"]


def test_every_row_is_hidden_once_and_by_whole_blocks(office, question):
    meter = meter_record(office(2021, 2021)[0], Carrier.ELECTRICITY)
    weather = weather_record(office(2021, 2021)[1])
    from analytics.verification.evidence import gather

    rows = gather(meter, weather, MODELS["daily"], question).learned_from
    seen = []

    class Spy:
        name, step = "daily", "1d"

        def fit(self, learned):
            seen.append(set(learned.local_days))
            return Guess("spy", 1.0).fit(learned)

    rates = held_out_rates(Spy(), rows, folds=6, block=4)
    assert np.isfinite(rates).all()
    hidden = [set(rows.local_days) - learned for learned in seen]
    assert sorted(day for days in hidden for day in days) == sorted(rows.local_days)
    # 1 January 1970 was a Thursday: hidden days come in runs of four weeks from a Monday.
    assert all(len({(day + 3) // 7 for day in days}) >= 4 for days in hidden)
    assert held_out_cv_rmse(rows, rates) == pytest.approx(daily_cv_rmse(rows, rates), rel=1e-6)
    assert held_out_cv_rmse(rows, None) is None


def test_a_building_without_a_baseline_gets_the_simplest(office, question):
    empty = Interval(*(datetime(year, 1, 1, tzinfo=question.zone) for year in (2001, 2002)))
    choice = chosen(office(2021, 2022), replace(question, baseline=empty))
    assert choice.kind.name == "daily"
    assert all(trial.cv_rmse is None for trial in choice.trials)
