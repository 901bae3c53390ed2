"""What must hold for any meter: gaps never make a claim surer, units and calendars do not matter."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.verification.question import Question
from analytics.verification.verify import verify
from domain.interval import Interval
from domain.interval_table import IntervalTable
from domain.site import Carrier

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Days, weekdays, clock changes and leap years repeat after 28 years.
CALENDAR_CYCLE = timedelta(days=28 * 365 + 7)
YEAR_OF_WEEKS = timedelta(days=364)


@pytest.fixture
def question(local_year):
    return Question(
        local_year(2021), local_year(2022), model="daily", carrier=Carrier.HEAT, holidays="none", series=True
    )


@pytest.fixture
def daily(hourly_times, temperatures, table):
    """Daily meter and weather of 2021 and 2022 whose luck lasts for days."""
    start = hourly_times(2021, 2022)[0].astimezone(STOCKHOLM)
    days = [start + timedelta(days=day) for day in range(730)]
    temps = temperatures(days)
    rng, luck = np.random.default_rng(11), np.zeros(730)
    for day in range(1, 730):
        luck[day] = 0.6 * luck[day - 1] + 0.05 * rng.normal()
    energy = (480 + 48 * np.maximum(15 - temps, 0)) * (1 + luck)
    return table(days, "1d", energy_kwh=energy), table(days, "1d", outside_air_temp_c=temps)


def without(table, gone):
    rows = [row for row, time in enumerate(table.times) if time not in gone]
    columns = {name: tuple(values[row] for row in rows) for name, values in table.columns.items()}
    return replace(table, times=tuple(table.times[row] for row in rows), columns=columns)


def half_width(claim):
    return (claim.interval_90_kwh[1] - claim.interval_90_kwh[0]) / 2


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("place", ["baseline", "reporting", "both"])
def test_more_missing_days_never_narrow_a_band(daily, question, seed, place):
    meter, weather = daily
    inside = {
        "baseline": lambda time: time in question.baseline,
        "reporting": lambda time: time in question.reporting,
        "both": lambda time: True,
    }[place]
    order = np.random.default_rng(seed).permutation([index for index, t in enumerate(meter.times) if inside(t)])
    bands = []
    for share in (0.0, 0.04, 0.12, 0.24):
        gone = {meter.times[index] for index in order[: int(share * len(order))]}
        document = verify(without(meter, gone), weather, replace(question, accept_insufficient=True))
        claim, whole = document.avoided_energy, document.whole_period
        adjusted = document.reporting.adjusted_baseline_kwh
        # Of the known part the band is a share of what is known; of the whole it is energy.
        bands.append((half_width(claim) / adjusted, half_width(whole)))
    for narrow, wide in pairwise(bands):
        assert wide[0] >= narrow[0] * (1 - 1e-9)
        assert wide[1] >= narrow[1] * (1 - 1e-9)
    assert bands[-1][1] > bands[0][1]


@pytest.mark.parametrize(("model", "factor"), [("daily", 1 / 1024), ("daily", 3.6), ("hourly", 0.001)])
def test_another_unit_scales_everything_alike(heated_building, question, factor, model):
    meter, weather = heated_building
    asked = replace(question, model=model)
    scaled = replace(meter, columns={"energy_kwh": tuple(value * factor for value in meter.columns["energy_kwh"])})
    plain, other = verify(meter, weather, asked), verify(scaled, weather, asked)
    assert other.model_form == plain.model_form
    for part in ("avoided_energy", "whole_period"):
        one, two = getattr(plain, part), getattr(other, part)
        assert two.kwh == pytest.approx(one.kwh * factor, rel=1e-7)
        assert two.share == pytest.approx(one.share, rel=1e-7)
        assert half_width(two) == pytest.approx(half_width(one) * factor, rel=1e-7)
    assert other.avoided_energy.proven == plain.avoided_energy.proven
    assert [way.code for way in other.to_prove] == [way.code for way in plain.to_prove]


def later(table, shift):
    return IntervalTable(table.source, table.step, tuple(time + shift for time in table.times), table.columns)


@pytest.mark.parametrize(
    ("shift", "model"), [(CALENDAR_CYCLE, "daily"), (CALENDAR_CYCLE, "hourly"), (YEAR_OF_WEEKS, "daily")]
)
def test_another_calendar_changes_nothing_but_the_dates(heated_building, question, shift, model):
    # A season is the calendar's: 364 days on, the first of a month has moved by a day; nothing else may differ.
    utc = ZoneInfo("UTC") if shift == YEAR_OF_WEEKS else STOCKHOLM
    asked = replace(question, model=model, zone=utc)
    moved = replace(
        asked,
        baseline=Interval(asked.baseline.start + shift, asked.baseline.end + shift),
        reporting=Interval(asked.reporting.start + shift, asked.reporting.end + shift),
    )
    meter, weather = heated_building
    here, there = verify(meter, weather, asked), verify(later(meter, shift), later(weather, shift), moved)
    rel = 1e-9 if shift == CALENDAR_CYCLE else 0.02
    assert there.avoided_energy.kwh == pytest.approx(here.avoided_energy.kwh, rel=rel)
    assert half_width(there.avoided_energy) == pytest.approx(half_width(here.avoided_energy), rel=rel)
    assert there.reporting.observed_kwh == here.reporting.observed_kwh
    assert there.baseline.to == here.baseline.to + shift
    assert [row.time_utc for row in there.series] == [row.time_utc + shift for row in here.series]
    assert there.warnings == here.warnings
    assert there.drift_prior == here.drift_prior
