"""From three files to the inputs of one season: which days, on which grid, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from domain.errors import Fault, InputError
from domain.interval import Interval
from domain.interval_table import IntervalTable
from domain.plant import Season
from simulators.hours import Floats, Integers
from simulators.season.columns import after, bridged, dense, held, missing_faults, spread
from simulators.season.inputs import Notice, SeasonInputs

STEPS_S = {"15min": 900, "1h": 3600}
# Gaps in weather up to this long are bridged.
BRIDGED_H = 6
_LEAST = timedelta(days=1)
TEMPERATURE, RAIN = "outside_air_temp_c", "rain_mm"
_FULL_MODEL = ("global_radiation_w_m2", "relative_humidity_pct", "wind_m_s")
PRICE, LOAD, BASE = "price_eur_mwh", "cooling_load_kw", "base_power_kw"


class SeveralSeasons(ValueError):  # noqa: N818 - names the condition
    """The files hold more than one season; `seasons` are their days."""

    def __init__(self, seasons: list[tuple[date, date]]) -> None:
        self.seasons = seasons
        super().__init__(", ".join(str(first.year) for first, _ in seasons))


@dataclass(frozen=True)
class SeasonFiles:
    """What was read: weather, prices and load."""

    weather: IntervalTable
    prices: IntervalTable
    load: IntervalTable

    @property
    def all(self) -> tuple[IntervalTable, IntervalTable, IntervalTable]:
        """The three of them."""
        return self.weather, self.prices, self.load


def gather(files: SeasonFiles, season: Season, zone: ZoneInfo, asked: Interval | None = None) -> SeasonInputs:
    """Inputs of the season that the files share, or of the interval `asked` for.

    On the finest step of the three: prices and loads hold over the intervals of their own, weather runs straight
    between the middles of its intervals, rain is spread evenly. InputError holds every fault; SeveralSeasons when
    the files share more than one season.
    """
    _steps_that_fit(files)
    step_s = min(STEPS_S[str(table.step)] for table in files.all)
    period, notices = _period(files, season, zone, asked, step_s)
    starts: Integers = np.arange(
        int(period.start.timestamp()), int(period.end.timestamp()), step_s, dtype=np.int64
    )
    faults: list[Fault] = []
    price = _whole(files.prices, PRICE, starts, faults)
    load = _whole(files.load, LOAD, starts, faults)
    base = _whole(files.load, BASE, starts, faults) if _has(files.load, BASE) else None
    weather = _weather(files.weather, starts, faults, notices)
    if faults:
        raise InputError(faults)
    return SeasonInputs(
        start=period.start,
        step_minutes=step_s // 60,
        outside_air_temp_c=weather[TEMPERATURE],
        price_eur_mwh=price,
        cooling_load_kw=load,
        rain_mm=weather.get(RAIN, np.zeros(len(starts))),
        base_power_kw=base,
        global_radiation_w_m2=weather.get("global_radiation_w_m2"),
        relative_humidity_pct=weather.get("relative_humidity_pct"),
        wind_m_s=weather.get("wind_m_s"),
        notices=tuple(notices),
    )


def _steps_that_fit(files: SeasonFiles) -> None:
    remedy = "give quarter hours or hours; a season cannot be played on longer steps"
    faults = [
        Fault(table.source, None, "step", str(table.step), "15min or 1h", remedy)
        for table in files.all
        if str(table.step) not in STEPS_S
    ]
    if faults:
        raise InputError(faults)


def _period(
    files: SeasonFiles, season: Season, zone: ZoneInfo, asked: Interval | None, step_s: int
) -> tuple[Interval, list[Notice]]:
    """The interval to play, on the grid of the finest step."""
    if asked is not None:
        _refuse_between_steps(asked, step_s)
        return asked, []
    first = max(table.times[0] for table in files.all)
    last = min(after(table) for table in files.all)
    possible = []
    for year in range(first.astimezone(zone).year, last.astimezone(zone).year + 1):
        opens, closes = date(year, *season.start), date(year, *season.end)
        whole = Interval(_midnight(opens, zone), _midnight(closes + timedelta(days=1), zone))
        start, end = max(first, whole.start), min(last, whole.end)
        if end - start >= _LEAST:
            possible.append((whole, start, end, (opens, closes)))
    # A stray end of another summer is no question.
    complete = [one for one in possible if one[0] == Interval(one[1], one[2])]
    possible = complete if len(complete) == 1 else possible
    if len(possible) > 1:
        raise SeveralSeasons([days for *_, days in possible])
    if not possible:
        raise InputError(_nothing_shared(files, season))
    whole, start, end, _ = possible[0]
    period = _on_grid(start, end, step_s)
    if period == whole:
        return period, []
    covered, days = (round(one.duration / _LEAST) for one in (period, whole))
    return period, [Notice("partial_season", None, (("days", covered), ("of", days)))]


def _refuse_between_steps(asked: Interval, step_s: int) -> None:
    """InputError for an end that lies inside a step: rounded, it would be another period than was asked for."""
    faults = []
    for option, moment in (("--from", asked.start), ("--to", asked.end)):
        near = _on_grid(moment - timedelta(seconds=step_s), moment, step_s).end
        if moment != near:
            remedy = f"write {near:%Y-%m-%dT%H:%MZ} or {near + timedelta(seconds=step_s):%Y-%m-%dT%H:%MZ}"
            found = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
            faults.append(Fault(option, None, "time", found, f"a start of a step of {step_s // 60} min", remedy))
    if faults:
        raise InputError(faults)


def _nothing_shared(files: SeasonFiles, season: Season) -> list[Fault]:
    days = "{:02d}-{:02d} … {:02d}-{:02d}".format(*season.start, *season.end)
    remedy = "give files of the same summer, or --from and --to"
    return [
        Fault(
            table.source,
            None,
            "file",
            f"{table.times[0]:%Y-%m-%d} … {after(table):%Y-%m-%d}",
            f"days of the season ({days}) that all three files hold",
            remedy,
        )
        for table in files.all
    ]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _on_grid(start: datetime, end: datetime, step_s: int) -> Interval:
    first = -(-int(start.timestamp()) // step_s) * step_s
    last = int(end.timestamp()) // step_s * step_s
    return Interval(datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(max(first, last), UTC))


def _has(table: IntervalTable, name: str) -> bool:
    """Whether the column is there and holds anything at all."""
    return any(value is not None for value in table.columns.get(name, ()))


def _whole(table: IntervalTable, name: str, starts: Integers, faults: list[Fault]) -> Floats:
    """A column in which nothing may be missing."""
    column = dense(table, name, STEPS_S[str(table.step)])
    faults += missing_faults(table, name, column, starts, 0)
    return held(column, starts)


def _weather(
    table: IntervalTable, starts: Integers, faults: list[Fault], notices: list[Notice]
) -> dict[str, Floats]:
    """Weather columns, gaps bridged; where one is wholly absent only those of the simpler melt model."""
    absent = [name for name in (*_FULL_MODEL, RAIN) if not _has(table, name)]
    if absent:
        notices.append(Notice("melt_model", None, (("columns", ", ".join(absent)),)))
    step_s = STEPS_S[str(table.step)]
    found: dict[str, Floats] = {}
    # The full model needs all of them: chips that never get wet are not those of this weather.
    needed = (TEMPERATURE, RAIN) if absent else (TEMPERATURE, RAIN, *_FULL_MODEL)
    for name in needed:
        if name in absent:
            continue
        column = dense(table, name, step_s)
        faults += missing_faults(table, name, column, starts, BRIDGED_H * 3600)
        whole, count = bridged(column, starts)
        if count:
            notices.append(Notice("weather_bridged", count, (("column", name),)))
        found[name] = held(whole, starts) / _parts(step_s, starts) if name == RAIN else spread(whole, starts)
    return found


def _parts(step_s: int, starts: Integers) -> float:
    """How many steps of the grid lie in one of the file."""
    return step_s / float(starts[1] - starts[0]) if len(starts) > 1 else 1.0
