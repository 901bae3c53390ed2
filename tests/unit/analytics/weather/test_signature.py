"""Signatures of a building whose base power, loss per kelvin and balance point are known."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.weather.graddagar import NormalPeriod
from analytics.weather.signature import SignatureQuestion, signature
from domain.errors import InputError
from domain.month_index import IndexKind, IndexMonth, MonthIndex
from domain.site import Carrier


@pytest.fixture
def question(local_year):
    from zoneinfo import ZoneInfo

    return SignatureQuestion(
        period=local_year(2021),
        carrier=Carrier.HEAT,
        zone=ZoneInfo("Europe/Stockholm"),
        holidays="none",
        station="Påhittad",
        reference_temp_c=-16.0,
    )


def test_energisignatur_finds_base_loss_and_balance(heated_building, question):
    # 20 kWh/h and 2 kWh/h per K below 15 °C of the day's mean.
    found = signature(*heated_building, question).energy_signature
    assert found.form == "3P heating"
    assert found.base_kw == pytest.approx(20.0, rel=0.03)
    assert abs(found.heating_kw_per_k - 2.0) < found.heating_half_width_90 < 0.1
    assert found.heating_balance_c == pytest.approx(15.0, abs=0.5)
    assert found.days == 365
    assert found.cooling_kw_per_k is None


def test_effektsignatur_reads_the_line_at_the_tariffs_temperature(heated_building, question):
    found = signature(*heated_building, question).power_signature
    # 20 + 2 · (15 + 16) kW: colder than anything seen, and that is said.
    assert abs(found.power_kw - 82.0) < 3 * found.sd_kw
    assert found.sd_kw < found.day_sd_kw
    assert found.slope_kw_per_k == pytest.approx(-2.0, rel=0.1)
    assert found.extrapolated_k == pytest.approx(found.coldest_c + 16.0)
    assert found.extrapolated_k > 0
    # Monday to Friday, November to March, within 2021.
    assert found.days == pytest.approx(151 * 5 / 7, abs=3)
    assert signature(*heated_building, replace(question, reference_temp_c=None)).power_signature is None


def test_scaling_the_meter_scales_signatures(heated_building, question):
    meter, weather = heated_building
    doubled = replace(meter, columns={"energy_kwh": tuple(2 * value for value in meter.columns["energy_kwh"])})
    one, two = (signature(use, weather, question) for use in (meter, doubled))
    assert two.energy_signature.heating_kw_per_k == pytest.approx(2 * one.energy_signature.heating_kw_per_k)
    assert two.power_signature.power_kw == pytest.approx(2 * one.power_signature.power_kw)
    assert two.power_signature.sd_kw == pytest.approx(2 * one.power_signature.sd_kw)


def index(factor):
    months = {(2021, month): IndexMonth(100.0, 100.0 * factor) for month in range(1, 13)}
    return MonthIndex(IndexKind.ENERGI_INDEX, "Köpt", "1991-2020", "v3", months)


@pytest.mark.parametrize("factor", [0.8, 1.0, 1.2])
def test_only_what_follows_the_weather_is_corrected(heated_building, question, factor):
    answer = signature(*heated_building, replace(question, index=index(factor)))
    corrected = answer.corrected
    assert (corrected.correction, corrected.station, corrected.version) == ("energi_index", "Köpt", "v3")
    year = corrected.years[0]
    assert year.corrected_kwh == pytest.approx(year.fixed_kwh + (year.kwh - year.fixed_kwh) * factor)
    # The summer of this building is 20 kWh/h and a little heat on cool days.
    assert year.fixed_kwh == pytest.approx(20 * 8760, rel=0.1)
    assert sum(month.kwh for month in year.months) == pytest.approx(year.kwh)


def test_without_a_normal_year_nothing_is_corrected(heated_building, question):
    answer = signature(*heated_building, replace(question, normal_period=NormalPeriod.Y1981_2010))
    assert answer.corrected is None
    assert answer.graddagar.graddagar > 3000


def test_own_degree_days_correct_where_the_weather_file_holds_the_normal_period(question, table, local_year):
    from datetime import UTC, datetime, timedelta

    days = [datetime(1991, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(365 * 31 + 8)]
    turn = 2 * np.pi * (np.array([day.timetuple().tm_yday for day in days]) - 20) / 365.25
    # Every year alike but the last, which is 2 K warmer.
    temps = 4 - 14 * np.cos(turn) + np.array([2.0 if day.year == 2021 else 0.0 for day in days])
    use = 240 + 48 * np.maximum(15 - temps, 0)
    meter, weather = (
        table(days, "1d", energy_kwh=use),
        table(days, "1d", outside_air_temp_c=temps),
    )
    from zoneinfo import ZoneInfo

    asked = replace(question, zone=ZoneInfo("UTC"))
    corrected = signature(meter, weather, asked).corrected
    assert (corrected.correction, corrected.normal_period, corrected.normal_years) == (
        "graddagar",
        "1991-2020",
        30,
    )
    year = next(year for year in corrected.years if year.year == 2021)
    usual = sum(value for day, value in zip(days, use, strict=True) if day.year == 2019)
    # Corrected use lies between the warm year's and that of a year as usual, and near the latter.
    assert year.kwh < year.corrected_kwh
    assert year.corrected_kwh == pytest.approx(usual, rel=0.03)


def test_files_of_months_are_refused(question, table):
    from datetime import UTC, datetime

    times = [datetime(2021, month, 1, tzinfo=UTC) for month in range(1, 13)]
    monthly = (
        table(times, "1mo", energy_kwh=np.full(12, 10.0)),
        table(times, "1mo", outside_air_temp_c=np.ones(12)),
    )
    with pytest.raises(InputError, match="1d or shorter"):
        signature(*monthly, question)
