"""No strategy beats `perfect`, and `perfect` is not far below what can be done."""

from dataclasses import replace

import numpy as np
import pytest

from simulators.season.account import Course, cost_sek
from simulators.season.closed_loop import play
from simulators.season.convex_hull import filled, hull_slopes
from simulators.season.foresight_programme import Programme
from simulators.season.machines import fan_kw, run_chillers
from simulators.season.relaxed_power import pump_kw
from simulators.season.relaxed_season import RelaxedSeason
from simulators.season.run import play_season
from simulators.season.scene import Scene
from simulators.season.strategies import CAUSAL

# What a solver's tolerance may take from a bound of thousands of kronor.
HAIR = 1.0 - 1e-6


class Given:
    """Asks for what it was given."""

    def __init__(self, wanted_kw):
        self.wanted = wanted_kw.tolist()

    def wanted_kw(self, step, rest_kw, snow_left):
        return self.wanted[step]

    def told(self, step, snow_kw):
        pass


def cost_of(scene, wanted_kw):
    """What the simulated plant pays when snow is asked for as in `wanted_kw`."""
    snow = play(Given(wanted_kw), scene.rest_kw, lambda: scene.loop, scene.store, scene.inputs.step_h)
    left = np.maximum(scene.rest_kw - snow.snow_kw, 0.0)
    chillers = run_chillers(scene.plant, scene.truth.cop, scene.inputs, left)
    course = Course(
        snow.snow_kw,
        chillers.cooling_kw,
        left - chillers.cooling_kw,
        chillers.electric_kw,
        snow.electric_kw,
        fan_kw(scene.plant, scene.free_kw),
        snow.natural_t,
        snow.load_t,
        snow.snow_t,
    )
    return cost_sek(scene, course).total


@pytest.mark.parametrize("seed", range(10))
def test_no_strategy_is_cheaper(case, seed):
    bound = play_season(case(seed, "perfect")).outcome
    assert bound.lower_bound
    for strategy in CAUSAL:
        assert bound.cost_sek.total * HAIR <= play_season(case(seed, strategy)).outcome.cost_sek.total


@pytest.mark.parametrize("seed", range(40, 43))
def test_snow_that_is_gone_long_before_the_end_is_no_riddle(case, plant, inputs, tariff, charge, seed):
    few = plant()
    store = replace(few.snow_store, mass_t=30.0, cover_m=0.05)
    one = replace(case(seed), inputs=inputs(seed, days=60), plant=replace(few, snow_store=store))
    one = replace(one, tariff=tariff((charge(),)))
    season = RelaxedSeason(Scene(one.inputs, one.plant, one.tariff, one.seed, one.zone))
    assert season.kept.min() >= 1e-6
    assert season.kept[-1] < 1e-3
    bound = play_season(replace(one, strategy="perfect")).outcome
    for strategy in CAUSAL:
        played = play_season(replace(one, strategy=strategy)).outcome
        assert bound.cost_sek.total * HAIR <= played.cost_sek.total


@pytest.mark.parametrize("seed", range(30, 34))
def test_no_strategy_is_cheaper_where_chillers_do_not_suffice(case, plant, seed):
    one = case(seed)
    small = replace(one.plant, chillers=one.plant.chillers[: 1 + seed % 2])
    hot = replace(one.inputs, cooling_load_kw=one.inputs.cooling_load_kw * 1.5)
    one = replace(one, plant=small, inputs=hot)
    outcomes = {name: play_season(replace(one, strategy=name)).outcome for name in (*CAUSAL, "perfect")}
    bound = outcomes.pop("perfect")
    assert outcomes["chiller_only"].comfort.unmet_mwh > 0.0
    assert outcomes["chiller_only"].comfort.degree_hours > 0.0
    assert all(bound.cost_sek.total * HAIR <= one.cost_sek.total for one in outcomes.values())
    noted = [warning.code for warning in bound.warnings]
    if "unmet_bound" not in noted:
        least = min(one.comfort.unmet_mwh for one in outcomes.values())
        assert bound.comfort.unmet_mwh <= least + 1e-4


@pytest.mark.parametrize("seed", range(50, 54))
def test_no_strategy_is_cheaper_where_electricity_is_paid_for(case, tariff, charge, seed):
    one = case(seed)
    rates = {"energy_tax": 0.0, "energy_tax_deduction": 0.0, "grid_transfer_fee": 0.0, "supplier_markup": 0.0}
    charges = (charge(value=5.0),) if seed % 2 else ()
    swing = replace(one.inputs, price_eur_mwh=one.inputs.price_eur_mwh - 30.0)
    limits = replace(one.plant.limits, min_on_s=3600.0 * (1 + seed % 3))
    one = replace(one, tariff=tariff(charges, **rates), inputs=swing, plant=replace(one.plant, limits=limits))
    bound = play_season(replace(one, strategy="perfect")).outcome.cost_sek.total
    costs = [play_season(replace(one, strategy=name)).outcome.cost_sek.total for name in CAUSAL]
    assert all(bound <= cost + 1e-6 * abs(cost) for cost in costs)


