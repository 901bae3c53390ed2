"""What the sections of a report share while they are written: the account, the outcome, the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analytics.indicators.energy_account import EnergyAccount
from analytics.indicators.normal_year import BASE_TEMP_C
from analytics.indicators.targets import CONFIDENCE, Progress
from analytics.report.document import Figure, Headline
from analytics.report.ledger import Ledger
from analytics.report.texts import Texts
from domain.site import Carrier

# Totals from five million kWh are printed in whole MWh, smaller ones with one decimal.
_WHOLE_MWH_FROM_KWH = 5e6


@dataclass(frozen=True)
class Draft:
    """One report being written."""

    account: EnergyAccount
    ledger: Ledger

    @property
    def texts(self) -> Texts:
        """The catalogue of the report's language."""
        return self.ledger.texts

    @property
    def language(self) -> str:
        """`sv` or `en`."""
        return self.texts.language

    @property
    def year(self) -> int:
        """The report year."""
        return self.account.year

    @property
    def base_year(self) -> int:
        """The year compared with."""
        return self.account.base_year

    @property
    def correction(self) -> str:
        """`graddagar` or `none`: the basis of every comparison."""
        return "graddagar" if self.account.corrects else "none"

    @property
    def basis(self) -> str:
        """The basis in words, to follow a noun."""
        return self.texts(f"basis.{self.correction}")

    @property
    def compared(self) -> bool:
        """Whether comparisons are made in normal weather."""
        return self.account.corrects

    @cached_property
    def digits(self) -> int:
        """Decimals of energies in MWh."""
        return 0 if self.outcome.base_year_kwh >= _WHOLE_MWH_FROM_KWH else 1

    @property
    def outcome(self) -> Progress:
        """Report year against base year, in the basis of comparison."""
        return self.account.outcome

    def headline(self) -> Headline:
        """The outcome for machines."""
        outcome, target = self.outcome, self.account.site.target
        known = self.account.known_total
        measured, base = known(self.year, False), known(self.base_year, False)
        return Headline(
            observed_kwh=round(outcome.observed_kwh, 1),
            base_year_kwh=round(outcome.base_year_kwh, 1),
            change=round(outcome.change, 6),
            target_change=target.change if target is not None else None,
            path_change=round(target.path(self.year), 6) if target is not None else None,
            interval_90=(round(outcome.interval_90[0], 6), round(outcome.interval_90[1], 6)),
            correction=self.correction,
            measured_kwh=round(measured, 1),
            base_year_measured_kwh=round(base, 1),
            measured_change=round(measured / base - 1, 6),
        )

    @property
    def confidence(self) -> Figure:
        """How sure the band is."""
        return self.ledger.figure("method.confidence", CONFIDENCE * 100, "%")

    @property
    def base_temp(self) -> Figure:
        """Base temperature of the degree days."""
        return self.ledger.figure("method.base_temp", BASE_TEMP_C, "degC")

    def mwh(self, id: str, kwh: float | None, signed: bool = False) -> Figure | None:
        """An energy [kWh] printed in MWh; None stays unknown."""
        return self.ledger.maybe(id, None if kwh is None else kwh / 1e3, "MWh", self.digits, signed)

    def known_mwh(self, id: str, kwh: float, signed: bool = False) -> Figure:
        """An energy [kWh] that is known, printed in MWh."""
        return self.ledger.figure(id, kwh / 1e3, "MWh", self.digits, signed)

    def percent(self, id: str, share: float, signed: bool = False) -> Figure:
        """A share printed in percent with one decimal."""
        return self.ledger.figure(id, share * 100, "%", 1, signed)

    def points(self, id: str, share: float, signed: bool = False) -> Figure:
        """A difference of shares printed in percentage points."""
        return self.ledger.figure(id, share * 100, "pp", 1, signed)

    def carrier(self, carrier: Carrier) -> str:
        """Name of a carrier."""
        return self.texts(f"carrier.{carrier.value}")

    def month(self, month: int) -> str:
        """Name of a month."""
        return self.texts.month(month)

    def place(self, place: str) -> str:
        """Name of a building, or of the plant."""
        names = {building.id: building.name for building in self.account.site.buildings}
        return names.get(place, self.texts("plant"))
