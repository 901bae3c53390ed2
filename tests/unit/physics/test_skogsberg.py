"""Skogsberg's regressions stay inside what was measured."""

import numpy as np
import pytest

from physics.skogsberg import field_melt_kg_m2_h, laboratory_melt_kg_m2_h

JULY = (np.array([15.0]), np.array([214.0]), np.array([3.35]))


def test_july_of_nordell_and_sundin_by_the_formula_written_out():
    by_hand = -0.09 + 0.00014 * 214.0 + 0.0575 * 15.0 + 0.0012 * 15.0 * 3.35 - 0.18 * 15.0 * 0.2
    assert field_melt_kg_m2_h(*JULY, 0.2).tolist() == pytest.approx([by_hand])


def test_cold_air_and_negative_sums_melt_nothing():
    assert field_melt_kg_m2_h(np.array([-1.0, 1.0]), np.array([800.0, 0.0]), np.zeros(2), 0.25).tolist() == [0, 0]


@pytest.mark.parametrize("cover_m", [0.0, 0.04, 0.26, 0.40, float("nan")])
def test_the_field_regression_is_refused_outside_its_covers(cover_m):
    with pytest.raises(ValueError, match=r"covers of 0.05 to 0.25 m.*use conduction"):
        field_melt_kg_m2_h(*JULY, cover_m)


def test_the_laboratory_regression_rises_with_wind_light_warmth_and_humidity():
    base = {"air": 20.0, "light": 300.0, "wind": 2.0, "humid": 10.0}

    def melted(**change):
        air, light, wind, humid = (np.array([value]) for value in ({**base, **change}).values())
        return float(laboratory_melt_kg_m2_h(air, light, wind, humid, 0.05)[0])

    assert melted() == pytest.approx(-0.97 - 0.485 + 0.328 + 0.525 + 2.04 + 1.92)
    assert all(melted(**{name: value * 1.1}) > melted() for name, value in base.items())


@pytest.mark.parametrize("cover_m", [0.02, 0.08, 0.20])
def test_the_laboratory_regression_is_refused_at_20_cm(cover_m):
    with pytest.raises(ValueError, match=r"laboratory regression holds for covers of 0.025 to 0.075 m"):
        laboratory_melt_kg_m2_h(*JULY, np.array([10.0]), cover_m)
