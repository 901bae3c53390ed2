"""Weather and a building together: graddagar, energisignatur, effektsignatur and the use in a normal year."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from analytics.data_doubts.doubt import Doubt
from analytics.data_doubts.screen import screen
from analytics.digits import steady
from analytics.indicators.normal_year import BASE_TEMP_C, corrected_months, fixed_use
from analytics.records.meter_record import meter_record
from analytics.records.observations import MIN_DAY_COVERAGE, Observations, Surroundings
from analytics.records.observe import observe
from analytics.records.weather_record import WeatherRecord, step_edges, weather_record
from analytics.records.work_calendar import work_calendar
from analytics.verification.caveats import doubt_notices
from analytics.verification.document import Notice
from analytics.verification.question import refuse_coarser
from analytics.weather.energy_signature import (
    ALL,
    HEATING,
    EnergySignature,
    PowerSignature,
    energy_signature,
    power_signature,
)
from analytics.weather.graddagar import (
    Days,
    Definition,
    Graddagar,
    NormalPeriod,
    graddagar,
    normal_months,
    version_of,
)
from domain.errors import InsufficientData
from domain.interval import Interval, Step
from domain.interval_table import IntervalTable
from domain.month_index import MonthIndex
from domain.site import Carrier

# A month's use is known when nine days in ten are (CalTRACK 2.2.1.2); the rest gets their mean.
MIN_MONTH_SHARE = 0.9
_HEATING = (Carrier.HEAT, Carrier.GAS)


@dataclass(frozen=True, slots=True)
class SignatureQuestion:
    """What is asked; without an `index` the correction takes degree days of the weather file itself."""

    period: Interval
    carrier: Carrier
    zone: ZoneInfo
    holidays: str
    station: str
    definition: Definition = Definition.SINCE_2015
    base_temp_c: float = BASE_TEMP_C
    normal_period: NormalPeriod = NormalPeriod.Y1991_2020
    reference_temp_c: float | None = None
    index: MonthIndex | None = None
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class CorrectedMonth:
    """E_n = E_fix + (E − E_fix) · normal / actual of a month [kWh]; the two in the measure of their index."""

    month: str
    kwh: float
    fixed_kwh: float
    actual: float
    normal: float
    corrected_kwh: float


@dataclass(frozen=True, slots=True)
class CorrectedYear:
    """A calendar year in a year of normal weather; only what follows the weather was corrected."""

    year: int
    kwh: float
    fixed_kwh: float
    corrected_kwh: float
    months: tuple[CorrectedMonth, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """Correction used, where its figures are from, and the years it could be made for."""

    correction: str
    station: str
    normal_period: str
    normal_years: int | None
    version: str
    years: tuple[CorrectedYear, ...]


@dataclass(frozen=True, slots=True)
class SignatureAnswer:
    """Answer of `signature`; null where the data do not carry it."""

    carrier: Carrier
    from_: datetime
    to: datetime
    days: int
    graddagar: Graddagar
    energy_signature: EnergySignature | None
    power_signature: PowerSignature | None
    corrected: Corrected | None
    warnings: tuple[Notice, ...]


def signature(meter: IntervalTable, weather: IntervalTable, question: SignatureQuestion) -> SignatureAnswer:
    """All of it; InputError for files in months and invoices, InsufficientData with hardly a day."""
    refuse_coarser("1d", "a signature", (meter, weather))
    screened = screen(meter, weather, question.carrier)
    air = weather_record(screened.weather)
    rows = _days(screened.meter, air, question)
    if not rows.usable.any():
        raise InsufficientData(f"{meter.source}: no day of the period has both use and outdoor temperature")
    known = day_means(air, question.zone)
    degree = graddagar(
        known,
        *_local(question),
        station=question.station,
        definition=question.definition,
        base_temp_c=question.base_temp_c,
    )
    reference = question.reference_temp_c
    answer = SignatureAnswer(
        carrier=question.carrier,
        from_=question.period.start,
        to=question.period.end,
        days=int(rows.usable.sum()),
        graddagar=degree,
        energy_signature=energy_signature(rows, HEATING if question.carrier in _HEATING else ALL),
        power_signature=power_signature(rows, reference) if reference is not None else None,
        corrected=_corrected(rows, known, question),
        warnings=tuple(_warnings(screened.doubts, question)),
    )
    return steady(answer)


def day_means(air: WeatherRecord, zone: ZoneInfo) -> Days:
    """Mean temperature [°C] of each local day that is known for at least half."""
    span = Interval(*(datetime.fromtimestamp(int(moment), UTC) for moment in (air.starts[0], air.ends[-1])))
    edges = step_edges(span, Step.parse("1d", zone))
    if air.step.fixed is None:
        # A file of days means those days, also when they are UTC's.
        middles = (air.starts + air.ends) // 2
        pairs = zip(middles, air.temps_c, strict=True)
    else:
        means, share = air.mean(edges[:-1], edges[1:])
        pairs = zip((edges[:-1] + edges[1:]) // 2, np.where(share >= MIN_DAY_COVERAGE, means, np.nan), strict=True)
    return {
        datetime.fromtimestamp(int(middle), UTC).astimezone(zone).date(): float(mean)
        for middle, mean in pairs
        if not np.isnan(mean)
    }


def _days(meter: IntervalTable, air: WeatherRecord, question: SignatureQuestion) -> Observations:
    years = range(question.period.start.year - 1, question.period.end.year + 2)
    around = Surroundings.flat(air, work_calendar(question.zone, question.holidays, years))
    record = meter_record(meter, question.carrier)
    return observe(record, around, question.period, Step.parse("1d", question.zone))


def _local(question: SignatureQuestion) -> tuple[date, date]:
    """First local day of the period and the day after its last."""
    start, end = (moment.astimezone(question.zone) for moment in (question.period.start, question.period.end))
    return start.date(), (end - timedelta(seconds=1)).date() + timedelta(days=1)


def _warnings(doubts: tuple[Doubt, ...], question: SignatureQuestion) -> Iterator[Notice]:
    yield from doubt_notices(doubts, (question.period,), question.language)


def _corrected(rows: Observations, known: Days, question: SignatureQuestion) -> Corrected | None:
    """The years whose twelve months of use and weather are known; None when there is none, or no normal year."""
    use = _month_use(rows, question.zone)
    index, count = question.index, None
    normal: tuple[float, ...] | None = None
    if index is None:
        found = normal_months(known, question.normal_period, question.definition, question.base_temp_c)
        if found is None:
            return None
        normal, count = found
    years = []
    for year in sorted({year for year, _ in use}):
        kwh = [use.get((year, month)) for month in range(1, 13)]
        weather = index.year(year) if index is not None else _own(known, year, normal, question)
        if weather is not None and all(amount is not None for amount in kwh):
            years.append(_year(year, [amount or 0.0 for amount in kwh], *weather))
    if not years:
        return None
    return Corrected(
        correction=index.kind.value if index is not None else "graddagar",
        station=index.station if index is not None else question.station,
        normal_period=index.normal_period if index is not None else question.normal_period.value,
        normal_years=count,
        version=index.version if index is not None else version_of(known, sorted(known)),
        years=tuple(years),
    )


def _own(
    known: Days, year: int, normal: tuple[float, ...] | None, question: SignatureQuestion
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """Degree days of the year's months by the weather file, and the normal ones; None if one is unknown."""
    found = graddagar(
        known,
        date(year, 1, 1),
        date(year + 1, 1, 1),
        station=question.station,
        definition=question.definition,
        base_temp_c=question.base_temp_c,
    )
    actual = tuple(month.graddagar for month in found.months if month.graddagar is not None)
    return (actual, normal) if normal is not None and len(actual) == 12 else None


def _month_use(rows: Observations, zone: ZoneInfo) -> dict[tuple[int, int], float]:
    """Use [kWh] of the local months known for nine days in ten."""
    days: dict[tuple[int, int], list[float]] = {}
    for start, rate, usable in zip(rows.starts, rows.rate, rows.usable, strict=True):
        day = datetime.fromtimestamp(int(start) + 43200, UTC).astimezone(zone)
        if usable:
            days.setdefault((day.year, day.month), []).append(float(rate))
    full = {month: calendar.monthrange(*month)[1] for month in days}
    return {
        month: sum(rates) * full[month] / len(rates)
        for month, rates in days.items()
        if len(rates) >= MIN_MONTH_SHARE * full[month]
    }


def _year(year: int, kwh: list[float], actual: tuple[float, ...], normal: tuple[float, ...]) -> CorrectedYear:
    fixed, corrected = fixed_use(year, kwh), corrected_months(year, kwh, actual, normal)
    columns = zip(range(1, 13), kwh, fixed, actual, normal, corrected, strict=True)
    months = tuple(CorrectedMonth(f"{year}-{month:02d}", *figures) for month, *figures in columns)
    return CorrectedYear(year, sum(kwh), sum(fixed), sum(corrected), months)
