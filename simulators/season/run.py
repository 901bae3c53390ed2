"""Seasons played: one, or many on all cores."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np

from domain.plant import Plant
from domain.tariff import Tariff
from simulators.processes import spread
from simulators.season.account import CO2_KG_KWH, Course, document
from simulators.season.closed_loop import play
from simulators.season.inputs import Notice, SeasonInputs
from simulators.season.machines import fan_kw, run_chillers
from simulators.season.notices import warnings_in
from simulators.season.outcome import SeasonOutcome
from simulators.season.scene import Scene
from simulators.season.strategies import PERFECT, STRATEGIES, strategy_of


class UnknownStrategy(ValueError):  # noqa: N818 - names the condition
    """No strategy of that name."""


@dataclass(frozen=True, eq=False)
class PlayedSeason:
    """The document and the course it was made from."""

    outcome: SeasonOutcome
    course: Course
    scene: Scene


@dataclass(frozen=True, eq=False)
class Case:
    """One season to play."""

    inputs: SeasonInputs
    plant: Plant
    tariff: Tariff
    strategy: str
    seed: int
    zone: ZoneInfo


def run_season(  # noqa: PLR0917 - what a season is made of, in the order of a sentence
    inputs: SeasonInputs,
    plant: Plant,
    tariff: Tariff,
    strategy: str,
    seed: int,
    zone: ZoneInfo,
    *,
    language: str = "sv",
    co2_kg_kwh: float | None = None,
) -> SeasonOutcome:
    """The document of one season; the same seed gives the same digits (but for `wall_s`)."""
    case = Case(inputs, plant, tariff, strategy, seed, zone)
    return play_season(case, language=language, co2_kg_kwh=co2_kg_kwh).outcome


def play_season(case: Case, *, language: str = "sv", co2_kg_kwh: float | None = None) -> PlayedSeason:
    """One season with its course; UnknownStrategy for a name that is none."""
    if case.strategy == PERFECT:
        # Only the bound needs scipy; to load it is start-up, as reading files is, and not the season's time.
        from simulators.season.foresight import foresight
    begun = time.perf_counter()
    scene = Scene(case.inputs, case.plant, case.tariff, case.seed, case.zone)
    if case.strategy not in STRATEGIES:
        raise UnknownStrategy(case.strategy)
    notices: tuple[Notice, ...] = ()
    if case.strategy == PERFECT:
        best = foresight(scene, causal_course)
        course, notices = best.course, best.notices
    else:
        course = causal_course(scene, case.strategy)
    warnings = warnings_in(scene, language, notices)
    figures = document(scene, course, case.strategy, warnings, CO2_KG_KWH if co2_kg_kwh is None else co2_kg_kwh)
    return PlayedSeason(replace(figures, wall_s=time.perf_counter() - begun), course, scene)


def causal_course(scene: Scene, strategy: str) -> Course:
    """The course of a strategy that knows nothing of what is to come."""
    decider = strategy_of(strategy, scene.plant, scene.inputs, scene.clock, scene.seed)
    snow = play(decider, scene.rest_kw, lambda: scene.loop, scene.store, scene.inputs.step_h)
    wanted = np.maximum(scene.rest_kw - snow.snow_kw, 0.0)
    chillers = run_chillers(scene.plant, scene.truth.cop, scene.inputs, wanted)
    return Course(
        snow_kw=snow.snow_kw,
        chiller_kw=chillers.cooling_kw,
        unmet_kw=wanted - chillers.cooling_kw,
        chillers_electric_kw=chillers.electric_kw,
        pumps_electric_kw=snow.electric_kw,
        fans_electric_kw=fan_kw(scene.plant, scene.free_kw),
        natural_t=snow.natural_t,
        load_t=snow.load_t,
        snow_t=snow.snow_t,
    )


def run_cases(
    cases: Sequence[Case],
    *,
    workers: int | None = None,
    language: str = "sv",
    co2_kg_kwh: float | None = None,
    together: int = 1,
) -> Iterator[SeasonOutcome]:
    """The documents of `cases` in their order, on all cores (`workers` None), on this one alone with 1.

    So many `together` go to one core where there are enough for all: what neighbours share is worked out once.
    """
    workers = min(workers or _cores(), len(cases))
    play_one = partial(_outcome, language=language, co2_kg_kwh=co2_kg_kwh)
    if workers <= 1:
        yield from map(play_one, cases)
        return
    yield from spread(play_one, cases, workers, together=max(min(together, len(cases) // (2 * workers)), 1))


def _cores() -> int:
    """Cores this process may use; all of them where the system does not tell."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _outcome(case: Case, language: str, co2_kg_kwh: float | None) -> SeasonOutcome:
    return play_season(case, language=language, co2_kg_kwh=co2_kg_kwh).outcome
