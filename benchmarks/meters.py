"""Real meters as files of arrays: `starts` [s since 1970 UTC], `kwh`, `temp_c`, `zone`, `holidays`."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from analytics.records.zeros import zeros_as_missing
from domain.interval import Step
from domain.site import Carrier

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "measurement_and_verification"


def own_meters(folder: Path) -> list[Path]:
    """The building of the tests, two years."""
    use = table(GOLDEN / "cambridge_b0_electricity_hourly_2016-2017.csv.gz")
    air = table(GOLDEN / "bedford_outside_air_hourly_2016-2017.csv.gz")
    return cambridge(folder, use, air)


def cambridge_meters(folder: Path, data: Path) -> list[Path]:
    """All buildings in `data`/buildings with the weather in `data`/weather (EECi Cambridge archive, MIT)."""
    use = table(data / "buildings" / "cambridge_electricity_hourly_2015-2018.csv.gz")
    air = table(data / "weather" / "bedford_uk_hourly_2015-2018.csv.gz")
    return cambridge(folder, use, air)


def table(path: Path) -> dict[str, Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    columns = zip(*rows[1:], strict=True)
    named = dict(zip(rows[0], columns, strict=True))
    times = [datetime.fromisoformat(text) for text in named.pop("time_utc")]
    found = {name: np.array([float(cell) if cell else np.nan for cell in cells]) for name, cells in named.items()}
    return {"starts": np.array([int(time.timestamp()) for time in times], np.int64)} | found


def cambridge(folder: Path, use: dict[str, Any], air: dict[str, Any]) -> list[Path]:
    """One file a meter, zeros that mean "no reading" missing, on the hours of the weather."""
    name = next(name for name in air if "temp" in name)
    made = []
    for meter, values in use.items():
        if meter == "starts":
            continue
        kwh, _ = zeros_as_missing(values, Step.parse("1h"), Carrier.ELECTRICITY)
        aligned = np.full(len(air["starts"]), np.nan)
        _, here, there = np.intersect1d(air["starts"], use["starts"], return_indices=True)
        aligned[here] = kwh[there]
        path = folder / f"cambridge_{meter.split('_')[0]}.npz"
        np.savez(
            path, starts=air["starts"], kwh=aligned, temp_c=air[name], zone="Europe/London", holidays="GB-ENG"
        )
        made.append(path)
    return made
