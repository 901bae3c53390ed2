"""COP of air-cooled chillers against seven published machines."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from domain.plant import Chiller, ChillerPoint
from physics.chiller import CopModel, TooFewPoints, cop_model, fit

POINTS = ((5.0, 6.0), (15.0, 5.0), (25.0, 3.8), (35.0, 2.7))
PLAIN = Chiller("chiller_1", 600.0, 0.25, POINTS)
# The four points of a European seasonal figure (ESEER): outdoor temperature and load fall together.
SEASONAL = ((35.0, 1.0), (30.0, 0.75), (25.0, 0.5), (20.0, 0.25))


def published():
    """Points by machine, restated from the published curves (docs/data_sources.md)."""
    machines: dict[str, list[ChillerPoint]] = {}
    with (Path(__file__).parent / "data/air_cooled_chillers.csv").open() as file:
        for row in csv.reader(line for line in file if not line.startswith("machine")):
            machines.setdefault(row[0], []).append(ChillerPoint(*map(float, row[1:])))
    return machines


MACHINES = published()


def errors(model, points):
    outside, leaving, share, cops = np.array(
        [(p.outside_air_temp_c, p.leaving_chilled_water_temp_c, p.load_share, p.cop) for p in points]
    ).T
    return model.cop(outside, leaving, share) / cops - 1.0


@pytest.mark.parametrize("machine", MACHINES)
def test_a_full_data_sheet_is_met_within_three_percent(machine):
    assert len(MACHINES) == 7
    error = errors(fit(MACHINES[machine]), MACHINES[machine])
    assert np.sqrt((error**2).mean()) < 0.015
    assert np.abs(error).max() < 0.035


@pytest.mark.parametrize("machine", ["trane_cgam110", "ashrae_90_1", "title_24_screw", "title_24_scroll"])
def test_four_seasonal_points_tell_the_rest_of_the_sheet(machine):
    sheet = [
        p
        for p in MACHINES[machine]
        if (p.outside_air_temp_c, p.load_share) in SEASONAL and p.leaving_chilled_water_temp_c == 8.0
    ]
    assert len(sheet) == 4
    inside = [p for p in MACHINES[machine] if 20.0 <= p.outside_air_temp_c <= 35.0]
    error = errors(fit(sheet), inside)
    assert np.sqrt((error**2).mean()) < 0.03
    assert np.abs(error).max() < 0.07


@pytest.mark.parametrize("machine", MACHINES)
def test_half_a_sheet_foretells_the_other_half(machine):
    points = MACHINES[machine]
    random = np.random.default_rng(3)
    chosen = set(random.permutation(len(points))[: len(points) // 2].tolist())
    model = fit([point for number, point in enumerate(points) if number in chosen])
    held_out = [point for number, point in enumerate(points) if number not in chosen]
    assert np.sqrt((errors(model, held_out) ** 2).mean()) < 0.02


@pytest.mark.parametrize("machine", ["trane_cgam110", "ashrae_90_1", "title_24_screw", "title_24_scroll"])
def test_without_part_load_on_the_sheet_part_load_is_a_guess(machine):
    """What a plant file with `cop_points` alone costs; why the sheet is worth asking for."""
    full = [p for p in MACHINES[machine] if p.load_share == 1.0 and p.leaving_chilled_water_temp_c == 8.0]
    points = tuple((p.outside_air_temp_c, p.cop) for p in full)
    error = errors(cop_model(replace(PLAIN, cop_points=points)), MACHINES[machine])
    assert np.abs(error).max() < 0.40
    at_full_load = errors(
        cop_model(replace(PLAIN, cop_points=points)), [p for p in MACHINES[machine] if p.load_share == 1.0]
    )
    assert np.abs(at_full_load).max() < 0.03


def test_points_of_the_plant_file_are_met_exactly_and_held_outside_them():
    model = cop_model(PLAIN)
    for outside_c, cop in POINTS:
        assert model.cop(outside_c) == pytest.approx(cop)
    assert model.cop(10.0) == pytest.approx(5.5)
    assert (model.cop(-20.0), model.cop(45.0)) == (6.0, 2.7)
    assert isinstance(model.cop(10.0), float)
    assert model.cop(np.array([5.0, 15.0])) == pytest.approx([6.0, 5.0])


def test_warmer_water_and_cooler_air_cost_less():
    model = cop_model(PLAIN)
    assert model.cop(25.0, 10.0) / model.cop(25.0, 8.0) == pytest.approx(1.04, abs=0.005)
    assert model.cop(25.0, 6.0) < model.cop(25.0, 8.0)
    assert model.cop(20.0) > model.cop(25.0)
    assert model.cop(25.0, 30.0) == model.cop(25.0, 16.0)


def test_half_load_costs_less_and_least_load_is_held():
    model = cop_model(PLAIN)
    # The published curve of the air-cooled screw machine.
    for share in (0.3, 0.5, 0.75):
        published_share = (0.036487 + 0.734743 * share + 0.219947 * share**2) / 0.991177 / share
        assert model.cop(25.0) / model.cop(25.0, load_share=share) == pytest.approx(published_share, rel=0.003)
    assert model.cop(25.0, load_share=0.5) > model.cop(25.0)
    assert model.cop(25.0, load_share=0.05) == model.cop(25.0, load_share=0.25)


def test_too_little_is_refused_and_the_plant_file_is_used():
    one_place = [ChillerPoint(35.0, 7.0, share, 3.0) for share in (1.0, 0.75, 0.5, 0.25)]
    assert fit(one_place) == TooFewPoints(4, 0.0)
    assert fit(MACHINES["trane_cgam110"][:3]) == TooFewPoints(3, 0.0)
    assert fit([]) == TooFewPoints(0, 0.0)
    assert cop_model(replace(PLAIN, data_sheet=tuple(one_place))) == cop_model(PLAIN)


def test_a_data_sheet_is_preferred():
    sheet = tuple(MACHINES["trane_cgam110"])
    model = cop_model(replace(PLAIN, data_sheet=sheet))
    assert isinstance(model, CopModel)
    assert model.cop(35.0, 6.0) == pytest.approx(2.97, rel=0.02)
    assert model != cop_model(PLAIN)
