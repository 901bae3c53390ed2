"""The snow store against published figures: numbers in comments name where they come from."""

import csv
from pathlib import Path

import pytest

from domain.plant import SnowStore
from physics.snow_pile import pile_surface_m2
from physics.snow_store import (
    ground_melt_kg_m2_h,
    load_melt_kg_h,
    melt,
    rain_melt_kg_m2,
    surface_melt_kg_m2_h,
)

STORE = SnowStore(20_000.0, 30_000.0, 650.0, 8_000.0, 0.2, 0.25)


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


def test_share_of_surface_rain_and_ground_over_a_warm_month():
    # 80 / 15 / 5 within 8 points over a season (Nordell, snolagring); a dry cold spring has less rain.
    surface = 24.0 * surface_melt_kg_m2_h(15.0, 0.2)
    assert surface / natural_kg_m2_day(15.0, 0.2, 3.5) == pytest.approx(0.80, abs=0.08)


def test_rain_of_that_july_is_a_tenth_of_the_loss():
    assert 29 * rain_melt_kg_m2(3.5, 15.0) == pytest.approx(19.5, rel=0.03)


def test_ground_melts_half_a_kilogram_a_day():
    assert 24.0 * ground_melt_kg_m2_h() == pytest.approx(0.5, abs=0.03)


def test_snowpack_run_of_tallinn_2024():
    # SNOWPACK under 0.22 m of chips, April-August 2024: 783 kg/m2 lost, within 25 %.
    file = Path(__file__).parent / "data" / "tallinn_harku_daily_2024.csv"
    with file.open(encoding="utf-8", newline="") as text:
        days = [(float(row["mean_above_zero_c"]), float(row["rain_mm"])) for row in csv.DictReader(text)]
    assert len(days) == 153
    assert sum(natural_kg_m2_day(warm_c, 0.22, rain_mm) for warm_c, rain_mm in days) == pytest.approx(
        783, rel=0.25
    )


def test_granasen_2018_loses_thirteen_per_cent_of_its_mass():
    # 27,054 m3 at 635.7 kg/m3 under 0.46 m, 199 days of mean 12.0 °C: 13 % of mass, within 4 points. The covered
    # surface is not published; it is taken as volume over 5 m, and rain as 2.5 mm/day.
    store = SnowStore(27_054 * 0.6357, 30_000.0, 635.7, 4_680.0, 0.46, 0.25)
    assert pile_surface_m2(27_054.0, store.pad_area_m2) == pytest.approx(27_054 / 5.0, rel=0.02)
    mass_t = store.mass_t
    for _ in range(199):
        mass_t = melt(store, mass_t, 24.0, air_temp_c=12.0, rain_mm_h=2.5 / 24.0).end_t
    assert 1.0 - mass_t / store.mass_t == pytest.approx(0.13, abs=0.04)


def test_more_cover_keeps_more_snow_but_never_all():
    thin, thick = surface_melt_kg_m2_h(15.0, 0.2), surface_melt_kg_m2_h(15.0, 0.4)
    assert 0.0 < thick == pytest.approx(thin / 2.0)
    assert surface_melt_kg_m2_h(-5.0, 0.2) == 0.0


def test_bare_snow_melts_three_to_six_millimetres_per_degree_day():
    assert 3.0 <= 24.0 * surface_melt_kg_m2_h(1.0, 0.0) <= 6.0


def test_a_megawatt_day_melts_259_tonnes_and_warm_discharge_stretches_it():
    assert 24.0 * load_melt_kg_h(1000.0, 0.0) / 1000.0 == pytest.approx(259, abs=0.5)
    assert load_melt_kg_h(1000.0, 0.0) / load_melt_kg_h(1000.0, 10.0) == pytest.approx(1.125, abs=0.001)


def test_sundsvall_design_holds_3711_megawatt_hours():
    hours_of_a_megawatt = 40_000.0 * 1000.0 / load_melt_kg_h(1000.0, 0.0)
    assert hours_of_a_megawatt == pytest.approx(3711, abs=1)


def test_mass_and_energy_close_over_a_season():
    mass_t, melted_t, heat_kwh = STORE.mass_t, 0.0, 0.0
    for day in range(150):
        step = melt(
            STORE, mass_t, 24.0, air_temp_c=5.0 + day / 10.0, rain_mm_h=0.1, cooling_kw=300.0, discharge_temp_c=8.0
        )
        melted_t += step.natural_t + step.load_t
        heat_kwh += step.cooling_kw * 24.0
        assert step.load_t * 1000.0 * (334.0 + 4.19 * 8.0) / 3600.0 == pytest.approx(step.cooling_kw * 24.0)
        mass_t = step.end_t
    assert STORE.mass_t - mass_t == pytest.approx(melted_t, rel=1e-9)
    assert 0.0 < mass_t < STORE.mass_t
    assert heat_kwh == pytest.approx(150 * 24 * 300.0)


def test_a_store_that_runs_out_gives_only_what_it_had():
    step = melt(STORE, 20.0, 24.0, air_temp_c=15.0, cooling_kw=1000.0, discharge_temp_c=5.0)
    assert step.end_t == 0.0
    assert step.natural_t + step.load_t == pytest.approx(20.0)
    assert 0.0 < step.cooling_kw < 1000.0
    nothing = melt(STORE, 0.0, 1.0, air_temp_c=15.0, cooling_kw=1000.0)
    assert (nothing.end_t, nothing.load_t, nothing.cooling_kw) == (0.0, 0.0, 0.0)
