"""The snow store: published figures that need no series, balances, and what must fall when something rises."""

from dataclasses import replace

import numpy as np
import pytest

from domain.plant import SnowStore, StoreGeometry
from physics.snow_geometry import ShapeTable
from physics.snow_store import (
    cover_conductivity_w_m_k,
    density_kg_m3,
    ground_melt_kg_m2_h,
    load_melt_kg_h,
    melt,
    rain_melt_kg_m2,
    rain_mm,
    surface_melt_kg_m2_h,
)

STORE = SnowStore(20_000.0, 30_000.0, 650.0, 8_000.0, 0.2, 0.25, settled_density_kg_m3=690.0)


def natural_kg_m2_day(air_temp_c, cover_m, rain_mm_day):
    return (
        24.0 * surface_melt_kg_m2_h(air_temp_c, cover_m)
        + rain_melt_kg_m2(rain_mm_day, air_temp_c)
        + 24.0 * ground_melt_kg_m2_h()
    )


@pytest.mark.parametrize(("cover_m", "melted"), [(0.10, 10.8), (0.20, 6.6)])
def test_july_of_nordell_and_sundin(cover_m, melted):
    # Nordell & Sundin 1998, Fig. 4, July: 15.0 °C and 3.5 mm/day.
    assert natural_kg_m2_day(15.0, cover_m, 3.5) == pytest.approx(melted, rel=0.12)


def test_rain_of_that_july_is_a_tenth_of_the_loss():
    assert 29 * rain_melt_kg_m2(3.5, 15.0) == pytest.approx(19.5, rel=0.03)


def test_ground_melts_half_a_kilogram_a_day():
    assert 24.0 * ground_melt_kg_m2_h() == pytest.approx(0.5, abs=0.03)


def test_more_cover_keeps_more_snow_but_never_all():
    thin, thick = surface_melt_kg_m2_h(15.0, 0.2), surface_melt_kg_m2_h(15.0, 0.4)
    assert 0.0 < thick == pytest.approx(thin / 2.0)
    assert surface_melt_kg_m2_h(-5.0, 0.2) == 0.0


def test_bare_snow_melts_three_to_six_millimetres_per_degree_day():
    assert 3.0 <= 24.0 * surface_melt_kg_m2_h(1.0, 0.0) <= 6.0


def test_arrays_melt_as_their_numbers_do():
    air_c = np.array([-5.0, 0.0, 12.5])
    for cover_m in (0.0, 0.2):
        one_by_one = [surface_melt_kg_m2_h(float(air), cover_m) for air in air_c]
        assert surface_melt_kg_m2_h(air_c, cover_m).tolist() == one_by_one


def test_a_megawatt_day_melts_259_tonnes_and_warm_discharge_stretches_it():
    assert 24.0 * load_melt_kg_h(1000.0, 0.0) / 1000.0 == pytest.approx(259, abs=0.5)
    assert load_melt_kg_h(1000.0, 0.0) / load_melt_kg_h(1000.0, 10.0) == pytest.approx(1.125, abs=0.001)


def test_settling_goes_to_its_density_and_takes_volume_not_mass():
    assert density_kg_m3(STORE, 0.0) == 650.0
    assert density_kg_m3(STORE, -5.0) == 650.0
    assert density_kg_m3(STORE, 60.0) == pytest.approx(690.0 - 40.0 / np.e)
    assert density_kg_m3(replace(STORE, settled_density_kg_m3=None), 100.0) == 650.0
    fresh = melt(STORE, 20_000.0, 24.0, air_temp_c=10.0)
    settled = melt(STORE, 20_000.0, 24.0, air_temp_c=10.0, days_settled=120.0)
    # A denser pile of the same mass shows less surface.
    assert settled.surface_t < fresh.surface_t
    assert settled.ground_t == fresh.ground_t


def test_old_chips_conduct_half_again_as_much_at_most():
    new, two, old = (cover_conductivity_w_m_k(replace(STORE, cover_age_years=age)) for age in (0.0, 2.0, 50.0))
    assert new == 0.25
    assert two == pytest.approx(0.25 * (1.0 + 0.5 * (1.0 - 1.0 / np.e)))
    assert old == pytest.approx(0.375)


