"""What is known of the snow, from look to look: begin, move on, observe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from controller.snow_estimate.deliverable import usual_weather
from controller.snow_estimate.gaussian import Belief, Part, forgotten
from controller.snow_estimate.melting import (
    Melting,
    Weather,
    load_melt_t,
    melting_mass_t,
    moved,
    natural_melt_t,
    thin_mass_t,
)
from controller.snow_estimate.observing import after_cooling, after_height, after_water_balance
from controller.snow_estimate.start import first_belief, surveyed
from controller.snow_estimate.storage_year import StorageYear
from controller.snow_estimate.watch import BALANCE_PERIOD, Cooled, Look, WaterDay, cooled
from domain.plant import Plant, SnowIntake, SnowStore, SnowSurvey

_LONGEST_STEP = timedelta(days=1)
_HEIGHT_PERIOD = timedelta(days=1)
# A balance waits so long for a counter that has gone before it is given up.
_BALANCE_WAITS = timedelta(days=7)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """All that the estimate at `at` rests on, of storage year `year`.

    `energy_kwh` is the counter when it was last read, `energy_at`; `height_at` when a height last counted. `water`
    is the open water balance, `intake` and `surveys` are what the site file has told so far.
    """

    at: datetime
    year: StorageYear
    belief: Belief
    energy_kwh: float | None
    energy_at: datetime
    height_at: datetime | None
    water: WaterDay
    intake: tuple[SnowIntake, ...]
    surveys: tuple[SnowSurvey, ...]


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
        height_at=None,
        water=WaterDay.opened(look),
        intake=year.intake(store, year.ends),
        surveys=year.surveys(store, day),
    )
    return _height_seen(known, look, store, day)


def goes_on(known: Known, look: Look, plant: Plant, zone: ZoneInfo) -> bool:
    """Whether `look` is a later one at the same covered snow; while it is being filled every look begins anew.

    A clock that was set back by more than a day is not trusted to belong to the same course.
    """
    day = look.at.astimezone(zone).date()
    year = StorageYear.of(day, plant.season)
    started = known.at.astimezone(zone).date() >= year.covered_from
    same = known.year == year and known.intake == year.intake(plant.snow_store, year.ends)
    return year.covered(day) and started and same and known.at - look.at < _DAY


def looked(known: Known, look: Look, plant: Plant, zone: ZoneInfo) -> Known:
    """`known` after `look`."""
    store, day = plant.snow_store, look.at.astimezone(zone).date()
    known = _moved(known, look, plant, zone)
    known = _surveyed(known, store, day)
    known = _balanced(known, look, store, day)
    return _height_seen(known, look, store, day)


def unmetered(known: Known, at: datetime, plant: Plant, zone: ZoneInfo) -> Cooled:
    """Cooling that no meter has told of until `at`; none outside the season."""
    if not known.year.in_season(at.astimezone(zone).date()):
        return Cooled(0.0)
    hours = max(at - known.energy_at, timedelta(0)) / _HOUR
    return cooled(None, None, plant.exchanger.capacity_kw, hours)


def _moved(known: Known, look: Look, plant: Plant, zone: ZoneInfo) -> Known:
    """Time passes and snow melts; energy that was counted while nobody looked is spread over that time."""
    elapsed = max(look.at - known.at, timedelta(0))
    load_t, load_sd_t = _load(known, look, plant, zone)
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
        water=known.water.longer(load_t, look.rain_mm_h, elapsed / _HOUR),
    )


def _load(known: Known, look: Look, plant: Plant, zone: ZoneInfo) -> tuple[float, float]:
    """Melt by cooling with its sd [t] as far as a meter tells; while it is away nothing is booked."""
    if look.energy_kwh is None:
        return 0.0, 0.0
    hours = max(look.at - known.energy_at, timedelta(0)) / _HOUR
    counted = cooled(known.energy_kwh, look.energy_kwh, plant.exchanger.capacity_kw, hours)
    if not counted.metered:
        counted = unmetered(known, look.at, plant, zone)
    per_kwh_t = load_melt_t(1.0, look.discharge_temp_c, plant.snow_store)
    return counted.kwh * per_kwh_t, counted.sd_kwh * per_kwh_t


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


def _surveyed(known: Known, store: SnowStore, day: date) -> Known:
    """Every survey counts once, also one that was entered some days late."""
    belief = known.belief
    new = tuple(survey for survey in known.year.surveys(store, day) if survey not in known.surveys)
    for survey in new:
        belief = surveyed(belief, survey, store, known.year, day)
    return replace(known, belief=belief, surveys=known.surveys + new) if new else known


def _balanced(known: Known, look: Look, store: SnowStore, day: date) -> Known:
    """Once a day the water that has left tells what has melted, in season."""
    age = look.at - known.water.since
    if age < timedelta(0):  # the clock was set back
        return replace(known, water=WaterDay.opened(look), belief=forgotten(known.belief, Part.MELTED))
    if age < BALANCE_PERIOD or (look.discharge_m3 is None and age < _BALANCE_WAITS):
        return known
    belief = after_cooling(known.belief, known.water.load_t, store)
    balance = known.water.balance(look, day)
    if balance is not None and known.year.in_season(day):
        belief = after_water_balance(belief, balance, store)
    return replace(known, belief=forgotten(belief, Part.MELTED), water=WaterDay.opened(look))


def _height_seen(known: Known, look: Look, store: SnowStore, day: date) -> Known:
    """The first height counts at once and for certain, later ones once a day and unless they are absurd."""
    if look.height_mm is None:
        return known
    first = known.height_at is None
    since = timedelta(0) if known.height_at is None else look.at - known.height_at
    if not first and since < _HEIGHT_PERIOD:
        return known if since >= timedelta(0) else replace(known, height_at=look.at)
    settled = known.year.days_settled(day)
    belief = after_height(known.belief, look.height_mm, store, settled, days=since / _DAY, trusted=first)
    return replace(known, belief=belief, height_at=look.at)
