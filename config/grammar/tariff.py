"""A tariff file: everything on the electricity bill but the spot price, excluding VAT."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from config.grammar.words import Day, Grammar, NotNegative, Slug, Text
from domain.tariff import DemandCharge, Tariff, TariffItem, TariffKind

# written unit → (unit kept, factor)
PRICE_UNITS = {
    "SEK/kWh": ("SEK/kWh", 1.0),
    "öre/kWh": ("SEK/kWh", 0.01),
    "SEK/MWh": ("SEK/kWh", 0.001),
    "SEK/EUR": ("SEK/EUR", 1.0),
}


class TariffItemFile(Grammar):
    """One entry of `items:`."""

    kind: Annotated[TariffKind, Field(strict=False)] = Field(description="Slag av pris.")
    valid_from: Day = Field(description="Första dag som priset gäller.")
    value: NotNegative = Field(description="Priset exklusive moms, i unit.")
    unit: Text = Field(description="SEK/kWh, öre/kWh, SEK/MWh eller, för eur_sek, SEK/EUR.")
    source: Text = Field(description="Var priset står; ett antagande ska kallas antagande.")

    def to_domain(self) -> TariffItem:
        """The item with its value in the one unit of its kind."""
        unit, factor = PRICE_UNITS[self.unit]
        day = date.fromisoformat(self.valid_from)
        # Twelve decimals: 28.0 öre is 0.28 SEK, not 0.28000000000000003.
        return TariffItem(self.kind, day, round(self.value * factor, 12), unit, self.source)


class DemandChargeFile(Grammar):
    """One entry of `demand_charges:` (effektavgift)."""

    valid_from: Day = Field(description="Första dag som avgiften gäller.")
    value_sek_kw_month: NotNegative = Field(description="Avgift per kW och månad exklusive moms.")
    months: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1)] = Field(
        description="Månader som räknas, 1–12."
    )
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1)] = Field(
        description="Veckodagar som räknas, måndag 0."
    )
    first_hour: Annotated[int, Field(ge=0, le=23)] = Field(description="Från och med klockan, lokal tid.")
    last_hour: Annotated[int, Field(ge=1, le=24)] = Field(description="Till klockan, lokal tid.")
    peaks: Annotated[int, Field(ge=1, le=31)] = Field(description="Antal toppar i medelvärdet.")
    peaks_on_different_days: bool = Field(description="true om högst en topp per dygn räknas.")
    averaging_minutes: Annotated[int, Field(ge=15, le=60)] = Field(description="Toppens längd: 15, 30 eller 60.")
    source: Text = Field(description="Var avgiften står; ett antagande ska kallas antagande.")

    def to_domain(self) -> DemandCharge:
        """The charge in the language of the trade."""
        return DemandCharge(
            valid_from=date.fromisoformat(self.valid_from),
            value=self.value_sek_kw_month,
            months=tuple(self.months),
            weekdays=tuple(self.weekdays),
            first_hour=self.first_hour,
            last_hour=self.last_hour,
            peaks=self.peaks,
            peaks_on_different_days=self.peaks_on_different_days,
            averaging_minutes=self.averaging_minutes,
            source=self.source,
        )


class TariffFile(Grammar):
    """A file in `config/tariffs`, or one's own."""

    id: Slug = Field(description="Tariffens namn.")
    name: Text = Field(description="Tariffens namn i klartext.")
    items: Annotated[list[TariffItemFile], Field(min_length=1)] = Field(
        description="Priser per kWh och växelkurs."
    )
    demand_charges: list[DemandChargeFile] = Field(default=[], description="Effektavgifter.")

    def to_domain(self) -> Tariff:
        """The tariff in the language of the trade."""
        return Tariff(
            self.id,
            self.name,
            tuple(item.to_domain() for item in self.items),
            tuple(charge.to_domain() for charge in self.demand_charges),
        )
