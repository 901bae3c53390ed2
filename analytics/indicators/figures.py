"""Energy performance indicators: use per Atemp, ranked and compared with the base year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.site import Carrier


@dataclass(frozen=True, slots=True)
class Indicator:
    """A building's use of one year [kWh]; `base_year_kwh` is None where it did not stand or is unknown."""

    building: str
    name: str
    purpose: str
    atemp_m2: float | None
    kwh_by_carrier: tuple[tuple[Carrier, float], ...]
    kwh: float
    base_year_kwh: float | None
    significant: tuple[Carrier, ...]

    @property
    def kwh_m2(self) -> float | None:
        """Use per tempered area [kWh/m2]; None without an area."""
        return self.kwh / self.atemp_m2 if self.atemp_m2 else None

    @property
    def change(self) -> float | None:
        """Change against the base year as a share; None without a base year."""
        return self.kwh / self.base_year_kwh - 1 if self.base_year_kwh else None

    def carrier_kwh(self, carrier: Carrier) -> float | None:
        """Use of one carrier [kWh]; None when the building has no meter for it."""
        return dict(self.kwh_by_carrier).get(carrier)


def ranked(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Buildings with an area, lowest use per m2 first."""
    with_area = [(value, indicator) for indicator in indicators if (value := indicator.kwh_m2) is not None]
    return [indicator for _, indicator in sorted(with_area, key=lambda pair: (pair[0], pair[1].building))]


def overall_kwh_m2(indicators: Sequence[Indicator]) -> float | None:
    """Ratio of sums over the buildings with an area [kWh/m2]; never the mean of ratios."""
    areas = sum(indicator.atemp_m2 or 0.0 for indicator in indicators)
    kwh = sum(indicator.kwh for indicator in indicators if indicator.atemp_m2)
    return kwh / areas if areas else None
