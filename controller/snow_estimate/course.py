"""What is known of the snow, from look to look: begin, move on, observe."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil, sqrt
from zoneinfo import ZoneInfo

from controller.snow_estimate.deliverable import usual_weather
from controller.snow_estimate.gaussian import Belief, Part, forgotten
from controller.snow_estimate.known import Known
from controller.snow_estimate.melting import (
    Melting,
    Weather,
    booked,
    load_melt_t,
    melting_mass_t,
    moved,
    natural_melt_t,
    thin_mass_t,
)
from controller.snow_estimate.observing import after_cooling, after_water_balance
from controller.snow_estimate.sensors import QUIET, back, cooling_seen, height_due, height_seen, rain_seen
from controller.snow_estimate.start import first_belief, surveyed
from controller.snow_estimate.watch import BALANCE_PERIOD, Cooled, Look, WaterDay, cooled
from domain.plant import Plant, SnowStore
from domain.storage_year import StorageYear

_LONGEST_STEP = timedelta(days=1)
# A balance waits so long for a counter that has gone before it is given up.
_BALANCE_WAITS = timedelta(days=7)
# A height waits so long for an energy counter that is silent; after that cooling is guessed.
_HEIGHT_WAITS = timedelta(days=1)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def begun(look: Look, plant: Plant, zone: ZoneInfo) -> Known:
    """What the site's figures and the height of the first `look` say."""
    store, day = plant.snow_store, look.at.astimezone(zone).date()
    year = StorageYear.of(day, plant.season)
    known = Known(
        at=look.at,
        year=year,
        belief=first_belief(store, year, day),
        energy_kwh=look.energy_kwh,
        energy_at=look.at,
        metered_at=look.at,
        cooled_at=look.at if year.in_season(day) else look.at - QUIET,
        height_at=None,
        bare=False,
        shown=(0.0, 0.0),
        dry_at=look.at,
        water=WaterDay.opened(look),
        nominal_t=store.mass_t,
        intake=year.intake(store, day),
        surveys=year.surveys(store, day),
    )
    return height_seen(known, look, store, day)


def goes_on(known: Known, look: Look, plant: Plant, zone: ZoneInfo) -> bool:
    """Whether `look` is a later one at the same covered snow; while it is being filled every look begins anew.

    A clock that was set back by more than a day is not trusted to belong to the same course, and what rests on
    figures that the site file no longer tells, or on a pad that was never bare, is worth nothing.
    """
    store, day = plant.snow_store, look.at.astimezone(zone).date()
    year = StorageYear.of(day, plant.season)
    started = known.at.astimezone(zone).date() >= year.covered_from
    same = known.year == year and _still_told(known, store, day)
    return year.covered(day) and started and same and not back(known, look, store) and known.at - look.at < _DAY


def _still_told(known: Known, store: SnowStore, day: date) -> bool:
    surveys = known.year.surveys(store, known.year.ends)
    same = (known.nominal_t, known.intake) == (store.mass_t, known.year.intake(store, day))
    return same and all(survey in surveys for survey in known.surveys)


def looked(known: Known, look: Look, plant: Plant, zone: ZoneInfo) -> Known:
    """`known` after `look`."""
    store, day = plant.snow_store, look.at.astimezone(zone).date()
    known, look = rain_seen(known, look)
    known = cooling_seen(_moved(known, look, plant, zone), store)
    known = _surveyed(known, look, plant, day)
    known = _balanced(known, look, store, day)
    if known.metered_at < look.at and look.height_mm is not None:
        if known.height_at is not None and look.at - known.metered_at < _HEIGHT_WAITS:
            return known
        if height_due(known, look):
            known = _guessed(known, plant, day)
    return height_seen(known, look, store, day)


def unmetered(known: Known, at: datetime, plant: Plant, zone: ZoneInfo) -> Cooled:
    """Cooling from `energy_at` until `at` that no meter has told of; none outside the season."""
    return _unmetered(known, plant, at, at.astimezone(zone).date())


def _unmetered(known: Known, plant: Plant, at: datetime, day: date) -> Cooled:
    if not known.year.in_season(day):
        return Cooled(0.0)
    capacity_kw = plant.exchanger.capacity_kw
    hours = max(at - known.energy_at, timedelta(0)) / _HOUR
    guess = cooled(None, None, capacity_kw, hours)
    # What is guessed wrong today is guessed wrong tomorrow: the standard deviation grows with time, not its root.
    before = cooled(None, None, capacity_kw, max(known.energy_at - known.metered_at, timedelta(0)) / _HOUR)
    return replace(guess, sd_kwh=sqrt((guess.sd_kwh + before.sd_kwh) ** 2 - before.sd_kwh**2))


