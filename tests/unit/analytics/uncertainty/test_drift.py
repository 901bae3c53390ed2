"""Whose drift it is, how it grows, and that own years replace the borrowed figure only when there are enough."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analytics.uncertainty.drift import BORROWED_SD, COMMON_SHARE, DriftSource, drift_sd, year_drift
from analytics.uncertainty.placebo import PlaceboPair
from analytics.verification.question import Question
from analytics.verification.verify import verify
from domain.interval import Interval
from domain.site import Carrier


def pairs(errors, gap=1, expected=100.0, **changes):
    return [
        PlaceboPair(2015 + index % 3, 2015 + index % 3 + gap, error, 0.0, expected, clean=True, **changes)
        for index, error in enumerate(errors)
    ]


def test_nineteen_pairs_are_too_few_and_twenty_are_not():
    errors = np.random.default_rng(2).normal(0, 0.04, 20)
    few, enough = (year_drift(Carrier.ELECTRICITY, None, pairs(errors[:count])) for count in (19, 20))
    assert few.source is DriftSource.BORROWED
    assert few.sd == BORROWED_SD[Carrier.ELECTRICITY]
    assert few.pairs == 19
    assert enough.source is DriftSource.OWN
    assert enough.sd == pytest.approx(np.sqrt(np.mean(errors**2)))


def test_pairs_years_apart_are_brought_to_one_year_and_noise_taken_off():
    far = [replace(pair, model_sd=0.03) for pair in pairs([0.05 * 3**0.6] * 25, gap=3)]
    own = year_drift(Carrier.HEAT, None, far)
    assert own.sd == pytest.approx(math.sqrt((0.05 * 3**0.6) ** 2 - 0.03**2) / 3**0.6)


def test_changes_of_a_building_are_no_drift():
    moved = [replace(pair, clean=False) for pair in pairs([0.4] * 30)]
    assert year_drift(Carrier.GAS, None, moved).source is DriftSource.BORROWED
    assert year_drift(Carrier.GAS, None, moved + pairs([0.03] * 20)).sd == pytest.approx(0.03)


def test_what_all_buildings_share_is_found():
    # Every building rises by 6 % in every year: all of it is common. A building's own part is kept all the same.
    shared = year_drift(Carrier.ELECTRICITY, None, pairs([0.06] * 30))
    assert shared.common_sd == pytest.approx(0.06)
    assert shared.own_sd == pytest.approx(0.06 * math.sqrt(1 - COMMON_SHARE**2))
    scattered = year_drift(Carrier.ELECTRICITY, None, pairs([0.06, -0.06] * 15))
    assert scattered.common_sd == pytest.approx(COMMON_SHARE * 0.06)
    assert math.hypot(scattered.own_sd, scattered.common_sd) == pytest.approx(scattered.sd)
    half = year_drift(Carrier.ELECTRICITY, None, pairs(np.random.default_rng(3).normal(0.05, 0.05, 300)))
    assert half.common_sd == pytest.approx(0.05, rel=0.1)


def test_one_large_building_is_not_what_all_share():
    # Twenty small buildings that do not move beside one that is all of the use and does.
    still = pairs([0.001] * 60)
    large = pairs([0.1, -0.1, 0.1], expected=1e6)
    own = year_drift(Carrier.ELECTRICITY, None, still + large)
    assert own.common_sd == pytest.approx(COMMON_SHARE * own.sd)
    alone = year_drift(Carrier.ELECTRICITY, None, pairs([0.08] * 10) + pairs([-0.08] * 10))
    assert alone.common_sd < 0.06


def test_a_given_share_overrides_everything():
    given = year_drift(Carrier.ELECTRICITY, 0.02, pairs([0.05] * 40))
    assert (given.sd, given.source) == (0.02, DriftSource.GIVEN)
    assert year_drift(Carrier.ELECTRICITY, 0.0, []).sd == 0.0
    assert drift_sd(0.07, 3) == pytest.approx(0.07 * 3**0.6)
    assert drift_sd(0.07, 0) == 0.0


@pytest.fixture
def ten_years(hourly_times, temperatures, table):
    """Ten years of a heated building whose level moves by a few per cent each year."""
    times = hourly_times(2011, 2020)
    temps = temperatures(times)
    rng = np.random.default_rng(4)
    level = dict(enumerate(np.exp(np.cumsum(rng.normal(0, 0.03, 11))), start=2010))
    years = np.array([level[time.year] for time in times])
    energy = (20 + 2 * np.maximum(15 - temps, 0)) * years
    days = slice(0, None)
    return table(times[days], energy_kwh=energy), table(times, outside_air_temp_c=temps)


def test_earlier_years_of_a_file_are_placebo_years(ten_years, local_year):
    question = Question(local_year(2019), local_year(2020), model="daily", carrier=Carrier.HEAT, holidays="none")
    prior = verify(*ten_years, question).drift_prior
    # Nine years up to the baseline's end make thirty-six pairs.
    assert (prior.source, prior.pairs, prior.left_out) == (DriftSource.OWN, 36, 0)
    assert 0.01 < prior.sd_one_year < 0.06
    assert prior.measured_on is None
    near = replace(question, baseline=local_year(2012), reporting=local_year(2013))
    borrowed = verify(*ten_years, near).drift_prior
    assert (borrowed.source, borrowed.pairs) == (DriftSource.BORROWED, 1)
    assert "Cambridge" in borrowed.measured_on
    assert verify(*ten_years, replace(near, drift=0.03)).drift_prior.source is DriftSource.GIVEN


def test_a_period_of_years_is_told_year_by_year(ten_years, local_year):
    period = Interval(local_year(2014).start, local_year(2016).end)
    question = Question(local_year(2012), period, model="daily", carrier=Carrier.HEAT, holidays="none", drift=0.1)
    document = verify(*ten_years, question)
    claim = document.avoided_energy
    assert [year.from_ for year in document.years] == [local_year(year).start for year in (2014, 2015, 2016)]
    assert sum(year.kwh for year in document.years) == pytest.approx(claim.kwh)
    # The band widens with the years; drift adds linearly, so the sum is no surer than its years put together.
    halves = [(year.interval_90_kwh[1] - year.interval_90_kwh[0]) / 2 for year in document.years]
    assert halves == sorted(halves)
    assert claim.half_width_90_kwh.drift == pytest.approx(sum(halves), rel=0.02)
    assert claim.half_width_90_kwh.drift == pytest.approx(
        1.6449 * 0.1 * document.drift_prior.gap_years**0.6 * document.reporting.adjusted_baseline_kwh, rel=1e-3
    )
    assert verify(*ten_years, replace(question, reporting=local_year(2014))).years == ()
