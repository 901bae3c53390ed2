"""Where the summers come from: files where they are given, made up where not, hour by hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from config.load_plant import PlantSite
from domain.errors import InputError
from domain.interval import Interval, Step
from domain.interval_table import IntervalTable
from simulators.season.inputs import SeasonInputs
from simulators.what_if import Given, Knobs, Question, what_if
from simulators.what_if.made_up import load_table, warmed, weather_table
from simulators.what_if.summers import Almanac, hourly

HOUR = timedelta(hours=1)
MAY = datetime(2024, 4, 30, 22, tzinfo=UTC)


def _table(start: datetime, days: int, step: str = "1h", **values: float) -> IntervalTable:
    span = Step.parse(step).fixed
    assert span is not None
    count = int(timedelta(days=days) / span)
    times = tuple(start + number * span for number in range(count))
    columns = {name: (value,) * count for name, value in values.items()}
    return IntervalTable(f"{next(iter(values))}.csv", Step.parse(step), times, columns)


def _almanac(demo: PlantSite, given: Given) -> Almanac:
    return Almanac(given, demo.plant, demo.tariff, demo.zone)


def test_without_files_it_is_the_season_of_the_newest_year_of_the_tariff(demo: PlantSite) -> None:
    summers = _almanac(demo, Given()).summers(0.0, range(1, 7))
    assert [summer.seed for summer in summers] == [1, 2, 3, 4, 5, 6]
    assert {(each.inputs.start, each.inputs.end) for each in summers} == {
        (datetime(2026, 4, 30, 22, tzinfo=UTC), datetime(2026, 9, 30, 22, tzinfo=UTC))
    }
    means = [float(each.inputs.outside_air_temp_c.mean()) for each in summers]
    assert len(set(means)) == 6
    assert all(9.0 < mean < 17.0 for mean in means)


def test_the_generated_load_has_its_base_and_stays_within_the_peak(demo: PlantSite) -> None:
    (summer,) = _almanac(demo, Given()).summers(0.0, range(1, 2))
    load = summer.inputs.cooling_load_kw
    assert load.min() == pytest.approx(190.0)
    assert 0.5 * 1900 < load.max() <= 1900


def test_warmer_weather_makes_the_generated_load_follow(demo: PlantSite) -> None:
    period = Interval(MAY, MAY + timedelta(days=90))
    weather = weather_table(period, 2016, 3)
    hot = warmed(weather, 3.0)
    assert hot.columns["outside_air_temp_c"][5] == weather.columns["outside_air_temp_c"][5] + 3.0  # type: ignore[operator]
    network = demo.plant.cooling_network
    usual, more = (load_table(each, network, demo.zone).columns["cooling_load_kw"] for each in (weather, hot))
    assert sum(more) > 1.2 * sum(usual)  # type: ignore[arg-type]
    assert all(high >= low for high, low in zip(more, usual, strict=True))  # type: ignore[operator]


def test_weather_without_sun_gets_that_of_a_recorded_summer(demo: PlantSite) -> None:
    weather = _table(MAY, 10, outside_air_temp_c=24.0)
    load = load_table(weather, demo.plant.cooling_network, demo.zone).columns["cooling_load_kw"]
    night, noon = load[3], load[24 + 12]
    assert noon > night > 190.0  # type: ignore[operator]


def test_files_decide_the_period_and_their_weather_is_read_once(demo: PlantSite) -> None:
    given = Given(
        _table(MAY, 60, outside_air_temp_c=15.0),
        _table(MAY, 60, price_eur_mwh=40.0),
        _table(MAY, 60, "15min", cooling_load_kw=500.0),
    )
    one, two = _almanac(demo, given).summers(2.0, range(7, 9))
    assert one.inputs is two.inputs
    assert (one.seed, two.seed) == (7, 8)
    assert (one.inputs.start, one.inputs.count, one.inputs.step_minutes) == (MAY, 60 * 24, 60)
    assert set(one.inputs.outside_air_temp_c) == {17.0}
    assert set(one.inputs.cooling_load_kw) == {500.0}
    assert "partial_season" in {notice.code for notice in one.inputs.notices}


def test_files_of_several_years_take_turns(demo: PlantSite) -> None:
    prices = _table(datetime(2023, 1, 1, tzinfo=UTC), 3 * 366, price_eur_mwh=40.0)
    almanac = _almanac(demo, Given(prices=prices))
    years = [summer.inputs.start.year for summer in almanac.summers(0.0, range(1, 5))]
    assert years == [2023, 2024, 2025, 2023]


def test_files_that_share_no_day_of_the_season_are_refused(demo: PlantSite) -> None:
    given = Given(
        _table(MAY, 60, outside_air_temp_c=15.0), load=_table(MAY - 400 * 24 * HOUR, 60, cooling_load_kw=5.0)
    )
    with pytest.raises(InputError) as refused:
        _almanac(demo, given).summers(0.0, range(1, 2))
    assert [fault.file for fault in refused.value.faults] == ["outside_air_temp_c.csv", "cooling_load_kw.csv"]


def test_a_gap_in_the_prices_is_refused(demo: PlantSite) -> None:
    prices = _table(MAY, 60, price_eur_mwh=40.0)
    holed = replace(prices, columns={"price_eur_mwh": (None, *prices.columns["price_eur_mwh"][1:])})
    with pytest.raises(InputError, match="price_eur_mwh"):
        _almanac(demo, Given(prices=holed)).summers(0.0, range(1, 2))


def test_a_load_file_is_not_warmed_and_the_answer_says_so(demo: PlantSite) -> None:
    given = Given(load=_table(MAY, 20, cooling_load_kw=500.0, base_power_kw=100.0))
    knobs = Knobs((9000.0,), (0.2,), warmer_c=(0.0, 3.0))
    answer = what_if(Question(demo.plant, demo.tariff, demo.zone, knobs, given, summers=1, workers=1))
    codes = {warning.code for warning in answer.warnings}
    assert {"load_not_warmed", "weather_not_of_the_load", "partial_season"} <= codes
    assert not codes & {"generated_load", "plant_alone"}
    usual, warm = answer.cases
    assert usual.without_snow.cooling_mwh == replace(
        warm.without_snow.cooling_mwh,
        free_cooling=usual.without_snow.cooling_mwh.free_cooling,
        chiller=usual.without_snow.cooling_mwh.chiller,
    )
    assert warm.snow_t.melted_naturally > usual.snow_t.melted_naturally  # type: ignore[operator]


def test_guns_are_paid_by_the_winter_in_the_file_where_there_is_one(demo: PlantSite) -> None:
    summer = _table(MAY, 60, price_eur_mwh=10.0)
    assert _almanac(demo, Given(prices=summer)).gun_price_eur_mwh() == 10.0
    year = _table(datetime(2024, 1, 1, tzinfo=UTC), 366, price_eur_mwh=0.0)
    cold = tuple(90.0 if moment.month in {1, 2, 3, 4, 11, 12} else 10.0 for moment in year.times)
    both = replace(year, columns={"price_eur_mwh": cold})
    assert _almanac(demo, Given(prices=both)).gun_price_eur_mwh() == pytest.approx(90.0, abs=0.5)


def test_quarter_hours_become_hours_from_the_first_whole_one() -> None:
    quarters = np.arange(9.0)
    inputs = SeasonInputs(
        datetime(2024, 5, 1, 0, 45, tzinfo=UTC), 15, quarters, quarters, quarters, quarters, wind_m_s=quarters
    )
    hours = hourly(inputs)
    assert (hours.start, hours.step_minutes, hours.count) == (datetime(2024, 5, 1, 1, tzinfo=UTC), 60, 2)
    assert hours.cooling_load_kw.tolist() == [2.5, 6.5]
    assert hours.rain_mm.tolist() == [10.0, 26.0]
    assert hours.base_power_kw is None
    assert hourly(hours) is hours
