"""Baselines against opendsm: cost of a fit, errors on what was not seen, and whether the band holds.

    python benchmarks/verification.py [--quick] [--json] [--data DIR] [--meters N]

Both sides get the same hours of the same meters in the same run, in turn, each in a process of its own; daily and
hourly models are played side by side. `--quick` takes one meter that opendsm fits fast; otherwise N ComStock
meters and, where --data names a folder with them, all Cambridge buildings of 2015-2018 with their next years. Told
to stop, it says what it has so far.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import json
import math
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from meters import cambridge_meters, own_meters  # noqa: E402
from opendsm_env import COMSTOCK, comstock_meters, peer_python  # noqa: E402

MODELS = {"ours": ("daily", "hourly", "learned"), "opendsm": ("daily", "hourly")}
HIDINGS = ("hidden_days", "hidden_weeks", "odd_weeks")
ROUNDS = 5
LANES = (("daily",), ("hourly", "learned"))
# No fit is begun after these seconds of a quick run; a machine that is busy with other things has fewer rounds.
QUICK_S = 40.0
# Set when the run is told to stop: it ends after the fits under way and says what it has.
STOP = threading.Event()
# The ComStock meter that opendsm fits fastest of thirty, so that five rounds of it fit in.
CHEAP = COMSTOCK / "comstock_119226.npz"
MIN_KNOWN = 0.9
# A next year whose total moved by more than this factor is a change of the building.
CLEAN_LOG = 0.25


@dataclass
class Worker:
    """A process that answers one job a line."""

    command: list[str]
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            start_new_session=True,
        )
        self._answer()

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """The answer to one job."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.command[1]} ended before it answered; run it by hand to see why")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


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
    """The tests of one meter: whole years with the next; two days a month, each sixth, every other week hidden."""
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
    hidings = (
        ("hidden_days", np.isin(days, (10, 24))),
        ("hidden_weeks", weeks % 6 == 0),
        ("odd_weeks", weeks % 2 == 1),
    )
    for name, hidden in hidings:
        if name in tests and full:
            span = years == full[0]
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


