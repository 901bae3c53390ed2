"""Written units and the canonical one of each quantity."""

from __future__ import annotations

import pytest

from domain.units import ACCUMULATING, UNITS, unit

# As docs/contract.md promises under `export`.
CANONICAL = {"kW", "kWh", "degC", "K", "m3", "m3/h", "t", "Pa", "SEK", "kgCO2e"}
KEPT = {"V", "A", "Hz", "%", "kvar", "kVA", "m/s", "mm", "mm/h", "W/m2", "h", "uS/cm", "NTU", "pH", "mg/l", "1"}


@pytest.mark.parametrize(
    ("symbol", "value", "canonical", "expected"),
    [
        ("W", 1500, "kW", 1.5),
        ("MWh", 2, "kWh", 2000),
        ("GJ", 3.6, "kWh", 1000),
        ("MJ", 3.6, "kWh", 1),
        ("degF", 212, "degC", 100),
        ("degF", 32, "degC", 0),
        ("K_abs", 273.15, "degC", 0),
        ("K", 5, "K", 5),
        ("l/s", 1, "m3/h", 3.6),
        ("l/min", 1000, "m3/h", 60),
        ("bar", 1.5, "Pa", 150_000),
        ("kg", 250, "t", 0.25),
        ("öre", 150, "SEK", 1.5),
        ("cm", 20, "mm", 200),
        ("min", 90, "h", 1.5),
        ("mS/cm", 0.5, "uS/cm", 500),
        ("ug/l", 250, "mg/l", 0.25),
    ],
)
def test_conversion(symbol: str, value: float, canonical: str, expected: float) -> None:
    assert unit(symbol).canonical == canonical
    assert unit(symbol).to_canonical(value) == pytest.approx(expected)


def test_the_canonical_units_are_those_of_the_contract() -> None:
    assert {known.canonical for known in UNITS.values()} == CANONICAL | KEPT


def test_a_canonical_unit_is_its_own() -> None:
    for known in UNITS.values():
        assert UNITS[known.canonical].to_canonical(7.25) == 7.25
    assert CANONICAL | KEPT >= ACCUMULATING


def test_an_unknown_unit() -> None:
    with pytest.raises(KeyError):
        unit("furlong")
