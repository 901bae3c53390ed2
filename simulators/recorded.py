"""The recorded data shipped beside this module: columns of hours, with gaps bridged where it is asked for."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from importlib.resources import files

import numpy as np

from simulators.hours import Floats

ELECTRICITY = "cambridge_electricity_shapes_2016_2017.csv.gz"
HEATING_GAS = "cambridge_heating_gas_shapes_2016_2017.csv.gz"
WEATHER = "jokioinen_weather_2015_2017.csv.gz"
OSTERSUND_DAILY = "ostersund_weather_daily_2022_2024.csv.gz"

_WEEK_H = 168
_SHORT_GAP_H = 3


@cache
def columns(name: str) -> dict[str, Floats]:
    """Every column of data file `name` but its first, NaN where the source has no value."""
    text = gzip.decompress((files("simulators") / "data" / name).read_bytes()).decode("utf-8")
    rows = csv.reader(text.splitlines())
    header = next(rows)
    values = [[float(cell) if cell else np.nan for cell in row[1:]] for row in rows]
    table = np.array(values, dtype=np.float64).T
    return dict(zip(header[1:], table, strict=True))


def bridged(values: Floats) -> Floats:
    """`values` of hours without gaps: up to 3 h straight across, longer from the same hour of weeks around it.

    A gap is missing data, never zero use; what no week nearby knows either is bridged straight.
    """
    filled = values.copy()
    for start, end in _gaps(values):
        if end - start > _SHORT_GAP_H:
            filled[start:end] = [_from_other_weeks(values, index) for index in range(start, end)]
    known = np.flatnonzero(~np.isnan(filled))
    return np.interp(np.arange(len(filled)), known, filled[known])


def _gaps(values: Floats) -> list[tuple[int, int]]:
    missing = np.concatenate(([False], np.isnan(values), [False])).astype(np.int8)
    edges = np.flatnonzero(np.diff(missing))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _from_other_weeks(values: Floats, index: int) -> float:
    weeks = (-1, 1, -2, 2, -3, 3, -4, 4)
    around = [index + week * _WEEK_H for week in weeks]
    known = [values[at] for at in around if 0 <= at < len(values) and not np.isnan(values[at])]
    return float(np.mean(known[:2])) if known else float("nan")
