"""The savings summary that the pages show: the yearly report's account of the last whole year."""

from __future__ import annotations

from datetime import datetime

from analytics.indicators.energy_account import EnergyAccount, read_account
from analytics.indicators.figures import Indicator
from domain.ports.historian import Historian
from domain.savings_summary import BuildingSavings, SavingsSummary, SavingsYear
from domain.site import Site


def count_savings(site: Site, historian: Historian, now: datetime) -> SavingsSummary:
    """The account of the last whole calendar year before `now`; InsufficientData when it cannot be made."""
    year = now.astimezone(site.timezone).year - 1
    account = read_account(site, year, historian)
    corrected = account.corrects
    totals = {y: account.total(y, account.counted(), corrected) for y in account.years}
    outcome = account.outcome
    target = site.target
    return SavingsSummary(
        year=account.year,
        base_year=account.base_year,
        target_year=target.target_year if target else None,
        observed_kwh=outcome.observed_kwh,
        base_year_kwh=outcome.base_year_kwh,
        change=outcome.change,
        interval_90=outcome.interval_90,
        path_change=target.path(account.year) if target else None,
        target_change=target.change if target else None,
        correction="graddagar" if corrected else "none",
        years=tuple(_year(account, y, totals[y], outcome.base_year_kwh) for y in account.years),
        buildings=tuple(_building(indicator) for indicator in account.indicators()),
        counted_at=now,
    )


def _year(account: EnergyAccount, year: int, kwh: float | None, base_kwh: float) -> SavingsYear:
    change = kwh / base_kwh - 1 if kwh is not None else None
    target = account.site.target
    return SavingsYear(year, kwh, change, target.path(year) if target else None)


def _building(indicator: Indicator) -> BuildingSavings:
    return BuildingSavings(indicator.building, indicator.name, indicator.kwh, indicator.kwh_m2, indicator.change)