@pytest.mark.parametrize("seed", [1, 4, 6])
def test_no_course_whatever_is_cheaper(case, seed):
    """Asking for snow at random, in blocks, and by what it saves: thousands of ways to play one season."""
    one = case(seed)
    scene = Scene(one.inputs, one.plant, one.tariff, one.seed, one.zone)
    bound = play_season(replace(one, strategy="perfect")).outcome.cost_sek.total
    random = np.random.default_rng(seed)
    asked = []
    for _ in range(40):
        on = np.repeat(random.random(scene.inputs.count // 6 + 1) < random.random(), 6)[: scene.inputs.count]
        asked.append(np.where(on, scene.rest_kw * random.uniform(0.3, 1.0), 0.0))
    costs = [cost_of(scene, wanted) for wanted in asked]
    assert min(costs) >= bound * HAIR


@pytest.mark.parametrize("seed", [4, 8])
def test_a_good_course_comes_near(case, seed):
    """Without a demand charge: snow where it saves most per tonne, the threshold rising as the season goes on."""
    one = case(seed)
    assert not one.tariff.demand_charges
    scene = Scene(one.inputs, one.plant, one.tariff, one.seed, one.zone)
    season = RelaxedSeason(scene)
    bound = play_season(replace(one, strategy="perfect")).outcome.cost_sek.total
    most = season.most_snow_kw
    saved = (season.power_kw(np.zeros(len(most))) - season.power_kw(most)) * scene.prices.total
    worth = saved / np.maximum(season.melt_t_h(most), 1e-9)
    passed = np.linspace(0.0, 1.0, len(most))
    costs = [
        cost_of(scene, np.where(worth > floor * (1.0 + growth * passed), most, 0.0))
        for floor in np.linspace(0.0, np.percentile(worth, 95), 14)
        for growth in (0.0, 0.3, 1.0)
    ]
    assert bound * HAIR <= min(costs) <= bound * 1.06


@pytest.mark.parametrize("seed", range(3))
def test_filling_by_value_is_the_optimum_of_the_programme(case, tariff, seed):
    one = replace(case(seed), tariff=tariff())
    scene = Scene(one.inputs, one.plant, one.tariff, one.seed, one.zone)
    programme = Programme.of(RelaxedSeason(scene))
    by_value, by_highs = programme.by_value(), programme.by_highs([])
    assert float(programme.cost @ by_value) == pytest.approx(float(programme.cost @ by_highs), rel=1e-7)
    # Weak duality, worked out apart: at any price of snow the free choice of every piece is a bound.
    width, snow = programme.season.columns.width, programme.snow
    duals = [
        float(np.minimum(programme.cost + price * snow, 0.0) @ width) - price * programme.season.snow_t
        for price in np.linspace(0.0, 60.0, 400)
    ]
    primal = float(programme.cost @ by_value)
    assert max(duals) <= primal + 1e-6 * abs(primal)
    assert max(duals) == pytest.approx(primal, rel=2e-3)


@pytest.mark.parametrize("seed", [2, 3])
def test_the_programme_pays_the_demand_charge_of_the_bill(case, seed):
    """Its own peaks, worked out from the course it found, cost what it reckoned: to the hair, not just below."""
    one = case(seed, "perfect")
    played = play_season(one)
    season = RelaxedSeason(played.scene)
    programme = Programme.of(season)
    bill = cost_sek(played.scene, played.course)
    energy_only = replace(one, tariff=replace(one.tariff, demand_charges=()))
    free_of_peaks = play_season(energy_only).outcome.cost_sek.total
    assert bill.total - bill.demand >= free_of_peaks * HAIR
    x = programme.by_highs(played.scene.months)
    shift = np.bincount(season.columns.step, weights=x * season.columns.power, minlength=one.inputs.count)
    power = season.power_kw(np.zeros(one.inputs.count)) + shift + played.scene.base_kw
    charged = sum(month.charge.value * month.charged_kw(power) for month in played.scene.months)
    assert bill.demand == pytest.approx(charged, rel=1e-4)


@pytest.mark.parametrize("seed", range(2))
def test_power_between_the_points_is_never_below_the_hull(case, seed):
    one = case(seed)
    scene = Scene(one.inputs, one.plant, one.tariff, one.seed, one.zone)
    season = RelaxedSeason(scene)
    random = np.random.default_rng(seed)
    for _ in range(20):
        snow = season.most_snow_kw * random.random(scene.inputs.count)
        chillers = run_chillers(scene.plant, scene.truth.cop, scene.inputs, scene.rest_kw - snow)
        pumped = pump_kw(scene, snow[:, None], -1)[:, 0]
        true = chillers.electric_kw + pumped + fan_kw(scene.plant, scene.free_kw)
        assert (season.power_kw(snow) <= true + 1e-9).all()


@pytest.mark.parametrize("seed", range(2))
def test_natural_melt_is_never_below_its_line(case, seed):
    one = case(seed)
    scene = Scene(one.inputs, one.plant, one.tariff, one.seed, one.zone)
    season = RelaxedSeason(scene)
    melted_t = scene.store.natural_melt()
    for strategy in CAUSAL:
        snow_t = play_season(replace(one, strategy=strategy)).course.snow_t
        for step in range(0, scene.inputs.count, 7):
            mass = float(snow_t[step])
            line = season.melt_fixed_t[step] + season.melt_share[step] * mass
            assert line <= min(melted_t(step, mass), mass) + 1e-9


def test_the_hull_is_the_greatest_convex_function_below():
    random = np.random.default_rng(2)
    corners = np.cumsum(random.uniform(0.0, 2.0, (50, 9)), axis=1)
    corners[:10, 4] = corners[:10, 3]
    values = random.normal(0.0, 1.0, (50, 9))
    values[:10, 4] = values[:10, 3]
    slopes = hull_slopes(values, corners)
    widths = np.diff(corners, axis=1)
    for row in range(50):
        used = widths[row] > 1e-9
        assert (np.diff(slopes[row][used]) >= -1e-9).all()
        hull = values[row, 0] + np.array(
            [
                filled(np.array([x - corners[row, 0]]), corners[row : row + 1], slopes[row : row + 1])[0]
                for x in corners[row]
            ]
        )
        assert (hull <= values[row] + 1e-9).all()
        assert hull[-1] == pytest.approx(values[row, -1])
