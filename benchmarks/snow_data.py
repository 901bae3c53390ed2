"""Published and measured data of snow, and a line of the validation table."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
DATA = Path(__file__).parents[1] / "tests" / "golden" / "snow"


@dataclass(frozen=True)
class Row:
    """One line of the table: what was published, what the model says, and the band that counts as agreement."""

    check: str
    what: str
    unit: str
    published: str
    simulated: float
    low: float
    high: float
    digits: int = 0

    @property
    def agrees(self) -> bool:
        """Inside its band."""
        return self.low <= self.simulated <= self.high


def rows_of(name: str) -> list[dict[str, str]]:
    if name.endswith(".gz"):
        with gzip.open(DATA / name) as packed, TextIOWrapper(packed, encoding="utf-8") as text:
            return list(csv.DictReader(text))
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


def column(rows: list[dict[str, str]], name: str) -> FloatArray:
    return np.array([float(row[name] or "nan") for row in rows])
