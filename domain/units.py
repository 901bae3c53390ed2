"""Units: what a person may write, and the one canonical unit each quantity is stored in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A written unit: canonical value = value × factor + offset, in `canonical`."""

    symbol: str
    canonical: str
    factor: float = 1.0
    offset: float = 0.0

    def to_canonical(self, value: float) -> float:
        """Value in the canonical unit [canonical] of a value in this unit [symbol]."""
        return value * self.factor + self.offset

    def from_canonical(self, value: float) -> float:
        """Value in this unit [symbol] of a value in the canonical unit [canonical]."""
        return (value - self.offset) / self.factor


_FAMILIES: dict[str, dict[str, float]] = {
    "kW": {"W": 1e-3, "kW": 1.0, "MW": 1e3},
    "kWh": {"Wh": 1e-3, "kWh": 1.0, "MWh": 1e3, "GWh": 1e6, "MJ": 1 / 3.6, "GJ": 1e3 / 3.6},
    "K": {"K": 1.0, "mK": 1e-3},
    "m3": {"m3": 1.0, "l": 1e-3},
    "m3/h": {"m3/h": 1.0, "l/h": 1e-3, "l/min": 0.06, "l/s": 3.6, "m3/s": 3600.0},
    "t": {"t": 1.0, "kg": 1e-3},
    "Pa": {"Pa": 1.0, "hPa": 100.0, "mbar": 100.0, "kPa": 1e3, "bar": 1e5},
    "SEK": {"SEK": 1.0, "öre": 0.01},
    "kgCO2e": {"kgCO2e": 1.0, "gCO2e": 1e-3, "tCO2e": 1e3},
    "V": {"V": 1.0, "mV": 1e-3, "kV": 1e3},
    "A": {"A": 1.0, "mA": 1e-3},
    "Hz": {"Hz": 1.0},
    "%": {"%": 1.0},
    "kvar": {"var": 1e-3, "kvar": 1.0},
    "kVA": {"VA": 1e-3, "kVA": 1.0},
    "m/s": {"m/s": 1.0},
    "mm": {"mm": 1.0, "cm": 10.0, "m": 1e3},
    "mm/h": {"mm/h": 1.0},
    "h": {"h": 1.0, "min": 1 / 60, "s": 1 / 3600},
    "uS/cm": {"uS/cm": 1.0, "µS/cm": 1.0, "mS/cm": 1e3},
    "NTU": {"NTU": 1.0},
    "pH": {"pH": 1.0},
    "mg/l": {"mg/l": 1.0, "ug/l": 1e-3},
    "W/m2": {"W/m2": 1.0},
    "1": {"1": 1.0},
}

UNITS: dict[str, Unit] = {
    symbol: Unit(symbol, canonical, factor)
    for canonical, family in _FAMILIES.items()
    for symbol, factor in family.items()
}
# A temperature read in kelvin is a temperature, not a difference; meters that do so write `K_abs`.
UNITS["degC"] = Unit("degC", "degC")
UNITS["degF"] = Unit("degF", "degC", 5 / 9, -160 / 9)
UNITS["K_abs"] = Unit("K_abs", "degC", 1.0, -273.15)

# Counters: a difference of two register values is an amount of energy, volume or money.
ACCUMULATING = frozenset({"kWh", "m3", "t", "SEK", "kgCO2e"})


def unit(symbol: str) -> Unit:
    """The unit written as `symbol`; KeyError for an unknown one."""
    return UNITS[symbol]
