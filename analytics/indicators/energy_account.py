"""The organisation's energy account: every meter's years in its account, and the sums that a report prints."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analytics.indicators.figures import Indicator
from analytics.indicators.meter_years import MeterYears, MonthUse, YearSpan, filled, read_registers
from analytics.indicators.normal_year import Weather, corrected_months, read_weather
from analytics.indicators.organisation import (
    PLANT,
    Account,
    MeterAccount,
    accounts,
    outside_temperature_points,
    plant_cold,
)
from analytics.indicators.targets import Entry, Progress, progress
from domain.errors import InsufficientData
from domain.ports.historian import Historian
from domain.register import CumulativeRegister
from domain.site import Building, Carrier, Point, Site

CORRECTED_CARRIERS = (Carrier.HEAT, Carrier.GAS)
# More of a year than this estimated, and no outcome is claimed for it.
MAX_ESTIMATED_SHARE = 0.10
_LOOK_BACK_YEARS = 15


@dataclass(frozen=True, slots=True)
class MeterUse:
    """One meter: where it counts and what it counted."""

    account: MeterAccount
    years: MeterYears


@dataclass(frozen=True)
class EnergyAccount:
    """Use of a site by meter, month and year from `base_year` to `year`; kWh throughout, water m3."""

    site: Site
    base_year: int
    year: int
    span: YearSpan
    meters: tuple[MeterUse, ...]
    cold: dict[str, MeterYears]
    weather: Weather | None

    @cached_property
    def normal(self) -> tuple[float, ...] | None:
        """Degree days of the normal year's months: the mean of the years that the thermometer knows."""
        return self.weather.normal(self.years) if self.weather is not None else None

    @property
    def years(self) -> range:
        """Base year to report year."""
        return range(self.base_year, self.year + 1)

    @property
    def corrects(self) -> bool:
        """Whether base year and report year can both be brought to a normal year."""
        heated = any(use.account.carrier in CORRECTED_CARRIERS for use in self.counted())
        return (
            heated
            and self.weather is not None
            and all(self.weather.year(year) is not None for year in (self.base_year, self.year))
        )

    @cached_property
    def outcome(self) -> Progress:
        """Report year against base year, in normal weather where both can be brought to it."""
        observed, base = (
            self.known_total(self.year, self.corrects),
            self.known_total(self.base_year, self.corrects),
        )
        return progress(observed, base, self.entries(self.year), self.entries(self.base_year))

    def known_total(self, year: int, corrected: bool) -> float:
        """Bought energy of base or report year [kWh], which an accepted account knows."""
        total = self.total(year, self.counted(), corrected)
        if total is None:
            raise ValueError(f"{year} is not known, though the account was accepted")
        return total

    def counted(self, carrier: Carrier | None = None, place: str | None = None) -> list[MeterUse]:
        """Meters of bought energy, of one carrier or one place where asked."""
        return [use for use in self.of(Account.COUNTED, carrier) if place in {None, use.account.place}]

    def of(self, account: Account, carrier: Carrier | None = None) -> list[MeterUse]:
        """Meters of one account, of one carrier where asked."""
        return [
            use for use in self.meters if use.account.account is account and carrier in {None, use.account.carrier}
        ]

    @property
    def carriers(self) -> list[Carrier]:
        """Carriers of bought energy, in the order of the enumeration."""
        return [carrier for carrier in Carrier if self.counted(carrier)]

    def total(self, year: int, uses: Sequence[MeterUse], corrected: bool = False) -> float | None:
        """Sum [kWh] over `uses` in `year`, in normal weather where asked; None when one of them is unknown."""
        amounts = [self.use(year, use, corrected) for use in uses]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) else None

    def use(self, year: int, use: MeterUse, corrected: bool = False) -> float | None:
        """Use of one meter in `year` [kWh]; None when unknown or not correctable."""
        months = [use.years.month(year, month).amount for month in range(1, 13)]
        known = [amount for amount in months if amount is not None]
        if len(known) < 12:
            return None
        if not corrected or use.account.carrier not in CORRECTED_CARRIERS:
            return sum(known)
        actual = self.weather.year(year) if self.weather is not None else None
        if actual is None or self.normal is None:
            return None
        return sum(corrected_months(year, known, actual, self.normal))

    def entries(self, year: int) -> list[Entry]:
        """What the band of a year's total is made from."""
        found = [(use, use.years.year(year)) for use in self.counted()]
        return [
            Entry(use.account.carrier, amount.amount, amount.estimated)
            for use, amount in found
            if amount is not None
        ]

    def indicator(self, building: Building) -> Indicator | None:
        """The building's use of the report year, in normal weather where it can be; None when unknown."""
        uses = self.counted(place=building.id)
        kwh = self.total(self.year, uses, self.corrects)
        if kwh is None or not uses:
            return None
        by_carrier = [
            (carrier, self.total(self.year, self.counted(carrier, building.id), self.corrects) or 0.0)
            for carrier in Carrier
            if self.counted(carrier, building.id)
        ]
        stood = building.built_year is None or building.built_year <= self.base_year
        base = self.total(self.base_year, uses, self.corrects) if stood else None
        return Indicator(
            building.id,
            building.name,
            building.purpose,
            building.atemp_m2,
            tuple(by_carrier),
            kwh,
            base,
            building.significant_energy_uses,
        )

    def indicators(self) -> list[Indicator]:
        """Indicators of all buildings that have one, in the order of the site."""
        found = (self.indicator(building) for building in self.site.buildings)
        return [indicator for indicator in found if indicator is not None]

    def new_buildings(self) -> list[Building]:
        """Buildings built after the base year."""
        return [b for b in self.site.buildings if b.built_year is not None and b.built_year > self.base_year]


