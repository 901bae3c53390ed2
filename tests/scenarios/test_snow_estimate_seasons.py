"""Two hundred seasons of a store that nobody knows: is the true mass in the 80 % band 80 % of the time?

The truth is another model than the filter's, by the hour: its own shape and settling, a cover that lags, gets wet,
takes up sun and wind, heat from a ground that cools off, water that is held back, and errors of scale, offset and
drift in all that is measured. No error is drawn from the distribution that the filter believes in. Weather: three
real years moved to Östersund, with a slow anomaly of each seed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from controller.snow_estimate import course
from controller.snow_estimate.gaussian import Part, band
from controller.snow_estimate.watch import Look
from domain.plant import SnowIntake, SnowSource, SnowSurvey
from physics.snow_geometry import shape_table
from physics.snow_store import melt
from simulators import hours
from simulators.weather import SimulatedWeather

SEASONS, DAYS = 200, 153
YEARS = range(2010, 2035)
SURVEY_DAYS = (0, 31, 61, 92, 123)
FLOOR_T = 400.0  # below 2 % of the nominal mass the store counts as used up


@dataclass(frozen=True)
class Truth:
    """Columns of seasons × (days + 1) at noon of each day, and what was measured by then."""

    years: np.ndarray
    mass_t: np.ndarray
    energy_kwh: np.ndarray
    discharge_m3: np.ndarray
    pond_mm: np.ndarray
    height_mm: np.ndarray
    air_temp_c: np.ndarray
    rain_mm_h: np.ndarray
    discharge_temp_c: np.ndarray
    logged_t: np.ndarray  # seasons × (streets, guns)
    surveyed: np.ndarray  # seasons × surveys × (volume, density)


def column(random, low, high):
    return random.uniform(low, high, SEASONS)


def weather():
    """Hours from 1 May, 10 UTC: seasons × hours of air temperature, rain, wind and radiation."""
    rows = []
    for seed in range(1, SEASONS // len(YEARS) + 1):
        made = SimulatedWeather(seed)
        for year in YEARS:
            start = hours.position(datetime(year, 5, 1, 10, tzinfo=UTC))[0]
            span = slice(start, start + DAYS * 24)
            rows.append(
                (
                    made.outside_air_temp_c[span],
                    made.rain_mm_h[span],
                    made.wind_m_s[span],
                    made.global_radiation_w_m2[span],
                )
            )
    return np.moveaxis(np.array(rows), 1, 0)


def play(store) -> Truth:
    random = np.random.default_rng(20260501)
    air, rain, wind, sun = weather()
    logged_t, mass = start(random)
    # The store: shape, settling, cover, ground.
    full_m2 = store.pad_area_m2 * column(random, 0.95, 1.18)
    thin_m, bulge = column(random, 0.7, 1.6), column(random, 0.0, 0.15)
    fresh, settles, settling_d = column(random, 600, 700), column(random, 10, 80), column(random, 25, 100)
    cover = 0.25 / store.cover_m * random.lognormal(0.02, 0.2, SEASONS)
    sun_k, wind_share = column(random, 0.0, 0.012), column(random, 0.0, 0.06)
    wet_share, thinning = column(random, 0.0, 0.25), column(random, -0.15, 0.2)
    rain_heat, ground_w = column(random, 0.3, 1.0), column(random, 0.5, 4.0)
    lag_h = column(random, 6.0, 60.0)
    # Its use: snow first, or a share of the load.
    base_kw, per_k_kw = column(random, 0.0, 150.0), column(random, 20.0, 65.0)
    use, warm_c, mixing = column(random, 0.4, 1.0), column(random, 5.0, 11.0), column(random, 0.7, 1.0)
    # What is measured: scales, offsets, drifts.
    meter = 1.0 + column(random, -0.05, 0.05)
    weir = random.lognormal(0.03, 0.09, SEASONS)
    catch, leak = column(random, 0.3, 1.0), column(random, -3.0, 9.0)
    evaporation, held_h = column(random, 0.0, 10.0), column(random, 4.0, 40.0)
    off_c, temp_off_c, gauge = column(random, -0.8, 0.8), column(random, -0.8, 1.0), column(random, 0.7, 1.0)
    scale = random.normal(0.985, 0.065, SEASONS)
    offset_m, drift_m = random.normal(0.0, 0.05, SEASONS), random.normal(0.0, 0.10, SEASONS)

    # Noise of its own in every hour and day.
    table, day_noise, felt, wet = shape_table(store.shape), np.zeros(SEASONS), air[:, 0].copy(), np.zeros(SEASONS)
    held, energy, water = np.zeros(SEASONS), np.zeros(SEASONS), np.zeros(SEASONS)
    outflow, height_m = np.zeros(SEASONS), np.zeros(SEASONS)
    first_m3 = mass * 1000.0 / fresh
    kept = {name: [] for name in ("mass", "energy", "water", "pond", "height", "density")}

    for hour in range(DAYS * 24 + 1):
        day = hour / 24.0
        density = fresh + settles * (1.0 - np.exp(-day / settling_d))
        volume = mass * 1000.0 / density
        if hour % 24 == 0:
            true_m = heights(table, volume)
            height_m = true_m * scale + offset_m + drift_m * day / DAYS + random.normal(0.0, 0.03, SEASONS)
            height_m = np.where(volume > 0.0, np.maximum(height_m, 0.06), 0.0)
            pond = 800.0 + 18.0 * np.maximum(outflow, 0.0) ** (2.0 / 3.0) + random.normal(0.0, 3.0, SEASONS)
            for name, value in (
                ("mass", mass),
                ("energy", energy * meter),
                ("water", water * weir),
                ("pond", pond),
                ("height", height_m * 1000.0),
                ("density", density),
            ):
                kept[name].append(value.copy())
            day_noise = 0.5 * day_noise + random.normal(0.0, 0.2, SEASONS)
        if hour == DAYS * 24:
            break
        felt += (air[:, hour] - felt) / lag_h
        wet += (np.minimum(rain[:, hour], 2.0) / 0.3 - wet) / 120.0
        face_k = np.maximum(felt + sun_k * sun[:, hour], 0.0)
        coefficient = cover * (1.0 + wind_share * (wind[:, hour] - 3.0)) * (1.0 + wet_share * wet)
        coefficient *= (1.0 + thinning * (day / DAYS)) * np.exp(day_noise - 0.027)
        area = full_m2 * np.minimum(volume / (full_m2 * thin_m), 1.0) ** (2.0 / 3.0)
        area *= np.maximum(volume / first_m3, 1e-9) ** bulge
        natural = area * np.maximum(coefficient, 0.0) * face_k * 3600.0 / 334000.0 / 1000.0
        natural += area * rain_heat * rain[:, hour] * 4.19 * np.maximum(air[:, hour], 0.0) / 334.0 / 1000.0
        natural += area * ground_w * np.exp(-day / 150.0) * 3600.0 / 334000.0 / 1000.0
        demand_kw = np.minimum(use * (base_kw + per_k_kw * np.maximum(air[:, hour] - 9.0, 0.0)), 1000.0)
        leaves_c = (warm_c + 0.1 * (air[:, hour] - 12.0)) * mixing
        load = 3.6 * demand_kw / (334.0 + 4.19 * np.maximum(leaves_c, 0.0))
        share = np.minimum(mass / np.maximum(natural + load, 1e-9), 1.0)
        mass = np.maximum(mass - (natural + load) * share, 0.0)
        energy += demand_kw * share
        held += (natural + load) * share
        outflow = held / held_h
        held -= outflow
        runs = outflow + catch * rain[:, hour] * store.pad_area_m2 / 1000.0
        runs -= leak / 24.0 + evaporation / 24.0 * sun[:, hour] / 200.0
        water += np.maximum(runs, 0.0) * (1.0 + random.normal(0.0, 0.15, SEASONS))
        outflow = np.maximum(runs, 0.0)

    by_day = {name: np.array(values).T for name, values in kept.items()}
    daily_air = air.reshape(SEASONS, DAYS, 24).mean(axis=2)
    daily_rain = rain.reshape(SEASONS, DAYS, 24).mean(axis=2)
    return Truth(
        years=np.tile(np.array(YEARS), SEASONS // len(YEARS)),
        mass_t=by_day["mass"],
        energy_kwh=np.round(by_day["energy"]),
        discharge_m3=np.round(by_day["water"]),
        pond_mm=by_day["pond"],
        height_mm=by_day["height"],
        air_temp_c=daily_air + off_c[:, None],
        rain_mm_h=daily_rain * gauge[:, None],
        discharge_temp_c=warm_c[:, None] + 0.1 * (daily_air - 12.0) + temp_off_c[:, None],
        logged_t=logged_t,
        surveyed=surveys(random, by_day["mass"], by_day["density"]),
    )


def heights(table, volume):
    """Height of each volume, turned round from the table of volumes."""
    levels = np.linspace(0.0, 12.0, 2400)
    return np.interp(volume, table.volume_m3(levels), levels)


def start(random):
    """What the log says of streets and guns, and what lies there on 1 May [t]."""
    total, by_guns = column(random, 10000.0, 21000.0), column(random, 0.1, 0.6)
    logged = np.stack((total * (1.0 - by_guns), total * by_guns), axis=1)
    wrong = np.exp(np.stack((random.normal(-0.01, 0.13, SEASONS), random.normal(-0.03, 0.16, SEASONS)), axis=1))
    brought = (logged * wrong).sum(axis=1) * (1.0 + random.normal(0.0, 0.03, SEASONS))
    return logged, brought * (1.0 - column(random, 0.01, 0.11))


def surveys(random, mass_t, density):
    """Volume and density of each survey: own errors and errors that are the same all year."""
    days = list(SURVEY_DAYS)
    of_year = 1.0 + random.normal(0.0, 0.02, (SEASONS, 1))
    own = 1.0 + random.normal(0.0, 0.02, (SEASONS, len(days)))
    cored = density[:, days] * of_year * own
    sighted = (1.0 + column(random, -0.02, 0.03))[:, None] * (
        1.0 + random.uniform(-0.045, 0.045, (SEASONS, len(days)))
    )
    return np.stack((mass_t[:, days] * 1000.0 / density[:, days] * sighted, cored), axis=2)


@pytest.fixture(scope="module")
def truth(demo_site):
    return play(demo_site.plant.snow_store)


def plant_of(site, truth, season, with_surveys):
    """The plant as its site file would have it in `season`."""
    year = int(truth.years[season])
    streets_t, guns_t = truth.logged_t[season]
    lines = [
        SnowIntake(date(year, 1 + number // 2, 10 + number % 2), streets_t / 6.0, SnowSource.STREETS, 0.15)
        for number in range(6)
    ]
    lines.append(SnowIntake(date(year, 3, 15), guns_t, SnowSource.GUNS, 0.15))
    done = [
        SnowSurvey(date(year, 5, 1) + timedelta(days=day), volume_m3, 0.03, density, 0.03)
        for day, (volume_m3, density) in zip(SURVEY_DAYS, truth.surveyed[season], strict=True)
        if with_surveys and volume_m3 > 0.0
    ]
    store = replace(site.plant.snow_store, intake=tuple(lines), surveys=tuple(done))
    return replace(site.plant, snow_store=store)


def look(truth, season, day, with_height):
    at = datetime(int(truth.years[season]), 5, 1, 10, tzinfo=UTC) + timedelta(days=day)
    before = max(day - 1, 0)
    return Look(
        at=at,
        air_temp_c=float(truth.air_temp_c[season, before]),
        rain_mm_h=float(truth.rain_mm_h[season, before]),
        energy_kwh=float(truth.energy_kwh[season, day]),
        discharge_m3=float(truth.discharge_m3[season, day]),
        pond_level_mm=float(truth.pond_mm[season, day]),
        height_mm=float(truth.height_mm[season, day]) if with_height else None,
        discharge_temp_c=float(truth.discharge_temp_c[season, before]),
    )


def estimates(site, truth, *, with_surveys, with_height=True, seasons=SEASONS):
    """Mean and standard deviation of every season and day [t]."""
    told = np.empty((seasons, DAYS + 1, 2))
    for season in range(seasons):
        plant = plant_of(site, truth, season, with_surveys)
        known = course.begun(look(truth, season, 0, with_height), plant, site.timezone)
        for day in range(DAYS + 1):
            if day > 0:
                known = course.looked(known, look(truth, season, day, with_height), plant, site.timezone)
            told[season, day] = known.belief[Part.MASS], known.belief.sd(Part.MASS)
    return told


@dataclass(frozen=True)
class Score:
    """Share of days with the truth in the band, by month from May, and half widths in % of the mass."""

    covered: float
    by_month: list[float]
    half_width_pct: list[float]
    below: float
    rms_t: list[float]


def scored(truth, told) -> Score:
    mass_t = truth.mass_t[: len(told)]
    ends = np.array([[band(mean, sd) for mean, sd in season] for season in told])
    low, middle, high = ends[..., 0], ends[..., 1], ends[..., 2]
    inside, lies = (low <= mass_t) & (mass_t <= high), mass_t > FLOOR_T
    month = np.broadcast_to(np.searchsorted(SURVEY_DAYS, np.arange(DAYS + 1), side="right") - 1, mass_t.shape)
    picks = [lies & (month == number) for number in range(5)]
    width = (high - low) / 2.0 / np.maximum(mass_t, 1.0) * 100.0
    return Score(
        covered=float(inside[lies].mean()),
        by_month=[float(inside[pick].mean()) for pick in picks],
        half_width_pct=[float(np.median(width[pick])) for pick in picks],
        below=float((mass_t < low)[lies].mean()),
        rms_t=[float(np.sqrt(((middle - mass_t)[pick] ** 2).mean())) for pick in picks],
    )


def dead_reckoned(site, truth):
    """What a plant without a filter would say: the log, less metered load and the model's natural melt [t]."""
    store = site.plant.snow_store
    told = np.empty((SEASONS, DAYS + 1, 2))
    told[..., 1] = 1.0
    for season in range(SEASONS):
        mass_t = float(truth.logged_t[season].sum()) * 0.96
        for day in range(DAYS + 1):
            told[season, day, 0] = mass_t
            if day == DAYS:
                break
            now = look(truth, season, day + 1, with_height=False)
            natural = melt(
                store, mass_t, 24.0, air_temp_c=now.air_temp_c, rain_mm_h=now.rain_mm_h, days_settled=30.0 + day
            )
            cooled_kwh = truth.energy_kwh[season, day + 1] - truth.energy_kwh[season, day]
            load_t = 3.6 * cooled_kwh / (334.0 + 4.19 * now.discharge_temp_c)
            mass_t = max(natural.end_t - load_t, 0.0)
    return told


