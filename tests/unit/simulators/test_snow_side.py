"""Melt-water loop, pile and pond of the simulated plant: balances, and agreement with the law at rest."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.plant import Discharge, Exchanger, Pump, Season, SnowStore
from physics import melt_water
from physics.melt_water import Circuit
from simulators.plant_truth import PlantTruth
from simulators.plc import Plc
from simulators.pond import Pond
from simulators.snow_heap import SnowHeap
from simulators.snow_loop import MIN_SPEED, OUTLETS, LoopConditions, SnowLoop, pond_pickup_k
from simulators.snow_plant import SnowPlant
from simulators.snow_season import Phase, days_covered, filled_t, filling_t_per_h, phase
from simulators.weather import Weather

EXCHANGER = Exchanger(1000.0, 86.0, 0.85)
PUMP = Pump("pump_1", 100.0, 11.0)
TRUTH = PlantTruth.of(3)
STORE = SnowStore(20_000.0, 30_000.0, 650.0, 8_000.0, 0.2, 0.25)
MET = LoopConditions(150.0, 15.0, 0.7, 850.0, 18.0)
JULY_WEATHER = Weather(18.0, 60.0, 3.0, 0.5, 300.0)
JULY = date(2026, 7, 10)
SEASON = Season((5, 1), (9, 30))


def settled(setpoint_kw, met=MET, seconds=10.0, hours=1.0):
    loop = SnowLoop(EXCHANGER, PUMP, TRUTH)
    for _ in range(round(hours * 3600 / seconds)):
        loop.step(seconds, setpoint_kw, met)
    return loop


@pytest.mark.parametrize("setpoint_kw", [400.0, 700.0, 950.0])
def test_at_rest_the_loop_is_where_the_closed_form_says(setpoint_kw):
    loop = settled(setpoint_kw, hours=3.0)
    circuit = Circuit(
        MET.network_flow_m3_h,
        MET.entering_c,
        MET.volume_share,
        contact=TRUTH.contact,
        conductance=TRUTH.conductance,
        pickup_k=pond_pickup_k(MET.air_temp_c),
    )
    law = melt_water.cooling_kw(EXCHANGER, loop.flow_m3_h, circuit)
    assert loop.valve == 1.0
    assert loop.cooling_kw == pytest.approx(law.cooling_kw, rel=0.003)
    assert loop.leaving_c == pytest.approx(law.leaving_c, abs=0.03)
    assert loop.return_c == pytest.approx(law.return_c, abs=0.05)


@pytest.mark.parametrize("seconds", [10.0, 60.0])
@pytest.mark.parametrize("setpoint_kw", [20.0, 60.0, 150.0, 350.0, 600.0])
def test_every_load_is_held_without_starts_and_swings(setpoint_kw, seconds):
    loop = settled(setpoint_kw, seconds=seconds, hours=2.0)
    powers = []
    for _ in range(30):
        loop.step(seconds, setpoint_kw, MET)
        powers.append(loop.cooling_kw * TRUTH.energy_meter)
    assert loop.started == 1
    assert loop.speed >= MIN_SPEED
    assert powers == pytest.approx([setpoint_kw] * 30, rel=0.02, abs=0.5)


def test_rinsing_cleans_and_takes_water_and_loose_chips_stay():
    loop = settled(900.0)
    loop.clogging = 3.0
    before = loop.flow_m3_h
    loop.step(10.0, 900.0, replace(MET, rinsing=True))
    assert loop.flow_m3_h < before
    for _ in range(60):
        loop.step(10.0, 900.0, replace(MET, rinsing=True))
    assert loop.clogging < 0.6
    for _ in range(600):
        loop.step(10.0, 900.0, replace(MET, rinsing=True, clogged=True))
    assert loop.clogging > 10.0


def test_outlets_are_rotated_and_as_many_as_the_flow_needs():
    loop = settled(900.0)
    numbers = range(1, OUTLETS + 1)
    shares = [[loop.outlet_open(number, hour * 3600.0) for number in numbers] for hour in range(48)]
    assert {sum(share) for share in shares} == {sum(shares[0])}
    assert 1 <= sum(shares[0]) < OUTLETS
    assert all(any(share[place] for share in shares) for place in range(OUTLETS))
    assert not SnowLoop(EXCHANGER, PUMP, TRUTH).outlet_open(1, 0.0)


def test_warm_discharge_spares_snow():
    heaps = {side: SnowHeap(replace(STORE, discharge=side), TRUTH, SEASON, 15_000.0) for side in Discharge}
    for heap in heaps.values():
        temp_c = heap.discharge_temp_c(leaving_c=1.0, return_c=13.0)
        heap.step(24.0, JULY_WEATHER, Phase.COVERED, JULY, cooling_kwh=20_000.0, discharge_c=temp_c, slipped=False)
    warm, cold = heaps[Discharge.WARM], heaps[Discharge.COLD]
    assert cold.load_t_h / warm.load_t_h == pytest.approx((334.0 + 4.19 * 13.0) / (334.0 + 4.19), rel=1e-6)
    assert warm.natural_t_h == pytest.approx(cold.natural_t_h)


def test_snowfall_does_not_run_to_the_pond_as_rain_does():
    to_pond = {}
    for air_c in (-8.0, 4.0):
        heap = SnowHeap(STORE, TRUTH, SEASON, 15_000.0)
        weather = replace(JULY_WEATHER, outside_air_temp_c=air_c, rain_mm_h=2.0)
        heap.step(1.0, weather, Phase.FILLING, date(2026, 1, 15), cooling_kwh=0.0, discharge_c=1.0, slipped=False)
        to_pond[air_c] = heap.to_pond_m3_h
    assert to_pond[4.0] - to_pond[-8.0] == pytest.approx(2.0 / 1000.0 * STORE.pad_area_m2 * TRUTH.rain_catch)


def test_snow_settles_under_its_cover():
    heap = SnowHeap(replace(STORE, settled_density_kg_m3=700.0), TRUTH, SEASON, 15_000.0)
    assert heap.height_mm(date(2026, 9, 1)) < heap.height_mm(date(2026, 4, 2)) - 50.0
    settled = {day: days_covered(day, SEASON) for day in (date(2026, 4, 1), date(2026, 4, 11), date(2026, 10, 3))}
    assert list(settled.values()) == [0.0, 10.0, 185.0], "what is being cleared has not become new"
    assert days_covered(date(2026, 12, 1), SEASON) == days_covered(date(2026, 2, 1), SEASON) == 0.0


@pytest.mark.parametrize(
    ("season", "filling", "covered", "clearing", "empty"),
    [
        (SEASON, date(2026, 3, 31), date(2026, 4, 1), date(2026, 10, 21), date(2026, 10, 22)),
        (Season((5, 15), (9, 10)), date(2026, 4, 14), date(2026, 4, 15), date(2026, 10, 1), date(2026, 10, 2)),
    ],
)
def test_the_year_of_the_simulated_store_is_that_of_its_season(season, filling, covered, clearing, empty):
    days = (filling, covered, clearing, empty, date(2026, 10, 31), date(2026, 11, 1))
    assert [phase(day, season) for day in days] == [
        Phase.FILLING, Phase.COVERED, Phase.CLEARING, Phase.EMPTY, Phase.EMPTY, Phase.FILLING,
    ]  # fmt: skip
    # By the evening before it is covered all of the winter's snow has come.
    brought_t = filled_t(filling, season, 20_000.0, 3) + 24.0 * filling_t_per_h(filling, season, 20_000.0, 3)
    assert 0.85 * 20_000.0 <= brought_t <= 1.10 * 20_000.0
    assert filled_t(date(2025, 11, 1), season, 20_000.0, 3) == 0.0
    assert brought_t == pytest.approx(
        filled_t(date(2026, 3, 1), season, 20_000.0, 3) * (covered - date(2025, 11, 1)).days / 120.0
    )


def test_pond_keeps_its_water_and_a_closed_valve_spills_over_the_bank():
    pond = Pond(8_000.0, 850.0)
    out_m3 = 0.0
    for _ in range(3600):
        pond.step(10.0, 12.0)
        out_m3 += pond.discharge_m3_h * 10.0 / 3600.0
    assert (pond.level_mm - 850.0) / 1000.0 * 400.0 == pytest.approx(12.0 * 10.0 - out_m3 - 0.15 * 10.0, abs=0.01)
    for _ in range(3600 * 4):
        pond.step(10.0, 12.0, discharge_open=False)
    assert pond.discharge_m3_h == 0.0
    assert pond.level_mm == 1500.0
    assert pond.spilled_m3 > 0.0


def test_snow_and_water_balance_of_a_day_close(site, buildings):
    start = datetime(2026, 7, 10, 4, tzinfo=UTC)
    plc = Plc(SnowPlant(site, buildings, start, 4), lambda: 0.0)
    plant, truth = plc.plant, plc.plant.truth
    before_t, melted_t, rain_m3 = plant.snow_t, 0.0, 0.0
    level, discharged = plant.pond.level_mm, plant.counters["discharge_volume_m3"]
    leaked_m3 = natural_t = 0.0
    plc.write("heartbeat", 1.0)
    plc.write("snow_setpoint_kw", 400.0)
    for ten_minutes in range(1, 6 * 24):
        plc.advance(start + timedelta(minutes=10 * ten_minutes))
        melted_t += (plant.heap.natural_t_h + plant.heap.load_t_h) / 6.0
        natural_t += plant.heap.natural_t_h / 6.0
        rain_m3 += plant.weather.rain_mm_h / 1000.0 * 8_000.0 * truth.rain_catch / 6.0
        leaked_m3 += 0.15 / 6.0
    assert before_t - plant.snow_t == pytest.approx(melted_t, rel=1e-6)
    # What melted and rained is discharged, evaporated, leaked or in the pond: the cheapest snow meter.
    out_m3 = (plant.counters["discharge_volume_m3"] - discharged) / truth.discharge_meter
    stored_m3 = (plant.pond.level_mm - level) / 1000.0 * 400.0
    lag_m3 = plant.heap.to_pond_m3_h / 6.0
    assert melted_t - natural_t * truth.evaporated + rain_m3 == pytest.approx(
        out_m3 + stored_m3 + leaked_m3, abs=2.0 * lag_m3
    )


def test_meters_count_by_their_own_factor(site, buildings):
    start = datetime(2026, 7, 10, 4, tzinfo=UTC)
    plc = Plc(SnowPlant(site, buildings, start, 4), lambda: 0.0)
    plc.write("heartbeat", 1.0)
    plc.write("snow_setpoint_kw", 300.0)
    plc.advance(start + timedelta(minutes=40))
    assert plc.plant.metered_snow_kw == pytest.approx(plc.plant.loop.cooling_kw * plc.plant.truth.energy_meter)
    assert plc.plant.truth.energy_meter != 1.0
