"""The account of snow cooling: electricity that chillers did not take, less all that the snow took."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analytics.arrays import Flags, Floats
from analytics.option_b.cop import (
    COLD_METER_SD,
    ELECTRICITY_METER_SD,
    CopSource,
    CopUsed,
    cop_used,
    sheet_cop,
)
from analytics.option_b.counterfactual import Counterfactual, without_snow
from analytics.option_b.document import (
    ColdDelivered,
    ColdWithoutSnow,
    Instead,
    Item,
    SnowHalfWidths,
    SnowSaving,
    SnowVerification,
)
from analytics.option_b.plant_hours import PlantHours
from analytics.option_b.texts import item_text, warning
from analytics.uncertainty.interval import NORMAL_90
from analytics.verification.document import Notice
from domain.errors import InsufficientData
from domain.interval import Interval
from domain.plant import Plant

METHOD = "ipmvp_option_b_hourly_counterfactual_free_cooling_first"
# Heat of combustion (net) of Swedish diesel MK1 [kWh/l] (Energimyndigheten, värmevärden: 9.8 MWh/m3).
DIESEL_KWH_L = 9.8
# Standard deviation of what is given by log and invoice instead of a meter, as a share of it (assumed).
STIPULATED_SD = 0.20
# What the plant's main meter holds beyond its machines is a difference of meters (assumed standard deviation).
DIFFERENCE_SD = 0.10
MIN_HOURS = 24
# Power and register of one heat meter agree to its class (3 %) and its telegrams; further apart one is wrong.
METER_AGREES = 0.10


@dataclass(frozen=True, slots=True)
class SnowQuestion:
    """What is asked and what no meter tells; None where it is not known, 0 where there was none.

    `made_t` is snow from guns for the season [t], `making_kwh_t` their electricity, `diesel_l` of the loaders.
    """

    period: Interval
    instead: Instead = Instead.CHILLERS
    cop_sd: float | None = None
    made_t: float | None = None
    making_kwh_t: float | None = None
    diesel_l: float | None = None
    language: str = "sv"


@dataclass(frozen=True)
class _Account:
    """Sums over the known hours [kWh], and what is needed for their errors."""

    known: Flags
    hours: PlantHours
    replaced: Counterfactual
    saved_kwh: float
    fans_kwh: float
    pumps_kwh: float
    treatment_kwh: float

    @property
    def snow_kwh(self) -> float:
        """Cold that snow gave in the known hours [kWh]."""
        return _total(self.hours.snow_kw, self.known)

    @property
    def measured_kwh(self) -> float:
        """What the snow saved in the known hours, measured parts alone [kWh]."""
        return self.saved_kwh + self.fans_kwh - self.pumps_kwh - self.treatment_kwh


def snow_saving(
    site: str, plant: Plant, hours: PlantHours, measured_in: PlantHours, question: SnowQuestion
) -> SnowVerification:
    """The account over `hours`, the COP measured in `measured_in`; InsufficientData with hardly an hour known."""
    known = hours.known
    if np.count_nonzero(known) < MIN_HOURS:
        raise InsufficientData(
            f"{site}: {int(np.count_nonzero(known))} hours of the period have cooling by source, pump power and "
            f"outside temperature; {MIN_HOURS} are needed. Are the plant's points stored? See `snokyla points`"
        )
    bought = question.instead is Instead.BOUGHT
    cop = None if bought else cop_used(plant, measured_in, question.cop_sd)
    account = _account(plant, hours, known, cop)
    missing_kwh = _missing_kwh(account)
    items = tuple(_items(account, missing_kwh, cop, question))
    total = sum(item.kwh for item in items)
    widths = _half_widths(account, items, cop, missing_kwh)
    instead_kwh = account.saved_kwh + account.fans_kwh
    return SnowVerification(
        site=site,
        method=METHOD,
        instead=question.instead,
        from_=question.period.start,
        to=question.period.end,
        hours=int(np.count_nonzero(known)),
        missing_share=1.0 - float(known.mean()),
        cop=cop,
        cooling_kwh=ColdDelivered(
            *(_total(kw, known) for kw in (hours.load_kw, hours.snow_kw, hours.free_kw, hours.chiller_kw))
        ),
        counterfactual_kwh=ColdWithoutSnow(
            _total(account.replaced.free_kw, known),
            _total(account.replaced.chiller_kw, known),
            _total(account.replaced.unserved_kw, known),
        ),
        items=items,
        avoided_energy=SnowSaving(
            kwh=total,
            electricity_kwh=sum(item.kwh for item in items if item.carrier == "electricity"),
            share=total / instead_kwh if instead_kwh > 0 else None,
            interval_90_kwh=(total - widths.together, total + widths.together),
            half_width_90_kwh=widths,
            proven=total - widths.together > 0 and not _untold(items, question) and not _doubted_hours(account),
        ),
        warnings=tuple(_warnings(account, items, cop, question)),
    )


def _account(plant: Plant, hours: PlantHours, known: Flags, cop: CopUsed | None) -> _Account:
    replaced = without_snow(plant, hours, bought=cop is None)
    more_chiller = replaced.chiller_kw - hours.chiller_kw
    more_free = replaced.free_kw - hours.free_kw
    fan = plant.free_cooling.fan_power_kw / plant.free_cooling.capacity_kw
    per_kwh = np.ones(len(known)) if cop is None else 1.0 / (cop.factor * sheet_cop(plant, hours.outside_air_c))
    snow = known & (hours.snow_kw > 0.0)
    return _Account(
        known=known,
        hours=hours,
        replaced=replaced,
        saved_kwh=_total(more_chiller * per_kwh, known),
        fans_kwh=_total(more_free, known) * fan,
        pumps_kwh=_total(hours.pump_kw, known),
        treatment_kwh=_treatment(hours.other_kw, snow, known & ~snow),
    )


def _treatment(other_kw: Floats, snow: Flags, still: Flags) -> float:
    """Electricity of water treatment [kWh]: what no machine's meter explains, above what there is without snow."""
    with_snow, without = (other_kw[which & ~np.isnan(other_kw)] for which in (snow, still))
    if not len(with_snow):
        return 0.0
    usual = float(without.mean()) if len(without) else 0.0
    # Hours whose register is unknown use as much as the others.
    return max(float(with_snow.mean()) - usual, 0.0) * int(np.count_nonzero(snow))


