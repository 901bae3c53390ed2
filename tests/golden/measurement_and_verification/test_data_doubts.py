"""Real data made wrong on purpose: each fault raises its code, the file as it was measured raises none."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.data_doubts.screen import screen
from domain.errors import InputError
from domain.site import Carrier
from sources.interval_csv import read_interval_csv

HERE = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")
FINLAND = HERE.parents[2] / "simulators" / "data" / "jokioinen_weather_2015_2017.csv.gz"
YEAR_2016 = 8784


@pytest.fixture(scope="module")
def electricity():
    return read_interval_csv(HERE / "cambridge_b0_electricity_hourly_2016-2017.csv.gz", ["energy_kwh"], LONDON)


@pytest.fixture(scope="module")
def gas():
    return read_interval_csv(HERE / "cambridge_b27_gas_hourly_2016-2017.csv.gz", ["energy_kwh"], LONDON)


@pytest.fixture(scope="module")
def weather():
    return read_interval_csv(HERE / "bedford_outside_air_hourly_2016-2017.csv.gz", ["outside_air_temp_c"], LONDON)


def values(table):
    return np.array([np.nan if v is None else v for v in next(iter(table.columns.values()))])


def put(table, array):
    name = next(iter(table.columns))
    return replace(table, columns={name: tuple(None if np.isnan(v) else float(v) for v in array)})


def times(first, last, factor):
    def wrong(array):
        array[first:last] *= factor

    return wrong


def stuck(array):
    array[12000:12048] = array[12000]


def years_exchanged(array):
    first, second = array[:8760].copy(), array[YEAR_2016 : YEAR_2016 + 8760].copy()
    array[:8760], array[YEAR_2016 : YEAR_2016 + 8760] = second, first


def year_copied(array):
    array[YEAR_2016 : YEAR_2016 + 8760] = array[:8760]


def week_copied(array):
    array[12168:12336] = array[12000:12168]


def whole_register(array):
    array[:] = 1e6 + np.cumsum(np.nan_to_num(array))


def register_from_the_middle(array):
    array[9000:] = 1e6 + np.cumsum(np.nan_to_num(array[9000:]))


def quiet(array):
    array[9000:9100] = 0.0


def outage_sent_at_once(array):
    array[12072] = np.nansum(array[12000:12073])
    array[12000:12072] = np.nan


def one_hour(kwh):
    def wrong(array):
        array[12010] = kwh

    return wrong


FAULTS = [
    ("spike", outage_sent_at_once, 1),
    ("spike", one_hour(3e3), 1),
    ("spike", one_hour(1e9), 1),
    ("stuck_values", stuck, 47),
    ("tenfold", times(9000, 9720, 10.0), 720),
    ("tenfold", times(12000, 12336, 0.1), 336),
    ("tenfold", times(12010, 12014, 10.0), 4),
    ("unit_change", times(YEAR_2016, None, 0.001), 8760),
    ("unit_change", times(13000, None, 1000.0), 4544),
    ("negative_energy", times(9000, 9010, -1.0), 10),
    ("swapped_years", years_exchanged, 17520),
    ("swapped_years", year_copied, 17520),
    ("repeated_block", week_copied, 168),
]


def test_clean_files_raise_nothing(electricity, gas, weather):
    for meter, carrier in ((electricity, Carrier.ELECTRICITY), (gas, Carrier.GAS)):
        found = screen(meter, weather, carrier)
        assert found.doubts == ()
        assert found.meter is meter
        assert found.weather is weather


@pytest.mark.parametrize(("code", "wrong", "rows"), FAULTS)
def test_a_fault_in_the_meter_raises_its_code_and_is_not_used(electricity, weather, code, wrong, rows):
    array = values(electricity)
    wrong(array)
    found = screen(put(electricity, array), weather, Carrier.ELECTRICITY)
    assert [doubt.code for doubt in found.doubts] == [code]
    # Rows at the edge of a fault may be taken with it or left, but not many.
    assert len(found.doubts[0].starts) == pytest.approx(rows, abs=40)
    missing = np.isnan(values(found.meter)) & ~np.isnan(array)
    assert missing.sum() == len(found.doubts[0].starts)


@pytest.mark.parametrize("wrong", [whole_register, register_from_the_middle])
def test_a_register_is_refused_with_its_line(electricity, weather, wrong):
    array = values(electricity)
    wrong(array)
    with pytest.raises(InputError, match=r"csv\.gz:\d+: energy_kwh: found values that only rise"):
        screen(put(electricity, array), weather, Carrier.ELECTRICITY)


def test_a_heat_meter_at_zero_in_the_cold_is_said_and_kept(gas, weather):
    array = values(gas)
    quiet(array)
    found = screen(put(gas, array), weather, Carrier.GAS)
    assert [(doubt.code, doubt.dropped) for doubt in found.doubts] == [("zero_run", False)]
    assert found.meter.columns["energy_kwh"][9050] == 0.0


def finnish(weather):
    """Temperatures of Jokioinen in the hours of the weather file."""
    import csv
    import gzip

    with gzip.open(FINLAND, "rt") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        known = {row["time_utc"]: row["outside_air_temp_c"] for row in rows}
    texts = [known.get(time.strftime("%Y-%m-%dT%H:%MZ"), "") for time in weather.times]
    return np.array([float(text) if text else np.nan for text in texts])


def test_another_climate_in_one_of_the_years(electricity, weather):
    array = values(weather)
    array[YEAR_2016:] = finnish(weather)[YEAR_2016:]
    found = screen(electricity, put(weather, array), Carrier.ELECTRICITY)
    # Which of the two years is wrong only a person can tell.
    assert [(doubt.code, doubt.dropped) for doubt in found.doubts] == [("weather_climate", False)]
    assert len(found.doubts[0].starts) == np.count_nonzero(~np.isnan(array))


def test_another_place_in_one_year_is_told_by_a_heat_meter(gas, weather):
    array = values(weather)
    array[YEAR_2016:] = finnish(weather)[YEAR_2016:]
    found = screen(gas, put(weather, array), Carrier.GAS)
    assert "weather_place" in [doubt.code for doubt in found.doubts]
    assert np.isnan(values(found.weather)[YEAR_2016 + 24 :]).all()
    assert not np.isnan(values(found.weather)[: YEAR_2016 - 24]).all()


def test_weather_of_another_place_throughout_is_seen_by_a_heat_meter(gas, weather):
    found = screen(gas, put(weather, finnish(weather)), Carrier.GAS)
    assert {"weather_place", "weather_unfollowed"} & {doubt.code for doubt in found.doubts}


@pytest.mark.parametrize("hours", [24, 1000, 17544])
def test_a_temperature_that_stands_still_is_not_used(electricity, weather, hours):
    array = values(weather)
    array[:hours] = 8.0
    found = screen(electricity, put(weather, array), Carrier.ELECTRICITY)
    assert [(doubt.code, doubt.dropped) for doubt in found.doubts] == [("weather_still", True)]
    assert len(found.doubts[0].starts) == hours - 1


@pytest.mark.parametrize("hours", [-6, 6])
def test_a_clock_that_is_off_is_said(electricity, weather, hours):
    found = screen(electricity, put(weather, np.roll(values(weather), hours)), Carrier.ELECTRICITY)
    assert [(doubt.code, doubt.dropped) for doubt in found.doubts] == [("weather_clock", False)]
    assert len(found.doubts[0].starts) == len(weather.times)


@pytest.mark.parametrize("step", ["1d", "1mo"])
def test_days_and_months_are_screened_too(electricity, weather, step):
    from domain.interval import Step

    array = values(electricity)
    stamps = np.array([time.strftime("%Y-%m-%d" if step == "1d" else "%Y-%m") for time in electricity.times])
    _, first, index = np.unique(stamps, return_index=True, return_inverse=True)
    sums = np.bincount(index, weights=np.nan_to_num(array))
    name = next(iter(electricity.columns))
    table = replace(
        electricity,
        step=Step.parse(step, LONDON),
        times=tuple(electricity.times[at] for at in first),
        columns={name: tuple(sums.tolist())},
    )
    assert screen(table, weather, Carrier.ELECTRICITY).doubts == ()
    third = len(sums) // 3
    sums[third : third + 2] *= 10
    wrong = screen(put(table, sums), weather, Carrier.ELECTRICITY)
    assert [(doubt.code, len(doubt.starts)) for doubt in wrong.doubts] == [("tenfold", 2)]