def test_the_truth_is_not_the_filters_own_model(truth):
    assert truth.mass_t.shape == (SEASONS, DAYS + 1)
    assert (np.diff(truth.mass_t, axis=1) <= 0.0).all()
    left = (truth.mass_t > FLOOR_T).mean(axis=0)
    assert left[31] == 1.0
    assert 0.5 < left[-1] < 0.9  # some stores run out, some do not
    wrong = truth.mass_t[:, 0] / truth.logged_t.sum(axis=1)
    assert 0.08 < wrong.std() < 0.2


def test_with_monthly_surveys_the_band_holds_the_truth_four_times_in_five(demo_site, truth):
    score = scored(truth, estimates(demo_site, truth, with_surveys=True))
    assert 0.75 <= score.covered <= 0.85
    assert all(0.70 <= share <= 0.90 for share in score.by_month)
    assert max(score.half_width_pct) < 8.0
    assert score.rms_t[2] < 450.0


def test_without_a_survey_the_band_is_wider_and_as_honest(demo_site, truth):
    score, plain = (
        scored(truth, estimates(demo_site, truth, with_surveys=False)),
        scored(truth, dead_reckoned(demo_site, truth)),
    )
    assert 0.75 <= score.covered <= 0.85
    assert all(0.70 <= share <= 0.90 for share in score.by_month)
    assert score.half_width_pct[0] < 11.0
    assert score.half_width_pct[2] < 15.0
    assert score.half_width_pct[4] < 26.0
    # Nearer than log, meter and model alone, in every month.
    assert all(mine < 0.7 * other for mine, other in zip(score.rms_t, plain.rms_t, strict=True))


def test_with_nothing_but_log_meter_and_weir_it_still_knows_how_little_it_knows(demo_site, truth):
    told = estimates(demo_site, truth, with_surveys=False, with_height=False, seasons=60)
    score = scored(truth, told)
    assert 0.70 <= score.covered <= 0.88
    assert score.half_width_pct[0] < 20.0
