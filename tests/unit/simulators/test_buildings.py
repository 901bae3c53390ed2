"""Loads of buildings: exact registers, Swedish levels, real rhythms, savings."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from domain.site import Carrier
from simulators import hours
from simulators.buildings import SimulatedBuildings


def years_of(course, year):
    return course.hourly[hours.year() == year]


@pytest.mark.parametrize("carrier", [Carrier.ELECTRICITY, Carrier.HEAT, Carrier.COOLING])
def test_the_register_is_the_integral_of_the_power(buildings, site, carrier):
    school = site.building("skola")
    start = datetime(2026, 7, 8, 11, 17, tzinfo=UTC)
    step = timedelta(seconds=20)
    mids = [start + step / 2 + number * step for number in range(3 * 180)]
    summed = sum(buildings.power_kw(school, carrier, moment) for moment in mids) / 180.0
    counted = buildings.energy_kwh(school, carrier, start + 540 * step) - buildings.energy_kwh(
        school, carrier, start
    )
    assert counted == pytest.approx(summed, rel=1e-4)
    assert counted > 0.0


def test_a_register_never_falls_and_does_not_depend_on_who_asks(buildings, site, weather):
    school = site.building("skola")
    moments = [datetime(2026, 3, 28, 22, tzinfo=UTC) + timedelta(minutes=7 * n) for n in range(300)]
    counts = [buildings.energy_kwh(school, Carrier.ELECTRICITY, moment) for moment in moments]
    assert np.diff(counts).min() > 0.0
    afresh = SimulatedBuildings(site, weather, 1)
    assert afresh.energy_kwh(school, Carrier.ELECTRICITY, moments[150]) == counts[150]
    other = SimulatedBuildings(site, weather, 2)
    assert other.energy_kwh(school, Carrier.ELECTRICITY, moments[150]) != counts[150]


def test_loads_move_between_the_hours(buildings, site):
    start = datetime(2026, 11, 24, 7, tzinfo=UTC)
    powers = {
        round(buildings.power_kw(site.building("skola"), Carrier.ELECTRICITY, start + timedelta(seconds=5 * n)), 3)
        for n in range(60)
    }
    assert len(powers) > 50


@pytest.mark.parametrize(
    ("building", "carrier", "low", "high"),
    [
        ("skola", Carrier.ELECTRICITY, 45, 85),
        ("skola", Carrier.HEAT, 90, 170),
        ("vard", Carrier.ELECTRICITY, 60, 110),
        ("vard", Carrier.HEAT, 100, 190),
    ],
)
def test_annual_use_is_that_of_swedish_municipal_buildings(buildings, site, building, carrier, low, high):
    found = site.building(building)
    kwh_m2 = years_of(buildings.course(found, carrier), 2024).sum() / found.atemp_m2
    assert low < kwh_m2 < high


def test_a_school_sleeps_at_weekends_and_is_warm_in_winter(buildings, site):
    school = site.building("skola")
    electricity = buildings.course(school, Carrier.ELECTRICITY).hourly
    weekday, hour = hours.weekday(site.timezone), hours.hour_of_day(site.timezone)
    noon = electricity[(hour == 11) & (weekday < 5)].mean()
    assert electricity[(hour == 11) & (weekday >= 5)].mean() < 0.6 * noon
    assert electricity[(hour == 3) & (weekday < 5)].mean() < 0.6 * noon
    heat = buildings.course(school, Carrier.HEAT).hourly
    cold = buildings.weather.outside_air_temp_c < -10.0
    warm = buildings.weather.outside_air_temp_c > 18.0
    assert heat[cold].mean() > 6.0 * heat[warm].mean() > 0.0


def test_the_organisation_saves_about_eighteen_per_cent_from_2010(buildings, site):
    def total(year):
        return sum(
            years_of(buildings.course(building, carrier), year).sum()
            for building in site.buildings
            for carrier in (Carrier.ELECTRICITY, Carrier.HEAT)
        )

    # 2010, 2016, 2019, 2022 and 2025 replay the same recorded year of weather.
    assert total(2025) / total(2010) - 1.0 == pytest.approx(-0.18, abs=0.04)
    assert total(2010) > total(2016) > total(2022)


def test_cooling_reaches_the_networks_peak_and_carries_the_data_room_in_winter(buildings, site, winter):
    assert 0.8 * 1900.0 < buildings.cooling_demand.hourly.max() <= 1900.0
    assert buildings.cooling_demand_kw(winter) == pytest.approx(190.0, rel=0.05)
    parts = sum(buildings.power_kw(building, Carrier.COOLING, winter) for building in site.buildings)
    assert parts == pytest.approx(buildings.cooling_demand_kw(winter), rel=0.05)


def test_water_runs_when_people_are_there(buildings, site):
    care = site.building("vard")
    assert buildings.water_m3(care, datetime(2026, 1, 1, tzinfo=UTC)) > 0.0
    annual = years_of(buildings.course(care, Carrier.WATER), 2024).sum() / care.atemp_m2
    assert 0.8 < annual < 1.6
