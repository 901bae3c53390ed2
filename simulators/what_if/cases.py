"""From the seasons of a case to its figures: means, the band of run-out dates, the yearly cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from math import ceil
from typing import Any, TypeVar

from domain.plant import Plant
from simulators.season.outcome import SeasonOutcome
from simulators.what_if.annual_cost import annual_cost_sek
from simulators.what_if.document import CaseSnowT, RunOut, WhatIfCase, WithoutSnow
from simulators.what_if.sizing import Setting

_QUANTILES = (0.1, 0.5, 0.9)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What all cases of a question share: what the store holds [t], what a kWh for the guns costs [SEK]."""

    room_t: float
    gun_electricity_sek_kwh: float


def unfit_case(setting: Setting, without: Sequence[SeasonOutcome], shared: Reckoning) -> WhatIfCase:
    """A case whose snow has no room: what was asked for, and no figures."""
    return WhatIfCase(CaseSnowT(setting.snow_t), **_asked(setting, without, shared), fits=False)


def fitting_case(
    setting: Setting,
    plant: Plant,
    outcomes: Sequence[SeasonOutcome],
    without: Sequence[SeasonOutcome],
    shared: Reckoning,
) -> WhatIfCase:
    """A case as the mean of its seasons: sums and identities of a season hold for it too."""
    cost, snow = mean([one.cost_sek for one in outcomes]), mean([one.snow_t for one in outcomes])
    dates = [one.run_out_date for one in outcomes]
    return WhatIfCase(
        # The mean of equal masses may differ from them in the last digit.
        CaseSnowT(**{**asdict(snow), "start": setting.snow_t}),
        **_asked(setting, without, shared),
        fits=True,
        cooling_mwh=mean([one.cooling_mwh for one in outcomes]),
        cost_sek=cost,
        electricity_mwh=mean([one.electricity_mwh for one in outcomes]),
        comfort=mean([one.comfort for one in outcomes]),
        natural_melt_share=snow.melted_naturally / setting.snow_t,
        run_out_date_10_50_90=run_out_dates(dates),
        run_out_share=sum(day is not None for day in dates) / len(dates),
        annual_cost_sek=annual_cost_sek(plant, cost.total, shared.gun_electricity_sek_kwh),
    )


def _asked(setting: Setting, without: Sequence[SeasonOutcome], shared: Reckoning) -> dict[str, Any]:
    alone = WithoutSnow(mean([one.cost_sek for one in without]), mean([one.cooling_mwh for one in without]))
    knobs = {key: value for key, value in asdict(setting).items() if key != "snow_t"}
    return {**knobs, "room_t": shared.room_t, "without_snow": alone}


def run_out_dates(days: Sequence[date | None]) -> RunOut:
    """By when the snow is gone in 10, 50 and 90 % of the summers; None where fewer see it go.

    Summers of several years are compared by month and day, under the last year.
    """
    gone = [day for day in days if day is not None]
    year = max((day.year for day in gone), default=0)
    ordered = sorted(day.replace(year=year) for day in gone)
    places = [ceil(share * len(days) - 1e-9) - 1 for share in _QUANTILES]
    first, middle, last = (ordered[place] if place < len(ordered) else None for place in places)
    return first, middle, last


def mean(records: Sequence[T]) -> T:
    """A record of means of records of numbers."""
    first: Any = records[0]
    means = {one.name: sum(getattr(each, one.name) for each in records) / len(records) for one in fields(first)}
    found: T = type(first)(**means)
    return found
