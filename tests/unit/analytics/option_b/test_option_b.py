"""Option B for snow cooling: the account adds up, and its interval holds the truth of the simulated plant."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from analytics.option_b.counterfactual import without_snow
from analytics.option_b.document import Instead
from analytics.option_b.plant_hours import PlantHours
from analytics.option_b.snow_saving import SnowQuestion, snow_saving
from config.load import load_site
from domain.errors import InsufficientData
from domain.interval import Interval
from simulators import hours as clock
from simulators.buildings import SimulatedBuildings
from simulators.plant_past import PlantPast
from simulators.weather import SimulatedWeather

SUMMER = Interval(datetime(2024, 4, 25, tzinfo=UTC), datetime(2024, 10, 10, tzinfo=UTC))


@pytest.fixture(scope="module")
def site():
    return load_site("ostersund_demo")


@pytest.fixture(scope="module")
def past(site):
    """`past(seed)`: the simulated plant up to the end of the summer, and the hours of the summer."""

    def make(seed):
        buildings = SimulatedBuildings(site, SimulatedWeather(seed), seed)
        return PlantPast(site, buildings, SUMMER.end, seed)

    return make


def hours_of(past):
    first, last = (clock.position(moment)[0] for moment in (SUMMER.start, SUMMER.end))
    part = slice(first, last)
    start = int(SUMMER.start.timestamp())
    meter = past.truth.energy_meter
    return PlantHours(
        starts=start + 3600 * np.arange(last - first),
        outside_air_c=past.outside_air_temp_c[part],
        snow_kw=past.snow_kw[part] * meter,
        free_kw=past.free_kw[part],
        chiller_kw=past.chiller_kw[part],
        chiller_electric_kw=past.chiller_electric_kw[part],
        free_electric_kw=past.free_electric_kw[part],
        pump_kw=past.pump_kw[part],
        other_kw=past.treatment_kw[part],
        snow_kwh=float(past.snow_kw[part].sum() * meter),
    ), part


def truth_kwh(past, part):
    """Electricity the true chillers would have taken for the snow's cold, less what its pumps and filters took."""
    cop = np.divide(
        past.chiller_kw,
        past.chiller_electric_kw,
        out=np.full(len(past.chiller_kw), np.nan),
        where=past.chiller_kw > 0,
    )
    known = ~np.isnan(cop)
    # The true COP follows the outside air alone: every hour's is read off the hours in which chillers ran.
    order = np.argsort(past.outside_air_temp_c[known])
    true = np.interp(past.outside_air_temp_c, past.outside_air_temp_c[known][order], cop[known][order])
    return float((past.snow_kw / true - past.pump_kw - past.treatment_kw)[part].sum())


@pytest.fixture(scope="module")
def first(past):
    return past(1)


def question(**changes):
    return SnowQuestion(**({"period": SUMMER, "made_t": 0.0, "diesel_l": 0.0} | changes))


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_interval_holds_the_truth(site, past, seed):
    plant = past(seed)
    hours, part = hours_of(plant)
    document = snow_saving(site.id, site.plant, hours, hours, question())
    low, high = document.avoided_energy.interval_90_kwh
    true = truth_kwh(plant, part)
    assert low < true < high
    assert document.avoided_energy.kwh == pytest.approx(true, rel=0.05)
    assert document.avoided_energy.proven
    assert document.cop.source == "measured"
    # The band is no wider than it must be: it tells a saving from one a tenth smaller.
    assert high - low < 0.2 * true


def test_items_add_up_and_costs_are_negative(site, first):
    hours, _ = hours_of(first)
    document = snow_saving(
        site.id, site.plant, hours, hours, question(made_t=3000.0, making_kwh_t=5.0, diesel_l=1000.0)
    )
    items = {item.id: item.kwh for item in document.items}
    saving = document.avoided_energy
    assert sum(items.values()) == pytest.approx(saving.kwh)
    assert items["snow_making"] == -15000.0
    assert items["loader_diesel"] == pytest.approx(-9800.0)
    assert items["snow_pumps"] == pytest.approx(-hours.pump_kw.sum())
    assert items["water_treatment"] == pytest.approx(-hours.other_kw.sum())
    assert saving.electricity_kwh == pytest.approx(saving.kwh - items["loader_diesel"])
    assert saving.half_width_90_kwh.together == pytest.approx(saving.interval_90_kwh[1] - saving.kwh)
    assert document.cooling_kwh.load == pytest.approx(
        document.counterfactual_kwh.free_cooling
        + document.counterfactual_kwh.chiller
        + document.counterfactual_kwh.unserved
    )


