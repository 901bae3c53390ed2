"""Does the 90 % band hold what it says? Real buildings without a known measure, hidden weeks and later years.

    python benchmarks/calibration.py DATA [--model daily|hourly|learned] [--jobs N] [--pairs-only]
                                     [--figures DIR] [--json]

DATA is a folder with `buildings/` and `weather/`: Cambridge electricity and gas meters of 2015-2018 (EECi
Cambridge Estates Building Energy Archive, MIT) with the weather of Bedford (Met Office MIDAS Open, OGL v3) and,
where present, BDG2 meters of London and Cardiff (CC BY-SA 4.0; local use, never shipped).
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import csv
import gzip
import json
import math
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from calibration_figure import band_figure  # noqa: E402

from analytics.baselines.baseline import Baseline, FittedBaseline  # noqa: E402
from analytics.data_doubts.screen import screen  # noqa: E402
from analytics.records.meter_record import meter_record  # noqa: E402
from analytics.records.observations import Observations  # noqa: E402
from analytics.records.observe import observe  # noqa: E402
from analytics.records.weather_record import weather_record  # noqa: E402
from analytics.uncertainty.drift import year_drift  # noqa: E402
from analytics.uncertainty.interval import clusters, luck, residuals  # noqa: E402
from analytics.uncertainty.placebo import CLEAN_LOG  # noqa: E402
from analytics.verification.claim import findings  # noqa: E402
from analytics.verification.evidence import gather_around  # noqa: E402
from analytics.verification.held_out import held_out_rates  # noqa: E402
from analytics.verification.question import MODELS, Question  # noqa: E402
from analytics.verification.surround import surround  # noqa: E402
from domain.interval import Interval, Step  # noqa: E402
from domain.interval_table import IntervalTable  # noqa: E402
from domain.site import Carrier  # noqa: E402

LONDON = ZoneInfo("Europe/London")
# A year with more of it missing carries no claim.
MOST_MISSING = 0.25
# What is counted: pairs of years, every second week hidden, every second four weeks hidden.
PARTS = ("pairs", "hidden", "hidden_4")
SETS = {
    "Cambridge electricity": ("cambridge_electricity_hourly_2015-2018.csv.gz", Carrier.ELECTRICITY),
    "Cambridge gas": ("cambridge_gas_heating_hourly_2015-2018.csv.gz", Carrier.GAS),
    "London and Cardiff electricity": (
        "bdg2_london_cardiff_electricity_hourly_2016-2017.csv.gz",
        Carrier.ELECTRICITY,
    ),
}


@dataclass(frozen=True)
class Job:
    """One meter of a set."""

    group: str
    carrier: Carrier
    model: str
    pairs_only: bool
    meter: IntervalTable
    weather: IntervalTable


def table(path: Path, name: str, unit: str) -> dict[str, IntervalTable]:
    """Each column of a file as a table."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    times = tuple(datetime.fromisoformat(row[0]) for row in rows)
    columns = zip(*(row[1:] for row in rows), strict=True)
    return {
        column.removesuffix(unit): IntervalTable(
            column, Step.parse("1h", LONDON), times, {name: tuple(float(cell) if cell else None for cell in cells)}
        )
        for column, cells in zip(head[1:], columns, strict=True)
    }


def year(number: int) -> Interval:
    """A year of London."""
    return Interval(*(datetime(at, 1, 1, tzinfo=LONDON).astimezone(UTC) for at in (number, number + 1)))


def calibrate(job: Job) -> dict[str, list[dict[str, Any]]]:
    """Pairs of years and hidden weeks of one meter."""
    first, last = (moment.astimezone(LONDON).year for moment in (job.meter.times[0], job.meter.times[-1]))
    usual = Question(
        year(first), year(first), carrier=job.carrier, zone=LONDON, holidays="GB-ENG", accept_insufficient=True
    )
    kind = MODELS[job.model]
    screened = screen(job.meter, job.weather, job.carrier)
    record = meter_record(screened.meter, job.carrier)
    around = surround(record, weather_record(screened.weather), usual)
    out: dict[str, list[dict[str, Any]]] = {name: [] for name in PARTS}
    for number in range(first, last + 1):
        question = replace(usual, baseline=year(number), reporting=year(number + 1))
        evidence = gather_around(record, around, kind, question)
        if evidence.model is None or evidence.judgement.missing_share > MOST_MISSING:
            continue
        if not job.pairs_only:
            out["hidden"] += hidden_weeks(kind, evidence.learned_from, 1)
            out["hidden_4"] += hidden_weeks(kind, evidence.learned_from, 4)
        for later in range(number + 1, last + 1):
            step = evidence.step
            reported = observe(evidence.meter, evidence.around, year(later), step)
            asked = replace(question, reporting=year(later))
            pair = replace(evidence, question=asked, reported=reported)
            if pair.missing_share > MOST_MISSING or (found := findings(pair)) is None:
                continue
            out["pairs"].append(one_pair(found, job.carrier, later - number))
    return out


