"""What the models are tried on: hours to learn from and hours to ask for, by meter, year and what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from meters import cambridge_meters, own_meters
from opendsm_env import COMSTOCK, comstock_meters

# Every other week, each sixth, two days a month, the other weeks, every second block of four weeks.
HIDINGS = ("odd_weeks", "hidden_weeks", "hidden_days", "even_weeks", "odd_months")
ROUNDS = 5
# The ComStock meter that opendsm fits fastest of thirty, so that five rounds of it fit in.
CHEAP = COMSTOCK / "comstock_119226.npz"
MIN_KNOWN = 0.9


@dataclass(frozen=True)
class Case:
    """Hours to learn from, and by name the hours to ask for, of one meter; `source` names the collection."""

    meter: Path
    source: str
    learn: Any
    learn_span: Any
    asks: dict[str, tuple[Any, Any]]

    def moved(self, ask: str) -> float:
        """Logarithm of the mean use asked for over the mean use learned from."""
        kwh = np.load(self.meter)["kwh"]
        return float(np.log(np.mean(kwh[self.asks[ask][0]]) / np.mean(kwh[self.learn])))


def cases(meter: Path, source: str, tests: tuple[str, ...]) -> Iterator[Case]:
    """The tests of one meter: whole years with the next; days, weeks and blocks of four weeks hidden."""
    data = np.load(meter)
    years, days, weeks = calendar(data["starts"].tobytes(), str(data["zone"]))
    known = np.isfinite(data["kwh"]) & np.isfinite(data["temp_c"])
    whole = [int(year) for year in np.unique(years) if (years == year).sum() >= 8700]
    full = [year for year in whole if known[years == year].mean() >= MIN_KNOWN]
    for year in full:
        span = years == year
        asks = {"in_sample": (known & span, span)} if "in_sample" in tests and year == full[0] else {}
        if "next_year" in tests and year + 1 in full:
            asks["next_year"] = (known & (years == year + 1), years == year + 1)
        if asks:
            yield Case(meter, source, known & span, span, asks)
    hidden_hours = {
        "odd_weeks": weeks % 2 == 1,
        "hidden_weeks": weeks % 6 == 0,
        "hidden_days": np.isin(days, (10, 24)),
        "even_weeks": weeks % 2 == 0,
        "odd_months": weeks // 4 % 2 == 1,
    }
    for name in HIDINGS if full else ():
        if name in tests:
            hidden, span = hidden_hours[name], years == full[0]
            yield Case(meter, source, known & span & ~hidden, span, {name: (known & span & hidden, span)})


@cache
def calendar(starts: bytes, zone: str) -> tuple[Any, Any, Any]:
    """Local year, day of the month and number of the week of each hour; meters of one collection share them."""
    local = [
        datetime.fromtimestamp(int(s), UTC).astimezone(ZoneInfo(zone)) for s in np.frombuffer(starts, np.int64)
    ]
    parts = [(t.year, t.day, (t.toordinal() - 1) // 7) for t in local]
    years, days, weeks = np.array(parts, np.int64).T
    return years, days, weeks


def quick_cases() -> list[Case]:
    """One meter: its year with every other week hidden, then its year as often as makes five rounds."""
    comstock_meters()
    whole, half = cases(CHEAP, "comstock", ("in_sample", "odd_weeks"))
    return [half, whole, *[replace(whole, asks={})] * (ROUNDS - 2)]


def all_cases(folder: Path, data: Path | None, meters: int) -> list[Case]:
    """All next years there are; of `meters` meters of each collection also what is hidden from one year."""
    own = cambridge_meters(folder, data) if data else own_meters(folder)
    found = []
    for source, paths in (("comstock", comstock_meters()[:meters]), ("cambridge", own)):
        ours = []
        for number, path in enumerate(paths):
            tests = ("in_sample", *HIDINGS) if number < meters else ("in_sample",)
            ours += list(cases(path, source, tests + (("next_year",) if source == "cambridge" else ())))
        found += [(number / len(ours), case) for number, case in enumerate(ours)]
    # Collections in step, so that an interrupted run has something of each.
    return [case for _, case in sorted(found, key=lambda pair: pair[0])]