@dataclass
class Tally:
    """What one model of one side did."""

    costs: list[dict[str, float]] = field(default_factory=list)
    errors: dict[tuple[str, str], dict[tuple[str, int], dict[str, float]]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def add(self, case: Case, cost: dict[str, Any], answer: Path) -> None:
        """Keep what a worker answered to a case."""
        if "failed" in cost:
            self.failed.append(f"{case.meter.stem}: {cost['failed']}")
            return
        self.costs.append(cost)
        found = np.load(answer)
        for ask in case.asks:
            observed, predicted = found[f"{ask}_observed"], found[f"{ask}_predicted"]
            width, day = float(found[f"{ask}_half_width"]), found[f"{ask}_day"]
            if len(observed) and observed.mean() > 0:
                key = case.meter.stem, int(np.flatnonzero(case.learn_span)[0])
                found_here = measures(observed, predicted, day, width) | {"moved": case.moved(ask)}
                self.errors.setdefault((case.source, ask), {})[key] = found_here


def measures(observed: Any, predicted: Any, day: Any, width: float) -> dict[str, float]:
    """CV(RMSE) at the step and of sums by day, error of the total, whether the band holds it."""
    _, index = np.unique(day, return_inverse=True)
    by_day = [np.bincount(index, weights=values) for values in (observed, predicted)]
    steps = np.bincount(index)
    enough = steps >= 0.8 * steps.max()
    error = float(predicted.sum() - observed.sum())
    return {
        "cv": cv(observed, predicted),
        "cv_daily": cv(by_day[0][enough], by_day[1][enough]),
        "bias": error / float(observed.sum()),
        "held": float(abs(error) <= width) if math.isfinite(width) else math.nan,
        "half_width": width / float(observed.sum()),
    }


def cv(observed: Any, predicted: Any) -> float:
    return float(np.sqrt(np.mean((observed - predicted) ** 2)) / observed.mean())


@dataclass(frozen=True)
class Lane:
    """Models whose fits are played one after the other, ours and theirs in turn, in processes of their own.

    No case is begun after `ends` [s of the clock].
    """

    models: tuple[str, ...]
    commands: dict[str, list[str]]
    folder: Path
    ends: float

    def play(self, worked: list[Case]) -> dict[str, dict[str, Tally]]:
        """Every case with every model of the lane."""
        tallies = {side: {model: Tally() for model in self.models if model in MODELS[side]} for side in MODELS}
        workers = {side: Worker(command) for side, command in self.commands.items()}
        for number, case in enumerate(worked):
            if time.perf_counter() > self.ends or STOP.is_set():
                break
            self._case(case, workers, tallies)
            said = f"{self.models[0]} {number + 1}/{len(worked)} {case.meter.stem} {' '.join(case.asks)}"
            print(said, file=sys.stderr)
        for worker in workers.values():
            worker.close()
        return tallies

    def _case(self, case: Case, workers: dict[str, Worker], tallies: dict[str, dict[str, Tally]]) -> None:
        masks, answer = (self.folder / f"{self.models[0]}_{name}.npz" for name in ("masks", "answer"))
        arrays = {"learn": case.learn, "learn_span": case.learn_span}
        for ask, (mask, span) in case.asks.items():
            arrays |= {f"ask_{ask}": mask, f"span_{ask}": span}
        np.savez(masks, **arrays)
        job = {"meter": str(case.meter), "masks": str(masks), "answer": str(answer), "asks": list(case.asks)}
        for model in self.models:
            for side in (side for side in workers if model in MODELS[side]):
                tallies[side][model].add(case, workers[side].ask(job | {"model": model}), answer)


def play(
    worked: list[Case], commands: dict[str, list[str]], folder: Path, ends: float
) -> dict[str, dict[str, Tally]]:
    """Both lanes at once: a daily fit of the peer takes ten times an hourly one, and there are two cores."""
    lanes = [Lane(models, commands, folder, ends) for models in LANES]
    with ThreadPoolExecutor(len(lanes)) as pool:
        found = [lane.result() for lane in [pool.submit(lane.play, worked) for lane in lanes]]
    return {side: {model: tally for lane in found for model, tally in lane[side].items()} for side in MODELS}


def spread(values: list[float]) -> dict[str, float]:
    """Median, least and most of a figure."""
    return {"median": float(np.median(values)), "min": min(values), "max": max(values), "rounds": len(values)}


def in_common(tallies: dict[str, dict[str, Tally]]) -> dict[tuple[str, str], set[tuple[str, int]]]:
    """By collection and test, what all models of both sides could fit: medians over others do not compare."""
    played = [tally for models in tallies.values() for tally in models.values() if tally.costs]
    tests = {test for tally in played for test in tally.errors}
    return {test: set.intersection(*(set(tally.errors.get(test, {})) for tally in played)) for test in tests}


def figures(tally: Tally, common: dict[tuple[str, str], set[tuple[str, int]]]) -> dict[str, Any]:
    """The document of one model."""
    costs = tally.costs
    found: dict[str, Any] = {
        f"{name}_cpu_s": spread([cost[f"{name}_s"] for cost in costs if f"{name}_s" in cost])
        for name in ("fit", "predict", "data")
    }
    found["peak_mib"] = max(cost["peak_mib"] for cost in costs)
    for (source, ask), errors in sorted(tally.errors.items()):
        together = [error for key, error in errors.items() if key in common.get((source, ask), ())]
        found.setdefault(source, {})[ask] = summary(list(errors.values()))
        if together:
            found[source][f"{ask}_common"] = summary(together)
        if ask == "next_year":
            clean = [error for error in errors.values() if abs(error["moved"]) <= CLEAN_LOG]
            found[source]["next_year_clean"] = summary(clean)
    found["failed"] = tally.failed
    return found


def summary(errors: list[dict[str, float]]) -> dict[str, Any]:
    """Medians over meters, and how many of them the band holds."""
    held = [error["held"] for error in errors if not math.isnan(error["held"])]
    bias = [error["bias"] for error in errors]
    return {
        "meters": len(errors),
        "cv_rmse": spread([error["cv"] for error in errors]),
        "cv_rmse_daily_sums": spread([error["cv_daily"] for error in errors]),
        "bias": spread(bias),
        "absolute_bias_median": float(np.median(np.abs(bias))),
        "band_holds_share": float(np.mean(held)) if held else None,
        "half_width_median": float(np.median([error["half_width"] for error in errors])) if held else None,
    }


def machine() -> dict[str, Any]:
    names = [line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")]
    return {"cpu": names[0] if names else platform.processor(), "cores": os.cpu_count(),
            "python": platform.python_version()}  # fmt: skip


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def chosen_cases(options: argparse.Namespace, folder: Path) -> list[Case]:
    if options.quick:
        comstock_meters()
        whole, half = cases(CHEAP, "comstock", ("in_sample", "odd_weeks"))
        return [half, whole, *[replace(whole, asks={})] * (ROUNDS - 2)]
    own = cambridge_meters(folder, options.data) if options.data else own_meters(folder)
    found = []
    for source, paths in (("comstock", comstock_meters()[: options.meters]), ("cambridge", own)):
        ours = []
        for number, path in enumerate(paths):
            tests = ("in_sample", *HIDINGS) if number < options.meters else ("in_sample",)
            ours += list(cases(path, source, tests + (("next_year",) if source == "cambridge" else ())))
        found += [(number / len(ours), case) for number, case in enumerate(ours)]
    # Collections in step, so that an interrupted run has something of each.
    return [case for _, case in sorted(found, key=lambda pair: pair[0])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one document on stdout")
    parser.add_argument("--quick", action="store_true", help="one building, within 50 s")
    parser.add_argument(
        "--meters", type=int, default=10, help="meters of each collection that weeks and days are hidden from"
    )
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("SNOKYLA_METERS"), help="folder with buildings/ and weather/"
    )
    parser.add_argument("--alone", action="store_true", help="without opendsm, and so without ratios")
    options = parser.parse_args()
    options.data = Path(options.data) if options.data else None
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: STOP.set())
    commands = {"ours": [sys.executable, str(HERE / "verification_ours.py")]}
    if not options.alone:
        commands["opendsm"] = [str(peer_python()), str(HERE / "verification_peer.py")]
    clock = time.perf_counter()
    ends = clock + QUICK_S if options.quick else math.inf
    with tempfile.TemporaryDirectory() as name:
        tallies = play(chosen_cases(options, Path(name)), commands, Path(name), ends)
    document = compose(tallies, options.quick, time.perf_counter() - clock)
    print(json.dumps(document, indent=None if options.json else 1))


def compose(tallies: dict[str, dict[str, Tally]], quick: bool, wall_s: float) -> dict[str, Any]:
    """The document of the contract."""
    common = in_common(tallies)
    found = {
        side: {model: figures(tally, common) for model, tally in models.items() if tally.costs}
        for side, models in tallies.items()
    }
    cost = {
        side: {model: figure["fit_cpu_s"]["median"] for model, figure in models.items()}
        for side, models in found.items()
    }
    pairs = {"daily_fit_cpu": ("daily", "daily"), "hourly_fit_cpu": ("hourly", "hourly"),
             "learned_fit_cpu": ("hourly", "learned")}  # fmt: skip
    return {
        "benchmark": "verification",
        "machine": machine(),
        "quick": quick,
        "wall_s": round(wall_s, 1),
        "ours": found["ours"],
        "peers": {"opendsm": found["opendsm"]},
        "ratios": {
            name: cost["opendsm"][theirs] / cost["ours"][own]
            for name, (theirs, own) in pairs.items()
            if theirs in cost["opendsm"] and own in cost["ours"]
        },
    }


if __name__ == "__main__":
    main()