def _total(kw: Floats, known: Flags) -> float:
    return float(kw[known].sum())


def _missing_kwh(account: _Account) -> float:
    """Saved in hours without values: the register's cold across the gaps at the ratio found [kWh]."""
    counted = account.hours.snow_kwh
    if counted is None or account.snow_kwh <= 0.0 or account.known.all():
        return 0.0
    return max(counted - account.snow_kwh, 0.0) * account.measured_kwh / account.snow_kwh


def _items(account: _Account, missing_kwh: float, cop: CopUsed | None, question: SnowQuestion) -> Iterator[Item]:
    """Lines of the account, what is nothing left out."""
    instead = "cooling" if cop is None else "electricity"
    source = "measured" if cop is None else cop.source.value
    made = (question.made_t or 0.0) * (question.making_kwh_t or 0.0)
    diesel = (question.diesel_l or 0.0) * DIESEL_KWH_L
    lines = [
        ("district_cooling" if cop is None else "chillers", instead, account.saved_kwh, source),
        ("free_cooling_fans", "electricity", account.fans_kwh, "data_sheet"),
        ("missing_hours", instead, missing_kwh, "register"),
        ("snow_pumps", "electricity", -account.pumps_kwh, "measured"),
        ("water_treatment", "electricity", -account.treatment_kwh, "difference"),
        ("snow_making", "electricity", -made, "stipulated"),
        ("loader_diesel", "diesel", -diesel, "stipulated"),
    ]
    for name, carrier, kwh, origin in lines:
        if kwh != 0.0 or name in {"chillers", "district_cooling"}:
            yield Item(name, carrier, kwh, origin, item_text(name, question.language))


def _half_widths(
    account: _Account, items: tuple[Item, ...], cop: CopUsed | None, missing_kwh: float
) -> SnowHalfWidths:
    stipulated = sum(abs(item.kwh) for item in items if item.source == "stipulated")
    return SnowHalfWidths(
        metering=NORMAL_90 * COLD_METER_SD * abs(account.saved_kwh + account.fans_kwh),
        cop=NORMAL_90 * (cop.sd_share if cop is not None else 0.0) * abs(account.saved_kwh),
        sub_meter=NORMAL_90
        * math.hypot(ELECTRICITY_METER_SD * account.pumps_kwh, DIFFERENCE_SD * account.treatment_kwh),
        stipulated=NORMAL_90 * STIPULATED_SD * stipulated,
        # Anything between nothing and twice as much, rectangular.
        missing=NORMAL_90 * abs(missing_kwh) / math.sqrt(3),
    )


def _untold(items: tuple[Item, ...], question: SnowQuestion) -> list[str]:
    """What is neither measured nor given, and would be subtracted."""
    named = {item.id for item in items}
    untold = []
    making_known = question.made_t == 0.0 or "snow_making" in named or question.making_kwh_t == 0.0
    if not making_known:
        untold.append("snow_making_unknown")
    if question.diesel_l is None:
        untold.append("loader_diesel_unknown")
    return untold


def _doubted_hours(account: _Account) -> int:
    """Hours over which power and register of snow cooling were compared and found apart; 0 when they agree."""
    counted = account.hours.snow_counted_kw
    if counted is None:
        return 0
    both = account.known & ~np.isnan(counted)
    power_kwh, counted_kwh = _total(account.hours.snow_kw, both), _total(counted, both)
    apart = abs(power_kwh - counted_kwh) > METER_AGREES * max(power_kwh, counted_kwh)
    return int(np.count_nonzero(both)) if apart else 0


def _warnings(
    account: _Account, items: tuple[Item, ...], cop: CopUsed | None, question: SnowQuestion
) -> Iterator[Notice]:
    say = question.language
    yield from (warning(code, say) for code in _untold(items, question))
    if (missing := int(np.count_nonzero(~account.known))) > 0.1 * len(account.known):
        yield warning("missing_hours", say, missing)
    unserved = account.known & (account.replaced.unserved_kw > 0.0)
    if unserved.any():
        yield warning("unserved", say, int(np.count_nonzero(unserved)))
    if doubted := _doubted_hours(account):
        yield warning("snow_meter_doubted", say, doubted)
    if cop is not None and cop.source is CopSource.DATA_SHEET:
        yield warning("cop_data_sheet", say, cop.hours)
    if np.isnan(account.hours.other_kw[account.known]).all():
        yield warning("water_treatment_unknown", say)
