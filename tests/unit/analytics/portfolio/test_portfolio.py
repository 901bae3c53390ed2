"""Buildings together: own parts average out, what they share does not, and a control group takes it off."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from analytics.portfolio.portfolio import Weighted, half_widths
from analytics.uncertainty.drift import DriftSource, YearDrift
from analytics.uncertainty.interval import NORMAL_90, Luck
from analytics.verification.findings import Findings

DRIFT = YearDrift(0.07, 0.025, DriftSource.BORROWED)


def found(adjusted=1000.0, observed=900.0, noise=(3.0, 4.0), clusters=(1, 2), **changes):
    luck = Luck(np.array(clusters), np.array(noise), np.array(noise) / 2, 1.7)
    plain = Findings(
        from_=datetime(2018, 1, 1, tzinfo=UTC),
        to=datetime(2019, 1, 1, tzinfo=UTC),
        gap_years=1.0,
        observed_kwh=observed,
        adjusted_baseline_kwh=adjusted,
        luck=luck,
        coefficients_kwh=luck.half_widths[1],
        baseline_missing_share=0.0,
        metering_kwh=5.0,
        fsu_90=None,
        sound=True,
        whole=None,
    )
    return replace(plain, **changes)


def widths(*founds, weights=None):
    weights = weights or [1.0] * len(founds)
    return half_widths([Weighted(each, weight, DRIFT) for each, weight in zip(founds, weights, strict=True)])


def test_one_building_together_is_as_unsure_as_alone():
    one = widths(found())
    alone = found().half_widths(DRIFT)
    assert one.together == pytest.approx(alone.together)
    assert math.hypot(one.drift_own, one.drift_common) == pytest.approx(alone.drift)


def test_own_parts_add_in_quadrature_and_common_drift_linearly():
    # Luck in different weeks is independent.
    parts = [found(clusters=(2 * index, 2 * index + 1)) for index in range(100)]
    many, one = widths(*parts), widths(found())
    assert many.drift_own == pytest.approx(10 * one.drift_own)
    assert many.metering == pytest.approx(10 * one.metering)
    assert many.noise == pytest.approx(10 * one.noise)
    assert many.drift_common == pytest.approx(100 * one.drift_common)
    assert many.drift_common == pytest.approx(NORMAL_90 * 0.025 * 100_000)


def test_luck_of_the_same_weeks_adds_up():
    many, one = widths(*[found()] * 100), widths(found())
    assert many.noise == pytest.approx(100 * one.noise)
    assert many.coefficients == pytest.approx(100 * one.coefficients)
    # Opposite luck is not believed to cancel: never less than in quadrature.
    opposite = widths(found(), found(noise=(-3.0, -4.0)))
    assert opposite.noise == pytest.approx(math.sqrt(2) * one.noise)


def test_large_buildings_weigh_by_their_energy():
    small, large = found(), found(adjusted=10_000.0, observed=9000.0)
    assert widths(small, large).drift_own == pytest.approx(
        math.hypot(widths(small).drift_own, widths(large).drift_own)
    )
    assert widths(large).drift_own == pytest.approx(10 * widths(small).drift_own)


def test_a_control_group_takes_the_common_part_off_and_doubles_the_own():
    treated, control = [found(clusters=(9, 10))] * 10, [found(clusters=(11, 12))] * 10
    both = widths(*treated, *control, weights=[1.0] * 10 + [-1.0] * 10)
    assert both.drift_common == pytest.approx(0.0, abs=1e-9)
    assert both.drift_own == pytest.approx(math.sqrt(2) * widths(*treated).drift_own)
    # A control group of another year knows less of what these years shared.
    later = [replace(each, gap_years=2.0) for each in control]
    assert widths(*treated, *later, weights=[1.0] * 10 + [-1.0] * 10).drift_common > 0
