"""What a comparison says: physics in its signs, sums that add, and nothing where nothing can be known."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import date

import pytest

from config.load_plant import PlantSite
from domain.plant import UnitPrices
from simulators.what_if import Knobs, Question, WhatIf, WhatIfCase, what_if
from simulators.what_if.cases import run_out_dates

LATER_THAN_ALL = date(9999, 1, 1)


def _case(answer: WhatIf, snow_t: float, cover_m: float, warmer_c: float = 0.0) -> WhatIfCase:
    (found,) = [
        case
        for case in answer.cases
        if (case.snow_t.start, case.cover_m, case.warmer_c) == (snow_t, cover_m, warmer_c)
    ]
    return found


def _dates(case: WhatIfCase) -> list[date]:
    return [day or LATER_THAN_ALL for day in case.run_out_date_10_50_90]


def test_every_combination_has_its_case(answer: WhatIf) -> None:
    assert len(answer.cases) == 3 * 2 * 2
    assert [case.snow_t.start for case in answer.cases[:3]] == [7000, 11000, 31000]
    assert {case.exchanger_kw for case in answer.cases} == {1000}


def test_sums_of_a_season_hold_for_the_mean_of_many(answer: WhatIf) -> None:
    for case in (each for each in answer.cases if each.fits):
        snow, cost, cooling = case.snow_t, case.cost_sek, case.cooling_mwh
        assert snow.start - snow.end == pytest.approx(snow.melted_by_load + snow.melted_naturally, rel=1e-6)
        assert min(astuple(snow)) >= 0
        assert cost.total == pytest.approx(cost.energy + cost.grid + cost.tax + cost.demand)
        assert sum(astuple(cooling)) == pytest.approx(sum(astuple(case.without_snow.cooling_mwh)))
        assert cost.total < case.without_snow.cost_sek.total


def test_a_thicker_cover_loses_less_and_lasts_longer(answer: WhatIf) -> None:
    for snow_t in (7000.0, 11000.0):
        thin, thick = _case(answer, snow_t, 0.2), _case(answer, snow_t, 0.4)
        assert thick.natural_melt_share < 0.8 * thin.natural_melt_share
        assert thick.cooling_mwh.snow > thin.cooling_mwh.snow
        assert all(late > early for late, early in zip(_dates(thick), _dates(thin), strict=True))


def test_more_snow_lasts_longer_and_loses_a_smaller_share_of_its_use(answer: WhatIf) -> None:
    for cover_m in (0.2, 0.4):
        less, more = _case(answer, 7000.0, cover_m), _case(answer, 11000.0, cover_m)
        assert all(late > early for late, early in zip(_dates(more), _dates(less), strict=True))
        assert more.cooling_mwh.snow > 1.3 * less.cooling_mwh.snow


def test_a_warmer_summer_needs_more_and_ends_the_snow_earlier(answer: WhatIf) -> None:
    for snow_t in (7000.0, 11000.0):
        usual, warm = _case(answer, snow_t, 0.2), _case(answer, snow_t, 0.2, 2.0)
        assert all(early < late for early, late in zip(_dates(warm), _dates(usual), strict=True))
        assert warm.without_snow.cost_sek.total > 1.1 * usual.without_snow.cost_sek.total


def test_snow_without_room_has_no_figures_but_keeps_what_was_asked(answer: WhatIf) -> None:
    case = _case(answer, 31000.0, 0.2)
    assert (case.fits, case.room_t, case.snow_t.start) == (False, 30_000, 31_000)
    assert case.cooling_mwh is case.cost_sek is case.annual_cost_sek is case.snow_t.end is None
    assert case.run_out_date_10_50_90 == (None, None, None)
    (warning,) = [each for each in answer.warnings if each.code == "does_not_fit"]
    assert (warning.rows, "30,000 t" in warning.text) == (4, True)


def test_the_answer_says_what_was_made_up(answer: WhatIf) -> None:
    assert answer.basis.prices == "synthetic"
    codes = {warning.code for warning in answer.warnings}
    assert codes == {"generated_weather", "synthetic_prices", "generated_load", "plant_alone", "does_not_fit"}
    assert (answer.note_sv, answer.note_en, answer.missing_prices) == (None, None, ())


def test_twice_the_cover_halves_the_surface_part_of_the_loss(demo: PlantSite) -> None:
    """30,000 m3, no cooling: 10,300 m3 lost under 20 cm and 6,200 under 40, the surface being 80 % of it.

    From research on the pile of Nordell & Sundin 1998, whose summer was warmer; here the ratio is what counts.
    """
    knobs = Knobs((19_500.0,), (0.2, 0.4), strategy="chiller_only")
    answer = what_if(Question(demo.plant, demo.tariff, demo.zone, knobs, summers=3, workers=1))
    thin, thick = (case.snow_t.melted_naturally for case in answer.cases)
    assert thick / thin == pytest.approx(6_200 / 10_300, abs=0.08)
    assert 0.20 < thin / 19_500 < 0.45


def test_the_demo_store_gives_what_its_page_says(demo: PlantSite) -> None:
    """Wide bands: the figures of docs/what_if.md, not the digits of a model."""
    knobs = Knobs((20_000.0,), (0.2,))
    (case,) = what_if(Question(demo.plant, demo.tariff, demo.zone, knobs, summers=3, workers=1)).cases
    assert case.cooling_mwh.snow == pytest.approx(1130, rel=0.1)
    assert case.without_snow.cost_sek.total == pytest.approx(240e3, rel=0.15)
    assert case.annual_cost_sek.total == pytest.approx(808e3, rel=0.1)
    assert case.run_out_date_10_50_90[1] is None


def test_a_larger_exchanger_takes_more_of_the_load(demo: PlantSite) -> None:
    knobs = Knobs((20_000.0,), (0.2,), exchanger_kw=(400.0, 1000.0))
    small, large = what_if(Question(demo.plant, demo.tariff, demo.zone, knobs, summers=2, workers=1)).cases
    assert large.cooling_mwh.snow > small.cooling_mwh.snow + 20
    assert large.annual_cost_sek.capital > small.annual_cost_sek.capital
    assert large.cost_sek.total < small.cost_sek.total


def test_a_bound_is_called_a_bound(demo: PlantSite) -> None:
    first, best = (
        what_if(Question(demo.plant, demo.tariff, demo.zone, Knobs((9000.0,), (0.2,), strategy=name), summers=1))
        for name in ("snow_first", "perfect")
    )
    assert best.cases[0].cost_sek.total < first.cases[0].cost_sek.total
    assert "lower_bound" in {warning.code for warning in best.warnings}
    assert "lower_bound" not in {warning.code for warning in first.warnings}


def test_without_prices_only_operation_is_known(demo: PlantSite) -> None:
    plant = replace(demo.plant, prices=UnitPrices())
    answer = what_if(Question(plant, demo.tariff, demo.zone, Knobs((9000.0,), (0.2,)), summers=1, workers=1))
    cost = answer.cases[0].annual_cost_sek
    assert cost.operation == answer.cases[0].cost_sek.total
    assert set(astuple(cost)[1:]) == {None}
    assert "operating cost only, not a basis for sizing" in answer.note_en
    assert "inget underlag för dimensionering" in answer.note_sv
    assert "pad_sek_t" in answer.missing_prices


def test_the_same_seed_gives_the_same_answer_on_one_core_or_two(demo: PlantSite) -> None:
    knobs = Knobs((9000.0,), (0.2,))
    one, two = (
        what_if(Question(demo.plant, demo.tariff, demo.zone, knobs, summers=2, workers=workers))
        for workers in (1, 2)
    )
    assert one == two


def test_the_listener_hears_of_every_season(demo: PlantSite) -> None:
    heard: list[tuple[int, int]] = []
    question = Question(demo.plant, demo.tariff, demo.zone, Knobs((9000.0,), (0.2,)), summers=2, workers=1)
    what_if(question, lambda done, of: heard.append((done, of)))
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], (1, 5, 9)),
        ([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], (1, 5, 9)),
        ([1, 2, 3, None, None, None, None, None, None, None], (1, None, None)),
        ([1, 2, 3, 4, 5, 6, None, None, None, None], (1, 5, None)),
        ([None, None], (None, None, None)),
        ([7], (7, 7, 7)),
    ],
)
def test_a_run_out_date_is_the_day_by_which_that_share_is_gone(
    days: list[int | None], expected: tuple[int | None, ...]
) -> None:
    found = run_out_dates([None if day is None else date(2026, 8, day) for day in days])
    assert found == tuple(None if day is None else date(2026, 8, day) for day in expected)


def test_summers_of_several_years_are_compared_by_their_days() -> None:
    assert run_out_dates([date(2024, 8, 20), date(2025, 7, 1)]) == (
        date(2025, 7, 1),
        date(2025, 7, 1),
        date(2025, 8, 20),
    )
