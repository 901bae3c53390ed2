"""What a kWh costs beside its spot price: items with a first day of validity, excluding VAT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TariffKind(StrEnum):
    """Kinds of tariff item; values in the unit of the item."""

    ENERGY_TAX = "energy_tax"
    ENERGY_TAX_DEDUCTION = "energy_tax_deduction"
    GRID_TRANSFER_FEE = "grid_transfer_fee"
    SUPPLIER_MARKUP = "supplier_markup"
    EUR_SEK = "eur_sek"


@dataclass(frozen=True, slots=True)
class TariffItem:
    """One price in force from `valid_from` until the next item of its kind."""

    kind: TariffKind
    valid_from: date
    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class DemandCharge:
    """Effektavgift: `value` [SEK/(kW month)] on the mean of the `peaks` highest hours of the month.

    Counts only in `months` and, local time, from `first_hour` up to `last_hour` (half-open) of weekdays
    (Monday 0) in `weekdays`. `peaks_on_different_days`: at most one hour of each day.
    """

    valid_from: date
    value: float
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    first_hour: int
    last_hour: int
    peaks: int
    peaks_on_different_days: bool
    averaging_minutes: int
    source: str


class NoTariff(LookupError):  # noqa: N818 - names the condition
    """No item of this kind is valid on that day."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Everything on the bill but the spot price."""

    id: str
    name: str
    items: tuple[TariffItem, ...]
    demand_charges: tuple[DemandCharge, ...] = ()

    def item(self, kind: TariffKind, day: date) -> TariffItem:
        """The item of `kind` in force on `day`; NoTariff when there is none."""
        valid = [item for item in self.items if item.kind is kind and item.valid_from <= day]
        if not valid:
            raise NoTariff(f"tariff {self.id} has no {kind.value} valid on {day.isoformat()}")
        return max(valid, key=lambda item: item.valid_from)

    def variable_sek_kwh(self, day: date) -> float:
        """Tax less deduction, grid transfer fee and mark-up on `day` [SEK/kWh], spot price excluded."""
        added = (TariffKind.ENERGY_TAX, TariffKind.GRID_TRANSFER_FEE, TariffKind.SUPPLIER_MARKUP)
        total = sum(self.item(kind, day).value for kind in added)
        return total - self.item(TariffKind.ENERGY_TAX_DEDUCTION, day).value
