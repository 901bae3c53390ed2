"""Zeros of a silent meter against zeros of a load that rests."""

import numpy as np
import pytest

from analytics.records.zeros import zeros_as_missing
from domain.interval import Step
from domain.site import Carrier

HOUR, DAY = Step.parse("1h"), Step.parse("1d")


def year_of(nightly=0):
    values = np.full((365, 24), 5.0)
    values[:, :nightly] = 0.0
    return values.ravel()


def test_lone_zeros_and_runs_of_a_steady_load_are_missing():
    values = year_of()
    values[[10, 500]] = 0.0
    values[1000:1030] = 0.0
    cleaned, silent = zeros_as_missing(values, HOUR, Carrier.ELECTRICITY)
    assert silent.sum() == 32
    assert np.isnan(cleaned).sum() == 32


def test_a_load_that_rests_each_night_keeps_its_zeros_but_not_a_silent_fortnight():
    values = year_of(nightly=8)
    values[2400 : 2400 + 14 * 24] = 0.0
    _, silent = zeros_as_missing(values, HOUR, Carrier.ELECTRICITY)
    assert silent[2400 : 2400 + 14 * 24].all()
    assert silent.sum() == 14 * 24 + 8  # the run goes on through the next morning


def test_a_day_of_zero_is_missing():
    _, silent = zeros_as_missing(np.array([3.0, 0.0, 4.0]), DAY, Carrier.ELECTRICITY)
    assert list(silent) == [False, True, False]


@pytest.mark.parametrize("carrier", [Carrier.HEAT, Carrier.GAS, Carrier.COOLING, Carrier.WATER])
def test_other_carriers_may_rest(carrier):
    values = np.zeros(100)
    cleaned, silent = zeros_as_missing(values, HOUR, carrier)
    assert not silent.any()
    assert (cleaned == 0).all()