def test_a_given_surface_melt_takes_the_place_of_conduction():
    step = melt(STORE, 20_000.0, 1.0, air_temp_c=15.0, surface_kg_m2_h=0.0)
    assert step.surface_t == 0.0
    assert step.ground_t > 0.0


def test_a_store_that_runs_out_gives_only_what_it_had():
    step = melt(STORE, 20.0, 24.0, air_temp_c=15.0, cooling_kw=1000.0, discharge_temp_c=5.0)
    assert step.end_t == 0.0
    assert step.natural_t + step.load_t == pytest.approx(20.0)
    assert 0.0 < step.cooling_kw < 1000.0
    assert step.load_kwh == pytest.approx(24.0 * step.cooling_kw)
    nothing = melt(STORE, 0.0, 1.0, air_temp_c=15.0, cooling_kw=1000.0)
    assert (nothing.end_t, nothing.load_t, nothing.cooling_kw) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mass_t": -1.0},
        {"mass_t": float("nan")},
        {"cooling_kw": -5.0},
        {"rain_mm_h": float("nan")},
        {"air_temp_c": float("nan")},
        {"surface_kg_m2_h": float("nan")},
        {"hours": -1.0},
    ],
)
def test_drivers_that_cannot_be_are_refused(wrong):
    drivers = {"mass_t": 1000.0, "hours": 1.0, "air_temp_c": 10.0} | wrong
    with pytest.raises(ValueError, match="snow store"):
        melt(STORE, drivers.pop("mass_t"), drivers.pop("hours"), **drivers)


def random_store(random):
    shape = StoreGeometry(
        random.uniform(60.0, 150.0),
        random.uniform(50.0, 100.0),
        random.choice([0.0, random.uniform(1.0, 7.0)]),
        random.uniform(25.0, 60.0),
        random.uniform(50.0, 90.0),
    )
    density = random.uniform(450.0, 750.0)
    return SnowStore(
        ShapeTable(shape).capacity_m3 * density / 1000.0 * random.uniform(0.1, 0.95),
        1e6,
        density,
        shape.length_m * shape.width_m,
        random.uniform(0.05, 0.6),
        random.uniform(0.15, 0.4),
        random.uniform(0.0, 5.0),
        random.choice([None, density * 1.08]),
        shape,
    )


def random_season(random, store):
    """Steps of a season of 60 to 200 days with a load that may outlast the snow."""
    hours = random.choice([0.25, 1.0, 24.0])
    number = min(int(random.uniform(60, 200) * 24 / hours), 1500)
    table, mass_t, steps = ShapeTable(store.shape), store.mass_t, []
    for at in range(number):
        drivers = {
            "air_temp_c": random.normal(12.0, 9.0),
            "rain_mm_h": max(random.normal(-0.5, 1.0), 0.0),
            "cooling_kw": max(random.normal(300.0, 800.0), 0.0),
            "discharge_temp_c": random.uniform(0.0, 15.0),
        }
        step = melt(store, mass_t, hours, days_settled=at * hours / 24.0, shape=table, **drivers)
        steps.append((step, drivers))
        mass_t = step.end_t
    return steps


