"""What the electricity of a season costs: price per step by part, and the demand charge of the connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from domain.errors import ConfigurationError, Fault
from domain.tariff import DemandCharge, NoTariff, Tariff, TariffKind
from simulators.hours import Floats, Integers
from simulators.season.inputs import LocalTime, SeasonInputs

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class StepPrices:
    """Price of a kWh in every step by part of the bill [SEK/kWh]."""

    energy: Floats
    grid: Floats
    tax: Floats

    @property
    def total(self) -> Floats:
        """All that a kWh costs, demand charge apart."""
        return self.energy + self.grid + self.tax


def step_prices(tariff: Tariff, inputs: SeasonInputs, clock: LocalTime) -> StepPrices:
    """Spot price at the day's rate plus mark-up, transfer fee, tax less deduction; ConfigurationError without."""
    by_kind = {kind: _by_day(tariff, kind, clock.days)[clock.day] for kind in TariffKind}
    spot = inputs.price_eur_mwh * by_kind[TariffKind.EUR_SEK] / 1000.0
    return StepPrices(
        energy=spot + by_kind[TariffKind.SUPPLIER_MARKUP],
        grid=by_kind[TariffKind.GRID_TRANSFER_FEE],
        tax=by_kind[TariffKind.ENERGY_TAX] - by_kind[TariffKind.ENERGY_TAX_DEDUCTION],
    )


def _by_day(tariff: Tariff, kind: TariffKind, days: Sequence[date]) -> Floats:
    try:
        return np.array([tariff.item(kind, day).value for day in days])
    except NoTariff as error:
        remedy = f"add an item of kind {kind.value} with a valid_from on or before {days[0].isoformat()}"
        fault = Fault(tariff.id, None, kind.value, "nothing", f"a value for {days[0].isoformat()}", remedy)
        raise ConfigurationError([fault]) from error


@dataclass(frozen=True, eq=False)
class ChargedMonth:
    """Windows of one month that a demand charge looks at: step by step the window it lies in, −1 for none.

    `window` numbers the windows from 0; `day` is the day of each window.
    """

    month: str
    charge: DemandCharge
    window: Integers
    day: Integers

    @property
    def windows(self) -> int:
        """Number of windows."""
        return len(self.day)

    @property
    def peaks(self) -> int:
        """Peaks in the mean: no more than there are windows, or days, to choose from."""
        different = len(np.unique(self.day)) if self.charge.peaks_on_different_days else self.windows
        return min(self.charge.peaks, different)

    def means_kw(self, power_kw: Floats) -> Floats:
        """Mean power of every window [kW]."""
        inside = self.window >= 0
        sums = np.bincount(self.window[inside], weights=power_kw[inside], minlength=self.windows)
        counts = np.bincount(self.window[inside], minlength=self.windows)
        means: Floats = sums / counts
        return means

    def charged_kw(self, power_kw: Floats) -> float:
        """Mean of the highest windows [kW]; a connection that only gives pays nothing."""
        means = self.means_kw(power_kw)
        if self.charge.peaks_on_different_days:
            means = np.array([means[self.day == day].max() for day in np.unique(self.day)])
        return max(float(np.sort(means)[-self.peaks :].mean()), 0.0)


def charged_months(tariff: Tariff, inputs: SeasonInputs, clock: LocalTime) -> list[ChargedMonth]:
    """Every month of the season with every charge in force on its first simulated day.

    Of charges on the same months, weekdays and hours the newest counts.
    """
    months = [(day.year, day.month) for day in clock.days]
    charged = []
    for year, month in dict.fromkeys(months):
        first = next(day for day in clock.days if (day.year, day.month) == (year, month))
        of_month = np.array([one == (year, month) for one in months])[clock.day]
        for charge in _in_force(tariff, first):
            hours = (clock.hour >= charge.first_hour) & (clock.hour < charge.last_hour)
            inside = of_month & hours & np.isin(clock.weekday, charge.weekdays)
            if inside.any():
                charged.append(_windows(f"{year}-{month:02d}", charge, inside, inputs, clock))
    return charged


def _in_force(tariff: Tariff, day: date) -> list[DemandCharge]:
    newest: dict[object, DemandCharge] = {}
    for charge in sorted(tariff.demand_charges, key=lambda one: one.valid_from):
        if charge.valid_from <= day:
            newest[charge.months, charge.weekdays, charge.first_hour, charge.last_hour] = charge
    return [charge for charge in newest.values() if day.month in charge.months]


def _windows(
    month: str, charge: DemandCharge, inside: Booleans, inputs: SeasonInputs, clock: LocalTime
) -> ChargedMonth:
    span_s = 60 * max(charge.averaging_minutes, inputs.step_minutes)
    _, first, numbers = np.unique(inputs.time_s[inside] // span_s, return_index=True, return_inverse=True)
    window = np.full(inputs.count, -1, dtype=np.int64)
    window[inside] = numbers
    return ChargedMonth(month, charge, window, clock.day[inside][first])


def demand_sek(months: Sequence[ChargedMonth], power_kw: Floats) -> float:
    """Demand charge of the season on the connection's power [SEK]."""
    return sum(one.charge.value * one.charged_kw(power_kw) for one in months)
