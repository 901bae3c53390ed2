"""Both sides played in turn: each in a process of its own, daily and hourly models side by side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from verification_cases import Case
from verification_scores import Tally

MODELS = {"ours": ("daily", "hourly", "learned"), "opendsm": ("daily", "hourly")}
LANES = (("daily",), ("hourly", "learned"))
# Set when the run is told to stop: it ends after the fits under way and says what it has.
STOP = threading.Event()


@dataclass
class Worker:
    """A process that answers one job a line."""

    command: list[str]
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
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
