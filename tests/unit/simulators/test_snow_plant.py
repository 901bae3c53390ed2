"""The plant and its PLC, hour by hour."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from simulators.plant_past import PlantPast
from simulators.plc import Panel, Plc
from simulators.snow_plant import SnowPlant

# A chiller of the kind the hospital had, COP 3.5 in summer on average.
COP_POINTS = ((5.0, 4.2), (15.0, 3.7), (25.0, 3.1), (35.0, 2.5))


class Wall:
    """A wall clock that the test turns."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def wall():
    return Wall()


def plc_at(site, buildings, start, wall, seed=1):
    return Plc(SnowPlant(site, buildings, start, seed), wall)


def command(plc, **setpoints):
    for name, value in setpoints.items():
        plc.write(name, value)


def test_in_november_the_store_is_small_and_free_cooling_carries_the_data_room(site, buildings, winter, wall):
    plc = plc_at(site, buildings, winter, wall)
    assert 1_000.0 < plc.plant.snow_t < 6_000.0
    plc.advance(winter + timedelta(hours=3))
    assert plc.read("local_fallback") == 1.0
    assert plc.read("free_cooling_power_kw") == pytest.approx(190.0, rel=0.1)
    assert plc.read("leaving_chilled_water_temp_c") == pytest.approx(8.0, abs=0.7)
    assert plc.plant.chiller_cooling_kw == 0.0


@pytest.mark.parametrize(
    ("day", "low_t", "high_t"),
    [((2, 1), 8_000, 16_000), ((4, 15), 16_000, 22_500), ((7, 15), 6_000, 18_000), ((10, 31), 0, 1_000)],
)
def test_any_date_starts_with_the_snow_of_its_season(site, buildings, day, low_t, high_t):
    plant = SnowPlant(site, buildings, datetime(2027, *day, 12, tzinfo=UTC))
    assert low_t <= plant.snow_t <= high_t


