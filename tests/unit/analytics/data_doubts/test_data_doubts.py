"""Loads without luck raise no doubts: floors, schedules, seasons and cold years are no faults."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analytics.data_doubts.screen import screen
from analytics.verification.texts import notice
from domain.errors import InputError
from domain.site import Carrier

DAYS = 731
HOURS = DAYS * 24


@pytest.fixture
def times():
    return tuple(datetime(2021, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(HOURS))


@pytest.fixture
def weather(times, temperatures, table):
    return table(times, outside_air_temp_c=temperatures(times))


def schedule(times):
    """An office that works from six to eighteen on weekdays, every week alike."""
    works = np.array([time.weekday() < 5 and 6 <= time.hour < 18 for time in times])
    hour = np.array([time.hour for time in times])
    return np.where(works, 30.0 + np.sin(hour), 10.0 + hour / 100)


@pytest.mark.parametrize("carrier", [Carrier.ELECTRICITY, Carrier.HEAT])
@pytest.mark.parametrize("load", ["floor", "schedule", "schedule and heat", "quantised", "constant"])
def test_a_load_without_noise_raises_nothing(times, temperatures, table, weather, carrier, load):
    heat = 2 * np.maximum(15 - temperatures(times), 0)
    energy = {
        "floor": 20 + heat,
        "schedule": schedule(times),
        "schedule and heat": schedule(times) + heat,
        "quantised": np.round(5 + heat / 4),
        "constant": np.full(HOURS, 5.0),
    }[load]
    found = screen(table(times, energy_kwh=energy), weather, carrier)
    assert [doubt.code for doubt in found.doubts] == (["stuck_values"] if load == "constant" else [])
    assert found.meter.columns["energy_kwh"] == tuple(energy)


def test_a_heat_meter_that_never_counted_is_said(times, temperatures, table, weather):
    for carrier, codes in ((Carrier.HEAT, ["stuck_values"]), (Carrier.ELECTRICITY, [])):
        found = screen(table(times, energy_kwh=np.zeros(HOURS)), weather, carrier)
        assert [doubt.code for doubt in found.doubts] == codes


@pytest.mark.parametrize("language", ["sv", "en"])
def test_values_that_are_used_are_not_said_to_be_left_out(language):
    dropped, used = (notice("stuck_values", language, 9, used=used).text for used in (False, True))
    assert ("inte används" if language == "sv" else "not used") in dropped
    assert ("används så" if language == "sv" else "is used as it is") in used


def test_a_smooth_season_in_days_is_no_register(table, weather):
    days = [datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(DAYS)]
    use = 100 + 80 * np.cos(2 * np.pi * np.arange(DAYS) / 365.25)
    assert screen(table(days, "1d", energy_kwh=use), weather, Carrier.ELECTRICITY).doubts == ()


@pytest.mark.parametrize("step", ["1h", "1d", "1mo"])
def test_a_register_is_refused_at_any_step(table, weather, step):
    count = {"1h": HOURS, "1d": DAYS, "1mo": 24}[step]
    months = [datetime(2021 + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(24)]
    span = {"1h": timedelta(hours=1), "1d": timedelta(days=1)}.get(step)
    times = months if span is None else [datetime(2021, 1, 1, tzinfo=UTC) + n * span for n in range(count)]
    use = np.random.default_rng(1).uniform(5, 15, count)
    with pytest.raises(InputError, match="only rise"):
        screen(table(times, step, energy_kwh=1000 + np.cumsum(use)), weather, Carrier.ELECTRICITY)


def test_a_cold_year_is_no_other_place(times, temperatures, table):
    temps = temperatures(times)
    temps[HOURS // 2 :] -= 3.5
    meter = table(times, energy_kwh=20 + 2 * np.maximum(15 - temps, 0))
    assert screen(meter, table(times, outside_air_temp_c=temps), Carrier.HEAT).doubts == ()


def test_nine_tenths_less_for_a_season_is_doubted_and_half_is_not(times, table, weather):
    use = schedule(times) * np.random.default_rng(2).uniform(0.95, 1.05, HOURS)
    for share, codes in ((0.1, ["tenfold"]), (0.5, [])):
        changed = use.copy()
        changed[9000:13000] *= share
        found = screen(table(times, energy_kwh=changed), weather, Carrier.ELECTRICITY)
        assert [doubt.code for doubt in found.doubts] == codes
