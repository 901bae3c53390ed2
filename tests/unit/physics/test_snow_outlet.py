"""Melt water from the snow: what flow, store and channels do to its temperature."""

import pytest

from physics.snow_outlet import LEAST_CHANNEL_FACTOR, channel_factor, kept_share, outlet_temp_c


def test_kept_share_is_the_outlet_of_one_degree():
    assert outlet_temp_c(1.0, 0.8, 0.4) == kept_share(0.8, 0.4)
    assert kept_share(0.0, 0.5) == 0.0
    assert kept_share(1.0, 0.0) == 1.0
    shares = [kept_share(flow, 0.6) for flow in (0.1, 0.5, 1.0, 1.5)]
    assert shares == sorted(shares)


def test_outlets_spread_the_water_and_rest_closes_channels():
    assert channel_factor(4, 4) == 1.0
    assert channel_factor(1, 4) == pytest.approx(0.5)
    assert channel_factor(4, 4, hours_unrotated=240.0) == pytest.approx(0.37, abs=0.01)
    assert channel_factor(1, 4, hours_unrotated=1000.0) == LEAST_CHANNEL_FACTOR
    assert channel_factor(0, 4) == LEAST_CHANNEL_FACTOR


def test_a_channel_warms_the_outlet_with_the_snow_still_there():
    assert outlet_temp_c(15.0, 1.0, 0.8, LEAST_CHANNEL_FACTOR) > 6.0 > outlet_temp_c(15.0, 1.0, 0.8)