def test_snow_follows_its_setpoint_while_the_heartbeat_lives(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    command(plc, heartbeat=1, snow_setpoint_kw=220.0)
    plc.advance(summer + timedelta(minutes=20))
    assert plc.read("remote_active") == 1.0
    assert plc.read("snow_cooling_power_kw") == pytest.approx(220.0, abs=5.0)
    assert 0.0 < plc.read("pump_1_speed_pct") < 100.0
    assert plc.read("melt_water_leaving_temp_c") < plc.read("melt_water_return_temp_c")


def test_a_heartbeat_that_stands_still_hands_over_to_the_plc(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    command(plc, heartbeat=1, snow_setpoint_kw=300.0)
    wall.seconds += 59.0
    assert plc.remote_active
    plc.write("heartbeat", 1)  # the same value is no sign of life
    wall.seconds += 2.0
    plc.advance(summer + timedelta(hours=2))
    assert (plc.read("remote_active"), plc.read("local_fallback")) == (0.0, 1.0)
    assert plc.read("snow_cooling_power_kw") == 0.0
    assert plc.plant.chiller_cooling_kw > 100.0
    assert plc.read("leaving_chilled_water_temp_c") == pytest.approx(8.0, abs=1.0)
    plc.write("heartbeat", 2)
    assert plc.remote_active


def test_the_panel_switch_wins(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    command(plc, heartbeat=1, snow_setpoint_kw=300.0)
    plc.panel = Panel.HAND
    assert (plc.read("panel_hand"), plc.read("remote_active"), plc.read("local_fallback")) == (1.0, 0.0, 0.0)
    plc.panel = Panel.OFF
    plc.advance(summer + timedelta(minutes=30))
    assert plc.read("panel_off") == 1.0
    assert plc.plant.cooling_kw == 0.0


def test_too_little_cold_warms_water_and_rooms(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    command(plc, heartbeat=1)
    plc.advance(summer + timedelta(hours=6))
    assert plc.read("leaving_chilled_water_temp_c") > 14.0
    assert plc.read("room_temp_max_c") > 22.8
    # The load is what the buildings ask for, so it does not vanish with the supply.
    assert plc.read("cooling_load_kw") == pytest.approx(plc.plant.demand_kw, rel=0.006)


def test_no_free_cooling_in_summer_and_no_chiller_below_its_least(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    command(plc, heartbeat=1, free_cooling_setpoint_kw=900.0, chiller_1_setpoint_kw=40.0)
    plc.advance(summer + timedelta(minutes=30))
    assert plc.read("free_cooling_power_kw") == 0.0
    assert plc.read("chiller_1_running") == 0.0
    command(plc, chiller_1_setpoint_kw=100.0)
    plc.advance(summer + timedelta(hours=1))
    assert plc.read("chiller_1_cooling_power_kw") == pytest.approx(150.0, abs=1.0)
    assert plc.read("chiller_1_electric_power_kw") == pytest.approx(150.0 / 4.6, rel=0.2)


def test_a_tripped_pump_gives_no_snow_cooling(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    command(plc, heartbeat=1, snow_setpoint_kw=300.0)
    plc.advance(summer + timedelta(minutes=10))
    plc.trip_pump()
    plc.advance(summer + timedelta(minutes=20))
    assert (plc.read("pump_1_tripped"), plc.read("pump_1_running")) == (1.0, 0.0)
    assert plc.read("snow_cooling_power_kw") == 0.0


def test_the_filter_clogs_and_is_cleaned(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    command(plc, heartbeat=1, snow_setpoint_kw=400.0)
    plc.advance(summer + timedelta(hours=2))
    before = plc.plant.loop.clogging
    plc.advance(summer + timedelta(hours=20))
    assert plc.plant.loop.clogging > before
    plc.plant.loop.clogging = 2.0
    plc.advance(summer + timedelta(hours=44))
    assert plc.plant.loop.clogging < 0.3


def test_a_broken_wire_has_no_value(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    plc.cut_off("melt_water_leaving_temp_c")
    assert plc.read("melt_water_leaving_temp_c") is None
    assert plc.read("outside_air_temp_c") is not None
    plc.cut_off()
    assert plc.read("outside_air_temp_c") is None
    plc.mend()
    assert plc.read("outside_air_temp_c") is not None


def test_one_big_step_ends_where_many_small_ones_end(site, buildings, summer, wall):
    big, small = plc_at(site, buildings, summer, wall), plc_at(site, buildings, summer, wall)
    for plc in (big, small):
        command(plc, heartbeat=1, snow_setpoint_kw=300.0)
    big.advance(summer + timedelta(hours=2))
    for minute in range(1, 121):
        small.advance(summer + timedelta(minutes=minute))
    assert big.plant.snow_t == pytest.approx(small.plant.snow_t, rel=1e-6)
    assert big.plant.counters == pytest.approx(small.plant.counters, rel=1e-6)


def test_snow_balance_of_a_day_under_load(site, buildings, summer, wall):
    plc = plc_at(site, buildings, summer, wall)
    start_t, start_kwh = plc.plant.snow_t, plc.plant.counters["snow_cooling_energy_kwh"]
    for quarter in range(1, 97):
        command(plc, heartbeat=quarter, snow_setpoint_kw=300.0)
        plc.advance(summer + timedelta(minutes=15 * quarter))
    cooled_kwh = plc.plant.counters["snow_cooling_energy_kwh"] - start_kwh
    melted_by_load_t = cooled_kwh * 3600.0 / (334.0 + 4.19 * plc.plant.loop.return_c) / 1000.0
    assert cooled_kwh > 3_000.0
    natural_t = start_t - plc.plant.snow_t - melted_by_load_t
    assert 10.0 < natural_t < 90.0


def test_seeds_differ_in_what_the_controller_cannot_know(site, buildings, summer):
    first, second = (SnowPlant(site, buildings, summer, seed).truth for seed in (1, 2))
    assert first != second
    assert SnowPlant(site, buildings, summer, 1).truth == first


def test_the_past_balances_and_uses_snow_only_in_season(site, buildings):
    past = PlantPast(site, buildings, datetime(2026, 12, 1, tzinfo=UTC))
    total = past.free_kw + past.snow_kw + past.chiller_kw
    assert total == pytest.approx(past.demand_kw)
    assert past.snow_t.min() >= 0.0
    assert past.snow_t.max() < 30_000.0
    assert past.chiller_kw.min() >= 0.0
    index = int((datetime(2026, 2, 1, tzinfo=UTC) - datetime(2009, 12, 30, tzinfo=UTC)) / timedelta(hours=1))
    assert past.snow_kw[index : index + 24 * 50].max() == 0.0
    assert past.snow_kw[index + 24 * 120 : index + 24 * 180].max() > 500.0


def test_snow_needs_about_a_fourteenth_of_the_electricity_of_the_chillers_it_spares(site, buildings):
    # Sundsvall: 900 -> 65 MWh a year for cooling, 14 : 1, within 20 %.
    past = PlantPast(site, buildings, datetime(2026, 12, 1, tzinfo=UTC))
    points = np.array(COP_POINTS)
    cop = np.interp(past.outside_air_temp_c, points[:, 0], points[:, 1])
    spared_kwh = (past.snow_kw / cop).sum()
    assert spared_kwh / (past.pump_kw + past.treatment_kw).sum() == pytest.approx(14.0, rel=0.2)


def test_counters_go_on_from_an_earlier_run(site, buildings, winter):
    counted = {"snow_cooling_energy_kwh": 9e9, "free_cooling_energy_kwh": 1.0}
    counters = SnowPlant(site, buildings, winter, counted=counted).counters
    assert counters["snow_cooling_energy_kwh"] == 9e9
    assert counters["free_cooling_energy_kwh"] > 1e6
