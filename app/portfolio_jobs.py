"""One function per building, run in this process, in a pool of processes or on a Dask cluster: the same digits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.portfolio.document import FailedBuilding
from analytics.portfolio.portfolio import Member
from analytics.verification.plan_note import under_plan
from analytics.verification.verify import inquire
from app.files.meter import read_meter
from domain.errors import InputError, SnokylaError, Unreachable
from domain.interval_table import IntervalTable
from sources.interval_csv import read_interval_csv

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from distributed import Future

    from app.files.portfolio import BuildingJob

_LOG = logging.getLogger("snokyla.portfolio")

Told = Callable[[int, int], None]
# How long a scheduler may take to answer.
PATIENCE_S = 10.0
Outcome = Member | FailedBuilding


def run_building(job: BuildingJob) -> Outcome:
    """What the data of one building say, or why nothing can be said; the others are answered for."""
    from threadpoolctl import threadpool_limits

    # One thread for small matrices: faster, and the last digits do not follow the number of cores.
    with threadpool_limits(limits=1):
        try:
            meter = read_meter(job.meter, job.question.zone)
            weather = _weather(job.weather, job.question.zone)
            inquiry = inquire(meter, weather, job.question)
            if job.plan is not None:
                inquiry = replace(inquiry, document=under_plan(inquiry.document, job.plan, job.question))
            return Member(job.id, job.control, inquiry)
        except InputError as error:
            return FailedBuilding(job.id, tuple(str(fault) for fault in error.faults))
        except SnokylaError as error:
            return FailedBuilding(job.id, (str(error),))
        except Exception as error:
            _LOG.exception("building %s", job.id)
            what = f"internal error ({type(error).__name__}: {error}); please report it"
            return FailedBuilding(job.id, (f"building {job.id} ({job.meter}): {what}",))


@lru_cache(maxsize=4)
def _weather(path: Path, zone: ZoneInfo) -> IntervalTable:
    """Many buildings share a weather file; each process reads it once."""
    return read_interval_csv(path, ["outside_air_temp_c"], zone)


def run_here(jobs: Sequence[BuildingJob], processes: int, told: Told) -> list[Outcome]:
    """All buildings in a pool of `processes`, in their order; one process is this one."""
    if processes == 1:
        return _collect(map(run_building, jobs), len(jobs), told)
    from simulators.processes import spread

    chunk = max(1, min(8, len(jobs) // (4 * processes)))
    return _collect(spread(run_building, jobs, processes, together=chunk, lost=_lost), len(jobs), told)


def _lost(job: BuildingJob, error: Exception) -> FailedBuilding:
    """A building whose process died; the others are answered for."""
    return FailedBuilding(job.id, (f"building {job.id} ({job.meter}): {error}",))


def run_on_cluster(jobs: Sequence[BuildingJob], address: str, told: Told) -> list[Outcome]:
    """All buildings on the Dask cluster whose scheduler is at `address`, in their order.

    Its workers need this version of snokyla and the files under the same paths. Unreachable when nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise Unreachable(address, "Dask is not installed; pip install 'snokyla[cluster]'") from error
    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise Unreachable(address, f"no Dask scheduler answers ({error})") from error
    with client:
        futures = client.map(run_building, jobs, pure=False)
        answers = (_answer_of(future, job, address) for future, job in zip(futures, jobs, strict=True))
        return _collect(answers, len(jobs), told)


def _answer_of(future: Future[Outcome], job: BuildingJob, address: str) -> Outcome:
    """What the cluster says of a building; Unreachable when it is gone."""
    from distributed import KilledWorker

    try:
        outcome: Outcome = future.result()
    except KilledWorker as error:
        return _lost(job, error)
    except (CancelledError, OSError) as error:
        raise Unreachable(address, "the Dask cluster went away before all buildings were answered for") from error
    return outcome


def _collect(outcomes: Iterator[Outcome], count: int, told: Told) -> list[Outcome]:
    collected = []
    for outcome in outcomes:
        collected.append(outcome)
        told(len(collected), count)
    return collected