def one_pair(found: Any, carrier: Carrier, gap: int) -> dict[str, Any]:
    """Error of a later year and the parts of its band, as shares of the adjusted baseline."""
    adjusted = found.adjusted_baseline_kwh
    widths = found.half_widths(year_drift(carrier, None, ()))
    moved = math.log(found.observed_kwh / adjusted) if min(found.observed_kwh, adjusted) > 0 else math.inf
    return {
        "gap": gap,
        "error": -found.kwh / adjusted,
        "half": widths.together / abs(adjusted),
        "model_half": math.hypot(widths.noise, widths.coefficients) / abs(adjusted),
        "clean": abs(moved) <= CLEAN_LOG * math.sqrt(gap),
    }


def hidden_weeks(kind: Baseline, rows: Observations, block: int) -> list[dict[str, Any]]:
    """Each second block of weeks hidden: error of its total, and the band of noise and coefficients alone."""
    number = np.unique(clusters(rows), return_inverse=True)[1]
    found = []
    for parity in (0, 1):
        hidden = number // block % 2 == parity
        seen = rows.chosen(~hidden)
        model = fitted(kind, seen)
        if model is None:
            continue
        away = rows.chosen(hidden)
        expected = float(model.predict(away).sum())
        half = math.hypot(*luck(model, residuals(model, seen), away).half_widths)
        found.append({"error": float(away.energy_kwh.sum()) / expected - 1, "half": half / abs(expected)})
    return found


def fitted(kind: Baseline, rows: Observations) -> FittedBaseline | None:
    """A fit that knows its errors on weeks it has not seen."""
    model = kind.fit(rows)
    return model if model is None or model.linear else replace(model, unseen_rate=held_out_rates(kind, rows))


def summary(found: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Shares held, by gap."""
    lines: dict[str, Any] = {name: held(found[name], "half") for name in ("hidden", "hidden_4")}
    for gap in (1, 2, 3):
        pairs = [pair for pair in found["pairs"] if pair["gap"] == gap]
        clean = [pair for pair in pairs if pair["clean"]]
        if pairs:
            lines[f"gap {gap}"] = {
                "all": held(pairs, "half"),
                "clean": held(clean, "half"),
                "clean_without_drift": held(clean, "model_half"),
                "median_error": float(np.median([abs(pair["error"]) for pair in clean])),
                "median_half": float(np.median([pair["half"] for pair in clean])),
                "rms_error": float(np.sqrt(np.mean([pair["error"] ** 2 for pair in clean]))),
                "rms_model_sd": float(np.sqrt(np.mean([(pair["model_half"] / 1.645) ** 2 for pair in clean]))),
                "low": sum(pair["error"] < -pair["half"] for pair in pairs),
                "high": sum(pair["error"] > pair["half"] for pair in pairs),
            }
    return lines


def held(rows: list[dict[str, Any]], band: str) -> dict[str, Any]:
    """How many, the share inside the band, the median half-width."""
    if not rows:
        return {"count": 0}
    inside = float(np.mean([abs(row["error"]) <= row[band] for row in rows]))
    return {"count": len(rows), "held": inside, "half": float(np.median([row[band] for row in rows]))}


def jobs(data: Path, model: str, pairs_only: bool = False) -> list[Job]:
    """All meters there are."""
    folder = data / "weather"
    weather = table(folder / "bedford_uk_hourly_2015-2018.csv.gz", "outside_air_temp_c", "")["air_temperature_C"]
    found = []
    for group, (file, carrier) in SETS.items():
        path = data / "buildings" / file
        if path.exists():
            meters = table(path, "energy_kwh", "_kWh").values()
            found += [Job(group, carrier, model, pairs_only, meter, weather) for meter in meters]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", choices=["daily", "hourly", "learned"], default="daily")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--pairs-only", action="store_true", help="no hidden weeks, which cost most fits")
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    todo = jobs(asked.data, asked.model, asked.pairs_only)
    with ProcessPoolExecutor(asked.jobs) as pool:
        outcomes = list(pool.map(calibrate, todo))
    groups: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for job, outcome in zip(todo, outcomes, strict=True):
        together = groups.setdefault(job.group, {name: [] for name in PARTS})
        for name, rows in outcome.items():
            together[name] += rows
    document = {"benchmark": "calibration", "model": asked.model} | {
        group: summary(found) for group, found in groups.items()
    }
    if asked.figures:
        figure = band_figure({group: found["pairs"] for group, found in groups.items()})
        (asked.figures / f"calibration_{asked.model}.svg").write_text(figure, encoding="utf-8")
    print(json.dumps(document, indent=2 if not asked.json else None))


if __name__ == "__main__":
    main()
