"""Small seasons, drawn by seed: weather, prices and load that no real place had, and plants of all sizes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from domain.interval import Step
from domain.interval_table import IntervalTable
from domain.plant import Discharge, StoreGeometry
from domain.tariff import DemandCharge, Tariff, TariffItem, TariffKind
from simulators.season.inputs import SeasonInputs
from simulators.season.run import Case

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 6, 1, 22, tzinfo=UTC)
RATES = {
    TariffKind.ENERGY_TAX: 0.36,
    TariffKind.ENERGY_TAX_DEDUCTION: 0.096,
    TariffKind.GRID_TRANSFER_FEE: 0.10,
    TariffKind.SUPPLIER_MARKUP: 0.02,
    TariffKind.EUR_SEK: 11.0,
}


def _tariff(charges=(), **rates):
    values = {kind: rates.get(kind.value, value) for kind, value in RATES.items()}
    items = tuple(TariffItem(kind, date(2020, 1, 1), value, "", "test") for kind, value in values.items())
    return Tariff("test", "Test", items, tuple(charges))


def _charge(**changes):
    usual = {
        "valid_from": date(2020, 1, 1),
        "value": 45.0,
        "months": tuple(range(1, 13)),
        "weekdays": (0, 1, 2, 3, 4),
        "first_hour": 7,
        "last_hour": 20,
        "peaks": 1,
        "peaks_on_different_days": True,
        "averaging_minutes": 60,
        "source": "test",
    }
    return DemandCharge(**(usual | changes))


def _inputs(seed, days=12, step_minutes=60, **changes):
    random = np.random.default_rng([seed, 5])
    count = days * 24 * 60 // step_minutes
    hours = np.arange(count) * step_minutes / 60.0
    slow = np.repeat(random.normal(0.0, 4.0, days), 24 * 60 // step_minutes)
    air = 13.0 + slow - 5.0 * np.cos(2 * np.pi * (hours - 3) / 24) + random.normal(0.0, 0.5, count)
    day = np.clip(np.sin(2 * np.pi * (hours - 7) / 24), 0.0, None)
    columns = {
        "outside_air_temp_c": air,
        "price_eur_mwh": 30.0 + np.roll(slow, 7) * 3.0 + 12.0 * day + random.normal(0.0, 3.0, count),
        "cooling_load_kw": np.clip(100.0 + 60.0 * (air - 11.0) * (0.4 + day), 60.0, None),
        "rain_mm": np.where(random.random(count) < 0.05, random.exponential(2.0, count), 0.0),
    }
    return SeasonInputs(START, step_minutes, **(columns | changes))


@pytest.fixture
def tariff():
    """Makes a tariff: charges, and rates by the name of their kind."""
    return _tariff


@pytest.fixture
def charge():
    """Makes a demand charge."""
    return _charge


@pytest.fixture
def inputs():
    """Makes the inputs of a short season by seed."""
    return _inputs


@pytest.fixture
def plant(site):
    """Makes a plant: the test site's with another store and other machines."""

    def made(mass_t=1500.0, cover_m=0.3, chillers=None, **changes):
        known = site.plant
        store = replace(known.snow_store, mass_t=mass_t, cover_m=cover_m)
        own = known.chillers if chillers is None else known.chillers[:chillers]
        return replace(known, snow_store=store, chillers=own, **changes)

    return made


@pytest.fixture
def case(inputs, plant, tariff, charge):
    """Makes a case by seed: every one with another plant, tariff and weather."""

    def made(seed, strategy="snow_first", **changes):
        random = np.random.default_rng([seed, 9])
        shape = StoreGeometry(60.0, 50.0, float(random.uniform(0, 5))) if seed % 2 else None
        known = plant(mass_t=float(random.uniform(200.0, 2500.0)), cover_m=float(random.uniform(0.1, 0.5)))
        store = replace(
            known.snow_store,
            geometry=shape,
            discharge=Discharge.COLD if seed % 3 == 0 else Discharge.WARM,
            settled_density_kg_m3=690.0 if seed % 2 else None,
        )
        charges = (charge(peaks=1 + seed % 3, peaks_on_different_days=seed % 2 == 0),) if seed % 4 else ()
        drawn = inputs(seed, step_minutes=15 if seed % 5 == 0 else 60, days=5 if seed % 5 == 0 else 12)
        if seed % 4 == 2:
            drawn = replace(drawn, base_power_kw=random.uniform(20.0, 200.0, drawn.count))
        parts = {
            "inputs": drawn,
            "plant": replace(known, snow_store=store),
            "tariff": tariff(charges),
            "strategy": strategy,
            "seed": seed,
            "zone": STOCKHOLM,
        }
        return Case(**(parts | changes))

    return made


@pytest.fixture
def table():
    """Makes an interval table from a start, a step and columns, as a file would give it."""

    def made(name, start, step, columns, keep=None):
        count = len(next(iter(columns.values())))
        minutes = {"15min": 15, "1h": 60, "1d": 1440}[step]
        times = [start + timedelta(minutes=minutes * index) for index in range(count)]
        rows = [row for row in range(count) if keep is None or keep(times[row])]
        kept = {key: tuple(column[row] for row in rows) for key, column in columns.items()}
        lines = tuple(range(2, 2 + len(rows)))
        return IntervalTable(name, Step.parse(step), tuple(times[row] for row in rows), kept, lines)

    return made