def _guessed(known: Known, plant: Plant, day: date) -> Known:
    """Cooling is guessed up to now, for what is seen now has it behind it; the counter has to begin anew."""
    away, per_kwh_t = _unmetered(known, plant, known.at, day), load_melt_t(1.0, None, plant.snow_store)
    belief = booked(known.belief, away.kwh * per_kwh_t, (away.sd_kwh * per_kwh_t) ** 2)
    return replace(known, belief=belief, energy_kwh=None, energy_at=known.at)


def _moved(known: Known, look: Look, plant: Plant, zone: ZoneInfo) -> Known:
    """Time passes and snow melts; energy that was counted while nobody looked is spread over that time."""
    elapsed = max(look.at - known.at, timedelta(0))
    load, per_kwh_t = _load(known, look, plant, zone), load_melt_t(1.0, look.discharge_temp_c, plant.snow_store)
    load_t, load_sd_t = load.kwh * per_kwh_t, load.sd_kwh * per_kwh_t
    count = max(ceil(elapsed / _LONGEST_STEP), 1)
    part, belief = elapsed / count, known.belief
    for number in range(count):
        middle = (known.at + (number + 0.5) * part).astimezone(zone).date()
        step = _melting(belief, look, plant.snow_store, usual_weather(known.year, middle), part)
        step = replace(step, load_t=load_t / count, load_sd_t=load_sd_t / count**0.5)
        belief = moved(belief, step, plant.snow_store.mass_t)
    read = look.energy_kwh is not None
    return replace(
        known,
        at=look.at,
        belief=belief,
        energy_kwh=look.energy_kwh if read else known.energy_kwh,
        energy_at=look.at if read else min(known.energy_at, look.at),
        metered_at=look.at if read else min(known.metered_at, look.at),
        cooled_at=min(known.cooled_at, look.at),
        shown=(known.shown[0], known.shown[1] + known.belief[Part.MASS] - belief[Part.MASS]),
        water=known.water.longer(load_t if load.metered else 0.0, look.rain_mm_h, elapsed / _HOUR),
    )


def _load(known: Known, look: Look, plant: Plant, zone: ZoneInfo) -> Cooled:
    """Cooling as far as a meter tells; while it is away nothing is booked."""
    if look.energy_kwh is None:
        return Cooled(0.0)
    hours = max(look.at - known.energy_at, timedelta(0)) / _HOUR
    counted = cooled(known.energy_kwh, look.energy_kwh, plant.exchanger.capacity_kw, hours)
    return counted if counted.metered else unmetered(known, look.at, plant, zone)


def _melting(belief: Belief, look: Look, store: SnowStore, weather: Weather, span: timedelta) -> Melting:
    """Natural melt of `span` by measured weather, by `weather`, the usual one, where there is none."""
    if look.air_temp_c is not None:
        weather = replace(weather, air_temp_c=look.air_temp_c)
    if look.rain_mm_h is not None:
        weather = replace(weather, rain_mm_h=look.rain_mm_h)
    mass_t, hours = melting_mass_t(belief), span / _HOUR
    more_t = 0.02 * mass_t + 1.0
    natural_t = natural_melt_t(store, mass_t, hours, weather)
    of_more_t = natural_melt_t(store, mass_t + more_t, hours, weather)
    slope = (of_more_t - natural_t) / more_t
    thin = mass_t < thin_mass_t(store, weather.days_settled)
    return Melting(span / _DAY, natural_t, slope, blind=look.air_temp_c is None, thin=thin)


def _surveyed(known: Known, look: Look, plant: Plant, day: date) -> Known:
    """Every survey counts once, also one that was entered some days late."""
    store = plant.snow_store
    new = tuple(survey for survey in known.year.surveys(store, day) if survey not in known.surveys)
    if not new:
        return known
    if look.energy_kwh is None:
        known = _guessed(known, plant, day)
    belief = known.belief
    for survey in new:
        belief = surveyed(belief, survey, store, known.year, day)
    return replace(known, belief=belief, surveys=known.surveys + new)


def _balanced(known: Known, look: Look, store: SnowStore, day: date) -> Known:
    """Once a day the water that has left tells what has melted, in season and while cooling is metered."""
    age = look.at - known.water.since
    if age < timedelta(0):  # the clock was set back
        return replace(known, water=WaterDay.opened(look), belief=forgotten(known.belief, Part.MELTED))
    unread = look.energy_kwh is None or (look.discharge_m3 is None and age < _BALANCE_WAITS)
    if age < BALANCE_PERIOD or unread:
        return known
    belief = after_cooling(known.belief, known.water.load_t, age / _DAY, store, bare=known.bare)
    balance = known.water.balance(look, day)
    if balance is not None and known.year.in_season(day):
        belief = after_water_balance(belief, balance, store)
    return replace(known, belief=forgotten(belief, Part.MELTED), water=WaterDay.opened(look))