@pytest.mark.parametrize("seed", range(25))
def test_mass_and_energy_close_over_random_seasons(seed):
    random = np.random.default_rng(seed)
    store = random_store(random)
    steps = random_season(random, store)
    masses = np.array([step.end_t for step, _ in steps])
    assert np.all(np.isfinite(masses))
    assert masses.min() >= 0.0
    assert np.all(np.diff([store.mass_t, *masses]) <= 0.0)
    melted_t = sum(step.natural_t + step.load_t for step, _ in steps)
    assert store.mass_t - masses[-1] == pytest.approx(melted_t, rel=1e-6)
    heat_kwh = sum(step.heat_in_kwh for step, _ in steps)
    carried_kwh = sum(step.discharge_kwh for step, _ in steps)
    # 334 kJ/kg is 92.78 kWh/t; closing to a thousandth of a thousandth.
    assert heat_kwh == pytest.approx((store.mass_t - masses[-1]) * 334.0 / 3.6 + carried_kwh, rel=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_the_heats_are_those_of_the_weather(seed):
    """Reckoned anew from conductivity, rain, ground flux and load, not from the masses."""
    random = np.random.default_rng(100 + seed)
    store = replace(random_store(random), settled_density_kg_m3=None)
    table = ShapeTable(store.shape)
    for step, drivers in random_season(random, store):
        if step.end_t == 0.0:
            break
        volume_m3 = step.start_t * 1000.0 / store.density_kg_m3
        warm_c = max(drivers["air_temp_c"], 0.0)
        watts = table.surface_m2(volume_m3) * cover_conductivity_w_m_k(store) / store.cover_m * warm_c
        assert step.surface_kwh == pytest.approx(watts * step.hours / 1000.0)
        rain_kg = table.plan_m2(volume_m3) * drivers["rain_mm_h"] * step.hours * (drivers["air_temp_c"] > 1.0)
        assert step.rain_kwh == pytest.approx(rain_kg * 4.19 * warm_c / 3600.0)
        assert step.ground_kwh == pytest.approx(table.ground_m2(volume_m3) * 2.0 * step.hours / 1000.0)
        assert step.load_kwh == pytest.approx(drivers["cooling_kw"] * step.hours)
        assert step.water_t == pytest.approx(step.start_t - step.end_t + rain_kg / 1000.0, rel=1e-6)


def test_what_falls_as_snow_melts_nothing_and_runs_nowhere():
    store = replace(random_store(np.random.default_rng(1)), settled_density_kg_m3=None)
    cold, warm = (melt(store, 1000.0, 1.0, air_temp_c=air_c, rain_mm_h=4.0) for air_c in (0.9, 1.1))
    assert (cold.rain_t, cold.rain_water_t) == (0.0, 0.0)
    plan_m2 = ShapeTable(store.shape).plan_m2(1000.0 * 1000.0 / store.density_kg_m3)
    assert warm.rain_water_t == pytest.approx(plan_m2 * 4.0 / 1000.0, rel=1e-3)
    assert warm.rain_t == pytest.approx(warm.rain_water_t * 4.19 * 1.1 / 334.0, rel=1e-3)
    assert rain_mm(np.array([4.0, 4.0]), np.array([-3.0, 3.0])).tolist() == [0.0, 4.0]


def left_t(store, air_c, rain_mm_h, cooling_kw, **given):
    mass_t = store.mass_t
    for day, (air, rain, load) in enumerate(zip(air_c, rain_mm_h, cooling_kw, strict=True)):
        mass_t = melt(
            store, mass_t, 24.0, air_temp_c=air, rain_mm_h=rain, cooling_kw=load, days_settled=day, **given
        ).end_t
    return mass_t


@pytest.mark.parametrize("seed", range(12))
def test_what_must_leave_less_snow_does(seed):
    random = np.random.default_rng(200 + seed)
    store = random_store(random)
    air_c, rain = random.normal(10.0, 6.0, 150), np.maximum(random.normal(-0.3, 0.5, 150), 0.0)
    load_kw = np.maximum(random.normal(50.0, 100.0, 150), 0.0)
    base = left_t(store, air_c, rain, load_kw, discharge_temp_c=5.0)
    slack = 1e-6 * store.mass_t
    assert left_t(store, air_c + 1.0, rain, load_kw, discharge_temp_c=5.0) <= base + slack
    assert left_t(store, air_c, rain * 1.5, load_kw, discharge_temp_c=5.0) <= base + slack
    assert left_t(store, air_c, rain, load_kw * 1.2, discharge_temp_c=5.0) <= base + slack
    assert left_t(store, air_c, rain, load_kw, discharge_temp_c=0.0) <= base + slack
    older = replace(store, cover_age_years=store.cover_age_years + 2.0)
    assert left_t(older, air_c, rain, load_kw, discharge_temp_c=5.0) <= base + slack
    thicker = replace(store, cover_m=store.cover_m * 1.3)
    assert left_t(thicker, air_c, rain, load_kw, discharge_temp_c=5.0) >= base - slack
    more = replace(store, mass_t=store.mass_t * 1.04)
    assert left_t(more, air_c, rain, load_kw, discharge_temp_c=5.0) >= base - slack
