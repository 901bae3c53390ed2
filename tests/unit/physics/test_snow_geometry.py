"""Volume, height and areas of a frustum pile on a frustum pit."""

from itertools import pairwise
from math import radians, sin

import numpy as np
import pytest

from domain.plant import StoreGeometry
from physics.snow_geometry import (
    ShapeTable,
    capacity_m3,
    ground_m2,
    height_m,
    plan_m2,
    shape_table,
    surface_m2,
    thinning,
    volume_m3,
)

PAD = StoreGeometry(100.0, 90.0)
SUNDSVALL = StoreGeometry(140.0, 60.0, pit_depth_m=7.0)
SHAPES = [
    PAD,
    SUNDSVALL,
    StoreGeometry(60.0, 60.0, 0.0, 30.0),
    StoreGeometry(120.0, 40.0, 3.0, 60.0, 90.0),
    StoreGeometry(3.0, 2.0),
]
SHARES = np.array([0.0, 1e-6, 0.001, 0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.999, 1.0])


@pytest.mark.parametrize("shape", SHAPES)
def test_height_and_volume_are_each_others_inverse(shape):
    for volume in SHARES * capacity_m3(shape):
        height = height_m(shape, volume)
        assert volume_m3(shape, height) == pytest.approx(volume, rel=1e-6, abs=1e-9)
        assert height_m(shape, volume_m3(shape, height)) == pytest.approx(height, rel=1e-3)


@pytest.mark.parametrize("shape", SHAPES)
def test_more_snow_is_higher_and_shows_no_less_surface_and_ground(shape):
    volumes = np.linspace(0.0, capacity_m3(shape), 400)
    for function, strictly in ((height_m, True), (surface_m2, False), (ground_m2, False), (plan_m2, False)):
        values = [function(shape, volume) for volume in volumes]
        assert values[0] == 0.0
        assert all(b > a if strictly else b >= a * (1 - 1e-12) for a, b in pairwise(values))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_jump_where_the_last_snow_begins_to_shrink_from_its_edges(shape):
    thin_m3, thin_m = thinning(shape)
    for function in (height_m, surface_m2, ground_m2, plan_m2):
        below, above = (
            function(shape, thin_m3 * 0.999999),
            function(shape, min(thin_m3 * 1.000001, capacity_m3(shape))),
        )
        assert below == pytest.approx(above, rel=1e-4)
    assert ground_m2(shape, thin_m3 / 8.0) == pytest.approx(ground_m2(shape, thin_m3) / 4.0)
    assert height_m(shape, thin_m3 / 8.0) == pytest.approx(thin_m / 2.0)


def test_a_square_pad_holds_a_pyramid_and_a_long_one_a_ridge():
    assert capacity_m3(StoreGeometry(60.0, 60.0)) == pytest.approx(60.0**2 * 30.0 / 3.0)
    # A hip roof: prism over the ridge of 40 m and a pyramid of the two ends.
    assert capacity_m3(StoreGeometry(100.0, 60.0)) == pytest.approx(
        40.0 * 60.0 * 30.0 / 2.0 + 60.0**2 * 30.0 / 3.0
    )


def test_pit_and_pile_by_the_prismoid_rule():
    # Simpson's rule is exact for a frustum: h/6 (A_0 + 4 A_m + A_1).
    bank = 7.0 / np.tan(radians(60.0))
    sides = [(140 - 2 * bank, 60 - 2 * bank), (140 - bank, 60 - bank), (140.0, 60.0)]
    pit = 7.0 / 6.0 * sum(weight * a * b for weight, (a, b) in zip((1, 4, 1), sides, strict=True))
    assert volume_m3(SUNDSVALL, 7.0) == pytest.approx(pit)
    pile = 4.0 / 6.0 * (140 * 60 + 4 * 136 * 56 + 132 * 52)
    assert volume_m3(SUNDSVALL, 11.0) == pytest.approx(pit + pile)
    slope_m = 4.0 / sin(radians(45.0))
    assert surface_m2(SUNDSVALL, pit + pile) == pytest.approx(132 * 52 + (140 + 132 + 60 + 52) * slope_m)
    banks = (sum(sides[0]) + 200.0) * 7.0 / sin(radians(60.0))
    assert ground_m2(SUNDSVALL, pit + pile) == pytest.approx(sides[0][0] * sides[0][1] + banks)
    assert plan_m2(SUNDSVALL, pit + pile) == pytest.approx(8_400.0)


def test_steep_banks_keep_the_surface_while_the_pit_empties():
    # In a basin with steep sides dA/dV is near 0: keeping is nearly free.
    full, half = volume_m3(SUNDSVALL, 7.0), volume_m3(SUNDSVALL, 3.5)
    assert surface_m2(SUNDSVALL, half) / surface_m2(SUNDSVALL, full) > 0.9
    assert half / full < 0.5


def test_big_piles_show_less_surface_for_each_cubic_metre():
    ratios = [surface_m2(PAD, volume) / volume for volume in (500.0, 5_000.0, 20_000.0, 80_000.0)]
    assert ratios == sorted(ratios, reverse=True)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_table_agrees_with_the_solved_shape(shape):
    table = ShapeTable(shape)
    volumes = np.linspace(0.0, capacity_m3(shape), 777)
    for name, function in (
        ("height_m", height_m),
        ("surface_m2", surface_m2),
        ("ground_m2", ground_m2),
        ("plan_m2", plan_m2),
    ):
        exact = np.array([function(shape, volume) for volume in volumes])
        assert getattr(table, name)(volumes) == pytest.approx(exact, rel=1e-3)
        one_by_one = [getattr(table, name)(float(volume)) for volume in volumes]
        assert one_by_one == pytest.approx(getattr(table, name)(volumes).tolist(), rel=1e-9)
    heights = table.height_m(volumes)
    assert table.volume_m3(heights) == pytest.approx(volumes, rel=1e-6)
    assert table.volume_m3(float(heights[300])) == pytest.approx(volumes[300], rel=1e-6)


def test_the_table_holds_at_its_ends_and_is_made_once():
    table = shape_table(PAD)
    assert shape_table(StoreGeometry(100.0, 90.0)) is table
    assert table.surface_m2(-1.0) == table.height_m(-1.0) == table.volume_m3(-1.0) == 0.0
    assert table.height_m(2.0 * table.capacity_m3) == pytest.approx(45.0)
    assert table.volume_m3(99.0) == pytest.approx(table.capacity_m3)


@pytest.mark.parametrize("volume", [-1.0, float("nan"), 1e9])
def test_what_the_store_cannot_hold_is_refused(volume):
    for function in (height_m, surface_m2, ground_m2):
        with pytest.raises(ValueError, match="which this store can hold"):
            function(PAD, volume)
    with pytest.raises(ValueError, match="which this store can hold"):
        volume_m3(PAD, volume)


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        (StoreGeometry(100.0, 60.0, side_slope_deg=90.0), "side_slope_deg"),
        (StoreGeometry(100.0, 60.0, pit_depth_m=-1.0), "pit_depth_m"),
        (StoreGeometry(100.0, 60.0, pit_slope_deg=0.0), "pit_slope_deg"),
        (StoreGeometry(100.0, 10.0, pit_depth_m=7.0, pit_slope_deg=45.0), "meet above its floor"),
    ],
)
def test_a_store_that_cannot_be_is_refused(shape, complaint):
    with pytest.raises(ValueError, match=complaint):
        capacity_m3(shape)