def read_account(
    site: Site, year: int, historian: Historian, told: Callable[[int, int], None] | None = None
) -> EnergyAccount:
    """The account of `site` for `year`; InsufficientData says which meter lacks what.

    `told` hears how much of the reading is done of how much.
    """
    found, cold = accounts(site), plant_cold(site)
    span = _span(site, year, found)
    thermometers = [point.id for point in outside_temperature_points(site)]
    points = [account.point for account in found] + list(cold.values())
    tick = _ticker(told, len(points) + len(thermometers))
    read = read_registers(historian, [_register(point) for point in points], span, tick)
    meters = tuple(_meter_use(account, read[account.point.id]) for account in found)
    account = EnergyAccount(
        site=site,
        base_year=span.first if site.target is not None else _first_known(meters, span),
        year=year,
        span=span,
        meters=meters,
        cold={source: read[point.id] for source, point in cold.items()},
        weather=read_weather(historian, thermometers, span, tick),
    )
    _demand_enough(account)
    return account


def _span(site: Site, year: int, found: Sequence[MeterAccount]) -> YearSpan:
    """Years to read: from the base year of the target, else as far back as there may be registers."""
    if not any(account.account is Account.COUNTED for account in found):
        raise InsufficientData(f"{site.id}: no meter of the site counts energy; nothing to report")
    first = site.target.base_year if site.target is not None else year - _LOOK_BACK_YEARS
    if year <= first:
        raise InsufficientData(f"{site.id}: {year} is not after the base year {first}; nothing to compare")
    return YearSpan(first, year, site.timezone)


def _ticker(told: Callable[[int, int], None] | None, of: int) -> Callable[[], None]:
    """Counts its calls for one who wants to hear how much is done."""
    done = itertools.count(1)
    return lambda: told(next(done), of) if told is not None else None


def _meter_use(account: MeterAccount, years: MeterYears) -> MeterUse:
    """A meter with its gaps estimated; the plant used nothing before its own register began."""
    if account.place == PLANT and (began := years.began) is not None:
        account = replace(account, built_year=years.first_year + began // 12)
        years = replace(years, months=(MonthUse(0.0),) * began + years.months[began:])
    return MeterUse(account, filled(years, account.built_year))


def _register(point: Point) -> CumulativeRegister:
    register = point.register
    if register is None:
        raise ValueError(f"{point.id} does not count")
    return register


def _first_known(meters: Sequence[MeterUse], span: YearSpan) -> int:
    """The first year that every counted meter knows from its register."""
    counted = [use for use in meters if use.account.account is Account.COUNTED]
    for year in span.years[:-1]:
        known = [use.years.year(year) for use in counted]
        if all(amount is not None and amount.known_months == 12 for amount in known):
            return year
    raise InsufficientData(
        f"no year before {span.last} is known in full, so there is nothing to compare with; "
        "bring in earlier registers with `snokyla import readings`"
    )


def _demand_enough(account: EnergyAccount) -> None:
    for year in (account.base_year, account.year):
        unknown = [use.account.point.id for use in account.counted() if use.years.year(year) is None]
        if unknown:
            raise InsufficientData(
                f"{account.site.id}: the use of {year} is unknown for {len(unknown)} of "
                f"{len(account.counted())} meters: {', '.join(unknown[:5])}{' …' if len(unknown) > 5 else ''}; "
                "bring in their registers with `snokyla import readings`, or report another year"
            )
        entries = account.entries(year)
        kwh = sum(entry.kwh for entry in entries)
        estimated = sum(entry.estimated_kwh for entry in entries)
        if kwh <= 0 or estimated > MAX_ESTIMATED_SHARE * kwh:
            raise InsufficientData(
                f"{account.site.id}: only {1 - estimated / kwh if kwh > 0 else 0:.0%} of the use of {year} is "
                f"known from registers, {1 - MAX_ESTIMATED_SHARE:.0%} is needed for a claim; "
                "bring in the missing registers with `snokyla import readings`"
            )


def is_plant(use: MeterUse) -> bool:
    """Whether a meter is the plant's own."""
    return use.account.place == PLANT
