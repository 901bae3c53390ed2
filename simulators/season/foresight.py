"""`perfect`: a lower bound on what any strategy can pay for the simulated season.

Without a demand charge the programme has one row that joins the steps, the snow: it is solved by filling the
pieces in the order of what a tonne saves. With one it goes to HiGHS (`scipy.optimize.linprog`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulators.hours import Floats
from simulators.season.account import Course, cost_sek
from simulators.season.foresight_programme import Programme
from simulators.season.inputs import Notice
from simulators.season.machines import fan_kw
from simulators.season.relaxed_season import RelaxedSeason
from simulators.season.scene import Scene
from simulators.season.strategies import CAUSAL


@dataclass(frozen=True, eq=False)
class Foresight:
    """The bound's own course, and what its reader must know."""

    course: Course
    notices: tuple[Notice, ...]


def foresight(scene: Scene, causal: Callable[[Scene, str], Course]) -> Foresight:
    """The least cost of the relaxed season.

    Where chillers alone do not carry the load, as little cooling is left undone as can be. A strategy that runs
    out of snow may leave more undone and pay less for it; then the bound is for as much as the cheapest leaves,
    so that it stays below each of them.
    """
    season = RelaxedSeason(scene)
    programme = Programme.of(season)
    if not season.most_undone_kw.any():
        x = programme.by_highs(scene.months) if scene.months else programme.by_value()
        return Foresight(_course(season, x), ())
    course = _course(season, programme.by_highs(scene.months, programme.least_undone_mwh()))
    others = [causal(scene, name) for name in CAUSAL]
    cheapest = min(others, key=lambda other: cost_sek(scene, other).total)
    if cost_sek(scene, cheapest).total >= cost_sek(scene, course).total:
        return Foresight(course, ())
    undone = float(cheapest.unmet_kw.sum()) * scene.inputs.step_h / 1000.0
    course = _course(season, programme.by_highs(scene.months, undone))
    return Foresight(course, (Notice("unmet_bound", None, (("unmet", undone),)),))


def _course(season: RelaxedSeason, x: Floats) -> Course:
    """The course of a solution, by the laws of the relaxed plant."""
    scene, columns = season.scene, season.columns
    cooled = np.bincount(columns.step, weights=x, minlength=scene.inputs.count)
    snow: Floats = np.minimum(cooled, season.most_snow_kw)
    undone = np.maximum(season.most_undone_kw - snow, 0.0)
    load_t = season.melt_t_h(snow) * scene.inputs.step_h
    snow_t, natural_t = _store(season, load_t)
    pumps, fans = season.pumps_kw(snow), fan_kw(scene.plant, scene.free_kw)
    return Course(
        snow_kw=snow,
        chiller_kw=np.maximum(scene.rest_kw - snow - undone, 0.0),
        unmet_kw=undone,
        chillers_electric_kw=season.paid_kw(snow) - pumps - fans,
        pumps_electric_kw=pumps,
        fans_electric_kw=fans,
        natural_t=natural_t,
        load_t=load_t,
        snow_t=snow_t,
        peak_kw=season.power_kw(snow) if season.paid_for.any() else None,
    )


def _store(season: RelaxedSeason, load_t: Floats) -> tuple[Floats, Floats]:
    """Snow at the edges of the steps and natural melt [t] under the programme's melt."""
    mass = season.scene.store.full_t
    snow, natural = [mass], []
    columns = (season.melt_fixed_t.tolist(), season.melt_share.tolist(), load_t.tolist())
    for fixed, share, load in zip(*columns, strict=True):
        # The solver meets the snow row to a hair: what it overdraws is not melted by nature.
        lost = max(min(fixed + share * mass, mass - load), 0.0)
        mass = max(mass - lost - load, 0.0)
        natural.append(lost)
        snow.append(mass)
    return np.array(snow), np.array(natural)
