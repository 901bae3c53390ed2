"""The error that a meter may have by its class; a meter that is billed by has none here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from domain.site import Carrier

# IPMVP and Guideline 14 take the meters that energy is billed by as exact: the bill is what is to be saved.
BILLING = "billing"
# Greatest permissible error in use's upper range, as a share of what is measured: electricity EN 50470-3; thermal
# energy EN 1434-1 (class 2: flow sensor 2 %, sensors and calculator 1 %); gas EN 1359; water EN ISO 4064-1.
CLASSES: dict[Carrier, dict[str, float]] = {
    Carrier.ELECTRICITY: {"A": 0.02, "B": 0.01, "C": 0.005},
    Carrier.HEAT: {"1": 0.02, "2": 0.03, "3": 0.04},
    Carrier.COOLING: {"1": 0.02, "2": 0.03, "3": 0.04},
    Carrier.GAS: {"1.0": 0.01, "1.5": 0.015},
    Carrier.WATER: {"1": 0.01, "2": 0.02},
}
# Where nothing is said of the meter: the class that is usual in buildings.
USUAL_CLASS = {
    Carrier.ELECTRICITY: "B",
    Carrier.HEAT: "2",
    Carrier.COOLING: "2",
    Carrier.GAS: "1.5",
    Carrier.WATER: "2",
}


@dataclass(frozen=True, slots=True)
class MeterClass:
    """Class of a meter, its greatest permissible error [1] of what it measures, and whether it was given."""

    name: str
    max_error_share: float
    given: bool

    @property
    def sd_share(self) -> float:
        """Standard deviation [1]: the greatest permissible error taken as rectangular, so / √3 (GUM 4.3.7)."""
        return self.max_error_share / math.sqrt(3)


def meter_class(carrier: Carrier, name: str | None) -> MeterClass:
    """The class `name` of that carrier's standard, `billing`, or the usual one; KeyError for another name."""
    if name is None:
        return MeterClass(USUAL_CLASS[carrier], CLASSES[carrier][USUAL_CLASS[carrier]], False)
    if name.lower() == BILLING:
        return MeterClass(BILLING, 0.0, True)
    return MeterClass(name.upper(), CLASSES[carrier][name.upper()], True)
