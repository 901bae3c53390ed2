"""Baselines against opendsm: cost of a fit, errors on what was not seen, and whether the band holds.

    python benchmarks/verification.py [--quick] [--json] [--data DIR] [--meters N] [--limit SECONDS] [--alone]

Both sides get the same hours of the same meters in the same run, in turn, each in a process of its own; daily and
hourly models are played side by side. `--quick` takes one meter that opendsm fits fast; otherwise N ComStock
meters and, where --data names a folder with them, all Cambridge buildings of 2015-2018 with their next years.
`--limit 540` begins no fit after nine minutes; told to stop, it says what it has so far.

Of each model: CPU seconds, CV(RMSE) and bias of what was hidden and of next years, the share of hidden totals
inside the 90 % band (noise and coefficients), and the share of next years inside it, without drift and with all
parts as `snokyla verify` prints it (`all_…`; opendsm has but one band). `_clean` next years lie within ±25 %,
`_common` is what both sides' models of the same step could fit.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import json
import math
import platform
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from opendsm_env import peer_python  # noqa: E402
from verification_cases import all_cases, quick_cases  # noqa: E402
from verification_play import LANES, STOP, play  # noqa: E402
from verification_scores import Tally, figures, in_common  # noqa: E402

# No fit is begun after these seconds of a quick run; a machine that is busy with other things has fewer rounds.
QUICK_S = 40.0


def machine() -> dict[str, Any]:
    names = [line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")]
    return {"cpu": names[0] if names else platform.processor(), "cores": os.cpu_count(),
            "python": platform.python_version()}  # fmt: skip


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


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
    parser.add_argument("--limit", type=float, default=math.inf, help="seconds after which no fit is begun")
    parser.add_argument("--alone", action="store_true", help="without opendsm, and so without ratios")
    options = parser.parse_args()
    options.data = Path(options.data) if options.data else None
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: STOP.set())
    commands = {"ours": [sys.executable, str(HERE / "verification_ours.py")]}
    if not options.alone:
        commands["opendsm"] = [str(peer_python()), str(HERE / "verification_peer.py")]
    clock = time.perf_counter()
    ends = clock + (QUICK_S if options.quick else options.limit)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        worked = quick_cases() if options.quick else all_cases(folder, options.data, options.meters)
        tallies = play(worked, commands, folder, ends)
    document = compose(tallies, options.quick, time.perf_counter() - clock)
    print(json.dumps(document, indent=None if options.json else 1))


def compose(tallies: dict[str, dict[str, Tally]], quick: bool, wall_s: float) -> dict[str, Any]:
    """The document of the contract."""
    common = {model: shared for lane in LANES for shared in [in_common(tallies, lane)] for model in lane}
    found = {
        side: {model: figures(tally, common[model]) for model, tally in models.items() if tally.costs}
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
        "peers": {"opendsm": found.get("opendsm", {})},
        "ratios": {
            name: cost["opendsm"][theirs] / cost["ours"][own]
            for name, (theirs, own) in pairs.items()
            if theirs in cost.get("opendsm", {}) and own in cost["ours"]
        },
    }


if __name__ == "__main__":
    main()
