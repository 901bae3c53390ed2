"""Progress as accounting: change, band and projection."""

from __future__ import annotations

from math import sqrt

import pytest

from analytics.indicators.targets import Entry, half_width_90_kwh, progress, projection
from domain.site import Carrier


def entry(kwh: float, estimated: float = 0.0, carrier: Carrier = Carrier.ELECTRICITY) -> Entry:
    return Entry(carrier, kwh, estimated)


def test_one_meters_band_is_its_limit_as_a_uniform_distribution():
    assert half_width_90_kwh([entry(1000.0)]) == pytest.approx(1.645 * 0.01 / sqrt(3) * 1000)


def test_meters_add_in_quadrature():
    one = half_width_90_kwh([entry(100.0)])
    assert half_width_90_kwh([entry(100.0)] * 16) == pytest.approx(4 * one)


def test_estimated_use_widens_the_band():
    assert half_width_90_kwh([entry(1000.0, estimated=100.0)]) > half_width_90_kwh([entry(1000.0)]) * 3


def test_change_is_a_ratio_of_sums_with_a_band_around_it():
    observed, base = [entry(400.0), entry(400.0)], [entry(1000.0)]
    found = progress(800.0, 1000.0, observed, base)
    assert found.change == pytest.approx(-0.2)
    h = sqrt((half_width_90_kwh(observed) / 800) ** 2 + (half_width_90_kwh(base) / 1000) ** 2) * 0.8
    assert found.interval_90 == pytest.approx((-0.2 - h, -0.2 + h))


def test_the_band_has_no_drift_and_stays_narrow():
    found = progress(800.0, 1000.0, [entry(800.0)], [entry(1000.0)])
    assert found.interval_90[1] - found.interval_90[0] < 0.025


@pytest.mark.parametrize("carrier", Carrier)
def test_every_carrier_has_a_usual_meter(carrier: Carrier):
    assert half_width_90_kwh([entry(1000.0, carrier=carrier)]) > 0


def test_a_straight_line_goes_on():
    assert projection({2010 + y: 100.0 - 2 * y for y in range(6)}, 2030) == pytest.approx(60.0)


def test_too_few_years_project_nothing():
    assert projection({2010: 100.0, 2011: 90.0, 2012: 80.0, 2013: 70.0}, 2030) is None
