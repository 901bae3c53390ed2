"""What would prove a saving that is not proven: each number is right when it is tried."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from analytics.uncertainty.drift import DriftSource, YearDrift
from analytics.uncertainty.interval import Luck
from analytics.verification.findings import Findings
from analytics.verification.to_prove import ways_to_prove

DRIFT = YearDrift(0.07, 0.025, DriftSource.BORROWED)


@pytest.fixture
def found():
    """A saving of 8 % of 100 MWh two years on."""
    luck = Luck(np.array([1]), np.array([1000.0]), np.array([0.0]), 1.645)
    return Findings(
        from_=datetime(2018, 1, 1, tzinfo=UTC),
        to=datetime(2019, 1, 1, tzinfo=UTC),
        gap_years=2.0,
        observed_kwh=92_000.0,
        adjusted_baseline_kwh=100_000.0,
        luck=luck,
        coefficients_kwh=1500.0,
        baseline_missing_share=0.0,
        metering_kwh=900.0,
        fsu_90=None,
        sound=True,
        whole=None,
    )


def ways(found, drift=DRIFT, undecided=False):
    return {way.code: way.value for way in ways_to_prove(found, drift, undecided)}


def low_end(found, drift=DRIFT):
    return found.kwh - found.half_widths(drift).together


def test_the_larger_measure_is_just_proven(found):
    share = ways(found)["larger_measure"]
    assert low_end(found) < 0
    for factor, proven in ((0.999, False), (1.001, True)):
        observed = found.adjusted_baseline_kwh * (1 - share * factor)
        metering = found.metering_kwh * observed / found.observed_kwh
        assert (low_end(replace(found, observed_kwh=observed, metering_kwh=metering)) > 0) is proven


def test_the_nearer_baseline_just_proves_it(found):
    larger = replace(found, observed_kwh=84_000.0)
    gap = ways(larger)["nearer_baseline"]
    assert low_end(larger) < 0
    assert 1.0 <= gap < 2.0
    assert low_end(replace(larger, gap_years=gap * 0.999)) > 0
    assert low_end(replace(larger, gap_years=gap * 1.001)) < 0
    # No baseline can lie nearer than its own and the period's half.
    assert "nearer_baseline" not in ways(found)


def test_the_buildings_together_just_prove_it(found):
    answer = ways(found)
    widths = found.half_widths(DRIFT)
    common = 1.645 * DRIFT.common_sd * 2**0.6 * 100_000
    own = math.sqrt(widths.together**2 - common**2)
    for code, shared, sides in (("portfolio", common, 1), ("control_group", 0.0, 2)):
        enough, too_few = answer[code], answer[code] - 1
        assert math.hypot(own * math.sqrt(sides / enough), shared) < found.kwh
        assert math.hypot(own * math.sqrt(sides / too_few), shared) >= found.kwh


def test_a_part_measured_apart_carries_the_same_saving(found):
    answer = ways(found)
    years = 365 / 365.25
    assert answer["sub_meter"] * answer["larger_measure"] * years == pytest.approx(found.kwh)


def test_nothing_is_said_where_nothing_is_open(found):
    assert ways(replace(found, observed_kwh=60_000.0)) == {}
    assert ways(replace(found, observed_kwh=150_000.0)) == {}
    assert set(ways(replace(found, observed_kwh=101_000.0))) == {"larger_measure"}
    assert set(ways(replace(found, observed_kwh=60_000.0), undecided=True)) == {"decide_events"}
