"""Indicators per Atemp."""

from __future__ import annotations

import pytest

from analytics.indicators.figures import Indicator, overall_kwh_m2, ranked
from domain.site import Carrier


def indicator(name: str, atemp_m2: float | None, kwh: float, base: float | None = None) -> Indicator:
    return Indicator(name, name, "school", atemp_m2, ((Carrier.HEAT, kwh),), kwh, base, ())


def test_ranked_from_lowest_and_without_those_that_have_no_area():
    found = ranked([indicator("a", 100, 9000), indicator("b", None, 1), indicator("c", 100, 500)])
    assert [building.name for building in found] == ["c", "a"]


def test_the_mean_is_a_ratio_of_sums():
    found = overall_kwh_m2([indicator("a", 100, 10000), indicator("b", 900, 9000), indicator("c", None, 1e9)])
    assert found == pytest.approx(19.0)
    assert overall_kwh_m2([indicator("c", None, 5)]) is None


def test_change_needs_a_base_year():
    assert indicator("a", 100, 90, base=100).change == pytest.approx(-0.1)
    assert indicator("a", 100, 90).change is None
    assert indicator("a", 100, 90).kwh_m2 == 0.9
    assert indicator("a", 100, 90).carrier_kwh(Carrier.GAS) is None
