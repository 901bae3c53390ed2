"""Strategies over simulated seasons against the bound of perfect foresight and against chillers alone.

    python benchmarks/season.py [--quick] [--json] [--data DIR]

Every strategy plays the same seasons of the demonstration plant with little, middling and plenty of snow, one
after the other and in turning order. Weather is that of Jokioinen moved to Östersund with a slow anomaly by seed,
load follows it. Prices are synthetic or, where --data names a folder with `prices/`, day-ahead prices of SE2 of
its years (weekdays kept). `planned` joins when there is a planner.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import csv
import gzip
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from verification import machine, spread  # noqa: E402

from config.load_plant import PlantSite, load_plant  # noqa: E402
from domain.interval import Interval, Step  # noqa: E402
from domain.interval_table import IntervalTable  # noqa: E402
from simulators.season.gather import SeasonFiles, gather  # noqa: E402
from simulators.season.inputs import SeasonInputs  # noqa: E402
from simulators.season.outcome import SeasonOutcome  # noqa: E402
from simulators.season.run import Case, play_season  # noqa: E402
from simulators.what_if import made_up  # noqa: E402
from simulators.what_if.summers import Almanac, Given  # noqa: E402

PEERS = ("perfect", "chiller_only")
OURS = ("chiller_priority", "snow_first", "daily_quota")
SNOW_T = (8_000.0, 12_000.0, 20_000.0)
PRICES = Path("prices") / "dayahead_se1_se4_hourly_2016-2018_2020-2021.csv.gz"
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
# Below the bound by more than what its solver leaves open is below it.
SOLVER = 1e-6


@dataclass(frozen=True)
class Played:
    """One season of one strategy, and what it took."""

    snow_t: float
    outcome: SeasonOutcome
    cpu_s: float


def price_years(data: Path | None, period: Interval) -> Iterator[IntervalTable | None]:
    """Day-ahead prices of SE2 under the dates of `period`, year by year; None: made up ones."""
    if data is None:
        yield None
        return
    with gzip.open(data / PRICES, "rt", encoding="utf-8") as file:
        known = {
            datetime.fromisoformat(row["time_utc"]): float(row["SE2_EUR_per_MWh"]) for row in csv.DictReader(file)
        }
    times = [period.start + number * HOUR for number in range(int(period.duration / HOUR))]
    for year in range(min(known).year + 1, max(known).year + 1):
        weeks = round((period.start - period.start.replace(year=year)) / WEEK)
        values = tuple(known.get(moment - weeks * WEEK) for moment in times)
        if None not in values:
            name = f"SE2 day-ahead {year}"
            yield IntervalTable(name, Step.parse("1h"), tuple(times), {"price_eur_mwh": values})


def summers(site: PlantSite, data: Path | None, quick: bool) -> Iterator[tuple[int, SeasonInputs]]:
    """Seeds and inputs: each price year with each recorded summer."""
    period = Almanac(Given(), site.plant, site.tariff, site.zone).periods()[0]
    seed = 0
    for prices in price_years(data, period):
        for _ in range(6 if prices is None else 3):
            seed += 1
            weather = made_up.weather_table(period, made_up.SUMMERS[seed % 3], seed)
            load = made_up.load_table(weather, site.plant.cooling_network, site.zone)
            priced = prices or made_up.price_table(period, seed, site.zone)
            yield seed, gather(SeasonFiles(weather, priced, load), site.plant.season, site.zone)
            if quick and seed == 5:
                return


def play(site: PlantSite, data: Path | None, quick: bool) -> dict[str, list[Played]]:
    """Every season with every strategy."""
    names = [*PEERS, *OURS]
    found: dict[str, list[Played]] = {name: [] for name in names}
    for number, (seed, inputs) in enumerate(summers(site, data, quick)):
        for snow_t in SNOW_T[:: 2 if quick else 1]:
            plant = replace(site.plant, snow_store=replace(site.plant.snow_store, mass_t=snow_t))
            # What seasons share is worked out by the first of them: each strategy takes its turn.
            first = number % len(names)
            for name in names[first:] + names[:first]:
                begun = time.process_time()
                case = Case(inputs, plant, site.tariff, name, seed, site.zone)
                outcome = play_season(case, language="en").outcome
                found[name].append(Played(snow_t, outcome, time.process_time() - begun))
    return found


def figures(played: list[Played], bound: list[Played], alone: list[Played]) -> dict[str, Any]:
    """Cost of a strategy, how far it lies above the bound, and what it takes."""
    cost, least, most = (np.array([one.outcome.cost_sek.total for one in each]) for each in (played, bound, alone))
    gap = cost / least - 1.0
    return {
        "seasons": len(played),
        "cost_sek": spread(cost.tolist()),
        "gap_to_perfect": {"mean": gap.mean(), "p90": np.quantile(gap, 0.9), "worst": gap.max()},
        "to_perfect": cost.sum() / least.sum(),
        "to_chiller_only": cost.sum() / most.sum(),
        "below_bound": int((gap < -SOLVER).sum()),
        "snow_mwh_mean": float(np.mean([one.outcome.cooling_mwh.snow for one in played])),
        "unmet_mwh_most": max(one.outcome.comfort.unmet_mwh for one in played),
        "ran_out_share": float(np.mean([one.outcome.run_out_date is not None for one in played])),
        "cpu_s": spread([one.cpu_s for one in played]),
    }


def compose(found: dict[str, list[Played]], prices: str, quick: bool, wall_s: float) -> dict[str, Any]:
    """The document of the contract."""
    bound, alone = (found[name] for name in PEERS)
    amounts = sorted({one.snow_t for one in bound})

    def told(name: str) -> dict[str, Any]:
        def of(snow_t: float) -> list[list[Played]]:
            return [[one for one in each if one.snow_t == snow_t] for each in (found[name], bound, alone)]

        by_amount = {f"{snow_t:.0f}_t": figures(*of(snow_t)) for snow_t in amounts}
        return {**figures(found[name], bound, alone), "by_snow": by_amount}

    documents = {name: told(name) for name in found}
    return {
        "benchmark": "season",
        "machine": machine(),
        "quick": quick,
        "wall_s": round(wall_s, 1),
        "prices": prices,
        "step_minutes": bound[0].outcome.step_minutes,
        "ours": {name: documents[name] for name in OURS},
        "peers": {name: documents[name] for name in PEERS},
        "ratios": {
            f"{name}_{ratio}": documents[name][ratio]
            for name in OURS
            for ratio in ("to_perfect", "to_chiller_only")
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one document on stdout")
    parser.add_argument("--quick", action="store_true", help="five summers and two amounts of snow, within 50 s")
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("SNOKYLA_METERS"), help="folder with prices/ (SE2, day ahead)"
    )
    options = parser.parse_args()
    data = Path(options.data) if options.data else None
    begun = time.perf_counter()
    found = play(load_plant("ostersund_demo"), data, options.quick)
    prices = "SE2 day-ahead" if data is not None else made_up.PRICES
    document = compose(found, prices, options.quick, time.perf_counter() - begun)
    print(json.dumps(document, indent=None if options.json else 1))


if __name__ == "__main__":
    main()