def test_free_cooling_comes_before_chillers(site, first):
    hours, _ = hours_of(first)
    cold = replace(hours, outside_air_c=np.full(len(hours.starts), -5.0))
    replaced = without_snow(site.plant, cold)
    expected = np.maximum(np.minimum(hours.load_kw, site.plant.free_cooling.capacity_kw), hours.free_kw)
    assert replaced.free_kw == pytest.approx(expected)
    document = snow_saving(site.id, site.plant, cold, hours, question())
    fans = next(item.kwh for item in document.items if item.id == "free_cooling_fans")
    assert fans > 0
    warm = snow_saving(site.id, site.plant, hours, hours, question())
    assert document.avoided_energy.kwh < 0.3 * warm.avoided_energy.kwh


def test_cold_that_nothing_else_could_give_saves_no_electricity(site, first):
    hours, _ = hours_of(first)
    small = replace(site.plant, chillers=(replace(site.plant.chillers[0], capacity_kw=100.0),))
    document = snow_saving(site.id, small, hours, hours, question())
    whole = snow_saving(site.id, site.plant, hours, hours, question())
    assert document.counterfactual_kwh.unserved > 0
    assert document.avoided_energy.kwh < whole.avoided_energy.kwh
    assert "unserved" in [notice.code for notice in document.warnings]


def test_bought_district_cooling_is_counted_in_its_own_carrier(site, first):
    hours, _ = hours_of(first)
    document = snow_saving(site.id, site.plant, hours, hours, question(instead=Instead.BOUGHT))
    bought = document.items[0]
    assert (bought.id, bought.carrier) == ("district_cooling", "cooling")
    assert bought.kwh == pytest.approx(hours.snow_kw.sum())
    assert document.cop is None
    assert document.avoided_energy.electricity_kwh < 0
    assert document.avoided_energy.half_width_90_kwh.cop == 0.0


def test_a_summer_without_chillers_takes_the_data_sheet_and_a_wider_band(site, first):
    hours, _ = hours_of(first)
    still = replace(hours, chiller_kw=np.zeros(len(hours.starts)))
    usual, sheet = (snow_saving(site.id, site.plant, hours, where, question()) for where in (hours, still))
    assert sheet.cop.source == "data_sheet"
    assert sheet.cop.sd_share == 0.10
    assert "cop_data_sheet" in [notice.code for notice in sheet.warnings]
    widths = [document.avoided_energy.half_width_90_kwh.cop for document in (usual, sheet)]
    assert widths[1] > 2 * widths[0]
    stated = snow_saving(site.id, site.plant, hours, still, question(cop_sd=0.2))
    assert stated.avoided_energy.half_width_90_kwh.cop == pytest.approx(2 * widths[1])


def test_missing_hours_count_by_the_register_and_never_narrow_the_band(site, first):
    hours, _ = hours_of(first)
    widths = []
    for share in (0.0, 0.05, 0.2, 0.4):
        random = np.random.default_rng(7)
        gone = random.random(len(hours.starts)) < share
        thin = replace(hours, snow_kw=np.where(gone, np.nan, hours.snow_kw))
        document = snow_saving(site.id, site.plant, thin, hours, question())
        saving = document.avoided_energy
        widths.append(saving.half_width_90_kwh.together)
        whole = snow_saving(site.id, site.plant, hours, hours, question()).avoided_energy.kwh
        assert saving.kwh == pytest.approx(whole, rel=0.1)
        assert document.missing_share == pytest.approx(gone.mean())
    assert widths == sorted(widths)


def test_what_is_not_told_is_said_and_nothing_is_proven(site, first):
    hours, _ = hours_of(first)
    document = snow_saving(site.id, site.plant, hours, hours, question(made_t=None, diesel_l=None, language="en"))
    codes = [notice.code for notice in document.warnings]
    assert codes == ["snow_making_unknown", "loader_diesel_unknown"]
    assert not document.avoided_energy.proven


def test_scaling_all_meters_scales_the_saving(site, first):
    hours, _ = hours_of(first)
    powers = ("snow_kw", "free_kw", "chiller_kw", "chiller_electric_kw", "free_electric_kw", "pump_kw", "other_kw")
    half = replace(hours, **{name: getattr(hours, name) / 2 for name in powers}, snow_kwh=hours.snow_kwh / 2)
    one, other = (snow_saving(site.id, site.plant, h, h, question()).avoided_energy for h in (hours, half))
    assert other.kwh == pytest.approx(one.kwh / 2)
    assert other.half_width_90_kwh.together == pytest.approx(one.half_width_90_kwh.together / 2)


def test_no_values_are_refused_with_what_to_do(site, first):
    hours, _ = hours_of(first)
    silent = replace(hours, snow_kw=np.full(len(hours.starts), np.nan))
    with pytest.raises(InsufficientData, match="snokyla points"):
        snow_saving(site.id, site.plant, silent, hours, question())
